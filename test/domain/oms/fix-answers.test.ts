import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { evolve } from '../../../src/domain/oms/evolve/evolve.ts';
import {
  before,
  type ExecutionReport,
  type FixAnswer,
  fixAnswerOf,
  statusAnswerOf,
} from '../../../src/domain/oms/fix-answers.ts';
import { initialState, type State } from '../../../src/domain/oms/state.ts';
import { ordStatusOf } from '../../../src/domain/order/fix-view.ts';
import { leavesQty } from '../../../src/domain/order/order.ts';
import { type Act, hostileActs, hostileConfig } from '../../support/arbitrary-acts.ts';
import { perform } from '../../support/arbitrary-inputs.ts';
import { Desk } from '../../support/desk.ts';

/** Every answer with the state just after its record; `turned` at the end of each turn. */
const listen = (
  records: readonly Recorded[],
  told: (answer: FixAnswer, record: Recorded, state: State) => void,
  turned: (state: State) => void = () => {},
): State => {
  const state = initialState();
  for (const [i, record] of records.entries()) {
    const was = before(state, record);
    evolve(state, record);
    const answer = fixAnswerOf(state, record, was);
    if (answer !== undefined) told(answer, record, state);
    if (records[i + 1]?.causationId !== record.causationId) turned(state);
  }
  return state;
};
const answersOf = (desk: Desk): FixAnswer[] => {
  const answers: FixAnswer[] = [];
  listen(desk.records, (answer) => answers.push(answer));
  return answers;
};
const reportsOf = (desk: Desk): ExecutionReport[] => answersOf(desk).filter((answer) => answer.msgType === 'executionReport');

const always = (claim: string, holds: (records: readonly Recorded[]) => void): void =>
  it(claim, () => {
    const property = fc.property(hostileActs(), (acts: readonly Act[]) =>
      holds(perform(new Desk(hostileConfig()), acts).desk.records),
    );
    fc.assert(property, { numRuns: 2 * (fc.readConfigureGlobal().numRuns ?? 100) });
  });

describe('a client that believes what it is told', () => {
  always('is never left with what no longer holds, after any turn', (records) => {
    const believed = new Map<unknown, object>();
    const believe = (answer: FixAnswer): void => {
      const { orderId, ordStatus } = answer;
      const news =
        answer.msgType === 'orderCancelReject'
          ? { ordStatus }
          : {
              ordStatus,
              qty: answer.orderQty,
              cumQty: answer.cumQty,
              leavesQty: answer.leavesQty,
              cumNotional: answer.cumNotional,
            };
      believed.set(orderId, { ...believed.get(orderId), ...news });
    };
    listen(records, believe, ({ orders }) => {
      for (const order of orders) {
        const { orderId, qty, cumQty, cumNotional } = order;
        expect(believed.get(orderId)).toEqual({
          ordStatus: ordStatusOf(order),
          qty,
          cumQty,
          leavesQty: leavesQty(order),
          cumNotional,
        });
      }
    });
  });

  always('and books trades, busts and corrections by their ids, holds what we hold', (records) => {
    const book = new Map<string, Readonly<{ orderId: unknown; lastQty: number }>>();
    const heard = new Set<string>();
    const state = listen(records, (answer) => {
      if (answer.msgType !== 'executionReport') return;
      const { orderId, execType, execId, execRefId, lastQty = 0 } = answer;
      if (execType !== 'orderStatus') expect(heard.has(execId), `${execId} is said once`).toBe(false);
      heard.add(execId);
      if (execType === 'trade') book.set(execId, { orderId, lastQty });
      else if (execRefId !== undefined) book.set(execRefId, { orderId, lastQty });
    });
    for (const { orderId, cumQty } of state.orders) {
      const booked = [...book.values()].filter((trade) => trade.orderId === orderId);
      expect(booked.reduce((sum, { lastQty }) => sum + lastQty, 0)).toBe(cumQty);
    }
  });

  always('hears of each request that was taken on exactly once more, by the time its order is over', (records) => {
    const pending = new Map<string, unknown>();
    const state = listen(records, (answer) => {
      const { account, clOrdId, orderId } = answer;
      const id = `${account} ${clOrdId}`;
      if (answer.msgType === 'executionReport' && answer.origClOrdId === undefined) return;
      if (answer.msgType === 'executionReport' && (answer.execType === 'pendingCancel' || answer.execType === 'pendingReplace')) {
        expect(pending.has(id), `${id} is taken on once`).toBe(false);
        pending.set(id, orderId);
      } else if (answer.msgType === 'executionReport' || answer.cxlRejReason !== 'duplicateClOrdId') pending.delete(id);
    });
    for (const [id, orderId] of pending) {
      const order = state.orders.get(orderId as never);
      expect(order !== undefined && ['held', 'open'].includes(order.status), `${id} of an order that is over`).toBe(true);
      const waiting = [order?.cancel, ...(order?.replaces ?? [])].map((ask) => `${order?.terms.account} ${ask?.clOrdId}`);
      expect(waiting).toContain(id);
    }
  });

  always('is asked nothing and told of nothing that is not its own', (records) => {
    listen(records, ({ account, orderId }, _, { orders }) => {
      const order = orderId === undefined ? undefined : orders.get(orderId);
      expect(account).not.toBe('');
      if (order !== undefined) expect(order.terms.account).toBe(account);
    });
  });
});

