import { describe, expect, it } from 'vitest';
import { Desk } from '../../support/desk.ts';
import {
  acked,
  cancels,
  fills,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  replaces,
  settles,
  type Words,
  waits,
} from '../given.ts';

const sessionOf = (desk: Desk, venue = 'ALPHA') => desk.state.sessions.get(venue);
const outbound = (desk: Desk): readonly (readonly [string, number])[] =>
  desk.records.flatMap(({ event }) => ('seqOut' in event ? [[event.venue, event.seqOut] as const] : []));

describe('the numbers of a session', () => {
  it('go up by one with every message that leaves, each session on its own', () => {
    const { desk } = given(
      places(),
      acked,
      places({ route: { strategy: 'direct', venue: 'BETA' } }),
      replaces({ qty: '150' }),
      cancels(),
    );
    expect(outbound(desk)).toEqual([
      ['ALPHA', 1],
      ['BETA', 1],
      ['ALPHA', 2],
      ['ALPHA', 3],
    ]);
    expect([sessionOf(desk)?.lastSeqOut, sessionOf(desk, 'BETA')?.lastSeqOut]).toEqual([3, 1]);
  });
  it('are given out within one turn as well', () => {
    const { desk } = given(
      places({ route: { strategy: 'best' }, price: '10.02', qty: '150' }),
      hears('new', {}, 1),
      hears('new', {}, 2),
    ).when(cancels());
    expect(outbound(desk).map(([, seqOut]) => seqOut)).toEqual([1, 1, 2, 2]);
  });
  it('say up to where every word of the venue has been heard, and a resend does not move that back', () => {
    const { desk } = given(places(), acked, fills('E1', 1));
    expect(sessionOf(desk)?.lastSeqIn).toBe(2);
    givenDesk(desk).when(hears('trade', { seqIn: 1, possDup: true, execId: 'E1', lastQty: '1', lastPx: '10.00' }));
    expect(sessionOf(desk)?.lastSeqIn).toBe(2);
    givenDesk(desk, cancels()).when(refuses({ seqIn: 3 }));
    expect(sessionOf(desk)?.lastSeqIn).toBe(3);
  });
  it('count what this session says and nothing else', () => {
    const { desk } = given(
      places(),
      hears('new', { seqIn: 7, channel: 'dropCopy', session: 'ALPHA-DC' }),
      hears('orderStatus', { seqIn: 0, channel: 'query' }),
    );
    expect(sessionOf(desk)).toMatchObject({ lastSeqIn: 0, ahead: [] });
  });
  it('start anew when both sides agree to reset them', () => {
    const { desk } = given(places(), acked, fills('E1', 10));
    desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'up', nextSeqIn: 1, nextSeqOut: 11 });
    expect(sessionOf(desk)).toMatchObject({ up: true, lastSeqIn: 0, lastSeqOut: 10 });
    desk.cancel();
    expect(outbound(desk).at(-1)).toEqual(['ALPHA', 11]);
  });
  it('go on after a restart, and the new process has no session until it says so', () => {
    const { desk } = given(places(), acked);
    desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: 2, writer: 'test' });
    expect(sessionOf(desk)).toMatchObject({ up: false, lastSeqOut: 1 });
  });
});

describe('a number that is missing', () => {
  const trade = (seqIn: number, execId: string, over = {}) =>
    hears('trade', { seqIn, execId, lastQty: '5', lastPx: '10.00', ...over });
  const sessions =
    (state: 'up' | 'down', over = {}): Words =>
    (desk) =>
      desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state, ...over });

  it('is asked for, once at a time, and what came beyond it counts at once', () => {
    const { desk } = given(places(), acked)
      .when(trade(3, 'E2'))
      .concludes('ExecutionBooked', 'ResendRequested')
      .saying('ResendRequested', { venue: 'ALPHA', fromSeq: 2 });
    givenDesk(desk).when(trade(4, 'E3')).concludes('ExecutionBooked').leaves({ cumQty: 10 });
    expect(sessionOf(desk)).toMatchObject({ lastSeqIn: 1, ahead: [3, 4] });
    givenDesk(desk)
      .when(trade(2, 'E1', { possDup: true }))
      .concludes('ExecutionBooked')
      .leaves({ cumQty: 15 });
    expect(sessionOf(desk)).toMatchObject({ lastSeqIn: 4, ahead: [], resendAt: undefined });
    givenDesk(desk)
      .when(trade(3, 'E2', { possDup: true }), trade(4, 'E3', { possDup: true }))
      .concludes()
      .leaves({ cumQty: 15 });
    givenDesk(desk).when(waits(5_000)).concludes();
  });
  it('that stays missing is asked for again, and a person should know', () => {
    given(places(), acked, trade(3, 'E2'))
      .when(waits(1_000))
      .concludes('BreakRaised', 'ResendRequested')
      .saying('BreakRaised', { what: 'sequenceGap', detail: 'ALPHA has not said again its numbers 2 to 2' });
    given(places(), acked, trade(3, 'E2'), waits(1_000)).when(waits(1_999)).concludes();
    given(places(), acked, trade(3, 'E2'), waits(1_000)).when(waits(2_000)).concludes('ResendRequested');
  });
  it('is asked for when the session is up again, and not while it is down', () => {
    given(places(), acked, trade(3, 'E2'), sessions('down')).when(waits(5_000)).concludes();
    given(places(), acked, trade(3, 'E2'), sessions('down'), settles())
      .when(sessions('up'))
      .concludes('ResendRequested')
      .saying('ResendRequested', { fromSeq: 2 });
    given(places(), acked, trade(3, 'E2'), sessions('down'), settles())
      .when(sessions('up', { nextSeqIn: 1 }))
      .concludes();
  });
  it('is remembered over a night and a restart', () => {
    const { desk } = given(places({ timeInForce: 'gtc' }), acked, trade(3, 'E2'));
    expect(sessionOf(desk.tomorrow())).toMatchObject({ lastSeqIn: 1, ahead: [3] });
  });
});

describe('ids that venues see', () => {
  it('are made of desk, day, epoch and number, and a new epoch never repeats one', () => {
    const { desk } = given(places());
    desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: 2, writer: 'test' });
    desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'up' });
    desk.place();
    expect([desk.child(1).sentId, desk.child(2).sentId]).toEqual(['T1M9A000100001', 'T1M9A000200002']);
    expect([desk.child(1).epoch, desk.child(2).epoch]).toEqual([1, 2]);
  });
  it('stop the desk when an older epoch would write again', () => {
    const desk = new Desk();
    desk.say({ type: 'WriterEpochStarted', epoch: 2, writer: 'standby', cause: 'lease lost' });
    expect(() => desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: 1, writer: 'test' })).toThrow(
      'epoch 1 is not older than 2',
    );
    expect(() => new Desk().say({ type: 'WriterEpochStarted', epoch: 1, writer: 'standby', cause: '' })).toThrow(
      'epoch 1 is newer than 1',
    );
  });
});
