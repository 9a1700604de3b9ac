import { describe, expect, it } from 'vitest';
import { venueTerms } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  chained,
  connects,
  declines,
  disconnects,
  expired,
  fills,
  given,
  givenDesk,
  grants,
  hears,
  places,
  refuses,
  replaces,
  sentIdOf,
  settles,
  upTo,
  type Words,
  waits,
} from '../given.ts';

const refusesCancel: Words = (desk) =>
  desk.refuseRequest({
    sentId: desk.child().requests.find(({ kind }) => kind === 'cancel')?.sentId as string,
    request: 'cancel',
  });

describe('how many replaces may be in flight', () => {
  it('one, where the desk says one: the next is already pending (FIX D.2.d)', () => {
    const { desk } = given(places(), acked, ...chained(150))
      .when(replaces({ qty: '180' }))
      .concludes('AskRefused')
      .saying('AskRefused', { ask: 'replace', clOrdId: 'c3', check: 'alreadyPending', limit: '1 replace pending', value: 'c2' })
      .leaves({ ordStatus: 'pendingReplace', qty: 100, reserved: 150 });
    givenDesk(desk).when(grants('c2')).leaves({ qty: 150, reserved: 150 });
  });
  it('three, where it says three, and another once one of them is answered', () => {
    const { desk } = givenDesk(upTo(3), places(), acked, ...chained(150, 160, 170))
      .when(replaces({ qty: '180' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'alreadyPending', limit: '3 replaces pending', value: 'c2 c3 c4' });
    givenDesk(desk, declines('c2'))
      .when(replaces({ qty: '180' }))
      .concludes('ReplaceAccepted', 'ChildReplaceSent');
  });
  it('not after a cancel', () => {
    givenDesk(upTo(3), places(), acked, ...chained(150), cancels())
      .when(replaces({ qty: '180' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'alreadyPending', limit: 'no cancel pending' });
  });
  it('and one that the desk refuses leaves those before it', () => {
    givenDesk(upTo(3), places(), acked, ...chained(150))
      .when(replaces({ qty: '501' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'maxQty' })
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
  });
  it('and one said twice is one', () => {
    givenDesk(upTo(3), places(), acked, replaces({ qty: '150', clOrdId: 'r' }))
      .when(replaces({ qty: '150', clOrdId: 'r' }))
      .concludes('AskRepeated');
    givenDesk(upTo(3), places(), acked, replaces({ qty: '150', clOrdId: 'r' }))
      .when(replaces({ qty: '160', clOrdId: 'r' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'clOrdIdReused' });
  });
});

describe('replaces one after another', () => {
  it('each name the one before it, and go out at once', () => {
    const { desk } = givenDesk(upTo(3), places(), acked, ...chained(150, 180, 120));
    const { sentId, requests } = desk.child();
    expect(requests.map(({ origSentId }) => origSentId)).toEqual([sentId, requests[0]?.sentId, requests[1]?.sentId]);
    expect(requests.map(({ qty, clOrdId }) => [qty, clOrdId])).toEqual([
      [150, 'c2'],
      [180, 'c3'],
      [120, 'c4'],
    ]);
    expect(desk.order()).toMatchObject({ qty: 100, reserved: 180 });
  });
  it('leave what they do not say as the one before will make it', () => {
    givenDesk(upTo(3), places(), acked, ...chained(150))
      .when(replaces({ price: '10.01' }))
      .saying('ReplaceAccepted', { qty: 150, price: 1_001 })
      .saying('ChildReplaceSent', { qty: 150, price: 1_001 });
    givenDesk(upTo(3), places(), acked, replaces({ price: '10.01' }))
      .when(replaces({ qty: '150' }))
      .saying('ChildReplaceSent', { qty: 150, price: 1_001 });
  });
  it('are granted in turn, and count at the most that may be in force (FIX D.2.a)', () => {
    const { desk } = givenDesk(upTo(3), places(), acked, fills('E1', 10), ...chained(150)).when(replaces({ qty: '120' }));
    expect(desk.order().reserved).toBe(140);
    givenDesk(desk)
      .when(grants('c2'))
      .concludes('ChildReplaced', 'OrderReplaced')
      .saying('OrderReplaced', { clOrdId: 'c2', qty: 150 })
      .leaves({ ordStatus: 'pendingReplace', qty: 150, leavesQty: 140, reserved: 140 });
    const last = sentIdOf(desk, 'c3');
    givenDesk(desk)
      .when(grants('c3'))
      .concludes('ChildReplaced', 'OrderReplaced')
      .leaves({ ordStatus: 'partiallyFilled', qty: 120, leavesQty: 110, reserved: 110 });
    expect(desk.child()).toMatchObject({ sentId: last, qty: 120, requests: [] });
    expect(desk.order().clOrdId).toBe('c3');
    givenDesk(desk).when(fills('E2', 110)).leaves({ ordStatus: 'filled', cumQty: 120, reserved: 0 });
    expect(desk.state.breaks.size).toBe(0);
  });
  it('may both pend at the venue before either is granted (FIX D.2.b)', () => {
    const pends =
      (clOrdId: string): Words =>
      (desk) =>
        desk.hear('pendingReplace', { sentId: sentIdOf(desk, clOrdId) });
    const { desk } = givenDesk(upTo(2), places(), acked, ...chained(150, 120), pends('c2'));
    expect(desk.child().requests.map(({ confirmed }) => confirmed)).toEqual([true, false]);
    givenDesk(desk).when(pends('c3')).leaves({ ordStatus: 'pendingReplace', reserved: 150 });
    expect(desk.child().requests.map(({ confirmed }) => confirmed)).toEqual([true, true]);
    givenDesk(desk, grants('c2')).when(grants('c3')).leaves({ ordStatus: 'new', qty: 120, reserved: 120 });
  });
  it('stand without the first when that is declined', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, ...chained(180, 120))
      .when(declines('c2'))
      .concludes('ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { ask: 'replace', clOrdId: 'c2' })
      .leaves({ ordStatus: 'pendingReplace', qty: 100, reserved: 120 });
    givenDesk(desk).when(grants('c3')).leaves({ ordStatus: 'new', qty: 120, reserved: 120 });
  });
  it('stand without the second when that is declined', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, ...chained(120, 180))
      .when(declines('c3'))
      .saying('AskFailed', { clOrdId: 'c3' })
      .leaves({ ordStatus: 'pendingReplace', reserved: 120 });
    givenDesk(desk).when(grants('c2')).leaves({ ordStatus: 'new', qty: 120, reserved: 120 });
  });
  it('leave the order as it was when both are declined (FIX D.2.c)', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, fills('E1', 40), ...chained(150, 180), declines('c2'));
    const sentId = sentIdOf(desk, 'c3');
    givenDesk(desk)
      .when(declines('c3'))
      .concludes('ChildRequestRejected', 'AskFailed')
      .leaves({ ordStatus: 'partiallyFilled', qty: 100, leavesQty: 60, reserved: 60 });
    expect(desk.order().clOrdId).toBe('c1');
    givenDesk(desk)
      .when(refuses({ sentId, request: 'replace' }))
      .concludes();
  });
  it.each([
    ['without its time', {}, {}],
    ['with its time', { transactTime: 10 }, { transactTime: 20 }],
  ] as const)('are in force as they follow one another, whichever answer is heard first: %s', (_, early, late) => {
    const { desk } = givenDesk(upTo(3), places(), acked, ...chained(60, 150, 170));
    const [first, second, third] = ['c2', 'c3', 'c4'].map((clOrdId) => sentIdOf(desk, clOrdId));
    givenDesk(desk)
      .when(hears('replaced', { sentId: second, orderQty: '150', ...(late as object) }))
      .concludes('ChildReplaced', 'OrderReplaced', 'ChildReplaced', 'OrderReplaced')
      .saying('OrderReplaced', { clOrdId: 'c2', qty: 60 })
      .saying('OrderReplaced', { clOrdId: 'c3', qty: 150 })
      .leaves({ ordStatus: 'pendingReplace', qty: 150, reserved: 170 });
    givenDesk(desk)
      .when(hears('replaced', { sentId: first, orderQty: '60', ...(early as object) }))
      .concludes()
      .leaves({ qty: 150, reserved: 170 });
    expect(desk.child()).toMatchObject({ sentId: second, qty: 150 });
    expect(desk.order().clOrdId).toBe('c3');
    givenDesk(desk)
      .when(hears('replaced', { sentId: third, orderQty: '170' }))
      .leaves({ ordStatus: 'new', qty: 170, reserved: 170 });
    expect(desk.state.breaks.size).toBe(0);
  });
  it('are in force with the last, though the one before it was for less than is executed by now', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, ...chained(60, 150), fills('E1', 80));
    givenDesk(desk).when(grants('c3')).leaves({ ordStatus: 'partiallyFilled', qty: 150, cumQty: 80, reserved: 70 });
    expect(desk.child().status).toBe('working');
  });
  it('cross fills, which count against every total', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, ...chained(150, 120))
      .when(fills('E1', 30))
      .leaves({ reserved: 120 });
    givenDesk(desk).when(grants('c2')).leaves({ leavesQty: 120, reserved: 120 });
    givenDesk(desk).when(fills('E2', 80)).leaves({ cumQty: 110, reserved: 40 });
    givenDesk(desk).when(grants('c3')).leaves({ ordStatus: 'partiallyFilled', qty: 120, leavesQty: 10, reserved: 10 });
  });
  it('wait with an order that is full, and the last one may keep it full', () => {
    const full = () => givenDesk(upTo(2), places(), acked, ...chained(150, 120)).when(fills('E1', 100));
    const { desk } = full().concludes('ExecutionBooked').leaves({ ordStatus: 'pendingReplace', status: 'open', reserved: 50 });
    givenDesk(desk).when(declines('c2')).concludes('ChildRequestRejected', 'AskFailed').leaves({ status: 'open', reserved: 20 });
    givenDesk(desk)
      .when(declines('c3'))
      .concludes('ChildRequestRejected', 'AskFailed', 'OrderClosed')
      .leaves({ ordStatus: 'filled', qty: 100, reserved: 0 });
  });
  it('all fail when the venue ends the order', () => {
    for (const ends of [canceled, expired])
      givenDesk(upTo(3), places(), acked, ...chained(150, 180, 120))
        .when(ends)
        .concludes('ChildClosed', 'AskFailed', 'AskFailed', 'AskFailed', 'OrderClosed')
        .saying('AskFailed', { clOrdId: 'c2' })
        .saying('AskFailed', { clOrdId: 'c3' })
        .saying('AskFailed', { clOrdId: 'c4', ask: 'replace', rejectReason: 'tooLate' })
        .leaves({ qty: 100, leavesQty: 0, reserved: 0 });
  });
  it('are in doubt one by one, and counted at the most until each is known', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, ...chained(180, 120))
      .when(waits(1_000))
      .concludes('CertaintyLost', 'ChildStatusAsked', 'CertaintyLost')
      .leaves({ reserved: 180 });
    givenDesk(desk).when(grants('c2')).concludes('CertaintyRegained', 'ChildReplaced', 'OrderReplaced').leaves({ reserved: 180 });
    expect(desk.child().requests).toMatchObject([{ clOrdId: 'c3', certain: false }]);
    givenDesk(desk).when(grants('c3')).leaves({ qty: 120, reserved: 120 });
  });
  it('are remembered over a night', () => {
    const { desk } = givenDesk(upTo(2), places({ timeInForce: 'gtc' }), acked, ...chained(150, 120));
    const next = desk.tomorrow();
    expect(next.child()).toEqual(desk.child());
    givenDesk(next, grants('c2')).when(grants('c3')).leaves({ ordStatus: 'new', qty: 120, reserved: 120 });
  });
});

