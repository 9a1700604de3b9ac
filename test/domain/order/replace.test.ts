import { describe, expect, it } from 'vitest';
import { configTerms, Desk, evidenceAt, venueTerms } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  expired,
  fills,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  replaces,
  session,
  settles,
  type Words,
} from '../given.ts';

const replaceIdOf = (desk: Desk, n = 1): string =>
  desk.child(n).requests.find(({ kind }) => kind === 'replace')?.sentId as string;
/** The venue accepts the replace that is on its way. */
const replaced =
  (over: Parameters<Desk['hear']>[1] = {}): Words =>
  (desk) =>
    desk.hear('replaced', { sentId: replaceIdOf(desk), ...over });

describe('a replace in place', () => {
  it('pends at the larger of old and new, and then holds', () => {
    const asked = given(places(), acked).when(replaces({ qty: '150', price: '10.01' }));
    asked
      .concludes('ReplaceAccepted', 'ChildReplaceSent')
      .saying('ChildReplaceSent', { qty: 150, price: 1_001 })
      .leaves({ ordStatus: 'pendingReplace', qty: 100, reserved: 150 });
    const id = replaceIdOf(asked.desk);
    givenDesk(asked.desk)
      .when(replaced())
      .concludes('ChildReplaced', 'OrderReplaced')
      .leaves({ ordStatus: 'new', qty: 150, price: 1_001 as never, leavesQty: 150, reserved: 150 } as never);
    expect(asked.desk.child()).toMatchObject({ sentId: id, qty: 150, price: 1_001, requests: [] });
  });
  it('to less holds the old quantity until the venue has agreed', () => {
    given(places(), acked)
      .when(replaces({ qty: '60' }))
      .leaves({ reserved: 100, leavesQty: 100 });
    given(places(), acked, replaces({ qty: '60' }))
      .when(replaced())
      .leaves({ ordStatus: 'new', qty: 60, reserved: 60 });
  });
  it('of the price alone keeps the quantity, and of the quantity alone the price', () => {
    given(places(), acked)
      .when(replaces({ price: '10.05' }))
      .saying('ReplaceAccepted', { qty: 100, price: 1_005 });
    given(places(), acked)
      .when(replaces({ qty: '99' }))
      .saying('ReplaceAccepted', { qty: 99, price: 1_000 });
  });
  it('refused by the venue leaves the order as it was', () => {
    given(places(), acked, fills('E1', 10), replaces({ qty: '150' }))
      .when(refuses())
      .concludes('ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ ordStatus: 'partiallyFilled', qty: 100, reserved: 90 });
  });
  it('crosses a fill: the fill counts against the new total', () => {
    given(places(), acked, replaces({ qty: '150' }), fills('E1', 40))
      .when(replaced())
      .leaves({ ordStatus: 'partiallyFilled', qty: 150, cumQty: 40, leavesQty: 110, reserved: 110 });
  });
  it('to less than what a crossing fill has executed becomes what is executed', () => {
    given(places(), acked, replaces({ qty: '50' }), fills('E1', 60))
      .when(replaced({ orderQty: '60' }))
      .concludes('ChildReplaced', 'OrderReplaced', 'OrderClosed')
      .leaves({ ordStatus: 'filled', qty: 60, cumQty: 60, leavesQty: 0 });
  });
  it('for more waits with a full order, and re-opens it when the venue agrees', () => {
    const full = given(places(), acked, replaces({ qty: '150' })).when(fills('E1', 100));
    full.concludes('ExecutionBooked').leaves({ ordStatus: 'pendingReplace', status: 'open', cumQty: 100, reserved: 50 });
    givenDesk(full.desk)
      .when(replaced())
      .concludes('ChildReplaced', 'OrderReplaced')
      .leaves({ ordStatus: 'partiallyFilled', qty: 150, leavesQty: 50, reserved: 50 });
    expect(full.desk.child().status).toBe('working');
    givenDesk(full.desk)
      .when(fills('E2', 50))
      .concludes('ExecutionBooked', 'OrderClosed')
      .leaves({ ordStatus: 'filled', cumQty: 150 });
  });
  it('for more of an order that fills first is too late when the venue says so: nothing is placed for the rest', () => {
    const full = given(places(), acked, replaces({ qty: '150' }), fills('E1', 100)).when(refuses());
    full
      .concludes('ChildRequestRejected', 'AskFailed', 'OrderClosed')
      .leaves({ ordStatus: 'filled', qty: 100, cumQty: 100, reserved: 0 });
  });
  it('for more waits as well when an earlier child of the order never left', () => {
    const { desk } = given(places());
    desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId: desk.child().sentId, request: 'submit', reason: 'refused' });
    for (const state of ['down', 'up'] as const) desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state });
    givenDesk(desk, settles(), hears('new', {}, 2), replaces({ qty: '150' }))
      .when(fills('E1', 100, '10.00', 2))
      .concludes('ExecutionBooked')
      .leaves({ ordStatus: 'pendingReplace', status: 'open', reserved: 50 });
  });
  it('fails with the order when the venue ends that, and no new order is made of it', () => {
    for (const ends of [canceled, expired])
      given(places(), acked, replaces({ qty: '150' }))
        .when(ends)
        .concludes('ChildClosed', 'AskFailed', 'OrderClosed')
        .saying('AskFailed', { ask: 'replace' })
        .leaves({ leavesQty: 0, reserved: 0 });
  });
  it('answered twice is answered once', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }));
    const sentId = replaceIdOf(desk);
    givenDesk(desk, replaced()).when(hears('replaced', { sentId })).concludes().leaves({ qty: 150 });
    expect(desk.state.breaks.size).toBe(0);
  });
  it('that a later one has followed does not come back when its answer is repeated late', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }));
    const first = replaceIdOf(desk);
    givenDesk(desk, replaced(), replaces({ qty: '200' }), replaced())
      .when(hears('replaced', { sentId: first, orderQty: '150' }))
      .concludes()
      .leaves({ qty: 200, reserved: 200 });
    expect(desk.child().qty).toBe(200);
  });
  it('may be asked again once the last one is answered, and not before', () => {
    given(places(), acked, replaces({ qty: '150' }))
      .when(replaces({ qty: '160' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'alreadyPending' });
    given(places(), acked, cancels())
      .when(replaces({ qty: '160' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'alreadyPending' });
    given(places(), acked, replaces({ qty: '150' }), refuses())
      .when(replaces({ qty: '160' }))
      .concludes('ReplaceAccepted', 'ChildReplaceSent');
  });
});

