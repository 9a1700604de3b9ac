import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { configTerms, Desk, evidenceAt, OPENS, types, venueTerms } from '../../support/desk.ts';
import { askingDesk, failsToAnswer, levelDesk, lists, roundOf, tellsFills } from '../asking.ts';
import { acked, cancels, disconnects, fills, givenDesk, hears, places, replaces, session, settles, waits } from '../given.ts';

const levelOf = (desk: Desk, venue = 'ALPHA') => desk.state.sessions.get(venue)?.level;

describe('a venue whose session comes up', () => {
  it('is asked what is open, then what it has executed, and is level after that', () => {
    const { desk, when } = givenDesk(askingDesk());
    when(session('up'))
      .concludes('QuerySent')
      .saying('QuerySent', { venue: 'ALPHA', query: 'openOrders', pass: 1, attempt: 1, cause: 'recovery' });
    expect(levelOf(desk)).toBe(false);
    when(lists()).concludes('QuerySent').saying('QuerySent', { query: 'fills', since: OPENS });
    expect(levelOf(desk)).toBe(false);
    when(waits(3), tellsFills())
      .concludes('VenueLevelled', 'VenueReconciled')
      .saying('VenueLevelled', { venue: 'ALPHA', orders: 0, tookMicros: 3_000 });
    expect(levelOf(desk)).toBe(true);
    expect(roundOf(desk)).toBeUndefined();
  });

  it('is level at once where it cannot be asked', () => {
    const { desk } = givenDesk(askingDesk({ listsOpenOrders: false }), session('up'));
    expect(levelOf(desk)).toBe(true);
  });

  it('is asked for executions since a little before its last word', () => {
    const told = (OPENS + 60_000_000) as Micros;
    const desk = levelDesk({ queryTimeoutMs: 5_000 });
    givenDesk(desk, places(), hears('new', { transactTime: told }), disconnects())
      .when(session('up'))
      .saying('QuerySent', { since: told - 5_000_000 });
  });

  it('is level no more once the session goes, or another process begins', () => {
    const { desk } = givenDesk(levelDesk(), disconnects());
    expect(levelOf(desk)).toBe(false);
    const other = levelDesk();
    other.say({ type: 'DeskStarted', build: 'b', configDigest: '', epoch: 2, writer: 'w' });
    expect(levelOf(other)).toBe(false);
  });

  it('that comes up again is compared anew: answers of the session before say nothing', () => {
    const { desk } = givenDesk(askingDesk(), session('up'));
    const before = roundOf(desk)?.queryId;
    givenDesk(desk, disconnects(), session('up'))
      .when(lists([], { queryId: before as number }))
      .concludes();
    expect(roundOf(desk)?.queryId).not.toBe(before);
  });
});

describe('before the desk is level with a venue', () => {
  it('orders are held, and go once it is', () => {
    const { desk, when } = givenDesk(askingDesk(), session('up'));
    when(places())
      .concludes('OrderAccepted', 'OrderHeld')
      .saying('OrderHeld', { why: 'levelling', venue: 'ALPHA', until: undefined });
    when(lists(), tellsFills(), settles()).concludes(
      ...(['QuerySent', 'VenueLevelled', 'WorkStarted', 'VenueReconciled', 'EvidenceWanted', 'WorkFinished'] as const),
      ...(['OrderReleased', 'ChildRouted'] as const),
    );
    expect(desk.order().status).toBe('open');
  });

  it('what cannot wait ends, and says why', () => {
    givenDesk(askingDesk(), session('up'))
      .when(places({ timeInForce: 'ioc' }))
      .saying('OrderClosed', { reason: 'the desk is not yet level with ALPHA' });
  });

  it('a routed order goes where trading is open', () => {
    const venues = [venueTerms('ALPHA', { listsOpenOrders: true }), venueTerms('BETA')];
    const desk = new Desk(configTerms({ venues }));
    givenDesk(desk)
      .when(places({ route: { strategy: 'best' }, price: '10.05', evidence: evidenceAt(OPENS) }))
      .saying('ChildRouted', { venue: 'BETA' });
    expect([...desk.state.orders].flatMap(({ children }) => children.map(({ venue }) => venue))).not.toContain('ALPHA');
  });

  it('changes of orders wait, and cancels do not', () => {
    const { desk, when } = givenDesk(levelDesk(), places(), acked, places(), hears('new', {}, 2), disconnects(), session('up'));
    when(replaces({ qty: '150' })).concludes('ReplaceAccepted');
    when((at) => at.cancel({ orderId: at.order(2).orderId })).concludes('CancelAccepted', 'ChildCancelSent');
    const events = [...lists([1, 2])(desk), ...desk.settle(), ...tellsFills()(desk), ...desk.settle()];
    expect(types(events)).toContain('ChildReplaceSent');
  });

  it('status questions go: what was in doubt is asked about as soon as the session is up', () => {
    givenDesk(levelDesk(), places(), disconnects())
      .when(session('up'), settles())
      .concludes('WorkStarted', 'QuerySent', 'ChildStatusAsked', 'WorkFinished');
  });

  it('a cancel of a held order never reaches the venue', () => {
    givenDesk(askingDesk(), session('up'), places())
      .when(cancels(), lists(), tellsFills(), settles())
      .concludes('CancelAccepted', 'OrderClosed', 'QuerySent', 'VenueLevelled', 'VenueReconciled');
  });
});

