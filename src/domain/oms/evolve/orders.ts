import { assert, known } from '../../kernel/assert.ts';
import { formatChildId, formatOrderId } from '../../kernel/ids.ts';
import { type ChildId, notional, type Notional, type OrderId, type Price, type Qty, ZERO_NOTIONAL, ZERO_QTY } from '../../kernel/units.ts';
import type { OrderFacts, RequestKind } from '../../order/events.ts';
import { childLife, isLive, isOpen, orderLife, type OrderStep, type Step } from '../../order/lifecycle.ts';
import { type Child, isUncertain, type Order, reservation } from '../../order/order.ts';
import { book, charge, feeUnits, unbook } from '../../position/position.ts';
import { rateOf, take } from '../../risk/rate.ts';
import type { Events, Recorded } from '../catalogue.ts';
import { accountBucket, type AskMemory, type State, venueBucket } from '../state.ts';

/** What the facts about orders do to the state. They apply what has happened and never judge it: `decide` did. */
type Handlers = { readonly [Type in keyof OrderFacts]: (state: State, event: OrderFacts[Type], record: Recorded) => void };

export const orderOf = (state: State, orderId: OrderId): Order => known(state.orders.get(orderId), `${formatOrderId(orderId)} is an order of this journal`);
const childOf = (state: State, childId: ChildId): Child => known(state.children.get(childId), `${formatChildId(childId)} is a child order of this journal`);

const move = (order: Order, step: OrderStep): void => {
  const to = orderLife[order.status][step];
  assert(to !== undefined, `${step} may follow ${order.status} of ${formatOrderId(order.orderId)}`);
  order.status = to;
};

/** Brings exposure and the set of live orders in line with an order that has just changed. */
export const settle = (state: State, order: Order): void => {
  const { account, symbol, side } = order.terms;
  const reserved = reservation(order);
  state.exposure.move(account, symbol, side, order.reserved, reserved);
  order.reserved = reserved;
  if (reserved > 0 || isOpen(order.status) || isUncertain(order)) state.live.add(order);
  else state.live.delete(order);
};

export const remember = (state: State, account: string, clOrdId: string, memory: AskMemory): void => {
  if (clOrdId === '') return; // The desk's own asks (a kill, an expiry) have no client to repeat them.
  let asks = state.asks.get(account);
  if (asks === undefined) state.asks.set(account, (asks = new Map()));
  if (!asks.has(clOrdId)) asks.set(clOrdId, memory);
};

const timeoutId = (sentId: string): string => `timeout:${sentId}`;
export const heldId = (orderId: OrderId): string => `held:${formatOrderId(orderId)}`;
export const expiryId = (orderId: OrderId): string => `expire:${formatOrderId(orderId)}`;

/** The venue has spoken about the submit: nothing is waited for any more. */
const answered = (state: State, child: Child): void => {
  if (child.timeoutAt === undefined) return;
  child.timeoutAt = undefined;
  state.timers.cancel(timeoutId(child.sentIds[0] as string));
};

const dropRequest = (state: State, child: Child, sentId: string): void => {
  child.requests = child.requests.filter((request) => request.sentId !== sentId);
  state.timers.cancel(timeoutId(sentId));
};

const advance = (child: Child, step: Step): void => {
  const { to } = childLife[child.status][step];
  child.status = to === 'working' && child.cumQty >= child.qty ? 'filled' : to;
};

/** A message left for a venue: its number, its id, its deadline and its place in the venue's rate. */
const sent = (state: State, child: Child, { venue, seqOut, sentId, timeoutAt }: OrderFacts['ChildCancelSent' | 'ChildReplaceSent' | 'ChildRouted']): void => {
  const session = known(state.sessions.get(venue), `${venue} has a session`);
  session.lastSeqOut = seqOut;
  state.sentIds.add(sentId, child, true);
  state.timers.set(timeoutId(sentId), timeoutAt);
};

