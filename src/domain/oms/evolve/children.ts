import { type Micros, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import type { OrderFacts } from '../../order/events.ts';
import { childLife, isLive, movesStatus, stepOf } from '../../order/lifecycle.ts';
import type { Child } from '../../order/order.ts';
import type { Recorded } from '../catalogue.ts';
import type { State } from '../state.ts';
import { goOutOfLine } from './budgets.ts';
import {
  advance,
  answered,
  childOf,
  dropRequest,
  endQuery,
  move,
  orderOf,
  sent,
  settle,
  toldStatus,
  tryAgainAt,
} from './common.ts';

/** What the facts about child orders at their venues do to the state. */
type Handlers = {
  readonly [Type in Extract<keyof OrderFacts, `Child${string}` | 'UnheardCounted'>]: (
    state: State,
    event: OrderFacts[Type],
    record: Recorded,
  ) => void;
};

/** The venue says that this request is pending there. */
const confirm = (child: Child, sentId: string | undefined): void => {
  const meant = child.requests.find((request) => request.sentId === sentId);
  if (meant !== undefined) meant.confirmed = true;
};

/** New terms. A status that was told later stands, unless what was full is not any more. */
const toldTerms = (child: Child, step: 'replaced' | 'restated', at: Micros | undefined): void => {
  const isOvertaken = at !== undefined && at < (child.toldAt ?? 0) && child.status !== 'filled' && child.status !== 'sent';
  advance(child, isOvertaken ? 'remark' : step);
  toldStatus(child, at);
  if (at !== undefined && at > (child.termsAt ?? 0)) child.termsAt = at;
};

export const childHandlers: Handlers = {
  ChildRouted: (state, event, { at }) => {
    const order = orderOf(state, event.orderId);
    move(order, 'route');
    const {
      childId,
      orderId,
      venue,
      session,
      account,
      symbol,
      side,
      ordType,
      timeInForce,
      epoch,
      sentId,
      qty,
      price,
      timeoutAt,
    } = event;
    const child: Child = {
      childId,
      orderId,
      venue,
      session,
      account,
      symbol,
      side,
      ordType,
      timeInForce,
      epoch,
      status: 'sent',
      reason: '',
      sentId,
      sentIds: [sentId],
      venueOrderId: undefined,
      qty,
      price,
      cumQty: ZERO_QTY,
      adjustedQty: 0,
      unheardQty: ZERO_QTY,
      seqOut: event.seqOut,
      toldAt: undefined,
      termsAt: undefined,
      counted: undefined,
      rejectReason: undefined,
      why: undefined,
      againAt: undefined,
      declared: [],
      forced: undefined,
      external: undefined,
      provisionalQty: ZERO_QTY,
      query: undefined,
      waits: [],
      certain: true,
      timeoutAt,
      requests: [],
      executions: undefined,
    };
    state.children.set(childId, child);
    state.next.child += 1;
    order.children.push(child);
    order.attempts = event.because.attempt;
    sent(state, child, event, 'submit', at);
    settle(state, order);
  },
  ChildAcknowledged: (state, { childId, orderId, venueOrderId, transactTime }) => {
    const child = childOf(state, childId);
    advance(child, 'acknowledged');
    toldStatus(child, transactTime);
    child.venueOrderId = venueOrderId ?? child.venueOrderId;
    answered(state, child);
    settle(state, orderOf(state, orderId));
  },
  ChildStands: (state, { childId, orderId, venueOrderId, transactTime }) => {
    const child = childOf(state, childId);
    advance(child, 'standing');
    child.forced = undefined;
    toldStatus(child, transactTime);
    child.venueOrderId = venueOrderId ?? child.venueOrderId;
    answered(state, child);
    settle(state, orderOf(state, orderId));
  },
  ChildClosed: (state, { childId, orderId, as, reason, unheardQty, rejectReason, why, transactTime, byPerson }) => {
    const child = childOf(state, childId);
    toldStatus(child, transactTime);
    Object.assign(child, { unheardQty, rejectReason, why });
    child.status = childLife[child.status][as].to;
    child.reason = reason;
    child.certain = true;
    child.forced = byPerson === true ? true : undefined;
    answered(state, child);
    if (!isLive(child.status)) {
      for (const { sentId } of child.requests) dropRequest(state, child, sentId);
      tryAgainAt(state, child, undefined);
      endQuery(state, child);
      goOutOfLine(state, child, 'cancel', 'replace', 'status');
    }
    settle(state, orderOf(state, orderId));
  },
  ChildCancelSent: (state, event, { at }) => {
    const child = childOf(state, event.childId);
    const { sentId, origSentId, seqOut, timeoutAt } = event;
    const untouched = { certain: true, confirmed: false, timeoutAt };
    child.requests = [...child.requests, { sentId, kind: 'cancel', origSentId, seqOut, ...untouched }];
    tryAgainAt(state, child, undefined);
    child.sentIds.push(sentId);
    goOutOfLine(state, child, 'cancel', 'replace');
    sent(state, child, event, 'cancel', at);
  },
  ChildReplaceSent: (state, event, { at }) => {
    const child = childOf(state, event.childId);
    const { sentId, origSentId, seqOut, timeoutAt, qty, price, clOrdId } = event;
    const untouched = { certain: true, confirmed: false, timeoutAt };
    child.requests = [...child.requests, { sentId, kind: 'replace', origSentId, seqOut, ...untouched, qty, price, clOrdId }];
    child.sentIds.push(sentId);
    goOutOfLine(state, child, 'replace');
    sent(state, child, event, 'replace', at);
    settle(state, orderOf(state, event.orderId));
  },
  ChildReplaced: (state, { childId, orderId, sentId, venueOrderId, qty, price, transactTime }) => {
    const child = childOf(state, childId);
    child.qty = qty;
    child.price = price;
    child.venueOrderId = venueOrderId ?? child.venueOrderId;
    if (sentId !== undefined) {
      // Answers to a chain of replaces may come in any order: the last of the chain is the one in force.
      if (child.sentIds.indexOf(sentId) > child.sentIds.indexOf(child.sentId)) child.sentId = sentId;
      dropRequest(state, child, sentId);
    }
    toldTerms(child, 'replaced', transactTime);
    answered(state, child);
    settle(state, orderOf(state, orderId));
  },
  ChildRequestRejected: (state, { childId, orderId, sentId, againAt }) => {
    const child = childOf(state, childId);
    dropRequest(state, child, sentId);
    if (againAt !== undefined) tryAgainAt(state, child, againAt);
    settle(state, orderOf(state, orderId));
  },
  ChildStatusAsked: (state, event, { at }) => {
    const child = childOf(state, event.childId);
    endQuery(state, child);
    const { sentId, seqOut, firstSeqOut, attempt, timeoutAt } = event;
    child.query = { sentId, seqOut, firstSeqOut, attempt, timeoutAt };
    goOutOfLine(state, child, 'status');
    sent(state, child, event, 'status', at);
  },
  ChildRemarked: (state, { childId, orderId, execType, sentId, venueOrderId, transactTime }) => {
    const child = childOf(state, childId);
    if (execType === 'orderStatus') {
      if (sentId !== undefined && sentId === child.query?.sentId) endQuery(state, child);
      child.venueOrderId = venueOrderId ?? child.venueOrderId;
      return; // It may as well be "unknown order".
    }
    if (execType === 'pendingCancel' || execType === 'pendingReplace') confirm(child, sentId);
    const step = stepOf(execType, child.timeInForce);
    if (step === 'restated') toldTerms(child, step, transactTime);
    else if (movesStatus(step)) {
      advance(child, step);
      toldStatus(child, transactTime);
    }
    child.venueOrderId = venueOrderId ?? child.venueOrderId;
    answered(state, child);
    settle(state, orderOf(state, orderId));
  },
  UnheardCounted: (state, { childId, orderId, unheardQty }) => {
    childOf(state, childId).unheardQty = unheardQty;
    settle(state, orderOf(state, orderId));
  },
  ChildRestated: (state, { childId, orderId, qty, price, cumQty, venueOrderId, transactTime }) => {
    const child = childOf(state, childId);
    const order = orderOf(state, orderId);
    const scaledBy = cumQty - child.cumQty;
    child.qty = qty;
    child.price = price;
    child.cumQty = cumQty;
    child.adjustedQty += scaledBy;
    child.venueOrderId = venueOrderId ?? child.venueOrderId;
    order.cumQty = (order.cumQty + scaledBy) as Qty;
    toldTerms(child, 'restated', transactTime);
    answered(state, child);
    settle(state, order);
  },
};
