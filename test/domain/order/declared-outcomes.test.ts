import { describe, expect, it } from 'vitest';
import { configTerms, Desk } from '../../support/desk.ts';
import {
  acked,
  answers,
  canceled,
  cancels,
  connects,
  declares,
  disconnects,
  doubts,
  fills,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  rejected,
  replaces,
  settles,
  type Words,
  waits,
} from '../given.ts';

/** The connection breaks before the answer: no question is asked until it is back. */
const lost = (...history: readonly Words[]) => givenDesk(new Desk(), ...history, disconnects());

describe('a person declares of a submit in doubt', () => {
  it('that it arrived: the order is there, and the evidence is the word of that person', () => {
    const { desk } = lost(places())
      .when(declares('done'))
      .concludes('CertaintyRegained', 'ChildAcknowledged')
      .saying('CertaintyRegained', {
        request: 'submit',
        sentId: 'T1M9A000100001',
        evidence: 'Ann declares it done: by telephone',
      })
      .leaves({ ordStatus: 'new', reserved: 100 });
    expect(doubts(desk)).toEqual([]);
    givenDesk(desk).when(fills('E1', 100)).concludes('ExecutionBooked', 'OrderClosed').leaves({ ordStatus: 'filled' });
  });
  it('that it did not: nothing of it will trade, and its order is over', () => {
    const { desk } = lost(places())
      .when(declares('notDone'))
      .concludes('CertaintyRegained', 'ChildClosed', 'OrderClosed')
      .saying('CertaintyRegained', { request: 'submit', evidence: 'Ann declares it not done: by telephone' })
      .saying('ChildClosed', { endedQty: 100, unheardQty: 0, reason: 'Ann declares it not done: by telephone' })
      .leaves({ leavesQty: 0, reserved: 0 });
    expect(doubts(desk)).toEqual([]);
    expect(desk.state.live.size).toBe(0);
  });
  it('that it did not, of a routed order: the rest may go elsewhere', () => {
    const { desk } = lost(places({ route: { strategy: 'best' }, price: '10.01' }));
    desk.say({ type: 'SessionChanged', venue: 'BETA', session: 'BETA-1', state: 'down' });
    desk.settle();
    givenDesk(desk).when(declares('notDone')).concludes('CertaintyRegained', 'ChildClosed', 'EvidenceWanted');
  });
  it('that it did not, and with it no replace of it: nothing goes out again', () => {
    const { desk } = lost(places(), replaces({ qty: '150' }))
      .when(declares('notDone'))
      .concludes('CertaintyRegained', 'ChildClosed', 'AskFailed', 'OrderClosed')
      .saying('AskFailed', { ask: 'replace', clOrdId: 'c2', reason: 'Ann declares it not done: by telephone' })
      .leaves({ qty: 100, leavesQty: 0, reserved: 0 });
    expect(desk.child().requests).toEqual([]);
  });
  it('and leaves the doubt about a cancel of it', () => {
    const { desk } = lost(places(), cancels()).when(declares('done')).concludes('CertaintyRegained', 'ChildAcknowledged');
    expect(doubts(desk)).toEqual(['cancel']);
    expect(desk.order().cancel).toBeDefined();
  });
});

