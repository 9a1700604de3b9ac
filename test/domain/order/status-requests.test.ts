import { describe, expect, it } from 'vitest';
import { configTerms, Desk, OPENS, types, venueTerms } from '../../support/desk.ts';
import {
  acked,
  answers,
  cancels,
  connects,
  disconnects,
  doubts,
  given,
  givenDesk,
  hears,
  places,
  replaces,
  settles,
  type Words,
  waits,
} from '../given.ts';
import { checkDesk } from '../invariants.ts';

const restarts: Words = (desk) =>
  desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: desk.state.epoch + 1, writer: 'test' });
const cannotBeAsked = () => new Desk(configTerms({ venues: [venueTerms('ALPHA', { queryById: false })] }));
const questions = (desk: Desk) =>
  desk.records.flatMap(({ event, at }) =>
    event.type === 'ChildStatusAsked' ? [{ ...event, afterMs: (at - OPENS) / 1_000 }] : [],
  );

describe('the venue is asked how an order stands', () => {
  it('once it has been silent about a request for too long', () => {
    const { desk } = given(places()).when(waits(999)).concludes();
    givenDesk(desk)
      .when(waits(1))
      .concludes('CertaintyLost', 'ChildStatusAsked')
      .saying('ChildStatusAsked', {
        venue: 'ALPHA',
        session: 'ALPHA-1',
        origSentId: 'T1M9A000100001',
        sentId: 'T1M9A000100002',
        seqOut: 2,
        attempt: 1,
        timeoutAt: OPENS + 2_000_000,
      });
  });
  it('once for two requests that it is silent about at the same time', () => {
    const { desk } = given(places(), cancels())
      .when(waits(1_000))
      .concludes('CertaintyLost', 'ChildStatusAsked', 'CertaintyLost');
    expect(doubts(desk)).toEqual(['submit', 'cancel']);
  });
  it('under the id that it knows the order by now', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }));
    const replaceId = desk.child().requests[0]?.sentId as string;
    givenDesk(desk, hears('replaced', { sentId: replaceId }), cancels())
      .when(waits(1_000))
      .saying('ChildStatusAsked', { origSentId: replaceId });
  });
  it('when the session is up again, and not while it is down', () => {
    const { desk } = given(places(), disconnects()).when(waits(100_000)).concludes();
    givenDesk(desk)
      .when(connects(), settles())
      .concludes('WorkStarted', 'ChildStatusAsked', 'WorkFinished')
      .saying('ChildStatusAsked', { attempt: 1 });
  });
  it('not by a timer that falls due while the session is down', () => {
    const { desk } = given(places(), waits(1_000), disconnects()).when(waits(100_000)).concludes('ChildRemarked');
    expect(desk.child().query).toBeUndefined();
    givenDesk(desk).when(connects(), settles()).concludes('WorkStarted', 'ChildStatusAsked', 'WorkFinished');
  });
  it('anew when the session breaks and comes back before it has answered', () => {
    const { desk } = given(places(), waits(1_000), disconnects()).when(connects(), settles());
    expect(questions(desk).map(({ attempt }) => attempt)).toEqual([1, 1]);
    expect(desk.child().query?.sentId).toBe(questions(desk)[1]?.sentId);
    givenDesk(desk).when(answers('new')).concludes('ChildRemarked', 'CertaintyRegained', 'ChildStands');
    expect(desk.state.timers.next()).toBeUndefined();
  });
  it('after a restart, once it is there', () => {
    const { desk } = given(places(), restarts).when(settles()).concludes('CertaintyLost', 'WorkFinished');
    givenDesk(desk).when(connects(), settles()).concludes('WorkStarted', 'ChildStatusAsked', 'WorkFinished');
  });
  it('never where it cannot be asked', () => {
    const { desk } = givenDesk(cannotBeAsked(), places()).when(waits(100_000)).concludes('CertaintyLost');
    givenDesk(desk, disconnects()).when(connects(), settles()).concludes('WorkStarted', 'WorkFinished');
  });
  it('only about what is its own', () => {
    const routed = places({ route: { strategy: 'best' }, price: '10.02', qty: '150' });
    const { desk } = given(routed, disconnects('BETA'), disconnects('ALPHA')).when(connects({}, 'ALPHA'), settles());
    expect(questions(desk).map(({ venue }) => venue)).toEqual(['ALPHA']);
    expect([1, 2].map((n) => desk.child(n).query !== undefined)).toEqual([1, 2].map((n) => desk.child(n).venue === 'ALPHA'));
  });
  it('not about what is known', () => {
    given(places(), acked, disconnects()).when(connects(), settles()).concludes();
    given(places(), acked, cancels(), disconnects(), hears('canceled')).when(connects(), settles()).concludes();
  });
});

