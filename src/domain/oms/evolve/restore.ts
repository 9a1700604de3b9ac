import { ZERO_QTY } from '../../kernel/units.ts';
import { type Child, type Order, provisionalIn } from '../../order/order.ts';
import type { Events } from '../catalogue.ts';
import type { State } from '../state.ts';
import { restoreHeld, restoreWaits } from './budgets.ts';
import { againId, expiryId, orderOf, settle, timeoutId } from './common.ts';

/** Restores what `carry` wrote (see carry.ts). */
export const restoreOrder = (state: State, event: Events['CarriedOrder']): void => {
  const {
    type: _,
    status,
    reason,
    clOrdId,
    firstClOrdId,
    firstQty,
    firstPrice,
    firstReason,
    qty,
    price,
    cumQty,
    cumNotional,
    attempts,
    wants,
    held,
    cancel,
    replaces,
    expiresAt,
    acceptedAt,
    closedAt,
    ...rest
  } = event;
  const order: Order = {
    orderId: event.orderId,
    terms: { type: 'OrderAccepted', ...rest, clOrdId: firstClOrdId, qty: firstQty, price: firstPrice, reason: firstReason },
    acceptedAt,
    status,
    reason,
    clOrdId,
    qty,
    price,
    cumQty,
    cumNotional,
    attempts,
    wants,
    held,
    cancel,
    replaces,
    expiresAt,
    children: [],
    reserved: ZERO_QTY,
    closedAt,
  };
  state.orders.set(order.orderId, order);
  restoreHeld(state, order);
  if (expiresAt !== undefined) state.timers.set(expiryId(order.orderId), expiresAt);
  settle(state, order);
};

export const restoreChild = (state: State, event: Events['CarriedChild']): void => {
  const {
    type: _,
    executions,
    requests,
    certain,
    sentIds,
    venueOrderId,
    timeoutAt,
    price,
    toldAt,
    termsAt,
    counted,
    query,
    waits,
    againAt,
    forced,
    external,
    why,
    rejectReason,
    ...rest
  } = event;
  const child: Child = {
    ...rest,
    price,
    venueOrderId,
    timeoutAt,
    toldAt,
    termsAt,
    counted,
    query,
    waits,
    againAt,
    why,
    rejectReason,
    forced: forced === true ? true : undefined,
    external: external === true ? true : undefined,
    provisionalQty: provisionalIn(executions),
    certain,
    sentIds: [...sentIds],
    declared: [...event.declared],
    requests: requests.map((request) => ({ ...request })),
    executions: executions.length === 0 ? undefined : new Map(executions.map((execution) => [execution.executionKey, execution])),
  };
  const order = orderOf(state, child.orderId);
  state.children.set(child.childId, child);
  order.children.push(child);
  for (const sentId of sentIds) state.sentIds.add(sentId, child, false);
  if (timeoutAt !== undefined) state.timers.set(timeoutId(sentIds[0] as string), timeoutAt);
  for (const request of child.requests)
    if (request.timeoutAt !== undefined) state.timers.set(timeoutId(request.sentId), request.timeoutAt);
  if (query !== undefined) state.sentIds.add(query.sentId, child, false);
  if (query !== undefined) state.timers.set(timeoutId(query.sentId), query.timeoutAt);
  if (againAt !== undefined) state.timers.set(againId(child.childId), againAt);
  restoreWaits(state, order, child);
  settle(state, order);
};
