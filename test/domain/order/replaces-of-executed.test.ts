import { describe, expect, it } from 'vitest';
import { Desk, types, venueTerms } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  chained,
  declines,
  expired,
  fills,
  given,
  givenDesk,
  grants,
  hears,
  places,
  refuses,
  replaces,
  settles,
  upTo,
  type Words,
  waits,
} from '../given.ts';

describe('a replace for more of a filled order', () => {
  const filled = (...first: readonly Words[]) => given(...(first.length > 0 ? first : [places()]), acked, fills('E1', 100));

  it('re-opens it, and the venue may grant it (FIX C.1.c)', () => {
    const { desk } = filled()
      .when(replaces({ qty: '120' }))
      .concludes('OrderReopened', 'ReplaceAccepted', 'ChildReplaceSent')
      .saying('OrderReopened', { reason: 'c2 asks for more' })
      .saying('ChildReplaceSent', { qty: 120, origSentId: 'T1M9A000100001' })
      .leaves({ ordStatus: 'pendingReplace', status: 'open', qty: 100, leavesQty: 0, reserved: 20 });
    expect(desk.order().closedAt).toBeUndefined();
    givenDesk(desk)
      .when(grants('c2'))
      .concludes('ChildReplaced', 'OrderReplaced')
      .leaves({ ordStatus: 'partiallyFilled', qty: 120, leavesQty: 20, reserved: 20 });
    givenDesk(desk)
      .when(fills('E2', 20))
      .concludes('ExecutionBooked', 'OrderClosed')
      .leaves({ ordStatus: 'filled', cumQty: 120, reserved: 0 });
    expect(desk.state.breaks.size).toBe(0);
    givenDesk(desk)
      .when(replaces({ qty: '130' }))
      .concludes('OrderReopened', 'ReplaceAccepted', 'ChildReplaceSent')
      .leaves({ reserved: 10 });
  });
  it('leaves it filled when the venue declines', () => {
    const { desk } = filled(places(), acked).when(replaces({ qty: '120' }));
    givenDesk(desk)
      .when(declines('c2'))
      .concludes('ChildRequestRejected', 'AskFailed', 'OrderClosed')
      .saying('OrderClosed', { as: 'filled' })
      .leaves({ ordStatus: 'filled', qty: 100, cumQty: 100, reserved: 0 });
    expect(desk.state.live.size).toBe(0);
  });
  it('may be executed before its answer is heard', () => {
    const { desk } = filled().when(replaces({ qty: '120' }));
    givenDesk(desk).when(fills('E2', 15)).concludes('ExecutionBooked').leaves({ cumQty: 115, reserved: 5 });
    givenDesk(desk).when(grants('c2')).leaves({ ordStatus: 'partiallyFilled', qty: 120, leavesQty: 5, reserved: 5 });
    expect(desk.state.breaks.size).toBe(0);
  });
  it('is refused by the desk unless it is for more than is executed', () => {
    for (const change of [{ qty: '100' }, { qty: '99' }, { price: '10.01' }])
      filled()
        .when(replaces(change))
        .concludes('AskRefused')
        .saying('AskRefused', { check: 'tooLate', limit: 'an open order, or more than is executed', value: 'filled' })
        .leaves({ status: 'filled', reserved: 0 });
    filled()
      .when(replaces({ qty: '101' }))
      .concludes('OrderReopened', 'ReplaceAccepted', 'ChildReplaceSent')
      .leaves({ reserved: 1 });
  });
  it('is refused on another day, unless the order is good for another day', () => {
    const next = (timeInForce: 'day' | 'gtc') => filled(places({ timeInForce })).desk.tomorrow();
    givenDesk(next('day'))
      .when(replaces({ qty: '120' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'tooLate', value: 'filled' });
    givenDesk(next('gtc'))
      .when(replaces({ qty: '120' }))
      .concludes('OrderReopened', 'ReplaceAccepted', 'ChildReplaceSent');
  });
  it('is refused of an order that ended otherwise, however much of it was executed', () => {
    for (const ends of [canceled, expired, hears('rejected'), hears('doneForDay')])
      given(places(), acked, fills('E1', 40), ends)
        .when(replaces({ qty: '150' }))
        .concludes('AskRefused')
        .saying('AskRefused', { check: 'tooLate', limit: 'an open order' });
  });
  it('is checked for risk as any other', () => {
    filled()
      .when(replaces({ qty: '120', evidence: undefined }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'referenceFresh' })
      .leaves({ status: 'filled' });
  });
  it('may be canceled before it is answered: the answer decides', () => {
    const asked = () => filled(places()).when(replaces({ qty: '120' }));
    const { desk } = asked();
    givenDesk(desk).when(cancels()).concludes('CancelAccepted').leaves({ ordStatus: 'pendingCancel', reserved: 20 });
    givenDesk(desk)
      .when(grants('c2'))
      .concludes('ChildReplaced', 'OrderReplaced', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingCancel', reserved: 20 });
    givenDesk(desk).when(canceled).leaves({ ordStatus: 'canceled', cumQty: 100, leavesQty: 0, reserved: 0 });
    const declined = asked().desk;
    givenDesk(declined, cancels())
      .when(declines('c2'))
      .concludes('ChildRequestRejected', 'AskFailed', 'AskFailed', 'OrderClosed')
      .saying('AskFailed', { ask: 'cancel', rejectReason: 'tooLate' })
      .leaves({ ordStatus: 'filled' });
  });
  it('goes out as an order of its own where the venue cannot go on', () => {
    const desk = upTo(1, { venues: [venueTerms('ALPHA', { replace: 'cancelThenNew' })] });
    givenDesk(desk, places(), acked, fills('E1', 100))
      .when(replaces({ qty: '120' }), settles())
      .concludes('OrderReopened', 'ReplaceAccepted', 'OrderReplaced', 'EvidenceWanted', 'ChildRouted')
      .saying('ChildRouted', { qty: 20 })
      .leaves({ ordStatus: 'partiallyFilled', qty: 120, reserved: 20 });
  });
  it('is routed anew where the order was', () => {
    given(places({ route: { strategy: 'best' }, price: '10.01' }), acked, fills('E1', 100, '10.01'))
      .when(replaces({ qty: '120' }), settles())
      .concludes('OrderReopened', 'ReplaceAccepted', 'OrderReplaced', 'EvidenceWanted', 'ChildRouted')
      .saying('ChildRouted', { qty: 20 })
      .leaves({ qty: 120, reserved: 20 });
  });
  it('gives a good-till-date order its end back', () => {
    const expireTime = (new Desk().now + 5_000_000) as never;
    const { desk } = filled(places({ timeInForce: 'gtd', expireTime })).when(replaces({ qty: '120' }));
    givenDesk(desk, grants('c2'))
      .when(waits(5_000))
      .concludes('CancelAccepted', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingCancel' });
    givenDesk(desk).when(canceled).leaves({ ordStatus: 'expired', cumQty: 100, reserved: 0 });
  });
});

describe('a replace to no more than is executed', () => {
  it.each(['50', '40'])('to %s of 50 executed takes back the rest, and ends the order with what is executed (FIX C.3)', (qty) => {
    const { desk } = given(places(), acked, fills('E1', 50))
      .when(replaces({ qty }))
      .concludes('ReplaceAccepted', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingReplace', qty: 100, reserved: 50 });
    givenDesk(desk)
      .when(canceled)
      .concludes('ChildClosed', 'OrderReplaced', 'OrderClosed')
      .saying('OrderReplaced', { qty: 50 })
      .saying('OrderClosed', { as: 'filled' })
      .leaves({ ordStatus: 'filled', qty: 50, cumQty: 50, leavesQty: 0, reserved: 0 });
  });
  it('to one more than that goes in place', () => {
    given(places(), acked, fills('E1', 50))
      .when(replaces({ qty: '51' }))
      .concludes('ReplaceAccepted', 'ChildReplaceSent')
      .leaves({ reserved: 50 });
  });
  it('becomes all of it when the rest is executed before it is taken back', () => {
    given(places(), acked, fills('E1', 50), replaces({ qty: '50' }), fills('E2', 50))
      .when(refuses())
      .leaves({ ordStatus: 'filled', cumQty: 100, reserved: 0 });
  });
  it('fails when the venue refuses to take back the rest', () => {
    given(places(), acked, fills('E1', 50), replaces({ qty: '50' }))
      .when(refuses())
      .concludes('ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ ordStatus: 'partiallyFilled', qty: 100, reserved: 50 });
  });
  it('by the time that the venue grants it, becomes what is executed, whether or not it says so (FIX C.3.b, C.3.c)', () => {
    for (const [executed, over] of [
      [70, { orderQty: '70' }],
      [70, {}],
      [80, { orderQty: '80' }],
      [80, {}],
    ] as const)
      given(places(), acked, replaces({ qty: '70' }), fills('E1', executed))
        .when(grants('c2', over))
        .concludes('ChildReplaced', 'OrderReplaced', 'OrderClosed')
        .leaves({ ordStatus: 'filled', qty: executed, cumQty: executed, leavesQty: 0, reserved: 0 });
    given(places(), acked, replaces({ qty: '70' }), fills('E1', 69))
      .when(grants('c2'))
      .leaves({ ordStatus: 'partiallyFilled', qty: 70, leavesQty: 1, reserved: 1 });
  });
  it('does not take an overfill for something that was asked for: taken back, it is not asked for again (simulation seed 50054)', () => {
    const { desk } = given(places(), acked, fills('E1', 101), replaces({ qty: '60' }))
      .when(grants('c2'))
      .leaves({ ordStatus: 'filled', qty: 100, cumQty: 101, reserved: 0 });
    const bust = hears('tradeCancel', { execRefId: 'E1', leavesQty: '100' });
    const { events } = givenDesk(desk, fills('E2', 100)).when(bust, settles()).leaves({ ordStatus: 'filled', reserved: 0 });
    expect(types(events)).not.toContain('ChildRouted');
    given(places(), acked, replaces({ qty: '150' }), fills('E1', 120), replaces({ qty: '60' }))
      .when(grants('c2'), settles())
      .leaves({ cumQty: 120 });
  });
  it('waits its turn behind one that is in flight', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, ...chained(150), fills('E1', 60))
      .when(replaces({ qty: '50' }))
      .concludes('ReplaceAccepted')
      .leaves({ reserved: 90 });
    givenDesk(desk).when(grants('c2')).concludes('ChildReplaced', 'OrderReplaced', 'ChildCancelSent').leaves({ reserved: 90 });
    givenDesk(desk)
      .when(canceled)
      .concludes('ChildClosed', 'OrderReplaced', 'OrderClosed')
      .leaves({ ordStatus: 'filled', qty: 60, reserved: 0 });
  });
  it('is overtaken by a later one for more: the rest goes out anew', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, fills('E1', 60), ...chained(50))
      .when(replaces({ qty: '200' }))
      .concludes('ReplaceAccepted')
      .leaves({ reserved: 140 });
    givenDesk(desk).when(canceled, settles()).saying('ChildRouted', { qty: 140 }).leaves({ qty: 200, cumQty: 60, reserved: 140 });
  });
});