const spendVenueRate = (state: State, venue: string, at: Recorded['at']): void => {
  const rate = state.config?.venues.get(venue)?.orderRate ?? rateOf(1, 1);
  state.rates.set(venueBucket(venue), take(rate, state.rates.get(venueBucket(venue)) ?? 0, at));
};

const spendAccountRate = (state: State, account: string, at: Recorded['at']): void => {
  const rate = state.config?.accounts.get(account)?.rate ?? rateOf(1, 1);
  state.rates.set(accountBucket(account), take(rate, state.rates.get(accountBucket(account)) ?? 0, at));
};

const findRequest = (child: Child, request: RequestKind, sentId: string): { certain: boolean } =>
  request === 'submit' ? child : known(child.requests.find((pending) => pending.sentId === sentId), `${sentId} is a pending ${request}`);

const rebook = (state: State, order: Order, child: Child, key: string, qty: Qty, px: Price): void => {
  const executions = known(child.executions, `${formatChildId(child.childId)} has executions`);
  const old = known(executions.get(key), `${key} is an execution of ${formatChildId(child.childId)}`);
  const position = state.positions.of(child.account, child.symbol);
  if (!old.busted) {
    unbook(position, child.side, old.lastQty, old.lastPx);
    child.cumQty = (child.cumQty - old.lastQty) as Qty;
    order.cumQty = (order.cumQty - old.lastQty) as Qty;
    order.cumNotional = (order.cumNotional - notional(old.lastPx, old.lastQty)) as Notional;
  }
  executions.set(key, { executionKey: key, lastQty: qty, lastPx: px, busted: qty === 0 });
  if (qty === 0) return;
  book(position, child.side, qty, px);
  child.cumQty = (child.cumQty + qty) as Qty;
  order.cumQty = (order.cumQty + qty) as Qty;
  order.cumNotional = (order.cumNotional + notional(px, qty)) as Notional;
};

