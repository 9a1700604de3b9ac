import { describe, expect, it } from 'vitest';
import type { ChildStatus, VenueOrdStatus } from '../../../src/domain/order/events.ts';
import { configTerms, Desk, types } from '../../support/desk.ts';
import {
  acked,
  answers,
  cancels,
  connects,
  doubts,
  fills,
  given,
  givenDesk,
  hears,
  places,
  replaces,
  settles,
  waits,
} from '../given.ts';

describe('an answer about a submit in doubt', () => {
  const asked = () => given(places(), waits(1_000));

  it('that the order is unknown ends nothing: it may be on its way, or forgotten', () => {
    const { desk } = asked()
      .when(answers('rejected', { rejectReason: 'unknownOrder', text: 'never heard of it' }))
      .concludes('ChildRemarked')
      .saying('ChildRemarked', { execType: 'orderStatus', text: 'never heard of it' })
      .leaves({ ordStatus: 'pendingNew', reserved: 100 });
    expect(doubts(desk)).toEqual(['submit']);
    givenDesk(desk).when(acked).concludes('CertaintyRegained', 'ChildAcknowledged');
  });
  it('that it is unknown ends nothing for a cancel or a replace either', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), cancels(), waits(1_000))
      .when(answers('rejected', { rejectReason: 'unknownOrder' }))
      .concludes('ChildRemarked')
      .leaves({ ordStatus: 'pendingCancel', reserved: 150 });
    expect(doubts(desk)).toEqual(['replace', 'cancel']);
  });
  it('that it was refused for any other reason is the end of it', () => {
    asked()
      .when(answers('rejected', { rejectReason: 'tooLate' }))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildClosed', 'OrderClosed')
      .saying('ChildClosed', { as: 'rejected', rejectReason: 'tooLate' })
      .leaves({ ordStatus: 'rejected', reserved: 0 });
    given(places({ timeInForce: 'day' }), waits(1_000))
      .when(answers('rejected'))
      .leaves({ ordStatus: 'rejected', reserved: 0 });
  });
  it('that it is canceled is the end of it, whatever reason is given', () => {
    asked()
      .when(answers('canceled', { rejectReason: 'unknownOrder' }))
      .leaves({ ordStatus: 'canceled', reserved: 0 });
  });
  it('that does not say how it stands says nothing', () => {
    const { desk } = asked()
      .when(hears('orderStatus', { text: 'busy', cumQty: '40' }))
      .concludes('ChildRemarked');
    expect(doubts(desk)).toEqual(['submit']);
  });

  const stands = ['new', 'partiallyFilled', 'filled', 'replaced', 'calculated'] as const; // What is filled says so by its fills.
  it.each(stands)('%s: the venue has it, and it counts in full', (ordStatus) => {
    const { desk } = asked()
      .when(answers(ordStatus))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildStands')
      .leaves({ status: 'open', ordStatus: 'new', reserved: 100 });
    expect(desk.child()).toMatchObject({ status: 'working', certain: true, query: undefined });
    expect(desk.state.breaks.size).toBe(0);
    givenDesk(desk).when(waits(100_000)).concludes();
  });
  it.each(['pendingNew', 'pendingCancel', 'pendingReplace'] as const)(
    '%s: the venue has it, and has yet to decide',
    (ordStatus) => {
      const { desk } = asked().when(answers(ordStatus)).leaves({ status: 'open', ordStatus: 'pendingNew', reserved: 100 });
      expect([desk.child().status, doubts(desk)]).toEqual(['sent', []]);
      givenDesk(desk).when(acked).leaves({ ordStatus: 'new' });
    },
  );
  it.each(['stopped', 'suspended'] as const)('%s: it is that', (ordStatus) => {
    const { desk } = asked()
      .when(answers(ordStatus))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildRemarked')
      .leaves({ status: 'open', ordStatus, reserved: 100 });
    expect(desk.child()).toMatchObject({ status: ordStatus, certain: true, query: undefined });
  });

  const ends: readonly (readonly [VenueOrdStatus, ChildStatus])[] = [
    ['canceled', 'canceled'],
    ['rejected', 'rejected'],
    ['expired', 'expired'],
    ['doneForDay', 'doneForDay'],
  ];
  it.each(ends)('%s: it is over as that', (ordStatus, status) => {
    const { desk } = asked()
      .when(answers(ordStatus))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildClosed', 'OrderClosed')
      .saying('ChildClosed', { as: status, endedQty: 100, unheardQty: 0 })
      .leaves({ status: status as never, leavesQty: 0, reserved: 0 });
    expect(desk.child()).toMatchObject({ status, query: undefined });
    givenDesk(desk).when(answers(ordStatus)).concludes('ChildRemarked');
  });
  it('that it is done for the day does not end one that is good till canceled', () => {
    const { desk } = given(places({ timeInForce: 'gtc' }), waits(1_000))
      .when(answers('doneForDay'))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildRemarked')
      .leaves({ status: 'open', reserved: 100 });
    expect(desk.child().status).toBe('overnight');
  });
  it('brings the id that the venue has for it', () => {
    for (const ordStatus of ['new', 'pendingNew'] as const) {
      const { desk } = asked().when(answers(ordStatus, { venueOrderId: 'V7' }));
      expect(desk.child().venueOrderId).toBe('V7');
    }
  });
  it('may come by another channel, and on its own', () => {
    asked()
      .when(answers('new', { channel: 'query', seqIn: 0 }))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildStands');
    given(places(), acked).when(answers('canceled')).concludes('ChildRemarked', 'ChildClosed', 'OrderClosed');
  });
});