describe('a person declares of a cancel in doubt', () => {
  it('that it is done: the order is over', () => {
    lost(places(), acked, fills('E1', 40), cancels())
      .when(declares('done', 1))
      .concludes('CertaintyRegained', 'ChildClosed', 'OrderClosed')
      .saying('CertaintyRegained', { request: 'cancel', evidence: 'Ann declares it done: by telephone' })
      .saying('ChildClosed', { as: 'canceled', endedQty: 60, reason: 'Ann declares it done: by telephone' })
      .leaves({ ordStatus: 'canceled', cumQty: 40, leavesQty: 0, reserved: 0 });
  });
  it('that it is done, and with it what else was asked', () => {
    lost(places(), acked, replaces({ qty: '150' }), cancels())
      .when(declares('done', 2))
      .concludes('CertaintyRegained', 'ChildClosed', 'AskFailed', 'OrderClosed')
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ ordStatus: 'canceled', qty: 100, reserved: 0 });
  });
  it('that it is not: it is still wanted, so it goes out again', () => {
    const { desk } = given(places(), acked, cancels(), waits(1_000))
      .when(declares('notDone', 1))
      .concludes('CertaintyRegained', 'ChildRequestRejected', 'ChildCancelSent')
      .saying('ChildRequestRejected', { request: 'cancel', reason: 'Ann declares it not done: by telephone' })
      .leaves({ ordStatus: 'pendingCancel', reserved: 100 });
    expect(doubts(desk)).toEqual([]);
    givenDesk(desk).when(canceled).concludes('ChildClosed', 'OrderClosed').leaves({ ordStatus: 'canceled' });
  });
  it('that it is not, while the session is down: it goes out when that is up', () => {
    const { desk } = lost(places(), acked, cancels())
      .when(declares('notDone', 1))
      .concludes('CertaintyRegained', 'ChildRequestRejected')
      .leaves({ ordStatus: 'pendingCancel', reserved: 100 });
    givenDesk(desk).when(connects(), settles()).concludes('WorkStarted', 'ChildCancelSent', 'WorkFinished');
  });
  it('that it is done proves that the submit arrived', () => {
    lost(places(), cancels())
      .when(declares('done', 1))
      .concludes('CertaintyRegained', 'CertaintyRegained', 'ChildClosed', 'OrderClosed')
      .saying('CertaintyRegained', { request: 'submit' });
  });
  it('that it is not says nothing of the submit', () => {
    const { desk } = given(places(), cancels(), waits(1_000)).when(declares('notDone', 1));
    expect(doubts(desk)).toEqual(['submit']);
  });
});

