import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { configTerms, Desk, OPENS, venueTerms } from '../../support/desk.ts';
import { acked, canceled, expired, fills, given, givenDesk, hears, places, rejected, replaces } from '../given.ts';

describe('an order at a venue', () => {
  it('is accepted, routed, acknowledged', () => {
    given()
      .when(places())
      .concludes('OrderAccepted', 'ChildRouted')
      .leaves({ ordStatus: 'pendingNew', leavesQty: 100, reserved: 100 });
    given(places()).when(acked).concludes('ChildAcknowledged').leaves({ ordStatus: 'new' });
  });
  it('is filled bit by bit, and then it is over', () => {
    given(places(), acked)
      .when(fills('E1', 40))
      .concludes('ExecutionBooked')
      .leaves({ ordStatus: 'partiallyFilled', cumQty: 40, leavesQty: 60, reserved: 60 })
      .holds(40);
    given(places(), acked, fills('E1', 40))
      .when(fills('E2', 60))
      .concludes('ExecutionBooked', 'OrderClosed')
      .saying('OrderClosed', { as: 'filled', reason: 'filled' })
      .leaves({ ordStatus: 'filled', status: 'filled', cumQty: 100, leavesQty: 0, reserved: 0 });
  });
  it('is filled before it is acknowledged: the ack is late, and changes nothing', () => {
    given(places()).when(fills('E1', 100)).concludes('ExecutionBooked', 'OrderClosed');
    given(places(), fills('E1', 100)).when(acked).concludes().leaves({ ordStatus: 'filled' });
  });
  it('keeps the id that the venue has for it, even when a fill overtook the ack that tells it', () => {
    const { desk } = given(places(), fills('E1', 40))
      .when(hears('new', { venueOrderId: 'V7' }))
      .concludes('ChildAcknowledged');
    expect(desk.child()).toMatchObject({ venueOrderId: 'V7', status: 'working' });
    givenDesk(desk)
      .when(hears('new', { venueOrderId: 'V7' }))
      .concludes();
    givenDesk(desk)
      .when(hears('trade', { sentId: undefined, venueOrderId: 'V7', execId: 'E2', lastQty: '60', lastPx: '10.00' }))
      .concludes('ExecutionBooked', 'OrderClosed');
  });
  it('is refused by the venue, before or after it was accepted there', () => {
    given(places())
      .when(rejected)
      .concludes('ChildClosed', 'OrderClosed')
      .leaves({ ordStatus: 'rejected', leavesQty: 0, reserved: 0 });
    given(places(), acked).when(rejected).concludes('ChildClosed', 'OrderClosed').leaves({ ordStatus: 'rejected' });
    given(places(), acked, fills('E1', 10))
      .when(rejected)
      .concludes('ChildClosed', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', status: 'rejected', cumQty: 10 });
  });
  it('ends by itself: canceled without being asked, expired', () => {
    given(places(), acked).when(canceled).concludes('ChildClosed', 'OrderClosed').leaves({ ordStatus: 'canceled' });
    given(places(), acked, fills('E1', 10))
      .when(expired)
      .concludes('ChildClosed', 'OrderClosed')
      .leaves({ ordStatus: 'expired', cumQty: 10, leavesQty: 0 });
  });
  it('is over when it is done for the day, and the day was all it had', () => {
    given(places(), acked, fills('E1', 10))
      .when(hears('doneForDay'))
      .concludes('ChildClosed', 'OrderClosed')
      .leaves({ status: 'doneForDay', ordStatus: 'doneForDay', cumQty: 10, leavesQty: 0, reserved: 0 });
  });
  it('is back the next morning when it is good for another day', () => {
    const overnight = [places({ timeInForce: 'gtc' }), acked, hears('doneForDay')] as const;
    given(places({ timeInForce: 'gtc' }), acked)
      .when(hears('doneForDay'))
      .concludes('ChildRemarked')
      .leaves({ reserved: 100 });
    given(...overnight)
      .when(hears('restated', { restatementReason: 'gtRenewal', orderQty: '100', price: '10.00' }))
      .concludes('ChildRemarked')
      .leaves({ status: 'open', reserved: 100 });
    given(...overnight)
      .when(acked)
      .concludes('ChildAcknowledged')
      .leaves({ ordStatus: 'new' });
    given(...overnight)
      .when(fills('E1', 100))
      .concludes('ExecutionBooked', 'OrderClosed')
      .leaves({ ordStatus: 'filled' });
  });
  it('does not come back by a word that is older than the night', () => {
    const at = (seconds: number) => ({ transactTime: (OPENS + seconds * 1_000_000) as Micros });
    const { desk } = given(places({ timeInForce: 'gtc' }), hears('new', at(1)), hears('doneForDay', at(9))).when(
      hears('new', at(1)),
    );
    expect(desk.child().status).toBe('overnight');
  });
});

describe('an execution', () => {
  it('that a venue says was refused as a duplicate is still the first one’s', () => {
    for (const over of [{ ordStatus: 'new' }, { leavesQty: '100' }, { rejectReason: 'duplicateOrder' }] as const)
      given(places(), acked)
        .when(hears('rejected', over))
        .concludes('ChildRemarked', 'BreakRaised')
        .leaves({ ordStatus: 'new', reserved: 100 });
  });
  it('of something else than was ordered is ours, but not through this order', () => {
    const { desk } = given(places(), acked)
      .when(hears('trade', { execId: 'E1', side: 'sell', lastQty: '10', lastPx: '10.00' }))
      .concludes('BreakRaised', 'StrayExecutionBooked', 'BreakRaised')
      .saying('BreakRaised', { what: 'tradeContradictsOrder' })
      .leaves({ cumQty: 0 })
      .holds(-10, 'SUSPENSE');
    givenDesk(desk)
      .when(hears('trade', { execId: 'E1', side: 'sell', lastQty: '10', lastPx: '10.00' }))
      .concludes()
      .holds(-10, 'SUSPENSE');
  });
  it.each([
    ['canceled', canceled],
    ['rejected', rejected],
    ['expired', expired],
  ] as const)('that comes after the order was %s counts, is flagged, and re-opens nothing', (status, ends) => {
    given(places(), acked, ends)
      .when(fills('E1', 40))
      .concludes('ExecutionBooked', 'BreakRaised')
      .saying('BreakRaised', { what: 'unexpectedFill' })
      .leaves({ status, cumQty: 40, leavesQty: 0, reserved: 0 })
      .holds(40);
  });
  it('after a cancel that completes the order makes it filled to a FIX client, for filled outranks canceled', () => {
    given(places(), acked, fills('E1', 60), canceled)
      .when(fills('E2', 40))
      .leaves({ ordStatus: 'filled', status: 'canceled', cumQty: 100 });
  });
  it('beyond the quantity is ours all the same, and says so', () => {
    given(places(), acked)
      .when(fills('E1', 130))
      .concludes('ExecutionBooked', 'BreakRaised', 'OrderClosed')
      .saying('ExecutionBooked', { overfillQty: 30 })
      .saying('BreakRaised', { what: 'overfill' })
      .leaves({ ordStatus: 'filled', cumQty: 130, leavesQty: 0, reserved: 0 })
      .holds(130);
  });
  it('is overfill only as far as it goes beyond: what went before is not counted again', () => {
    given(places(), acked, fills('E1', 110))
      .when(fills('E2', 5))
      .concludes('ExecutionBooked', 'BreakRaised')
      .saying('ExecutionBooked', { overfillQty: 5 })
      .holds(115);
  });
  it('fills up what a pending replace may have given: that is no overfill', () => {
    given(places(), acked, replaces({ qty: '150' }))
      .when(fills('E1', 130))
      .concludes('ExecutionBooked')
      .saying('ExecutionBooked', { overfillQty: 0 });
  });
  it('told twice is booked once', () => {
    given(places(), acked, fills('E1', 40)).when(fills('E1', 40)).concludes().leaves({ cumQty: 40 }).holds(40);
    const resent = { execId: 'E1', lastQty: '40', lastPx: '10.00', possDup: true, channel: 'dropCopy' } as const;
    given(places(), acked, fills('E1', 40)).when(hears('trade', resent)).concludes().holds(40);
  });
  it('told again with other terms is booked once, and a person must look', () => {
    given(places(), acked, fills('E1', 40))
      .when(fills('E1', 41))
      .concludes('BreakRaised')
      .saying('BreakRaised', {
        what: 'sameExecutionOtherTerms',
        detail: 'E1/2026-11-21 was 40 at 10.00 and is now said to be 41 at 10.00',
      })
      .holds(40);
    given(places(), acked, fills('E1', 40))
      .when(fills('E1', 40, '10.01'))
      .concludes('BreakRaised')
      .holds(40);
  });
  it('of the same id on another trade date is another one', () => {
    const yesterday = { execId: 'E1', lastQty: '40', lastPx: '10.00', tradeDate: '2026-11-20' };
    given(places(), acked, fills('E1', 40)).when(hears('trade', yesterday)).concludes('ExecutionBooked').holds(80);
  });
  it('of the same id on another order is another one, unless the venue numbers its executions itself', () => {
    const two = [places(), acked, places(), hears('new', {}, 2), fills('E1', 40)];
    given(...two)
      .when(fills('E1', 40, '10.00', 2))
      .concludes('ExecutionBooked')
      .holds(80);
    const numbered = configTerms({ venues: [venueTerms('ALPHA', { executionKey: 'venue' })] });
    givenDesk(new Desk(numbered), ...two)
      .when(fills('E1', 40, '10.00', 2))
      .concludes()
      .holds(40);
  });
  it('without an id is known by the message that it came in', () => {
    const said = { lastQty: '40', lastPx: '10.00', seqIn: 77 };
    given(places(), acked, hears('trade', said)).when(hears('trade', said)).concludes().holds(40);
    given(places(), acked, hears('trade', said))
      .when(hears('trade', { ...said, seqIn: 78 }))
      .concludes('ExecutionBooked')
      .holds(80);
  });
  it('told again without its date is looked for as far back as days are carried, and no further', () => {
    const { desk } = given(places({ timeInForce: 'gtc' }), acked, fills('E1', 40));
    const again = hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', possDup: true });
    const thirdDay = desk.tomorrow().tomorrow().tomorrow();
    givenDesk(thirdDay).when(again).concludes().leaves({ cumQty: 40 });
    givenDesk(thirdDay.tomorrow()).when(again).concludes('ExecutionBooked').leaves({ cumQty: 80 });
  });
  it('that was in suspense is not a late fill of the order that it turns out to be of', () => {
    const numbered = new Desk(configTerms({ venues: [venueTerms('ALPHA', { executionKey: 'venue' })] }));
    const stray = { sentId: 'THEIRS', execId: 'E1', symbol: 'ACME', side: 'buy', lastQty: '40', lastPx: '10.00' } as const;
    givenDesk(numbered, places(), acked, canceled, hears('trade', stray))
      .when(fills('E1', 40))
      .concludes()
      .leaves({ status: 'canceled', cumQty: 0 })
      .holds(40, 'SUSPENSE');
  });
  it('says no more of liquidity, and of what is left, than the venue did; and is final', () => {
    given(places(), acked)
      .when(fills('E1', 40))
      .saying('ExecutionBooked', { liquidity: 'unknown', leavesOpen: undefined, provisional: false });
    given(places(), acked)
      .when(hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', liquidity: 'added', leavesQty: '60' }))
      .saying('ExecutionBooked', { liquidity: 'added', leavesOpen: true });
  });
  it('brings its fee, and a rebate is a fee below nothing', () => {
    const costs = (execId: string, fee: string) =>
      hears('trade', { execId, lastQty: '10', lastPx: '10.00', fee, feeCurrency: 'USD' });
    const { desk } = given(places(), acked, costs('E1', '0.0301')).when(costs('E2', '-0.01'));
    expect(desk.state.positions.get('A1', 'ACME')?.fees).toEqual(new Map([['USD', 20_100_000_000_000_000n]]));
    const costsIn = (feeCurrency: string | undefined) =>
      hears('trade', { execId: 'E1', lastQty: '10', lastPx: '10.00', fee: '0.5', feeCurrency });
    given(places()).when(costsIn(undefined)).saying('ExecutionBooked', { fee: '0.5', feeCurrency: 'USD' });
    given(places()).when(costsIn('BNB')).saying('ExecutionBooked', { fee: '0.5', feeCurrency: 'BNB' });
  });
  it('closes the order when orders elsewhere have filled the rest: what is left is taken back', () => {
    const split = given(
      places({ route: { strategy: 'best' }, price: '10.02', qty: '150' }),
      hears('new', {}, 1),
      hears('new', {}, 2),
    );
    expect([split.desk.child(1).qty, split.desk.child(2).qty].sort((a, b) => a - b)).toEqual([50, 100]);
    split
      .when(fills('E1', 150, '10.01', 1))
      .concludes('ExecutionBooked', 'BreakRaised', 'ChildCancelSent')
      .leaves({ status: 'open', leavesQty: 0, reserved: split.desk.child(2).qty });
    givenDesk(split.desk)
      .when(hears('canceled', {}, 2))
      .concludes('ChildClosed', 'OrderClosed')
      .leaves({ ordStatus: 'filled', reserved: 0 });
  });
});
