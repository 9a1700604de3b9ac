import { describe, expect, it } from 'vitest';
import { OPENS, types } from '../../support/desk.ts';
import { acked, answers, cancels, disconnects, fills, given, givenDesk, hears, places, replaces, waits } from '../given.ts';

describe('an answer with other terms than ours', () => {
  it('and no replace to explain them: they hold, and a person should know', () => {
    given(places(), waits(1_000))
      .when(answers('new', { orderQty: '140', price: '10.00' }))
      .saying('ChildRestated', { qty: 140, price: 1_000 })
      .saying('BreakRaised', { what: 'unexpectedReplace' })
      .leaves({ qty: 140, reserved: 140 });
    given(places(), acked, fills('E1', 40))
      .when(answers('partiallyFilled', { orderQty: '60', cumQty: '40' }))
      .leaves({ qty: 60, leavesQty: 20, reserved: 20 });
  });
  it('is silent about what it does not tell', () => {
    given(places(), acked)
      .when(answers('new'), answers('new', { price: '10.00' }))
      .concludes('ChildRemarked', 'ChildRemarked');
    given(places(), acked)
      .when(answers('new', { price: '10.01' }))
      .saying('ChildRestated', { qty: 100, price: 1_001 });
  });
  it('changes nothing while a replace is under way that may explain them', () => {
    given(places(), acked, replaces({ qty: '150' }))
      .when(answers('new', { orderQty: '150' }))
      .leaves({ qty: 100, reserved: 150 });
  });
  it('beside a cancel, which explains nothing', () => {
    given(places(), acked, cancels())
      .when(answers('new', { orderQty: '140' }))
      .leaves({ ordStatus: 'pendingCancel', qty: 140, reserved: 140 });
  });
  it('is older than terms that were told since, by the venue’s own clock', () => {
    const replaced = hears('replaced', { orderQty: '120', transactTime: 20 as never });
    given(places(), acked, replaced)
      .when(answers('new', { orderQty: '100', transactTime: 19 as never }))
      .leaves({ qty: 120, reserved: 120 });
    given(places(), acked, replaced)
      .when(answers('new', { orderQty: '100', transactTime: 21 as never }))
      .leaves({ qty: 100, reserved: 100 });
  });
  it('is no newer than terms of the same moment: a late answer to an early question (simulation seed 41036)', () => {
    given(places(), acked, hears('replaced', { orderQty: '120', transactTime: 20 as never }))
      .when(answers('new', { orderQty: '100', transactTime: 20 as never }))
      .concludes('ChildRemarked')
      .leaves({ qty: 120, reserved: 120 });
  });
});