describe('an answer in FIX words', () => {
  it('says which of FIX’s reasons a refusal is', () => {
    const desk = new Desk();
    desk.place({ qty: '9999' });
    desk.place({ symbol: 'NONE' });
    desk.place({ account: 'NOBODY' });
    desk.place({ route: { strategy: 'direct', venue: 'NOWHERE' } });
    desk.place({ evidence: undefined });
    const reasons = ['exceedsLimit', 'unknownSymbol', 'unknownAccount', 'unsupportedOrder', 'brokerOption'];
    expect(reportsOf(desk).map(({ ordRejReason }) => ordRejReason)).toEqual(reasons);
    for (const report of reportsOf(desk))
      expect(report).toMatchObject({ execType: 'rejected', ordStatus: 'rejected', cumQty: 0 });
  });

  it('refuses a cancel or a replace with the state of the order, and the last id that was accepted', () => {
    const desk = new Desk();
    desk.place({ clOrdId: 'X' });
    desk.replace({ clOrdId: 'Y', orderId: undefined, origClOrdId: 'X', qty: '9999' });
    desk.replace({ clOrdId: 'Z', orderId: undefined, origClOrdId: 'X', qty: '120' });
    desk.cancel({ clOrdId: 'X', orderId: undefined, origClOrdId: 'X' });
    desk.cancel({ clOrdId: 'W', orderId: undefined, origClOrdId: 'nothing' });
    const rejects = answersOf(desk).filter((answer) => answer.msgType === 'orderCancelReject');
    const of = { account: 'A1', orderId: desk.order().orderId, origClOrdId: 'X' };
    expect(rejects).toMatchObject([
      { ...of, clOrdId: 'Y', ordStatus: 'pendingNew', cxlRejResponseTo: 'replace', cxlRejReason: 'brokerOption' },
      { account: 'A1', clOrdId: 'X', cxlRejResponseTo: 'cancel', cxlRejReason: 'duplicateClOrdId' },
      { orderId: undefined, clOrdId: 'W', origClOrdId: 'nothing', ordStatus: 'rejected', cxlRejReason: 'unknownOrder' },
    ]);
  });

  it('names a trade once, and what amends it refers to that name', () => {
    const desk = new Desk();
    desk.place();
    desk.fill('E1', 40);
    desk.hear('tradeCorrect', { execId: 'E2', execRefId: 'E1', lastQty: '30', lastPx: '10.00' });
    const [trade, correction] = reportsOf(desk).slice(1);
    expect(trade).toMatchObject({ execType: 'trade', lastQty: 40 });
    expect(correction).toMatchObject({ execType: 'tradeCorrect', lastQty: 30, execRefId: trade?.execId });
  });

  it('to what the desk asks of itself goes by the id of the order', () => {
    const desk = new Desk();
    desk.place({ timeInForce: 'gtd', expireTime: (desk.now + 1_000_000) as never });
    desk.hear('new');
    desk.wait(2_000);
    desk.hear('canceled', { sentId: desk.child().requests[0]?.sentId });
    expect(reportsOf(desk).map(({ execType, clOrdId }) => [execType, clOrdId])).toEqual([
      ['pendingNew', 'c1'],
      ['new', 'c1'],
      ['pendingCancel', 'c1'],
      ['expired', 'c1'],
    ]);
  });

  it('of a status is the state under the id that was asked for, and repeats of an ask get it', () => {
    const desk = new Desk();
    desk.place({ clOrdId: 'X' });
    desk.place({ clOrdId: 'X' });
    const status = { execType: 'orderStatus', ordStatus: 'pendingNew', clOrdId: 'X', orderQty: 100, leavesQty: 100, execId: '0' };
    expect(reportsOf(desk).at(-1)).toMatchObject(status);
    const { state } = desk;
    expect(statusAnswerOf(state, { account: 'A1', clOrdId: 'X' })).toMatchObject(status);
    expect(statusAnswerOf(state, { account: 'A1', clOrdId: '', orderId: desk.order().orderId })).toMatchObject(status);
    const unknown = { ordStatus: 'rejected', ordRejReason: 'unknownOrder', orderId: undefined, cumQty: 0, leavesQty: 0 };
    expect(statusAnswerOf(state, { account: 'A1', clOrdId: 'Z' })).toMatchObject({ ...unknown, clOrdId: 'Z' });
    expect(statusAnswerOf(state, { account: 'A2', clOrdId: 'X' })).toMatchObject(unknown);
    expect(statusAnswerOf(state, { account: 'A2', clOrdId: 'X', orderId: desk.order().orderId })).toMatchObject(unknown);
  });

  it('has everything that a report and a reject have', () => {
    const desk = new Desk();
    desk.place({ clOrdId: 'X' });
    desk.cancel({ clOrdId: 'Y', orderId: undefined, origClOrdId: 'X' });
    desk.cancel({ clOrdId: 'Z', orderId: undefined, origClOrdId: 'X' });
    const [placed, pending, reject] = answersOf(desk);
    const { orderId } = desk.order();
    const order = {
      account: 'A1',
      symbol: 'ACME',
      side: 'buy',
      orderQty: 100,
      price: 1_000,
      cumQty: 0,
      leavesQty: 100,
      cumNotional: 0n,
    };
    const report = { msgType: 'executionReport', orderId, ...order };
    const execId = expect.stringMatching(/^2026-11-21:\d+$/);
    expect(placed).toEqual({ ...report, execType: 'pendingNew', ordStatus: 'pendingNew', clOrdId: 'X', execId });
    expect(pending).toEqual({
      ...report,
      execType: 'pendingCancel',
      ordStatus: 'pendingCancel',
      clOrdId: 'Y',
      origClOrdId: 'X',
      execId,
    });
    expect(reject).toEqual({
      ...{ msgType: 'orderCancelReject', orderId, account: 'A1', clOrdId: 'Z', origClOrdId: 'X', ordStatus: 'pendingCancel' },
      ...{ cxlRejResponseTo: 'cancel', cxlRejReason: 'alreadyPending', text: 'a cancel is already pending' },
    });
  });

  it('of a refusal has what there is, and no order', () => {
    const desk = new Desk();
    desk.place({ clOrdId: 'X', qty: '9999' });
    desk.place({ clOrdId: 'X', qty: '100' });
    desk.replace({ clOrdId: 'W', orderId: undefined, origClOrdId: 'nothing', qty: '120' });
    const none = { account: 'A1', clOrdId: 'X', ordStatus: 'rejected', cumQty: 0, leavesQty: 0, cumNotional: 0n };
    const [refused, again, reject] = answersOf(desk);
    const execId = expect.stringMatching(/^2026-11-21:\d+$/);
    const first = desk.records.find(({ event }) => event.type === 'OrderRefused')?.event as { orderId: number };
    const report = { msgType: 'executionReport', execType: 'rejected', ...none, orderId: first.orderId, execId };
    const text = 'quantity 9999 is above the maximum 500';
    expect(refused).toEqual({ ...report, symbol: 'ACME', side: 'buy', ordRejReason: 'exceedsLimit', text });
    expect(again).toEqual({ ...report, ordRejReason: 'duplicateOrder', text: 'clOrdId X was used for something else' });
    expect(reject).toEqual({
      ...{
        msgType: 'orderCancelReject',
        orderId: undefined,
        account: 'A1',
        clOrdId: 'W',
        origClOrdId: 'nothing',
        ordStatus: 'rejected',
      },
      ...{ cxlRejResponseTo: 'replace', cxlRejReason: 'unknownOrder', text: 'there is no order nothing of this account' },
    });
  });

  it('to people at the switches is none', () => {
    const desk = new Desk();
    const kill = { type: 'ResumeRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'go on' } as const;
    desk.say(kill); // Refused: nothing is engaged.
    desk.say({ ...kill, type: 'KillRequested', clOrdId: 'k2' });
    desk.say({ ...kill, type: 'KillRequested', clOrdId: 'k2' }); // Repeated.
    expect(answersOf(desk)).toEqual([]);
  });

  const told = (desk: Desk) => reportsOf(desk).map(({ execType, ordStatus }) => `${execType} ${ordStatus}`);

  it('of a rejection by the one venue that was asked is the rejection alone, in the reason of FIX and the words of the venue', () => {
    const desk = new Desk();
    desk.place();
    desk.hear('rejected', { rejectReason: 'marketClosed', text: 'come back tomorrow' });
    expect(told(desk)).toEqual(['pendingNew pendingNew', 'rejected rejected']);
    expect(reportsOf(desk)[1]).toMatchObject({ ordRejReason: 'exchangeClosed', text: 'come back tomorrow', leavesQty: 0 });
  });

  it('of a rejection of the first try, while a second is on its way, is that a venue has answered', () => {
    const desk = new Desk();
    desk.place();
    const { sentId } = desk.child();
    desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId, request: 'submit', reason: 'not connected' });
    for (const state of ['down', 'up'] as const) desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state });
    desk.settle();
    const told = answersOf(desk).length;
    desk.hear('rejected', {}, 1);
    expect(answersOf(desk).slice(told)).toMatchObject([{ execType: 'new', ordStatus: 'new', leavesQty: 100 }]);
  });
  it('of what is rejected after it traded is canceled', () => {
    const desk = new Desk();
    desk.place();
    desk.fill('E1', 40);
    desk.hear('rejected');
    expect(told(desk).slice(-1)).toEqual(['canceled canceled']);
  });

  it('goes by the whole of an order at several venues: what one of them remarks is its own affair', () => {
    const desk = new Desk();
    desk.place({ route: { strategy: 'best' }, price: '10.02', qty: '150' });
    desk.hear('new', {}, 1);
    desk.hear('new', {}, 2);
    desk.hear('suspended', {}, 1);
    expect(told(desk)).toEqual(['pendingNew pendingNew', 'new new']);
    desk.hear('suspended', {}, 2);
    desk.hear('restated', { orderQty: '90', restatementReason: 'partialDecline' }, 1);
    expect(told(desk).slice(2)).toEqual(['suspended suspended', 'restated new']);
    desk.hear('stopped', { lastQty: '10', lastPx: '10.00' }, 2);
    expect(told(desk).slice(4)).toEqual(['stopped stopped']);
  });

  it('passes on what the venue of a direct order remarks, with its reason, its words and what it guarantees', () => {
    const desk = new Desk();
    desk.place();
    desk.hear('new');
    desk.hear('stopped', { lastQty: '10', lastPx: '9.99' });
    desk.hear('restated', { orderQty: '90', restatementReason: 'partialDecline', text: 'not so many' });
    const [stopped, restated] = reportsOf(desk).slice(2);
    expect(stopped).toMatchObject({ execType: 'stopped', ordStatus: 'stopped', lastQty: 10, lastPx: 999, cumQty: 0 });
    expect(restated).toMatchObject({ execType: 'restated', orderQty: 90, leavesQty: 90, text: 'not so many' });
    desk.hear('pendingNew');
    expect(reportsOf(desk)).toHaveLength(4);
  });
});
