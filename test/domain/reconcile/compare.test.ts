import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { comparison, type Ours, oursOf, type Theirs, theirsOf } from '../../../src/domain/reconcile/compare.ts';
import { C, types } from '../../support/desk.ts';
import { levelDesk, lists, roundOf, tellsFills } from '../asking.ts';
import {
  acked,
  answers,
  canceled,
  cancels,
  disconnects,
  doubts,
  fills,
  givenDesk,
  hears,
  places,
  refuses,
  replaces,
  session,
  settles,
  type Words,
  waits,
} from '../given.ts';

/** The connection is made anew, and what was in flight is in doubt. */
const reconnects: Words = (desk) => [...disconnects()(desk), ...session('up')(desk), ...desk.settle()];
/** The venue lists these, and whatever is not among them is looked for. */
const listing =
  (...listed: Parameters<typeof lists>[0] & object): Words =>
  (desk) => [...lists(listed)(desk), ...desk.settle()];
const reconnected = (...history: readonly Words[]) => givenDesk(levelDesk(), places(), acked, ...history, reconnects);
const compared = (ours: Ours, theirs: Theirs, over: object = {}) => ({ ours, theirs, childId: C(1), ...over });

describe('the comparison of open orders (DESIGN §9)', () => {
  it('live, and listed as it is: nothing', () => {
    const { when } = reconnected();
    when(listing(1)).concludes('WorkStarted', 'WorkFinished', 'QuerySent');
  });

  it('sent without an ack, and listed: adopted as acknowledged', () => {
    const { desk, when } = givenDesk(levelDesk(), places(), reconnects);
    expect(doubts(desk)).toEqual(['submit']);
    when(listing([1, { venueOrderId: 'V7' }])).saying('OrderCompared', compared('unacked', 'same'));
    expect(desk.child()).toMatchObject({ status: 'working', venueOrderId: 'V7', certain: true });
  });

  it('live under other terms: the venue’s terms hold, with a break', () => {
    const { desk, when } = reconnected();
    when(listing([1, { qty: '80', price: '9.99', leavesQty: '80' }]))
      .saying('OrderCompared', compared('live', 'otherTerms'))
      .saying('BreakRaised', { what: 'unexpectedReplace', childId: C(1) });
    expect(desk.child()).toMatchObject({ qty: 80, price: 999 });
    expect(desk.order()).toMatchObject({ qty: 80, price: 999 });
  });

  it('a replace that is in doubt explains other terms: its own question settles it', () => {
    const { desk, when } = reconnected(replaces({ qty: '150' }));
    expect(doubts(desk)).toEqual(['replace']);
    when(listing([1, { qty: '150', leavesQty: '150' }])).concludes('WorkStarted', 'WorkFinished', 'QuerySent');
  });

  it('more executed than is booked: the executions are asked for since the order was taken on, and close the break', () => {
    const { desk, when } = reconnected(waits(60_000), hears('pendingCancel', { transactTime: 0 as Micros }));
    const { acceptedAt } = desk.order();
    when(listing([1, { cumQty: '40', leavesQty: '60' }]))
      .saying('OrderCompared', compared('live', 'moreExecuted'))
      .saying('BreakRaised', { what: 'executionMissing', toldQty: 40 });
    expect(roundOf(desk)?.since).toBeLessThanOrEqual(acceptedAt);
    when(fills('E1', 40)).saying('BreakClosed', { cause: expect.stringContaining('40 are booked') });
    when(tellsFills()).saying('VenueLevelled', {});
  });

  it('less executed than is booked: what was taken back is looked for among the executions', () => {
    const { when } = reconnected(fills('E1', 60));
    when(listing([1, { cumQty: '20', leavesQty: '80' }]))
      .saying('OrderCompared', compared('live', 'lessExecuted'))
      .saying('QuerySent', { query: 'fills' });
  });

  it('over for us, and open there: it is live again, with a break, and is cancelled', () => {
    const { desk, when } = reconnected(canceled);
    when(listing([1, {}]), settles())
      .saying('OrderCompared', compared('over', 'same'))
      .saying('BreakRaised', { what: 'unexpectedAck' })
      .saying('ChildCancelSent', { childId: C(1) });
    expect(desk.child().status).toBe('working');
  });

  it('full by our books, and open for more: it works again', () => {
    const { desk, when } = reconnected(fills('E1', 100));
    when(listing([1, { qty: '130', cumQty: '100', leavesQty: '30' }])).saying('OrderCompared', compared('full', 'otherTerms'));
    expect(desk.child()).toMatchObject({ status: 'working', qty: 130 });
  });

  it('never sent by our proof, and open there: the venue is right', () => {
    const desk = levelDesk();
    givenDesk(desk, places(), (at) =>
      at.say({ type: 'NotSentReported', venue: 'ALPHA', sentId: at.child().sentId, request: 'submit', reason: 'refused' }),
    );
    givenDesk(desk, reconnects)
      .when(listing([1, {}]))
      .saying('OrderCompared', compared('notSent', 'same'));
    expect(desk.child().status).toBe('working');
  });

  it('open there, and none of ours: a break', () => {
    reconnected()
      .when(listing(1, { sentId: 'X', venueOrderId: 'V9', symbol: 'ACME', side: 'buy', qty: '5', cumQty: '0', leavesQty: '5' }))
      .saying('OrderCompared', { ours: 'unknown', theirs: 'same', venueOrderId: 'V9' })
      .saying('BreakRaised', { what: 'externalOrder', venue: 'ALPHA' });
  });

  it('cannot be read: a break, and it is listed all the same', () => {
    const { desk, when } = reconnected();
    when(listing([1, { qty: 'many' }])).saying('BreakRaised', { what: 'unreadableReport' });
    expect([...(roundOf(desk)?.suspects ?? [])]).toEqual([]);
  });

  it('found by the venue’s own id, should it know no other', () => {
    const { desk, when } = givenDesk(levelDesk(), places(), hears('new', { venueOrderId: 'V1' }), reconnects);
    when(listing([1, { sentId: undefined }]));
    expect(roundOf(desk)?.seen.size).toBe(1);
  });
});

