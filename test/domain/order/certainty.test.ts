import { describe, expect, it } from 'vitest';
import { isUncertain } from '../../../src/domain/order/order.ts';
import { type Desk, types } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  doubts,
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

const restarts: Words = (desk) =>
  desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: desk.state.epoch + 1, writer: 'test' });
const notSent =
  (request: 'submit' | 'cancel' | 'replace'): Words =>
  (desk) => {
    const { sentIds, requests, venue } = desk.child();
    const sentId = request === 'submit' ? sentIds[0] : requests.find(({ kind }) => kind === request)?.sentId;
    return desk.say({ type: 'NotSentReported', venue, sentId: sentId as string, request, reason: 'not connected' });
  };

describe('the outcome of a request is unknown', () => {
  it('once the venue has been silent for too long', () => {
    given(places()).when(waits(999)).concludes();
    const { desk } = given(places())
      .when(waits(1_000))
      .concludes('CertaintyLost', 'ChildStatusAsked')
      .saying('CertaintyLost', { request: 'submit', cause: 'timeout' })
      .leaves({ ordStatus: 'pendingNew', reserved: 100 });
    expect(isUncertain(desk.order())).toBe(true);
    given(places(), acked, cancels())
      .when(waits(1_000))
      .concludes('CertaintyLost', 'ChildStatusAsked')
      .saying('CertaintyLost', { request: 'cancel' })
      .leaves({ ordStatus: 'pendingCancel', reserved: 100 });
    given(places(), acked, replaces({ qty: '150' }))
      .when(waits(1_000))
      .saying('CertaintyLost', { request: 'replace' })
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
  });
  it('when the connection breaks before the answer', () => {
    const { desk } = given(places(), session('down')).when(settles());
    expect(types(desk.records.map(({ event }) => event)).slice(-3)).toEqual(['ContinueWork', 'CertaintyLost', 'WorkFinished']);
    expect(doubts(desk)).toEqual(['submit']);
    expect(doubts(given(places(), acked, replaces({ qty: '150' }), cancels(), session('down')).when(settles()).desk)).toEqual([
      'replace',
      'cancel',
    ]);
    given(places(), acked, session('down')).when(settles()).concludes('WorkFinished').leaves({ ordStatus: 'new' });
  });
  it('but only at the venue whose connection broke, and only once', () => {
    given(places()).when(session('down', 'BETA')).concludes();
    given(places(), session('down'), settles()).when(session('down')).concludes();
    given(session('down')).when(session('up')).concludes();
  });
  it('when the process that sent it is gone', () => {
    const { desk } = given(places(), places({ route: { strategy: 'direct', venue: 'BETA' } }))
      .when(restarts)
      .concludes('WorkStarted');
    const lost = givenDesk(desk).when(settles()).concludes('CertaintyLost', 'CertaintyLost', 'WorkFinished');
    lost.saying('CertaintyLost', { cause: 'restart' }).leaves({ reserved: 100 }, 1).leaves({ reserved: 100 }, 2);
    given().when(restarts).concludes();
  });
  it('and nothing is sent again because of it, whatever happens', () => {
    const { desk } = given(
      places(),
      waits(1_000),
      session('down'),
      settles(),
      session('up'),
      settles(),
      restarts,
      settles(),
      session('up'),
      settles(),
    );
    expect(desk.records.filter(({ event }) => event.type === 'ChildRouted').length).toBe(1);
  });
  it('is lost once: the timer of a request that is in doubt is gone', () => {
    const { desk } = given(places(), session('down'), settles());
    expect(desk.state.timers.next()).toBeUndefined();
    givenDesk(desk).when(waits(5_000)).concludes();
  });
});

