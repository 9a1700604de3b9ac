import { ZERO_QTY } from '../../kernel/units.ts';
import type { OrderFacts } from '../../order/events.ts';
import { childLife, isLive } from '../../order/lifecycle.ts';
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
  ChildAcknowledged: (state, { childId, orderId, venueOrderId }) => {
    const child = childOf(state, childId);
    advance(child, 'acknowledged');
    child.venueOrderId = venueOrderId ?? child.venueOrderId;
    answered(state, child);
    settle(state, orderOf(state, orderId));
  },
  ChildClosed: (state, { childId, orderId, as, reason }) => {
    const child = childOf(state, childId);
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
  ChildReplaced: (state, { childId, orderId, sentId, venueOrderId, qty, price }) => {
    const child = childOf(state, childId);
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
  ChildRemarked: (state, { childId, execType }) => {
    if (execType !== 'orderStatus') answered(state, childOf(state, childId)); // A status may as well be "unknown order".
  },
};
