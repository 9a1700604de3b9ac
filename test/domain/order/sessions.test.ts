import { describe, expect, it } from 'vitest';
import { Desk } from '../../support/desk.ts';
import { acked, cancels, fills, given, givenDesk, hears, places, refuses, replaces } from '../given.ts';

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
  it('say how far the venue has been heard, and a resend does not move that back', () => {
    const { desk } = given(places(), hears('new', { seqIn: 5 }));
    expect(sessionOf(desk)?.lastSeqIn).toBe(5);
    givenDesk(desk).when(hears('trade', { seqIn: 3, possDup: true, execId: 'E1', lastQty: '1', lastPx: '10.00' }));
    expect(sessionOf(desk)?.lastSeqIn).toBe(5);
    givenDesk(desk, cancels()).when(refuses({ seqIn: 9 }));
    expect(sessionOf(desk)?.lastSeqIn).toBe(9);
  });
  it('start anew when both sides agree to reset them', () => {
    const { desk } = given(places(), acked, fills('E1', 10));
    desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'up', nextSeqIn: 1, nextSeqOut: 11 });
    expect(sessionOf(desk)).toEqual({ venue: 'ALPHA', session: 'ALPHA-1', up: true, lastSeqIn: 0, lastSeqOut: 10 });
    desk.cancel();
    expect(outbound(desk).at(-1)).toEqual(['ALPHA', 11]);
  });
  it('go on after a restart, and the new process has no session until it says so', () => {
    const { desk } = given(places(), acked);
    desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: 2, writer: 'test' });
    expect(sessionOf(desk)).toMatchObject({ up: false, lastSeqOut: 1 });
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