describe('executions that the answer counts and nobody told us of', () => {
  it('are asked for, and a person should know', () => {
    const { desk } = given(places(), waits(1_000))
      .when(answers('partiallyFilled', { cumQty: '40' }))
      .concludes('ChildRemarked', 'CertaintyRegained', 'ChildStands', 'BreakRaised', 'FillsAsked')
      .saying('BreakRaised', {
        what: 'executionMissing',
        venue: 'ALPHA',
        detail: 'ALPHA counts 40 of C-20261121-1 executed, which is more than is booked',
      })
      .saying('FillsAsked', { venue: 'ALPHA', since: OPENS })
      .leaves({ cumQty: 0, reserved: 100 });
    givenDesk(desk)
      .when(fills('E1', 40))
      .concludes('ExecutionBooked', 'BreakClosed')
      .leaves({ ordStatus: 'partiallyFilled', cumQty: 40, reserved: 60 });
    givenDesk(desk)
      .when(answers('partiallyFilled', { cumQty: '40' }))
      .concludes('ChildRemarked');
  });
  it('of a filled order make it filled when they come', () => {
    const { desk } = given(places(), waits(1_000))
      .when(answers('filled', { cumQty: '100' }))
      .leaves({ status: 'open', reserved: 100 });
    givenDesk(desk)
      .when(fills('E1', 100))
      .concludes('ExecutionBooked', 'OrderClosed', 'BreakClosed')
      .leaves({ ordStatus: 'filled', reserved: 0 });
  });
  it('are those beyond what is booked, and no more', () => {
    given(places(), acked, fills('E1', 40))
      .when(answers('partiallyFilled', { cumQty: '40' }))
      .concludes('ChildRemarked');
    given(places(), acked, fills('E1', 40))
      .when(answers('partiallyFilled', { cumQty: '41' }))
      .concludes('ChildRemarked', 'BreakRaised', 'FillsAsked');
    given(places(), acked, fills('E1', 40))
      .when(answers('partiallyFilled', { cumQty: '39' }), answers('new', { cumQty: 'many' }), answers('new'))
      .concludes('ChildRemarked', 'ChildRemarked', 'ChildRemarked');
  });
  it('are asked for once by the answer that ends the order', () => {
    const { events } = given(places(), acked, cancels(), waits(1_000)).when(answers('canceled', { cumQty: '40' }));
    expect(types(events).filter((type) => type === 'BreakRaised' || type === 'FillsAsked')).toEqual([
      'BreakRaised',
      'FillsAsked',
    ]);
  });
  it('are asked for once while the order lives: its fills will come', () => {
    given(places(), acked)
      .when(answers('partiallyFilled', { cumQty: '40' }))
      .saying('FillsAsked', { againAt: undefined });
  });
  it('are none of an answer that is older than what the venue has said since', () => {
    given(places(), acked, hears('stopped', { transactTime: 20 as never }))
      .when(answers('partiallyFilled', { cumQty: '40', transactTime: 19 as never }))
      .concludes('ChildRemarked');
  });
  it('raise one break however often they are counted', () => {
    given(places(), acked, answers('partiallyFilled', { cumQty: '40' }))
      .when(answers('partiallyFilled', { cumQty: '40' }))
      .concludes('ChildRemarked', 'FillsAsked');
  });
  it('are not asked for in a session that is down', () => {
    given(places(), acked, disconnects())
      .when(answers('partiallyFilled', { cumQty: '40', channel: 'dropCopy' }))
      .concludes('ChildRemarked', 'BreakRaised', 'BreakExplained')
      .saying('BreakExplained', { cause: 'the session of ALPHA is down' });
  });
  it('of an order that is over count until they come', () => {
    const { desk } = given(places(), acked, cancels(), waits(1_000))
      .when(answers('canceled', { cumQty: '40' }))
      .saying('ChildClosed', { endedQty: 60, unheardQty: 40 })
      .leaves({ status: 'canceled', reserved: 40 });
    givenDesk(desk).when(fills('E1', 40)).leaves({ cumQty: 40, reserved: 0 });
  });
});

describe('an answer that an order stands which is over for us', () => {
  it.each(['canceled', 'expired', 'rejected', 'doneForDay'] as const)('%s: it is live, counts, and is taken back', (as) => {
    given(places(), acked, fills('E1', 40), hears(as))
      .when(answers('partiallyFilled', { cumQty: '40' }))
      .concludes('ChildRemarked', 'ChildStands', 'BreakRaised', 'ChildCancelSent')
      .saying('BreakRaised', { what: 'unexpectedAck' })
      .leaves({ status: as, reserved: 60 });
  });
  it('unless it is older than the end, by the venue’s own clock', () => {
    given(places(), acked, hears('canceled', { transactTime: 20 as never }))
      .when(answers('new', { transactTime: 10 as never }))
      .concludes('ChildRemarked')
      .leaves({ reserved: 0 });
    given(places(), acked, hears('canceled', { transactTime: 20 as never }))
      .when(answers('new', { transactTime: 20 as never }))
      .leaves({ reserved: 100 });
  });
  it('of a filled one says nothing new', () => {
    given(places(), acked, fills('E1', 100))
      .when(answers('filled', { cumQty: '100' }))
      .concludes('ChildRemarked')
      .leaves({ reserved: 0 });
  });
});