describe('a person declares of a replace in doubt', () => {
  it('that it is done: its terms are in force', () => {
    const { desk } = lost(places(), acked, replaces({ qty: '150', price: '10.01' }))
      .when(declares('done', 1))
      .concludes('CertaintyRegained', 'ChildReplaced', 'OrderReplaced')
      .saying('ChildReplaced', { qty: 150, price: 1_001, sentId: 'T1M9A000100002' })
      .leaves({ ordStatus: 'new', qty: 150, reserved: 150 });
    expect(desk.child()).toMatchObject({ sentId: 'T1M9A000100002', requests: [] });
    expect(desk.state.breaks.size).toBe(0);
  });
  it('that it is not: the order is as it was', () => {
    const { desk } = lost(places(), acked, replaces({ qty: '150' }))
      .when(declares('notDone', 1))
      .concludes('CertaintyRegained', 'ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { ask: 'replace', clOrdId: 'c2' })
      .leaves({ ordStatus: 'new', qty: 100, reserved: 100 });
    expect(desk.child().requests).toEqual([]);
  });
  it('and of no other one', () => {
    const desk = new Desk(configTerms({ replacesInFlightMax: 2 }));
    givenDesk(desk, places(), acked, replaces({ qty: '150' }), replaces({ qty: '180' }), disconnects())
      .when(declares('notDone', 2))
      .concludes('CertaintyRegained', 'ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { clOrdId: 'c3' })
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
    expect(desk.child().requests).toMatchObject([{ kind: 'replace', qty: 150, certain: false }]);
  });
});

describe('a declaration is refused', () => {
  const refused = (history: readonly Words[], says: Words, check: string) =>
    given(...history)
      .when(says)
      .concludes('AskRefused')
      .saying('AskRefused', { ask: 'declare', check });

  it.each(['done', 'notDone'] as const)('where there is no doubt: %s', (outcome) => {
    refused([places()], declares(outcome), 'notInDoubt'); // Its answer may still come.
    refused([places(), acked], declares(outcome), 'notInDoubt');
    refused([places(), waits(1_000), acked], declares(outcome), 'notInDoubt');
    refused([places(), acked, cancels()], declares(outcome, 1), 'notInDoubt');
    refused([places(), acked, cancels(), waits(1_000), canceled], declares(outcome, 1), 'notInDoubt');
    refused([places(), acked, replaces({ qty: '150' })], declares(outcome, 1), 'notInDoubt');
    refused([places(), acked, cancels(), waits(1_000)], declares(outcome, 0), 'notInDoubt'); // The submit is not.
  });
  it('about a question: it asks, and changes nothing', () => {
    const { desk } = given(places(), waits(1_000));
    const sentId = desk.child().query?.sentId as string;
    givenDesk(desk)
      .when(declares('done', 0, { sentId }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'notInDoubt', value: 'known', scope: `request ${sentId}` });
    expect(doubts(desk)).toEqual(['submit']);
  });
  it('about what this desk never sent', () => {
    refused([places(), waits(1_000)], declares('done', 0, { sentId: 'T1M9A000199999' }), 'unknownRequest');
    refused([places(), waits(1_000)], declares('done', 0, { sentId: '' }), 'unknownRequest');
  });
  it('without an id of its own, and it is not remembered', () => {
    refused([places(), waits(1_000)], declares('done', 0, { clOrdId: '' }), 'clOrdId');
    given(places(), waits(1_000), declares('done', 0, { clOrdId: '' }))
      .when(declares('done', 0, { clOrdId: '' }))
      .concludes('AskRefused');
  });
  it('under an id that something else was asked under', () => {
    const history = [places(), acked, cancels(), waits(1_000), declares('notDone', 1)];
    refused(history, declares('done', 1), 'clOrdIdReused');
    refused(history, declares('notDone', 1, { reason: 'by letter' }), 'clOrdIdReused');
    const kills: Words = (desk) => desk.say({ type: 'KillRequested', clOrdId: 'd0', scope: 'venue', id: 'BETA', reason: 'out' });
    refused([places(), waits(1_000), kills], declares('done'), 'clOrdIdReused');
  });
  it('in words that say which rule, on what, and why', () => {
    const refusal = (says: Words, ...history: readonly Words[]) => given(places(), ...history).when(says);
    refusal(declares('done', 0, { sentId: 'X' })).saying('AskRefused', {
      account: '',
      clOrdId: 'd0',
      scope: 'request',
      limit: 'a request of this desk',
      value: 'X',
      text: 'X is no request of this desk',
    });
    const known = refusal(declares('done'), acked);
    known.saying('AskRefused', {
      account: '',
      clOrdId: 'd0',
      orderId: known.desk.order().orderId,
      scope: 'request T1M9A000100001',
      limit: 'a request in doubt',
      value: 'known',
      text: 'what became of T1M9A000100001 is not in doubt',
      said: expect.stringContaining('by telephone'),
    });
    refusal(declares('notDone'), waits(1_000), declares('done')).saying('AskRefused', {
      account: '',
      scope: 'operations',
      limit: 'a clOrdId not used before',
      value: 'd0',
      text: 'clOrdId d0 was used for something else',
    });
  });
  it('and changes nothing', () => {
    const { desk } = given(places(), waits(1_000), declares('done', 0, { sentId: 'X' }));
    expect([doubts(desk), desk.order().reserved]).toEqual([['submit'], 100]);
  });
});

describe('a declaration said twice', () => {
  it('is said once', () => {
    given(places(), acked, cancels(), waits(1_000), declares('notDone', 1))
      .when(declares('notDone', 1))
      .concludes('AskRepeated')
      .saying('AskRepeated', { clOrdId: 'd1', account: '' });
  });
  it('gets the first answer, though another would be given by now', () => {
    given(places(), declares('done'), waits(1_000)).when(declares('done')).concludes('AskRepeated');
  });
  it('over night as well', () => {
    const today = given(places({ timeInForce: 'gtc' }), acked, cancels(), waits(1_000)).desk;
    const desk = today.tomorrow();
    givenDesk(desk).when(declares('notDone', 1)).concludes('CertaintyRegained', 'ChildRequestRejected', 'ChildCancelSent');
    givenDesk(desk.tomorrow()).when(declares('notDone', 1)).concludes('AskRepeated');
  });
});

describe('the venue says otherwise than a person did, and is right', () => {
  it('of a submit that was declared to have arrived', () => {
    givenDesk(lost(places()).desk, declares('done')).when(rejected).leaves({ ordStatus: 'rejected', reserved: 0 });
  });
  it('of one that was declared not to: what it executes is ours, and a person should know', () => {
    givenDesk(lost(places()).desk, declares('notDone'))
      .when(fills('E1', 10))
      .concludes('ExecutionBooked', 'BreakRaised', 'BreakExplained')
      .saying('BreakRaised', { what: 'unexpectedFill' })
      .leaves({ cumQty: 10 })
      .holds(10);
  });
  it('of one that was declared not to: it is live, counts, and is taken back', () => {
    const { desk } = givenDesk(lost(places()).desk, connects(), settles(), declares('notDone'))
      .when(acked)
      .concludes('ChildAcknowledged', 'BreakRaised', 'ChildCancelSent', 'BreakExplained')
      .saying('BreakRaised', { what: 'unexpectedAck' })
      .leaves({ reserved: 100 });
    givenDesk(desk).when(canceled).concludes('ChildClosed').leaves({ leavesQty: 0, reserved: 0 });
  });
  it('of a cancel that was declared done, when it is asked: the order stands', () => {
    given(places(), acked, cancels(), waits(1_000), declares('done', 1))
      .when(answers('new'))
      .concludes('ChildRemarked', 'ChildStands', 'BreakRaised', 'ChildCancelSent', 'BreakExplained')
      .saying('BreakRaised', { what: 'unexpectedAck' })
      .leaves({ status: 'canceled', reserved: 100 });
  });
  it('of a cancel that was declared done', () => {
    givenDesk(lost(places(), acked, cancels()).desk, declares('done', 1))
      .when(fills('E1', 10))
      .concludes('ExecutionBooked', 'BreakRaised', 'BreakExplained')
      .saying('BreakRaised', { what: 'unexpectedFill' })
      .holds(10);
  });
  it('of a cancel that was declared not done', () => {
    const { desk } = given(places(), acked, cancels(), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId;
    givenDesk(desk, declares('notDone', 1))
      .when(hears('canceled', { sentId }))
      .concludes('ChildClosed', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', reserved: 0 });
    givenDesk(desk)
      .when(refuses({ sentId: desk.child().sentIds.at(-1) as string }))
      .concludes();
  });
  it('of a replace that was declared not done: its terms hold, and a person should know', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId;
    givenDesk(desk, declares('notDone', 1))
      .when(hears('replaced', { sentId, orderQty: '150' }))
      .concludes('ChildReplaced', 'BreakRaised', 'OrderRestated', 'BreakExplained')
      .saying('BreakRaised', { what: 'unexpectedReplace' })
      .saying('BreakExplained', { cause: `it names ${sentId}, a request of ours that was no replace under way` })
      .leaves({ qty: 150, reserved: 150 });
  });
  it('of a replace that was declared not done: from then on its id is the order’s', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId as string;
    givenDesk(desk, declares('notDone', 1), hears('replaced', { sentId, orderQty: '150' }))
      .when(cancels())
      .saying('ChildCancelSent', { origSentId: sentId });
  });
  it('of a replace that was declared not done, without a word about its terms: it is asked', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId as string;
    givenDesk(desk, declares('notDone', 1)).when(hears('replaced', { sentId })).saying('ChildStatusAsked', { attempt: 1 });
    givenDesk(desk)
      .when(answers('new', { orderQty: '150' }))
      .leaves({ qty: 150, reserved: 150 });
  });
  it('and its answer confirms what was declared without a word', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), waits(1_000), declares('done', 1));
    givenDesk(desk)
      .when(hears('replaced', { orderQty: '150' }), answers('new', { orderQty: '150', price: '10.00' }))
      .concludes('ChildRemarked')
      .leaves({ qty: 150 });
    expect(desk.state.breaks.size).toBe(0);
  });
});
