import { describe, expect, it } from 'vitest';
import { configTerms, Desk, types, venueTerms } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  fills,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  rejected,
  replaces,
  session,
  settles,
  type Words,
  waits,
} from '../given.ts';
import { checkDesk } from '../invariants.ts';

describe('a cancel', () => {
  it('goes to the venue, pends, and is confirmed', () => {
    given(places(), acked)
      .when(cancels())
      .concludes('CancelAccepted', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingCancel', leavesQty: 100, reserved: 100 });
    given(places(), acked, cancels())
      .when(canceled)
      .concludes('ChildClosed', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', leavesQty: 0, reserved: 0 });
  });
  it('of an order that is not yet acknowledged names the id under which it was sent', () => {
    const { desk } = given(places())
      .when(cancels())
      .concludes('CancelAccepted', 'ChildCancelSent')
      .saying('ChildCancelSent', { origSentId: 'T1M9A000100001', sentId: 'T1M9A000100002' });
    givenDesk(desk).when(acked).concludes('ChildAcknowledged').leaves({ ordStatus: 'pendingCancel' });
    givenDesk(desk).when(canceled).concludes('ChildClosed', 'OrderClosed').leaves({ ordStatus: 'canceled' });
  });
  it('says how much will never trade', () => {
    given(places(), acked, fills('E1', 40), cancels()).when(canceled).saying('ChildClosed', { as: 'canceled', endedQty: 60 });
    given(places(), fills('E1', 130)).when(canceled).saying('BreakRaised', { what: 'unexpectedClose' });
    given(places({ timeInForce: 'gtc' }), acked, hears('doneForDay'))
      .when(canceled)
      .saying('ChildClosed', { endedQty: 100 });
  });
  it('pends through fills, and what is filled stays filled', () => {
    given(places(), acked, cancels())
      .when(fills('E1', 40))
      .concludes('ExecutionBooked')
      .leaves({ ordStatus: 'pendingCancel', cumQty: 40, leavesQty: 60 });
    given(places(), acked, cancels(), fills('E1', 40))
      .when(canceled)
      .leaves({ ordStatus: 'canceled', cumQty: 40, leavesQty: 0 })
      .holds(40);
  });
  it('is too late when the order fills first', () => {
    given(places(), acked, cancels())
      .when(fills('E1', 100))
      .concludes('ExecutionBooked', 'AskFailed', 'OrderClosed')
      .saying('AskFailed', { ask: 'cancel', rejectReason: 'tooLate' })
      .leaves({ ordStatus: 'filled' });
    const { desk } = given(places(), acked, cancels(), fills('E1', 100))
      .when(refuses())
      .concludes('ChildRequestRejected')
      .leaves({ ordStatus: 'filled' });
    expect(desk.child().requests).toEqual([]);
  });
  it('that the venue refuses has failed, and the order is as it was', () => {
    given(places(), acked, fills('E1', 10), cancels())
      .when(refuses())
      .concludes('ChildRequestRejected', 'AskFailed')
      .leaves({ ordStatus: 'partiallyFilled', leavesQty: 90 });
    given(places(), acked, cancels(), refuses()).when(cancels()).concludes('CancelAccepted', 'ChildCancelSent');
  });
  it('is refused at once when there is nothing to cancel, or it pends already', () => {
    given().when(cancels()).concludes('AskRefused').saying('AskRefused', { check: 'unknownOrder' });
    given(places(), acked, canceled)
      .when(cancels())
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'tooLate', value: 'canceled' });
    given(places(), acked, cancels()).when(cancels()).concludes('AskRefused').saying('AskRefused', { check: 'alreadyPending' });
    given(places())
      .when(cancels({ account: 'A2' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'unknownOrder' });
  });
  it('may name the order by the id that the client gave it', () => {
    given(places({ clOrdId: 'mine' }))
      .when(cancels({ orderId: undefined, origClOrdId: 'mine' }))
      .concludes('CancelAccepted', 'ChildCancelSent');
    given(places({ clOrdId: 'mine' }))
      .when(cancels({ orderId: undefined, origClOrdId: 'yours' }))
      .concludes('AskRefused');
    given(places())
      .when(cancels({ orderId: undefined }))
      .concludes('AskRefused')
      .saying('AskRefused', { value: 'without a name' });
  });
  it('that a venue makes by itself ends the order', () => {
    given(places(), acked).when(canceled).concludes('ChildClosed', 'OrderClosed').saying('OrderClosed', { as: 'canceled' });
  });
  const notSent: Words = (desk) => {
    const sentId = desk.child().requests[0]?.sentId as string;
    return desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId, request: 'cancel', reason: 'not connected' });
  };
  it('that was not sent after all is still wanted: it goes out after a pause', () => {
    given(places(), acked, cancels())
      .when(notSent)
      .concludes('ChildRequestRejected')
      .saying('ChildRequestRejected', { reason: 'not sent: not connected' })
      .leaves({ ordStatus: 'pendingCancel' });
    const { desk } = given(places(), acked, cancels(), notSent);
    givenDesk(desk).when(waits(1_000)).concludes('ChildCancelSent');
    givenDesk(desk).when(canceled).leaves({ ordStatus: 'canceled' });
    given(places(), acked, cancels(), notSent, canceled).when(waits(5_000)).concludes();
  });
  it('waits for the session when that is down, and is the first thing said when it is up', () => {
    given(places(), acked, session('down'), settles())
      .when(cancels())
      .concludes('CancelAccepted')
      .leaves({ ordStatus: 'pendingCancel' });
    given(places(), acked, session('down'), settles(), cancels(), session('up'))
      .when(settles())
      .concludes('ChildCancelSent', 'WorkFinished');
    given(places(), acked, cancels(), notSent, session('down'), settles(), session('up'))
      .when(settles())
      .concludes('ChildCancelSent', 'WorkFinished');
  });
  it('of a kill switch pulled while a session is down reaches the venue all the same', () => {
    const kill: Words = (desk) => desk.say({ type: 'KillRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'out' });
    const { desk } = given(places(), acked, session('down'), settles(), kill, settles(), session('up'));
    givenDesk(desk).when(settles()).concludes('ChildCancelSent', 'WorkFinished');
  });
});

describe('a cancel that crosses a replace', () => {
  const crossed = () => given(places(), acked, replaces({ qty: '150' }), cancels());
  const cancelOf = (desk: Desk) => desk.child().requests.find(({ kind }) => kind === 'cancel')?.sentId as string;
  const replaceOf = (desk: Desk) => desk.child().requests.find(({ kind }) => kind === 'replace')?.sentId as string;

  it('names the last id that the venue accepted', () => {
    const { desk } = crossed();
    expect(desk.child().requests.map(({ kind, origSentId }) => [kind, origSentId])).toEqual([
      ['replace', desk.child().sentId],
      ['cancel', desk.child().sentId],
    ]);
    givenDesk(desk)
      .when(canceled)
      .concludes('ChildClosed', 'AskFailed', 'OrderClosed')
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ ordStatus: 'canceled', reserved: 0 });
  });
  it('is sent again, under the id that then holds, when it missed', () => {
    const { desk } = crossed();
    const missed = cancelOf(desk);
    givenDesk(desk)
      .when(hears('replaced', { sentId: replaceOf(desk) }))
      .concludes('ChildReplaced', 'OrderReplaced')
      .leaves({ ordStatus: 'pendingCancel', qty: 150 });
    const again = givenDesk(desk)
      .when(refuses({ sentId: missed, rejectReason: 'unknownOrder' }))
      .concludes('ChildRequestRejected', 'ChildCancelSent');
    again.saying('ChildCancelSent', { origSentId: desk.child().sentId }).leaves({ ordStatus: 'pendingCancel' });
    givenDesk(desk)
      .when(refuses({ sentId: cancelOf(desk) }))
      .concludes('ChildRequestRejected', 'AskFailed')
      .leaves({ ordStatus: 'new', qty: 150 });
  });
  it('that is refused while the replace pends waits for its answer, and does not storm the venue', () => {
    const { desk } = crossed();
    givenDesk(desk)
      .when(refuses({ sentId: cancelOf(desk) }))
      .concludes('ChildRequestRejected')
      .leaves({ ordStatus: 'pendingCancel' });
    givenDesk(desk)
      .when(hears('replaced', { sentId: replaceOf(desk) }))
      .concludes('ChildReplaced', 'OrderReplaced', 'ChildCancelSent');
    givenDesk(desk).when(canceled).concludes('ChildClosed', 'OrderClosed').leaves({ ordStatus: 'canceled' });
  });
  it('goes on alone when the replace is refused', () => {
    const { desk } = crossed();
    const cancel = cancelOf(desk);
    givenDesk(desk)
      .when(refuses({ sentId: replaceOf(desk) }))
      .concludes('ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ ordStatus: 'pendingCancel' });
    givenDesk(desk)
      .when(refuses({ sentId: cancel }))
      .concludes('ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { ask: 'cancel' })
      .leaves({ ordStatus: 'new', qty: 100 });
  });
  it('goes again once the replace that it gave way to is refused', () => {
    const { desk } = crossed();
    givenDesk(desk)
      .when(refuses({ sentId: cancelOf(desk) }))
      .concludes('ChildRequestRejected');
    givenDesk(desk)
      .when(refuses({ sentId: replaceOf(desk) }))
      .concludes('ChildRequestRejected', 'AskFailed', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingCancel' });
  });
});

describe('a child order that comes back to life', () => {
  it('is taken back when its order is over, since nobody else can reach it', () => {
    const back = given(places(), rejected).when(acked);
    back.concludes('ChildAcknowledged', 'BreakRaised', 'ChildCancelSent').leaves({ status: 'rejected', reserved: 100 });
    givenDesk(back.desk).when(canceled).concludes('ChildClosed').leaves({ status: 'rejected', reserved: 0 });
  });
  it('is not chased for ever by a cancel that the venue refuses, but a kill tries again', () => {
    const { desk } = given(places(), rejected, acked).when(refuses()).concludes('ChildRequestRejected', 'BreakRaised');
    desk.say({ type: 'KillRequested', clOrdId: 'k', scope: 'desk', id: '*', reason: 'stop' });
    expect(types(desk.settle())).toEqual(['ChildCancelSent', 'WorkFinished']);
    checkDesk(desk);
  });
  it('holds back what its order would place elsewhere', () => {
    const routed = places({ route: { strategy: 'best' }, qty: '100', price: '10.01' });
    const { desk } = given(routed, rejected);
    expect(desk.order().wants).toBe('route');
    givenDesk(desk).when(acked).concludes('ChildAcknowledged', 'BreakRaised');
    givenDesk(desk).when(settles()).concludes().leaves({ status: 'open', reserved: 100 });
    givenDesk(desk).when(canceled).concludes('ChildClosed', 'EvidenceWanted');
    expect(types(givenDesk(desk).when(settles()).events)).toEqual(['ChildRouted']);
  });
});

describe('a venue that loses every cancel', () => {
  it('gets no more than five by themselves, and then a person must look', () => {
    const silent = new Desk(configTerms({ venues: [venueTerms('ALPHA', { queryById: false })] }));
    const { desk } = givenDesk(silent, places(), acked, cancels()).when(waits(60_000));
    const sent = () => desk.records.filter(({ event }) => event.type === 'ChildCancelSent').length;
    expect(sent()).toBe(5);
    expect([...desk.state.breaks.values()].map(({ what, detail }) => [what, detail])).toEqual([
      ['cancelUnanswered', 'ALPHA has not answered 5 cancels of C-20261121-1'],
    ]);
    givenDesk(desk, hears('pendingCancel'), fills('E1', 10));
    expect(sent()).toBe(5);
    givenDesk(desk, session('down'), settles(), session('up'), settles());
    expect(sent()).toBe(6);
  });
});

describe('a venue that refuses every cancel', () => {
  it('is asked once for each thing that happens, and no more', () => {
    const desk = new Desk();
    desk.place({ route: { strategy: 'best' }, price: '10.02', qty: '150' });
    for (const n of [1, 2]) desk.hear('new', {}, n);
    desk.fill('E1', 150, '10.01', 1); // Too much at one venue: the other is to be taken back.
    const sent = () => desk.records.filter(({ event }) => event.type === 'ChildCancelSent').length;
    expect(sent()).toBe(1);
    for (let i = 0; i < 10; i += 1) desk.refuseRequest({}, 2);
    expect(sent()).toBe(1);
    checkDesk(desk);
  });
});