describe('an order that lives by our books and is not listed', () => {
  /** Asked twice, with the executions in between. */
  const missedTwice: readonly Words[] = [listing(), tellsFills(), settles(), waits(1_000), listing()];

  it('is asked about, and looked for again after the executions were told; trading is open meanwhile', () => {
    const { desk, when } = reconnected();
    when(listing())
      .concludes('WorkStarted', 'OrderCompared', 'ChildStatusAsked', 'WorkFinished', 'QuerySent')
      .saying('OrderCompared', compared('live', 'absent', { pass: 1 }));
    when(tellsFills())
      .concludes('VenueLevelled', 'QueryPutOff')
      .saying('QueryPutOff', { query: 'openOrders', pass: 2, attempt: 1 });
    expect(doubts(desk)).toEqual([]);
    when(waits(1_000)).saying('QuerySent', { query: 'openOrders', pass: 2 });
  });

  it('twice: certainty is lost, a person hears of it, and it counts at its worst', () => {
    const { desk, when } = reconnected();
    when(...missedTwice)
      .saying('CertaintyLost', { childId: C(1), cause: 'absent' })
      .saying('BreakRaised', { what: 'absentAtVenue', childId: C(1) })
      .saying('VenueReconciled', { outcome: 'done' })
      .leaves({ status: 'open', reserved: 100 });
    expect(doubts(desk)).toEqual(['submit']);
  });

  it('twice, though it was never acknowledged: unknown, and never sent again', () => {
    const { desk, when } = givenDesk(levelDesk(), places(), reconnects);
    when(...missedTwice).saying('BreakRaised', { what: 'absentAtVenue' });
    expect(types(desk.records.map(({ event }) => event)).filter((type) => type === 'ChildRouted')).toHaveLength(1);
    when(settles(), waits(600_000));
    expect(types(desk.records.map(({ event }) => event)).filter((type) => type === 'ChildRouted')).toHaveLength(1);
  });

  it.each([
    ['it ends', canceled, 'it is canceled'],
    ['the venue says something of it', fills('E1', 10), 'ALPHA has it'],
    ['the venue says how it stands', answers('new'), 'ALPHA has it'],
  ])('is settled once %s', (_, word, ending) => {
    reconnected()
      .when(...missedTwice, word)
      .saying('BreakClosed', { cause: expect.stringContaining(ending) });
  });

  it('is asked for its executions by a venue that knows it no more: nothing else is concluded from that', () => {
    const { desk, when } = reconnected();
    when(listing(), answers('rejected', { rejectReason: 'unknownOrder' }));
    expect([desk.child().status, doubts(desk)]).toEqual(['working', []]);
  });

  it.each([
    ['something is heard of it', fills('E1', 10)],
    ['something is asked of it', cancels()],
  ] as [string, Words][])('is not missed when %s between the question and the answer', (_, word) => {
    const { desk, when } = reconnected();
    when(word, listing());
    expect(roundOf(desk)?.suspects.size).toBe(0);
  });

  it('is not missed while a request about it is unanswered', () => {
    const { desk, when } = givenDesk(levelDesk(), places(), acked, places(), hears('new', {}, 2), cancels());
    givenDesk(desk, (at) => at.cancel({ orderId: at.order(2).orderId }), refuses({ rejectReason: 'unknownOrder' }, 2));
    when(answers('rejected', { rejectReason: 'unknownOrder' }, 2), listing());
    expect([...(roundOf(desk)?.suspects ?? [])]).toEqual([C(2)]);
  });

  it('is not missed the second time when something was heard of it between the two', () => {
    const { desk, when } = reconnected();
    when(listing(), fills('E1', 10), tellsFills(), settles());
    expect([roundOf(desk), doubts(desk)]).toEqual([undefined, []]);
  });

  it('is not missed by an answer that is older than the venue’s last word of it', () => {
    const desk = levelDesk();
    givenDesk(desk, places(), reconnects);
    const asOf = desk.now;
    desk.now = (desk.now + 5) as Micros;
    givenDesk(desk).when(hears('new', { transactTime: desk.now }), lists([], { asOf }), settles());
    expect(roundOf(desk)?.suspects.size).toBe(0);
  });
});