describe('a question', () => {
  it('that nobody answers is put again, less and less often, and a person hears of it; until it is answered', () => {
    const { desk, when } = givenDesk(askingDesk({ queryTimeoutMs: 5_000 }), session('up'));
    when(waits(5_000)).concludes('QuerySent').saying('QuerySent', { query: 'openOrders', attempt: 2 });
    when(waits(9_999)).concludes();
    when(waits(1)).saying('QuerySent', { attempt: 3 });
    const events = desk.wait(200_000);
    expect(types(events).filter((type) => type === 'BreakRaised')).toHaveLength(1);
    expect(events).toContainEqual(expect.objectContaining({ type: 'BreakRaised', what: 'queryUnanswered', venue: 'ALPHA' }));
    const asked = types(desk.wait(3_600_000)).filter((type) => type === 'QuerySent').length;
    expect(asked).toBeGreaterThan(10); // For ever: trading waits for it.
    expect(asked).toBeLessThan(40);
    when(lists()).concludes('QuerySent', 'BreakClosed').saying('BreakClosed', { cause: 'ALPHA has answered' });
  });

  it('that cannot be put is put later, no sooner than the venue wants', () => {
    const { when } = givenDesk(askingDesk({ requestTimeoutMs: 1_000 }), session('up'));
    when(failsToAnswer({ retryAfterMs: 30_000 }))
      .concludes('QueryPutOff')
      .saying('QueryPutOff', { query: 'openOrders', attempt: 2, reason: 'nobody answered' });
    when(waits(29_999)).concludes();
    when(waits(1)).concludes('QuerySent').saying('QuerySent', { query: 'openOrders', attempt: 2 });
    when(failsToAnswer()).concludes('QueryPutOff');
    when(waits(2_000)).saying('QuerySent', { attempt: 3 });
  });

  it.each([
    ['is partial', { total: 2 }, /partial: 1 of 2 orders/],
    ['is older than what was told before', { asOf: (OPENS + 59_999_999) as Micros }, /older than what it had told/],
    ['knows more than was heard', { seqIn: 2 }, /had said its number 2, and 1 is the last that was heard/],
  ])('whose answer %s is put again', (_, over, reason) => {
    const told = (OPENS + 60_000_000) as Micros;
    const desk = levelDesk();
    desk.now = told;
    givenDesk(desk, places(), hears('new', { transactTime: told, seqIn: 1 }), disconnects(), session('up'))
      .when(lists([1], over))
      .concludes('QueryPutOff')
      .saying('QueryPutOff', { reason: expect.stringMatching(reason) });
    expect(levelOf(desk)).toBe(false);
    givenDesk(desk)
      .when(waits(1_000), lists([1], { seqIn: 1 }), settles(), tellsFills())
      .saying('VenueLevelled', { orders: 1 });
  });

  it('may be answered in parts', () => {
    const { desk, when } = givenDesk(levelDesk(), places(), acked, places(), hears('new', {}, 2), disconnects(), session('up'));
    when(lists([1], { total: 2, parts: 2 })).concludes();
    when(lists([2], { total: 2, part: 2, parts: 2 }), settles()).concludes('WorkStarted', 'WorkFinished', 'QuerySent');
    when(tellsFills()).saying('VenueLevelled', { orders: 2 });
    expect(levelOf(desk)).toBe(true);
  });

  it('whose executions are told in part only is put again', () => {
    const { desk, when } = givenDesk(askingDesk(), session('up'), lists());
    when(tellsFills({ told: 1, total: 2 }))
      .concludes('QueryPutOff')
      .saying('QueryPutOff', { query: 'fills', attempt: 2 });
    expect(levelOf(desk)).toBe(false);
  });
});

describe('a comparison under way', () => {
  it('is all in the description of the state', () => {
    const { desk } = givenDesk(levelDesk(), places(), acked, disconnects(), session('up'), fills('E1', 10));
    expect(roundOf(desk)?.touched.size).toBe(1);
    const next = desk.tomorrow();
    expect(next.state.rounds.get('ALPHA')).toEqual(roundOf(desk));
    givenDesk(next).when(lists(), settles(), tellsFills()).saying('VenueLevelled', { venue: 'ALPHA' });
  });
});
