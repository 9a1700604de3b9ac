import { type Micros, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import type { OrderFacts } from '../../order/events.ts';
import { childLife, isLive, movesStatus, stepOf } from '../../order/lifecycle.ts';
import type { Child } from '../../order/order.ts';
import type { Recorded } from '../catalogue.ts';
import type { State } from '../state.ts';
import { advance, answered, childOf, dropRequest, move, orderOf, sent, settle, spendVenueRate } from './common.ts';

/** What the facts about child orders at their venues do to the state. */
type Handlers = {
  readonly [Type in Extract<keyof OrderFacts, `Child${string}`>]: (
    state: State,
    event: OrderFacts[Type],
    record: Recorded,
  ) => void;
};

const told = (child: Child, at: Micros | undefined): void => {
  if (at !== undefined && at > (child.toldAt ?? 0)) child.toldAt = at;
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
      toldAt: undefined,
      certain: true,
      timeoutAt,
      requests: [],
      executions: undefined,
    };
    state.children.set(childId, child);
    state.next.child += 1;
    order.children.push(child);
    order.attempts = event.because.attempt;
    sent(state, child, event);
    spendVenueRate(state, venue, at);
    settle(state, order);
  },
  ChildAcknowledged: (state, { childId, orderId, venueOrderId, transactTime }) => {
    const child = childOf(state, childId);
    advance(child, 'acknowledged');
    told(child, transactTime);
    child.venueOrderId = venueOrderId ?? child.venueOrderId;
    answered(state, child);
    settle(state, orderOf(state, orderId));
  },
  ChildClosed: (state, { childId, orderId, as, reason, transactTime }) => {
    const child = childOf(state, childId);
    told(child, transactTime);
    child.status = childLife[child.status][as].to;
    child.reason = reason;
    child.certain = true;
    answered(state, child);
    if (!isLive(child.status)) for (const { sentId } of child.requests) dropRequest(state, child, sentId);
    settle(state, orderOf(state, orderId));
  },
  ChildCancelSent: (state, event) => {
    const child = childOf(state, event.childId);
    const { sentId, origSentId, timeoutAt } = event;
    child.requests = [...child.requests, { sentId, kind: 'cancel', origSentId, certain: true, timeoutAt }];
    child.sentIds.push(sentId);
    sent(state, child, event);
  },
  ChildReplaceSent: (state, event, { at }) => {
    const child = childOf(state, event.childId);
    const { sentId, origSentId, timeoutAt, qty, price } = event;
    child.requests = [...child.requests, { sentId, kind: 'replace', origSentId, certain: true, timeoutAt, qty, price }];
    child.sentIds.push(sentId);
    sent(state, child, event);
    spendVenueRate(state, child.venue, at);
    settle(state, orderOf(state, event.orderId));
  },
  ChildReplaced: (state, { childId, orderId, sentId, venueOrderId, qty, price, transactTime }) => {
    const child = childOf(state, childId);
    told(child, transactTime);
    child.qty = qty;
    child.price = price;
    child.venueOrderId = venueOrderId ?? child.venueOrderId;
    if (sentId !== undefined) {
      child.sentId = sentId;
      dropRequest(state, child, sentId);
    }
    advance(child, 'replaced');
    answered(state, child);
    settle(state, orderOf(state, orderId));
  },
  ChildRequestRejected: (state, { childId, orderId, sentId }) => {
    const child = childOf(state, childId);
    dropRequest(state, child, sentId);
    settle(state, orderOf(state, orderId));
  },
  ChildRemarked: (state, { childId, orderId, execType, venueOrderId, transactTime }) => {
    if (execType === 'orderStatus') return; // It may as well be "unknown order".
    const child = childOf(state, childId);
    const step = stepOf(execType, child.timeInForce);
    if (movesStatus(step)) {
      advance(child, step);
      told(child, transactTime);
    }
    child.venueOrderId = venueOrderId ?? child.venueOrderId;
    answered(state, child);
    settle(state, orderOf(state, orderId));
  },
  ChildRestated: (state, { childId, orderId, qty, price, cumQty, transactTime }) => {
    const child = childOf(state, childId);
    const order = orderOf(state, orderId);
    const scaledBy = cumQty - child.cumQty;
    child.qty = qty;
    child.price = price;
    child.cumQty = cumQty;
    child.adjustedQty += scaledBy;
    order.cumQty = (order.cumQty + scaledBy) as Qty;
    advance(child, 'restated');
    told(child, transactTime);
    answered(state, child);
    settle(state, order);
  },
};