describe('a question without an answer', () => {
  it('is put again after twice as long each time, five times in all', () => {
    const { desk } = given(places()).when(waits(1_000_000));
    expect(questions(desk).map(({ attempt, afterMs }) => [attempt, afterMs])).toEqual([
      [1, 1_000],
      [2, 2_000],
      [3, 4_000],
      [4, 8_000],
      [5, 16_000],
    ]);
    expect(questions(desk).map(({ timeoutAt }) => timeoutAt - OPENS)).toEqual([
      2_000_000, 4_000_000, 8_000_000, 16_000_000, 32_000_000,
    ]);
    expect(desk.child().query).toBeUndefined();
    expect(desk.state.timers.next()).toBeUndefined();
    expect(doubts(desk)).toEqual(['submit']);
    expect(desk.order().reserved).toBe(100);
  });
  it('says so, and is begun anew when the session comes back', () => {
    const { desk } = given(places(), waits(1_000))
      .when(waits(1_000))
      .concludes('ChildRemarked', 'ChildStatusAsked')
      .saying('ChildRemarked', { execType: 'orderStatus', text: 'ALPHA has not said how it stands' })
      .saying('ChildStatusAsked', { attempt: 2, seqOut: 3 });
    givenDesk(desk, disconnects()).when(connects(), settles()).saying('ChildStatusAsked', { attempt: 1 });
  });
  it('is not put again when the doubt has ended by itself meanwhile', () => {
    given(places(), waits(1_000), acked).when(waits(100_000)).concludes('ChildRemarked');
    given(places(), acked, cancels(), waits(1_000), hears('canceled')).when(waits(100_000)).concludes();
  });
  it('is put again for a request that falls into doubt later', () => {
    const { desk } = given(places(), waits(100_000), cancels()).when(waits(1_000)).concludes('CertaintyLost', 'ChildStatusAsked');
    expect(desk.child().query).toMatchObject({ attempt: 1 });
  });
});

describe('what is sent after the question', () => {
  /** The second question goes out at 2 s and waits until 4 s; the cancel goes out after it, and is in doubt before it is answered. */
  const overtaken = () => given(places(), waits(2_100), cancels(), waits(1_000));

  it('is not judged by its answer', () => {
    const { desk } = overtaken();
    expect([doubts(desk), desk.child().query?.seqOut, desk.child().requests[0]?.seqOut]).toEqual([['submit', 'cancel'], 3, 4]);
    givenDesk(desk)
      .when(answers('new'))
      .saying('CertaintyRegained', { request: 'submit' })
      .leaves({ ordStatus: 'pendingCancel', reserved: 100 });
    expect(doubts(desk)).toEqual(['cancel']);
    expect(desk.child().requests).toMatchObject([{ kind: 'cancel', seqOut: 4 }]);
  });
  it('is asked about when that question is answered', () => {
    const { desk } = overtaken().when(answers('new'));
    expect(desk.child().query).toMatchObject({ attempt: 1, seqOut: 5 });
    givenDesk(desk).when(answers('new')).saying('ChildRequestRejected', { request: 'cancel' });
    expect(doubts(desk)).toEqual([]);
  });
  it('is not judged by the answer to an earlier question either, named or not', () => {
    const late = () => given(places(), waits(1_200), replaces({ qty: '150' }), waits(1_100));
    const { desk } = late();
    const [first, second] = questions(desk).map(({ sentId }) => sentId);
    const asBefore = { orderQty: '100', price: '10.00' };
    late()
      .when(answers('new', { ...asBefore, queryId: undefined }))
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
    givenDesk(desk)
      .when(answers('new', { ...asBefore, queryId: first }))
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
    expect(desk.child().query?.sentId).toBe(second);
    givenDesk(desk)
      .when(answers('new', { ...asBefore, queryId: second }))
      .leaves({ ordStatus: 'new', reserved: 100 });
  });
  it('is not kept back by a question', () => {
    given(places(), waits(900), replaces({ qty: '150' }), waits(100))
      .when(cancels())
      .concludes('CancelAccepted', 'ChildCancelSent');
  });
  it('is ended by what the answer says of the order itself', () => {
    overtaken().when(answers('canceled')).leaves({ ordStatus: 'canceled', reserved: 0 });
  });
});

describe('a night in between', () => {
  it('changes nothing: the question is put again, and its answer judges what was sent before it', () => {
    const today = given(places({ timeInForce: 'gtc' }), acked, cancels(), waits(1_000)).desk;
    const desk = today.tomorrow();
    expect(desk.child().query).toEqual(today.child().query);
    expect(desk.state.timers.list()).toEqual(today.state.timers.list());
    expect(types(desk.wait(0))).toEqual(['ChildRemarked', 'ChildStatusAsked']);
    givenDesk(desk)
      .when(answers('new'))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildRequestRejected', 'ChildCancelSent');
    checkDesk(desk);
  });
});