export const orderHandlers: Handlers = {
  OrderAccepted: (state, terms, { at }) => {
    const { orderId, account, clOrdId, qty, price, timeInForce, expireTime } = terms;
    const order: Order = {
      orderId, terms, acceptedAt: at, status: 'open', reason: '', clOrdId, qty, price, cumQty: ZERO_QTY, cumNotional: ZERO_NOTIONAL,
      attempts: 0, wants: undefined, held: undefined, cancel: undefined, replace: undefined, children: [], reserved: ZERO_QTY, closedAt: undefined,
    };
    state.orders.set(orderId, order);
    state.next.order += 1;
    remember(state, account, clOrdId, { ask: 'new', orderId, askedOn: known(state.day, 'the day is open').day });
    spendAccountRate(state, account, at);
    if (timeInForce === 'gtd' && expireTime !== undefined) state.timers.set(expiryId(orderId), expireTime);
    settle(state, order);
  },
  OrderRefused: (state, { orderId, account, clOrdId, said }) => {
    state.next.order += 1;
    remember(state, account, clOrdId, { ask: 'new', orderId, said, askedOn: known(state.day, 'the day is open').day });
  },
  AskRepeated: () => {},
  AskRefused: (state, { orderId, account, clOrdId, ask, said }) =>
    remember(state, account, clOrdId, { ask, orderId, said, askedOn: known(state.day, 'the day is open').day }),
  OrderHeld: (state, { orderId, why, venue, until }) => {
    const order = orderOf(state, orderId);
    move(order, 'hold');
    order.held = { why, venue, until };
    if (until !== undefined) state.timers.set(heldId(orderId), until);
    settle(state, order);
  },
  OrderReleased: (state, { orderId }) => {
    const order = orderOf(state, orderId);
    move(order, 'release');
    order.held = undefined;
    state.timers.cancel(heldId(orderId));
  },
  CancelAccepted: (state, { orderId, clOrdId, reason }) => {
    const order = orderOf(state, orderId);
    move(order, 'askAccepted');
    order.cancel = { clOrdId, reason };
    remember(state, order.terms.account, clOrdId, { ask: 'cancel', orderId, askedOn: known(state.day, 'the day is open').day });
  },
  ReplaceAccepted: (state, { orderId, clOrdId, qty, price }, { at }) => {
    const order = orderOf(state, orderId);
    move(order, 'askAccepted');
    order.replace = { clOrdId, qty, price };
    remember(state, order.terms.account, clOrdId, { ask: 'replace', orderId, qty, price, askedOn: known(state.day, 'the day is open').day });
    spendAccountRate(state, order.terms.account, at);
    settle(state, order);
  },
  OrderReplaced: (state, { orderId, clOrdId, qty, price }) => {
    const order = orderOf(state, orderId);
    move(order, 'replace');
    order.clOrdId = clOrdId;
    order.qty = qty;
    order.price = price;
    order.replace = undefined;
    settle(state, order);
  },
  AskFailed: (state, { orderId, ask }) => {
    const order = orderOf(state, orderId);
    move(order, 'askFailed');
    if (ask === 'cancel') order.cancel = undefined;
    else order.replace = undefined;
    settle(state, order);
  },
  OrderClosed: (state, { orderId, as, reason }, { at }) => {
    const order = orderOf(state, orderId);
    move(order, as);
    order.reason = reason;
    order.held = undefined;
    order.wants = undefined;
    order.cancel = undefined;
    order.replace = undefined;
    order.closedAt = at;
    state.timers.cancel(heldId(orderId));
    if (order.terms.timeInForce === 'gtd') state.timers.cancel(expiryId(orderId));
    settle(state, order);
  },

  ChildRouted: (state, event, { at }) => {
    const order = orderOf(state, event.orderId);
    move(order, 'route');
    const { childId, orderId, venue, session, account, symbol, side, ordType, timeInForce, epoch, sentId, qty, price, timeoutAt } = event;
    const child: Child = {
      childId, orderId, venue, session, account, symbol, side, ordType, timeInForce, epoch, status: 'sent', reason: '', sentId, sentIds: [sentId],
      venueOrderId: undefined, qty, price, cumQty: ZERO_QTY, certain: true, timeoutAt, requests: [], executions: undefined,
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
    const { sentId, timeoutAt } = event;
    child.requests = [...child.requests, { sentId, kind: 'cancel', certain: true, timeoutAt }];
    child.sentIds.push(sentId);
    sent(state, child, event);
  },
  ChildReplaceSent: (state, event, { at }) => {
    const child = childOf(state, event.childId);
    const { sentId, timeoutAt, qty, price } = event;
    child.requests = [...child.requests, { sentId, kind: 'replace', certain: true, timeoutAt, qty, price }];
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
  ChildRemarked: (state, { childId }) => {
    const child = childOf(state, childId);
    answered(state, child); // Whatever it says, the venue knows the order.
  },

  ExecutionBooked: (state, event) => {
    const { orderId, childId, account, symbol, side, executionKey, lastQty, lastPx, fee, feeCurrency } = event;
    const order = orderOf(state, orderId);
    const child = childOf(state, childId);
    if (child.executions === undefined) child.executions = new Map();
    assert(!child.executions.has(executionKey), `${executionKey} is booked once`);
    child.executions.set(executionKey, { executionKey, lastQty, lastPx, busted: false });
    if (state.config?.venues.get(child.venue)?.terms.executionKey === 'venue') venueKeysOf(state, child.venue).add(executionKey);
    child.cumQty = (child.cumQty + lastQty) as Qty;
    order.cumQty = (order.cumQty + lastQty) as Qty;
    order.cumNotional = (order.cumNotional + notional(lastPx, lastQty)) as Notional;
    advance(child, 'trade');
    answered(state, child);
    const position = state.positions.of(account, symbol);
    book(position, side, lastQty, lastPx);
    charge(position, feeCurrency, feeUnits(fee) ?? 0n);
    settle(state, order);
  },
  ExecutionBusted: (state, { orderId, childId, executionKey, lastPx }) => {
    const order = orderOf(state, orderId);
    rebook(state, order, childOf(state, childId), executionKey, ZERO_QTY, lastPx);
    settle(state, order);
  },
  ExecutionCorrected: (state, { orderId, childId, executionKey, lastQty, lastPx }) => {
    const order = orderOf(state, orderId);
    rebook(state, order, childOf(state, childId), executionKey, lastQty, lastPx);
    settle(state, order);
  },
  StrayExecutionBooked: (state, { venue, account, symbol, side, executionKey, lastQty, lastPx, fee, feeCurrency }) => {
    venueKeysOf(state, venue).add(executionKey);
    const position = state.positions.of(account, symbol);
    book(position, side, lastQty, lastPx);
    charge(position, feeCurrency, feeUnits(fee) ?? 0n);
  },
  CertaintyLost: (state, { orderId, childId, request, sentId }) => {
    const child = childOf(state, childId);
    findRequest(child, request, sentId).certain = false;
    state.timers.cancel(timeoutId(sentId));
    if (request === 'submit') child.timeoutAt = undefined;
    settle(state, orderOf(state, orderId));
  },
  CertaintyRegained: (state, { orderId, childId, request, sentId }) => {
    findRequest(childOf(state, childId), request, sentId).certain = true;
    settle(state, orderOf(state, orderId));
  },
  BreakRaised: (state, { type: _, ...found }, { at }) => {
    state.breaks.set(found.breakId, { ...found, at });
    state.next.break += 1;
  },
};

export const venueKeysOf = (state: State, venue: string): Set<string> => {
  let keys = state.venueKeys.get(venue);
  if (keys === undefined) state.venueKeys.set(venue, (keys = new Set()));
  return keys;
};

/** Restores what `carry` wrote (see carry.ts). */
export const restoreOrder = (state: State, event: Events['CarriedOrder']): void => {
  const { type: _, status, reason, clOrdId, firstClOrdId, firstQty, firstPrice, qty, price, cumQty, cumNotional, attempts, wants, held, cancel, replace, acceptedAt, closedAt, ...rest } = event;
  const order: Order = {
    orderId: event.orderId,
    terms: { type: 'OrderAccepted', ...rest, clOrdId: firstClOrdId, qty: firstQty, price: firstPrice },
    acceptedAt, status, reason, clOrdId, qty, price, cumQty, cumNotional, attempts, wants, held, cancel, replace, children: [], reserved: ZERO_QTY, closedAt,
  };
  state.orders.set(order.orderId, order);
  if (held?.until !== undefined) state.timers.set(heldId(order.orderId), held.until);
  if (isOpen(status) && event.timeInForce === 'gtd' && event.expireTime !== undefined) state.timers.set(expiryId(order.orderId), event.expireTime);
  settle(state, order);
};

export const restoreChild = (state: State, event: Events['CarriedChild']): void => {
  const { type: _, executions, requests, certain, sentIds, venueOrderId, timeoutAt, price, ...rest } = event;
  const child: Child = {
    ...rest, price, venueOrderId, timeoutAt, certain, sentIds: [...sentIds], requests: requests.map((request) => ({ ...request })),
    executions: executions.length === 0 ? undefined : new Map(executions.map((execution) => [execution.executionKey, execution])),
  };
  const order = orderOf(state, child.orderId);
  state.children.set(child.childId, child);
  order.children.push(child);
  for (const sentId of sentIds) state.sentIds.add(sentId, child, false);
  if (timeoutAt !== undefined) state.timers.set(timeoutId(sentIds[0] as string), timeoutAt);
  for (const request of child.requests) if (request.certain) state.timers.set(timeoutId(request.sentId), request.timeoutAt);
  settle(state, order);
};