describe('an answer about a cancel in doubt', () => {
  const asked = () => given(places(), acked, cancels(), waits(1_000));

  it.each(['new', 'partiallyFilled', 'replaced', 'stopped', 'suspended', 'calculated'] as const)(
    '%s: it is not in effect, and goes out again',
    (ordStatus) => {
      const { desk } = asked().when(answers(ordStatus)).leaves({ ordStatus: 'pendingCancel', reserved: 100 });
      expect(types(desk.records.map(({ event }) => event)).slice(-3)).toEqual([
        'CertaintyRegained',
        'ChildRequestRejected',
        'ChildCancelSent',
      ]);
      expect(desk.child().requests).toMatchObject([{ kind: 'cancel', certain: true, origSentId: desk.child().sentId }]);
    },
  );
  it('that names no question answers the first', () => {
    const { desk } = asked()
      .when(answers('new', { queryId: undefined }))
      .saying('ChildRequestRejected', { request: 'cancel' });
    expect([doubts(desk), desk.child().query]).toEqual([[], undefined]);
  });
  it('judges nothing of what went out before the numbers were begun anew, and so did the question', () => {
    const { desk } = asked();
    givenDesk(desk, connects({ nextSeqOut: 1 }))
      .when(answers('new'))
      .concludes('ChildRemarked');
    expect(doubts(desk)).toEqual(['cancel']);
    givenDesk(desk).when(settles()).concludes('ChildStatusAsked', 'WorkFinished');
    givenDesk(desk).when(answers('new')).saying('ChildRequestRejected', { request: 'cancel' });
  });
  it('said twice sends one cancel', () => {
    const { desk } = asked().when(answers('new')).saying('ChildRequestRejected', { reason: 'ALPHA says that the order is new' });
    givenDesk(desk).when(answers('new')).concludes('ChildRemarked');
    givenDesk(desk).when(hears('canceled')).concludes('ChildClosed', 'OrderClosed').leaves({ ordStatus: 'canceled' });
  });
  it.each(['canceled', 'expired', 'rejected', 'doneForDay'] as const)(
    '%s: it is over, and the client has what it asked for',
    (ordStatus) => {
      const { desk } = asked().when(answers(ordStatus)).leaves({ status: 'canceled', leavesQty: 0, reserved: 0 });
      expect(desk.child()).toMatchObject({ status: ordStatus, requests: [] });
      expect(desk.records.filter(({ event }) => event.type === 'ChildCancelSent').length).toBe(1);
    },
  );
  it('done for the day of an order that is good till canceled: it is not in effect', () => {
    const { desk } = given(places({ timeInForce: 'gtc' }), acked, cancels(), waits(1_000))
      .when(answers('doneForDay'))
      .saying('ChildRequestRejected', { request: 'cancel' })
      .leaves({ ordStatus: 'pendingCancel', reserved: 100 });
    expect(desk.child()).toMatchObject({ status: 'overnight', requests: [{ kind: 'cancel', certain: true }] });
  });
  it.each(['pendingCancel', 'pendingNew'] as const)('%s: what becomes of it is still unknown, and asked again', (ordStatus) => {
    const { desk } = asked().when(answers(ordStatus)).leaves({ ordStatus: 'pendingCancel', reserved: 100 });
    expect(doubts(desk)).toEqual(['cancel']);
    givenDesk(desk).when(waits(1_000)).concludes('ChildRemarked', 'ChildStatusAsked').saying('ChildStatusAsked', { attempt: 2 });
    givenDesk(desk).when(hears('canceled')).concludes('ChildClosed', 'OrderClosed').leaves({ reserved: 0 });
  });
  it('goes out again while only its order is over', () => {
    const { desk } = given(places(), hears('rejected'), acked, waits(1_000)).when(answers('new'));
    expect(desk.order().status).toBe('rejected');
    expect(desk.child().requests).toMatchObject([{ kind: 'cancel', certain: true }]);
    expect(desk.records.filter(({ event }) => event.type === 'ChildCancelSent').length).toBe(2);
  });
  it('goes out no more when its order has filled meanwhile', () => {
    const { desk } = given(places(), acked, cancels(), waits(1_000), fills('E1', 100))
      .when(answers('filled', { cumQty: '100' }))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildRequestRejected')
      .leaves({ ordStatus: 'filled' });
    expect([desk.child().requests, desk.state.live.size]).toEqual([[], 0]);
  });
});