describe('a cancel that crosses several replaces', () => {
  const crossed = () => givenDesk(upTo(2), places(), acked, ...chained(150, 120), cancels());

  it('names what the venue has accepted so far', () => {
    const { desk } = crossed();
    expect(desk.child().requests.map(({ kind, origSentId }) => [kind, origSentId === desk.child().sentId])).toEqual([
      ['replace', true],
      ['replace', false],
      ['cancel', true],
    ]);
    givenDesk(desk)
      .when(canceled)
      .concludes('ChildClosed', 'AskFailed', 'AskFailed', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', reserved: 0 });
  });
  it('that is refused because of them goes again when the last of them is answered', () => {
    const { desk } = crossed()
      .when(refusesCancel)
      .concludes('ChildRequestRejected')
      .leaves({ ordStatus: 'pendingCancel', reserved: 150 });
    givenDesk(desk).when(grants('c2')).concludes('ChildReplaced', 'OrderReplaced').leaves({ ordStatus: 'pendingCancel' });
    const last = sentIdOf(desk, 'c3');
    givenDesk(desk)
      .when(grants('c3'))
      .concludes('ChildReplaced', 'OrderReplaced', 'ChildCancelSent')
      .saying('ChildCancelSent', { origSentId: last });
    givenDesk(desk)
      .when(canceled)
      .concludes('ChildClosed', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', qty: 120, reserved: 0 });
  });
  it('goes again when the last of them is declined', () => {
    const { desk } = crossed()
      .when(refusesCancel, declines('c2'))
      .concludes('ChildRequestRejected', 'ChildRequestRejected', 'AskFailed');
    givenDesk(desk)
      .when(declines('c3'))
      .concludes('ChildRequestRejected', 'AskFailed', 'ChildCancelSent')
      .saying('ChildCancelSent', { origSentId: desk.child().sentIds[0] });
  });
  it('goes again at once when it missed one that is granted, and waits for the other', () => {
    const { desk } = crossed().when(grants('c2'));
    givenDesk(desk)
      .when(refusesCancel)
      .concludes('ChildRequestRejected', 'ChildCancelSent')
      .saying('ChildCancelSent', { origSentId: desk.child().sentId });
    givenDesk(desk).when(refusesCancel).concludes('ChildRequestRejected').leaves({ ordStatus: 'pendingCancel' });
  });
});

describe('a cancel that a replace in doubt keeps back', () => {
  it('goes out once that is in doubt: getting out does not wait for a venue that is silent', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), cancels())
      .when(refusesCancel)
      .concludes('ChildRequestRejected');
    givenDesk(desk)
      .when(waits(1_000))
      .concludes('CertaintyLost', 'ChildStatusAsked', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingCancel', reserved: 150 });
  });
});