describe('a replace while the session is down', () => {
  it('goes out when it is up, also to an order that a drop copy has filled meanwhile', () => {
    given(places(), acked, session('down'), settles(), replaces({ qty: '150' }), session('up'))
      .when(settles())
      .concludes('ChildReplaceSent', 'WorkFinished');
    const filled = hears('trade', { channel: 'dropCopy', session: 'ALPHA-DC', execId: 'E1', lastQty: '100', lastPx: '10.00' });
    given(places(), acked, session('down'), settles(), replaces({ qty: '150' }), filled, session('up'))
      .when(settles())
      .concludes('ChildReplaceSent', 'WorkFinished');
  });
});

describe('a replace is refused by the desk', () => {
  it.each([
    ['of nothing', replaces({ orderId: undefined }), 'unknownOrder'],
    ['of no quantity', replaces({ qty: '0' }), 'positive'],
    ['with too many digits', replaces({ price: '10.001' }), 'decimals'],
    ['beyond the maximum quantity', replaces({ qty: '501' }), 'maxQty'],
    ['outside the collar', replaces({ price: '10.51' }), 'priceCollar'],
    ['without a look at the market', replaces({ qty: '150', evidence: undefined }), 'referenceFresh'],
  ] as const)('%s', (_, asks, check) => {
    given(places(), acked, fills('E1', 40))
      .when(asks)
      .concludes('AskRefused')
      .saying('AskRefused', { check, ask: 'replace' })
      .leaves({ ordStatus: 'partiallyFilled', qty: 100 });
  });
  it('when the order is over', () => {
    given(places(), acked, canceled)
      .when(replaces({ qty: '150' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'tooLate' });
  });
  it('to a quantity that is no whole lot, or too small, even where the old one is', () => {
    const lots = () =>
      new Desk(
        configTerms({
          venues: [venueTerms('ALPHA', { listings: [{ symbol: 'ACME', tickSize: '0.01', lotSize: '10', minQty: '20' }] })],
        }),
      );
    givenDesk(lots(), places(), acked)
      .when(replaces({ qty: '95' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'wholeLots' });
    givenDesk(lots(), places(), acked)
      .when(replaces({ qty: '10' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'minQty' });
  });
});

describe('a replace where the venue cannot', () => {
  const cancelFirst = () => new Desk(configTerms({ venues: [venueTerms('ALPHA', { replace: 'cancelThenNew' })] }));

  it('cancels first, and places the new terms only once that is confirmed', () => {
    const { desk } = givenDesk(cancelFirst(), places(), acked)
      .when(replaces({ qty: '150', price: '10.01' }))
      .concludes('ReplaceAccepted', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
    givenDesk(desk).when(fills('E1', 30)).concludes('ExecutionBooked').leaves({ reserved: 120 });
    givenDesk(desk)
      .when(canceled)
      .concludes('ChildClosed', 'OrderReplaced', 'EvidenceWanted')
      .leaves({ status: 'open', qty: 150, leavesQty: 120, reserved: 120 });
    givenDesk(desk).when(settles()).concludes('ChildRouted').saying('ChildRouted', { qty: 120, price: 1_001 });
    givenDesk(desk)
      .when(fills('E2', 120, '10.01', 2))
      .leaves({ ordStatus: 'filled', cumQty: 150, reserved: 0 });
  });
  it('is checked again before the new terms go out, and ends the order when they may not', () => {
    givenDesk(cancelFirst(), places(), acked, replaces({ price: '10.01' }), canceled)
      .when(settles({ reference: { price: 900 as never, at: evidenceAt(new Desk().now).takenAt, source: 'mid' } }))
      .concludes('OrderClosed')
      .saying('OrderClosed', { as: 'rejected', reason: 'priceCollar: price 10.01 is outside 5% around 9.00' });
  });
  it('fails when the cancel is refused, and the order is as it was', () => {
    givenDesk(cancelFirst(), places(), acked, replaces({ qty: '150' }))
      .when(refuses())
      .concludes('ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ ordStatus: 'new', qty: 100, reserved: 100 });
  });
  it('places what is still missing when the order fills instead', () => {
    const full = givenDesk(cancelFirst(), places(), acked, replaces({ qty: '150' }))
      .when(fills('E1', 100))
      .concludes('ExecutionBooked', 'OrderReplaced', 'EvidenceWanted');
    full.leaves({ status: 'open', qty: 150, reserved: 50 });
    givenDesk(full.desk).when(settles()).concludes('ChildRouted').saying('ChildRouted', { qty: 50 });
  });
  it('is over when the new total is executed by the time that the cancel is confirmed', () => {
    const { desk } = givenDesk(cancelFirst(), places(), acked, replaces({ qty: '50' }), fills('E1', 70));
    givenDesk(desk)
      .when(canceled)
      .concludes('ChildClosed', 'OrderReplaced', 'OrderClosed')
      .leaves({ ordStatus: 'filled', qty: 70, cumQty: 70, leavesQty: 0 });
  });
});

describe('a replace of a routed order', () => {
  it('takes back every child, and routes the rest of the new total', () => {
    const routed = given(
      places({ route: { strategy: 'best' }, price: '10.02', qty: '150' }),
      hears('new', {}, 1),
      hears('new', {}, 2),
    ).when(replaces({ qty: '120' }));
    routed.concludes('ReplaceAccepted', 'ChildCancelSent', 'ChildCancelSent');
    givenDesk(routed.desk)
      .when(hears('canceled', {}, 1))
      .concludes('ChildClosed');
    givenDesk(routed.desk, fills('E1', 20, '10.02', 2))
      .when(hears('canceled', {}, 2))
      .concludes('ChildClosed', 'OrderReplaced', 'EvidenceWanted')
      .leaves({ qty: 120, leavesQty: 100 });
    const placed = givenDesk(routed.desk)
      .when(settles())
      .events.flatMap((event) => (event.type === 'ChildRouted' ? [event.qty] : []));
    expect(placed.reduce((sum, qty) => sum + qty, 0)).toBe(100);
  });
  it('keeps trying for the child whose cancel was refused first, and fails when all are', () => {
    const routed = given(
      places({ route: { strategy: 'best' }, price: '10.02', qty: '150' }),
      hears('new', {}, 1),
      hears('new', {}, 2),
      replaces({ qty: '120' }),
    );
    givenDesk(routed.desk).when(refuses({}, 1)).concludes('ChildRequestRejected').leaves({ ordStatus: 'pendingReplace' });
    givenDesk(routed.desk)
      .when(refuses({}, 2))
      .concludes('ChildRequestRejected', 'AskFailed')
      .leaves({ ordStatus: 'new', qty: 150 });
  });
});