describe('an answer about a replace in doubt', () => {
  const asked = (change: Parameters<typeof replaces>[0] = { qty: '150', price: '10.01' }) =>
    given(places(), acked, replaces(change), waits(1_000));

  it('with its terms: it is in effect', () => {
    const { desk } = asked();
    const replaceId = desk.child().requests[0]?.sentId;
    givenDesk(desk)
      .when(answers('new', { orderQty: '150', price: '10.01' }))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildReplaced', 'OrderReplaced')
      .saying('CertaintyRegained', { request: 'replace', sentId: replaceId })
      .leaves({ ordStatus: 'new', qty: 150, reserved: 150 });
    expect(desk.child()).toMatchObject({ sentId: replaceId, qty: 150, price: 1_001, requests: [] });
    givenDesk(desk)
      .when(hears('replaced', { sentId: replaceId, orderQty: '150', price: '10.01' }))
      .concludes();
  });
  it('with the terms before it: it is not in effect, and its client is told', () => {
    const { desk } = asked()
      .when(answers('new', { orderQty: '100', price: '10.00' }))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildRequestRejected', 'AskFailed')
      .saying('AskFailed', { ask: 'replace', clOrdId: 'c2', reason: 'ALPHA says that the order is new' })
      .leaves({ ordStatus: 'new', qty: 100, reserved: 100 });
    expect(desk.child().requests).toEqual([]);
    givenDesk(desk)
      .when(answers('new', { orderQty: '100', price: '10.00' }))
      .concludes('ChildRemarked');
  });
  it('is by all of its terms, not by one of them', () => {
    asked()
      .when(answers('new', { orderQty: '150', price: '10.00' }))
      .leaves({ price: 1_000 as never } as never);
    asked()
      .when(answers('new', { orderQty: '100', price: '10.01' }))
      .leaves({ qty: 100 });
  });
  it('with one of its terms alone: its client is told that it is not in effect', () => {
    for (const told of [
      { orderQty: '150', price: '10.00' },
      { orderQty: '100', price: '10.01' },
    ])
      asked().when(answers('new', told)).saying('AskFailed', { ask: 'replace', clOrdId: 'c2' });
  });
  it('that it is done for the day ends a day order, and the replace with it', () => {
    const { desk } = asked()
      .when(answers('doneForDay'))
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ status: 'doneForDay', reserved: 0 });
    expect(desk.child().requests).toEqual([]);
  });
  it('to less holds the old quantity until it is known', () => {
    const { desk } = asked({ qty: '60' });
    expect(desk.order().reserved).toBe(100);
    givenDesk(desk)
      .when(answers('partiallyFilled', { orderQty: '60' }))
      .leaves({ qty: 60, reserved: 60 });
  });
  it('of the price alone', () => {
    asked({ price: '10.01' })
      .when(answers('new', { orderQty: '100', price: '10.01' }))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildReplaced', 'OrderReplaced')
      .saying('ChildReplaced', { qty: 100, price: 1_001 });
  });
  it('pending: it stays in doubt, at the larger of both', () => {
    const { desk } = asked()
      .when(answers('pendingReplace', { orderQty: '100', price: '10.00' }))
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
    expect(doubts(desk)).toEqual(['replace']);
  });
  it('that is silent about what it changes leaves it in doubt, and is asked again', () => {
    const silent = (change: Parameters<typeof replaces>[0], told: { orderQty?: string; price?: string }) => {
      const { desk } = asked(change).when(answers('new', told)).leaves({ ordStatus: 'pendingReplace' });
      expect([doubts(desk), desk.child().query?.attempt]).toEqual([['replace'], 1]);
      return desk;
    };
    expect(silent({ qty: '150' }, {}).order().reserved).toBe(150);
    expect(silent({ qty: '150' }, { price: '10.00' }).order().reserved).toBe(150);
    silent({ price: '10.01' }, { orderQty: '100' });
    silent({ qty: '150', price: '10.01' }, { orderQty: '100' });
    asked({ qty: '150' })
      .when(answers('new', { orderQty: '100' }))
      .leaves({ ordStatus: 'new', reserved: 100 });
    asked({ price: '10.01' })
      .when(answers('new', { price: '10.00' }))
      .leaves({ ordStatus: 'new' });
  });
  it('with the terms of the later of two: the earlier one was in effect too', () => {
    const chain = new Desk(configTerms({ replacesInFlightMax: 2 }));
    const { desk } = givenDesk(chain, places(), acked, replaces({ qty: '150' }), replaces({ qty: '180' }), waits(1_000));
    const last = desk.child().requests[1]?.sentId;
    const { events } = givenDesk(desk)
      .when(answers('new', { orderQty: '180', price: '10.00' }))
      .saying('OrderReplaced', { clOrdId: 'c2', qty: 150 })
      .saying('OrderReplaced', { clOrdId: 'c3', qty: 180 })
      .leaves({ ordStatus: 'new', qty: 180, reserved: 180 });
    expect(types(events)).not.toContain('AskFailed');
    expect(desk.child()).toMatchObject({ sentId: last, qty: 180, requests: [] });
  });
  it('with the terms of the earlier of two: the later one was not', () => {
    const chain = new Desk(configTerms({ replacesInFlightMax: 2 }));
    givenDesk(chain, places(), acked, replaces({ qty: '150' }), replaces({ qty: '180' }), waits(1_000))
      .when(answers('new', { orderQty: '150', price: '10.00' }))
      .saying('OrderReplaced', { clOrdId: 'c2', qty: 150 })
      .saying('AskFailed', { clOrdId: 'c3' })
      .leaves({ ordStatus: 'new', qty: 150, reserved: 150 });
  });
  it('that the order is over fails it', () => {
    asked()
      .when(answers('canceled'))
      .concludes('ChildRemarked', 'ChildClosed', 'AskFailed', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', reserved: 0 });
  });
});