describe('a replace while the session is down', () => {
  it('waits in the desk, and goes out when that is up', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, disconnects(), ...chained(150))
      .when(replaces({ qty: '120' }))
      .concludes('ReplaceAccepted')
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
    givenDesk(desk).when(connects(), settles()).concludes('WorkStarted', 'ChildReplaceSent', 'ChildReplaceSent', 'WorkFinished');
    givenDesk(desk, grants('c2')).when(grants('c3')).leaves({ ordStatus: 'new', qty: 120, reserved: 120 });
  });
  it('is canceled with its order if the client no longer wants that', () => {
    const { desk } = given(places(), acked, disconnects(), replaces({ qty: '150' }))
      .when(cancels())
      .concludes('CancelAccepted');
    givenDesk(desk).when(connects(), settles()).concludes('WorkStarted', 'ChildCancelSent', 'WorkFinished');
    givenDesk(desk).when(canceled).saying('AskFailed', { ask: 'replace' }).leaves({ ordStatus: 'canceled', reserved: 0 });
  });
});

describe('several replaces where the venue has none', () => {
  const cannot = () => upTo(3, { venues: [venueTerms('ALPHA', { replace: 'cancelThenNew' })] });

  it('are one cancel, and the last terms go out once that is confirmed', () => {
    const { desk } = givenDesk(cannot(), places(), acked, ...chained(150))
      .when(replaces({ qty: '120', price: '10.01' }))
      .concludes('ReplaceAccepted')
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
    givenDesk(desk, fills('E1', 30))
      .when(canceled)
      .concludes('ChildClosed', 'OrderReplaced', 'OrderReplaced', 'EvidenceWanted')
      .leaves({ qty: 120, leavesQty: 90, reserved: 90 });
    givenDesk(desk).when(settles()).concludes('ChildRouted').saying('ChildRouted', { qty: 90, price: 1_001 });
  });
  it('are over when the last total is executed by then', () => {
    givenDesk(cannot(), places(), acked, ...chained(150, 40), fills('E1', 50))
      .when(canceled)
      .concludes('ChildClosed', 'OrderReplaced', 'OrderReplaced', 'OrderClosed')
      .leaves({ ordStatus: 'filled', qty: 50, cumQty: 50, reserved: 0 });
  });
  it('fail one by one with each cancel that is refused', () => {
    const { desk } = givenDesk(cannot(), places(), acked, ...chained(150, 120))
      .when(refuses())
      .concludes('ChildRequestRejected', 'AskFailed', 'ChildCancelSent')
      .saying('AskFailed', { clOrdId: 'c2' })
      .leaves({ ordStatus: 'pendingReplace', reserved: 120 });
    givenDesk(desk)
      .when(refuses())
      .concludes('ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { clOrdId: 'c3' })
      .leaves({ ordStatus: 'new', qty: 100, reserved: 100 });
  });
  it('of a routed order take back every child, once', () => {
    const { desk } = givenDesk(
      upTo(2),
      places({ route: { strategy: 'best' }, price: '10.02', qty: '150' }),
      hears('new', {}, 1),
      hears('new', {}, 2),
      ...chained(120),
    )
      .when(replaces({ qty: '110' }))
      .concludes('ReplaceAccepted')
      .leaves({ reserved: 150 });
    givenDesk(desk, hears('canceled', {}, 1))
      .when(hears('canceled', {}, 2))
      .concludes('ChildClosed', 'OrderReplaced', 'OrderReplaced', 'EvidenceWanted')
      .leaves({ qty: 110, reserved: 110 });
    givenDesk(desk).when(settles()).leaves({ status: 'open', reserved: 110 });
  });
});