describe('doubt ends', () => {
  it.each([
    ['an ack', acked, ['CertaintyRegained', 'ChildAcknowledged']],
    ['a fill', fills('E1', 10), ['CertaintyRegained', 'ExecutionBooked']],
    ['a reject', rejected, ['CertaintyRegained', 'ChildClosed', 'OrderClosed']],
    ['a cancel', canceled, ['CertaintyRegained', 'ChildClosed', 'OrderClosed']],
    ['word that it is pending', hears('pendingNew'), ['CertaintyRegained', 'ChildRemarked']],
  ] as const)('about a submit with %s', (_, says, expected) => {
    const { desk } = given(places(), waits(1_000))
      .when(says)
      .concludes(...expected);
    expect(isUncertain(desk.order())).toBe(false);
  });
  it('about a submit not with an order status: it may say that the order is unknown', () => {
    const { desk } = given(places(), waits(1_000))
      .when(hears('orderStatus', { text: 'unknown order' }))
      .concludes('ChildRemarked');
    expect(doubts(desk)).toEqual(['submit']);
    expect(
      doubts(given(places(), hears('orderStatus')).when(waits(1_000)).concludes('CertaintyLost', 'ChildStatusAsked').desk),
    ).toEqual(['submit']);
  });
  it('about a submit not with a refused cancel: the venue may refuse it because it knows no such order', () => {
    const { desk } = given(places(), cancels(), waits(1_000))
      .when(refuses({ rejectReason: 'unknownOrder' }))
      .concludes('CertaintyRegained', 'ChildRequestRejected', 'AskFailed');
    expect(doubts(desk)).toEqual(['submit']);
    expect(doubts(given(places(), cancels(), waits(1_000)).when(notSent('cancel')).desk)).toEqual(['submit']);
  });
  it('about a cancel with its answer, and not with a fill or a pending cancel meanwhile', () => {
    const lost = () => given(places(), acked, cancels(), waits(1_000));
    const cancelId = (desk: Desk): string => desk.child().requests[0]?.sentId as string;
    const { desk } = lost();
    givenDesk(desk).when(fills('E1', 10)).concludes('ExecutionBooked');
    givenDesk(desk)
      .when(hears('pendingCancel', { sentId: cancelId(desk) }))
      .concludes('ChildRemarked');
    expect(doubts(desk)).toEqual(['cancel']);
    givenDesk(desk)
      .when(hears('canceled', { sentId: cancelId(desk) }))
      .concludes('CertaintyRegained', 'ChildClosed', 'OrderClosed');
    given(places(), acked, cancels(), waits(1_000))
      .when(refuses())
      .concludes('CertaintyRegained', 'ChildRequestRejected', 'AskFailed')
      .leaves({ ordStatus: 'new' });
  });
  it('about a replace with its answer', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId as string;
    givenDesk(desk)
      .when(hears('replaced', { sentId }))
      .concludes('CertaintyRegained', 'ChildReplaced', 'OrderReplaced')
      .leaves({ qty: 150 });
    expect(isUncertain(desk.order())).toBe(false);
  });
});

describe('what provably was never sent', () => {
  it('waits in the desk, at no venue, until the session is back', () => {
    given(places())
      .when(notSent('submit'))
      .concludes('ChildClosed', 'OrderHeld')
      .leaves({ status: 'held', ordStatus: 'pendingNew', reserved: 100 });
    given(places(), notSent('submit'), session('down'), settles(), session('up'))
      .when(settles())
      .concludes('EvidenceWanted', 'WorkFinished', 'OrderReleased', 'ChildRouted')
      .leaves({ status: 'open', reserved: 100 });
  });
  it('ends at once when it was for this moment only', () => {
    for (const timeInForce of ['ioc', 'fok'] as const)
      given(places({ timeInForce }))
        .when(notSent('submit'))
        .concludes('ChildClosed', 'OrderClosed')
        .saying('OrderClosed', { as: 'rejected' });
  });
  it('is at the venue all the same when the venue says so, and is not placed twice', () => {
    const { desk } = given(places(), notSent('submit'))
      .when(acked)
      .concludes('ChildAcknowledged', 'BreakRaised', 'OrderReleased')
      .leaves({ status: 'open', reserved: 100 });
    givenDesk(desk, session('down'), session('up')).when(settles()).concludes('WorkFinished');
    expect(desk.order().children.length).toBe(1);
    given(places(), notSent('submit'))
      .when(fills('E1', 100))
      .concludes('ExecutionBooked', 'BreakRaised', 'OrderReleased', 'OrderClosed')
      .leaves({ ordStatus: 'filled' })
      .holds(100);
  });
  it('is taken back with the order when that was canceled meanwhile', () => {
    const { desk } = given(places(), notSent('submit'), cancels())
      .when(acked)
      .concludes('ChildAcknowledged', 'BreakRaised', 'ChildCancelSent');
    expect(desk.order().status).toBe('canceled');
  });
  it('is no proof against what the venue has already said', () => {
    given(places(), acked)
      .when(notSent('submit'))
      .concludes('BreakRaised')
      .saying('BreakRaised', { what: 'unexpectedClose' })
      .leaves({ ordStatus: 'new', reserved: 100 });
  });
  it('fails the ask that it was for', () => {
    given(places(), acked, replaces({ qty: '150' }))
      .when(notSent('replace'))
      .concludes('ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ qty: 100, reserved: 100 });
  });
  it('said twice is said once', () => {
    const { desk } = given(places());
    const first = notSent('submit');
    givenDesk(desk, first).when(first).concludes();
    checkDesk(desk);
  });
});
