import { describe, expect, it } from 'vitest';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { OPENS } from '../../support/desk.ts';
import { askingDesk, levelDesk, lists, roundOf, tellsFills } from '../asking.ts';
import { acked, cancels, disconnects, fills, givenDesk, hears, places, session, settles, type Words, waits } from '../given.ts';

const every = { openOrdersEveryMs: 30_000, queryTimeoutMs: 5_000 };
const asks =
  (over: Partial<Events['ReconcileRequested']> = {}): Words =>
  (desk) =>
    desk.say({ type: 'ReconcileRequested', clOrdId: 'r1', venue: 'ALPHA', reason: 'looks odd', ...over }, 'person:Ann');

describe('open orders are compared from time to time', () => {
  it('so long after the last comparison, and once again when nothing differs', () => {
    const { desk, when } = givenDesk(levelDesk(every), places(), acked);
    when(waits(29_999)).concludes();
    when(waits(1)).concludes('QuerySent').saying('QuerySent', { query: 'openOrders', cause: 'periodic' });
    when(lists([1]), settles())
      .concludes('WorkStarted', 'WorkFinished', 'VenueReconciled')
      .saying('VenueReconciled', { cause: 'periodic', differences: 0, nextAt: desk.now + 30_000_000 });
    expect(desk.state.sessions.get('ALPHA')?.level).toBe(true);
    when(waits(30_000)).concludes('QuerySent');
  });

  it('and orders in flight are not misread', () => {
    const { desk, when } = givenDesk(levelDesk(every), places(), acked, places(), hears('new', {}, 2), waits(29_000), cancels());
    when(waits(1_000), places(), (at) => at.cancel({ orderId: at.order(2).orderId }), fills('E1', 10), lists(), settles()).saying(
      'VenueReconciled',
      { differences: 0 },
    );
    expect([...desk.state.breaks.values()]).toEqual([]);
  });

  it('and what is missing is looked for as after a connection', () => {
    const { when } = givenDesk(levelDesk(every), places(), acked, waits(30_000));
    when(lists(), settles(), tellsFills(), waits(1_000), lists(), settles())
      .saying('BreakRaised', { what: 'absentAtVenue' })
      .saying('VenueReconciled', { cause: 'periodic', differences: 2 });
  });

  it('and given up until the next time when nobody answers', () => {
    const { desk, when } = givenDesk(levelDesk(every), waits(30_000));
    when(waits(5_000 * 31))
      .saying('BreakRaised', { what: 'queryUnanswered' })
      .saying('VenueReconciled', { outcome: 'unanswered' });
    expect(roundOf(desk)).toBeUndefined();
    expect(desk.state.sessions.get('ALPHA')?.level).toBe(true);
    when(waits(30_000), lists()).saying('BreakClosed', { cause: 'ALPHA has answered' });
  });

  it('but not while the session is down, nor where it is not wanted', () => {
    givenDesk(levelDesk(every), disconnects()).when(waits(600_000)).concludes();
    givenDesk(levelDesk()).when(waits(600_000)).concludes();
  });

  it('on the next day too', () => {
    const desk = levelDesk(every).tomorrow();
    const due = desk.state.timers.dueAt('compare:ALPHA') as number;
    expect(due).toBeGreaterThan(OPENS);
    expect(desk.state.sessions.get('ALPHA')?.compareAt).toBe(due);
  });
});

describe('a person who wants a venue compared', () => {
  it('has it asked at once, and only once', () => {
    const { when } = givenDesk(levelDesk(), places(), acked);
    when(asks()).concludes('QuerySent').saying('QuerySent', { venue: 'ALPHA', cause: 'asked' });
    when(asks()).concludes('AskRepeated');
    when(lists([1]), settles()).saying('VenueReconciled', { cause: 'asked', orders: 1, outcome: 'done' });
  });

  it.each([
    ['unknownVenue', levelDesk(), asks({ venue: 'NOWHERE' })],
    ['notAsked', levelDesk(), asks({ venue: 'BETA' })],
    ['sessionDown', askingDesk(), asks()],
    ['reasonMissing', levelDesk(), asks({ reason: ' ' })],
    ['clOrdId', levelDesk(), asks({ clOrdId: '' })],
  ])('is told %s', (check, desk, words) => {
    givenDesk(desk).when(words).concludes('AskRefused').saying('AskRefused', { check, ask: 'reconcile' });
  });

  it('is told underWay while a comparison is', () => {
    givenDesk(askingDesk(), session('up')).when(asks()).saying('AskRefused', { check: 'underWay' });
  });
});
