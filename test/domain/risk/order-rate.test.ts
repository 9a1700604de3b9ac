import { describe, expect, it } from 'vitest';
import { configTerms, Desk, venueTerms } from '../../support/desk.ts';
import { acked, cancels, givenDesk, places, replaces, settles, type Words, waits } from '../given.ts';

/** Account A1 may send 10 orders a second, 2 at once. */
const slow = (): Desk =>
  new Desk(
    configTerms({
      accounts: [
        { account: 'A1', tradable: true, ordersPerSecond: 10, ordersBurst: 2 },
        { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
      ],
    }),
  );
/** ALPHA takes 5 messages a second and 5 at once, of which four fifths are for orders. */
const slowVenue = (): Desk =>
  new Desk(configTerms({ venues: [venueTerms('ALPHA', { messagesPerSecond: 5, messagesBurst: 5 })] }));

describe('the order rate of an account', () => {
  it('lets its burst through, refuses the next, and says how much too early it is', () => {
    givenDesk(slow(), places(), places())
      .when(places())
      .concludes('OrderRefused')
      .saying('OrderRefused', { check: 'orderRate', value: '100 ms too early', limit: 'one order every 100 ms' });
    givenDesk(slow(), places(), places(), waits(99)).when(places()).saying('OrderRefused', { value: '1 ms too early' });
    givenDesk(slow(), places(), places(), waits(100)).when(places()).concludes('OrderAccepted', 'ChildRouted');
  });
  it('counts a replace, and does not count what is refused, nor a cancel', () => {
    givenDesk(slow(), places(), acked, replaces({ qty: '50' }))
      .when(places())
      .saying('OrderRefused', { check: 'orderRate' });
    givenDesk(slow(), places(), places())
      .when(replaces({ qty: '50' }))
      .saying('AskRefused', { check: 'orderRate' });
    givenDesk(slow(), places({ qty: '501' }), places({ qty: '501' }), places())
      .when(places())
      .concludes('OrderAccepted', 'ChildRouted');
    givenDesk(slow(), places(), places()).when(cancels()).concludes('CancelAccepted', 'ChildCancelSent');
  });
  it('goes on over the night', () => {
    const desk = slow();
    for (const said of [places(), places()]) said(desk);
    expect(desk.tomorrow().state.rates.get('A1')).toBe(desk.state.rates.get('A1'));
  });
});

describe('the rate of a venue', () => {
  it('holds the orders that it has no room for, and lets them go when it has, one after the other', () => {
    const desk = slowVenue();
    for (let n = 0; n < 4; n += 1) givenDesk(desk).when(places()).concludes('OrderAccepted', 'ChildRouted');
    givenDesk(desk)
      .when(places())
      .concludes('OrderAccepted', 'OrderHeld')
      .saying('OrderHeld', { why: 'rate', venue: 'ALPHA' })
      .leaves({ status: 'held', reserved: 100 }, 5);
    givenDesk(desk).when(places()).concludes('OrderAccepted', 'OrderHeld');
    givenDesk(desk).when(waits(249)).concludes();
    givenDesk(desk).when(waits(1)).concludes('EvidenceWanted', 'BudgetFreed');
    givenDesk(desk)
      .when(settles())
      .concludes('OrderReleased', 'ChildRouted')
      .leaves({ status: 'open' }, 5)
      .leaves({ status: 'held' }, 6);
    givenDesk(desk, waits(250)).when(settles()).concludes('OrderReleased', 'ChildRouted').leaves({ status: 'open' }, 6);
  });
  it('is never less than one order at a time, however little the venue takes', () => {
    const one = new Desk(configTerms({ venues: [venueTerms('ALPHA', { messagesPerSecond: 1, messagesBurst: 1 })] }));
    givenDesk(one, places())
      .when(places())
      .concludes('OrderAccepted', 'OrderHeld')
      .saying('OrderHeld', { until: one.now + 1_000_000 });
  });
  it('keeps a fifth for cancels: one goes at once though no order would, and the others as soon as there is room for anything', () => {
    const desk = slowVenue();
    for (let n = 0; n < 5; n += 1) desk.place();
    const cancelOf = (n: number): Words => cancels({ orderId: desk.order(n).orderId });
    givenDesk(desk).when(cancelOf(1)).concludes('CancelAccepted', 'ChildCancelSent');
    givenDesk(desk)
      .when(cancelOf(2), cancelOf(3))
      .concludes('CancelAccepted', 'RequestHeld', 'CancelAccepted', 'RequestHeld')
      .saying('RequestHeld', { request: 'cancel', venue: 'ALPHA', until: desk.now + 200_000 })
      .saying('RequestHeld', { request: 'cancel', venue: 'ALPHA', until: desk.now + 400_000 });
    givenDesk(desk).when(waits(200)).concludes('RequestReleased', 'BudgetFreed', 'ChildCancelSent');
    // The order that waits has waited longer, and cancels go first all the same.
    givenDesk(desk).when(waits(200)).concludes('RequestReleased', 'BudgetFreed', 'ChildCancelSent');
    givenDesk(desk).when(waits(200), settles()).concludes('EvidenceWanted', 'BudgetFreed', 'OrderReleased', 'ChildRouted');
  });
});