describe('a venue that does not know an order of ours', () => {
  it('and refuses its cancel is asked how it stands', () => {
    givenDesk(levelDesk(), places(), acked, cancels())
      .when(refuses({ rejectReason: 'unknownOrder' }))
      .concludes('ChildRequestRejected', 'ChildStatusAsked', 'AskFailed');
  });

  it('and says so when asked: what it has open is looked through, once', () => {
    const { when } = givenDesk(levelDesk(), places(), acked, cancels(), refuses({ rejectReason: 'unknownOrder' }));
    when(answers('rejected', { rejectReason: 'unknownOrder' })).saying('QuerySent', { query: 'openOrders', cause: 'doubt' });
    when(answers('rejected', { rejectReason: 'unknownOrder' })).concludes('ChildRemarked');
  });

  it('and cannot be asked about it: what it has open is looked through', () => {
    givenDesk(levelDesk({ queryById: false }), places(), acked, cancels())
      .when(refuses({ rejectReason: 'unknownOrder' }))
      .saying('QuerySent', { cause: 'doubt' });
  });
});

describe('the table', () => {
  it('has a conclusion for every pair, and lets no absence end an order', () => {
    for (const row of Object.values(comparison)) expect(['suspect', 'nothing']).toContain(row.absent);
  });
  it('tells what of two differences counts', () => {
    const booked = { qty: 100, price: 1_000, cumQty: 40 };
    expect(theirsOf(booked, booked)).toBe('same');
    expect(theirsOf({ ...booked, price: 1_001 }, booked)).toBe('otherTerms');
    expect(theirsOf({ qty: 90, price: 1_001, cumQty: 41 }, booked)).toBe('moreExecuted');
    expect(theirsOf({ qty: 90, price: 1_001, cumQty: 39 }, booked)).toBe('lessExecuted');
    expect(oursOf({ status: 'working', certain: false })).toBe('unsure');
  });
});
