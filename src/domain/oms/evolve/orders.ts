import { known } from '../../kernel/assert.ts';
import { ZERO_NOTIONAL, ZERO_QTY } from '../../kernel/units.ts';
import type { OrderFacts } from '../../order/events.ts';
import type { Order } from '../../order/order.ts';
import type { Recorded } from '../catalogue.ts';
import type { State } from '../state.ts';
import { hold, letGo, wants } from './budgets.ts';
import { expiryId, move, orderOf, remember, settle, spendAccountRate } from './common.ts';

/** What the facts about client orders do to the state. They apply what has happened and never judge it: `decide` did. */
type Handlers = {
  readonly [Type in Exclude<
    keyof OrderFacts,
    | `Child${string}`
    | `${string}Execution${string}`
    | `Certainty${string}`
    | 'ResendRequested'
    | 'FillsAsked'
    | 'UnheardCounted'
    | 'BreakRaised'
  >]: (state: State, event: OrderFacts[Type], record: Recorded) => void;
};

export const orderHandlers: Handlers = {
  OrderAccepted: (state, terms, { at }) => {
    const { orderId, account, clOrdId, qty, price, timeInForce, expireTime } = terms;
    const order: Order = {
      orderId,
      terms,
      acceptedAt: at,
      status: 'open',
      reason: '',
      clOrdId,
      qty,
      price,
      cumQty: ZERO_QTY,
      cumNotional: ZERO_NOTIONAL,
      attempts: 0,
      wants: undefined,
      held: undefined,
      cancel: undefined,
      replaces: [],
      expiresAt: timeInForce === 'gtd' ? expireTime : undefined,
      children: [],
      reserved: ZERO_QTY,
      closedAt: undefined,
    };
    state.orders.set(orderId, order);
    state.next.order += 1;
    remember(state, account, clOrdId, { ask: 'new', orderId, askedOn: known(state.day, 'the day is open').day });
    spendAccountRate(state, account, at);
    if (order.expiresAt !== undefined) state.timers.set(expiryId(orderId), order.expiresAt);
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
    hold(state, order);
    settle(state, order);
  },
  OrderReleased: (state, { orderId }) => {
    const order = orderOf(state, orderId);
    move(order, 'release');
    letGo(state, order);
    wants(state, order, undefined);
  },
  CancelAccepted: (state, { orderId, clOrdId, reason }) => {
    const order = orderOf(state, orderId);
    move(order, 'askAccepted');
    order.cancel = { clOrdId, reason };
    remember(state, order.terms.account, clOrdId, { ask: 'cancel', orderId, askedOn: known(state.day, 'the day is open').day });
  },
  ReplaceAccepted: (state, { orderId, clOrdId, qty, price, said }, { at }) => {
    const order = orderOf(state, orderId);
    move(order, 'askAccepted');
    order.replaces = [...order.replaces, { clOrdId, qty, price }];
    remember(state, order.terms.account, clOrdId, {
      ask: 'replace',
      orderId,
      said,
      askedOn: known(state.day, 'the day is open').day,
    });
    spendAccountRate(state, order.terms.account, at);
    settle(state, order);
  },
  OrderReplaced: (state, { orderId, clOrdId, qty, price }) => {
    const order = orderOf(state, orderId);
    move(order, 'replace');
    order.clOrdId = clOrdId;
    order.qty = qty;
    order.price = price;
    order.replaces = order.replaces.filter((replace) => replace.clOrdId !== clOrdId);
    settle(state, order);
  },
  AskFailed: (state, { orderId, ask, clOrdId }) => {
    const order = orderOf(state, orderId);
    move(order, 'askFailed');
    if (ask === 'cancel') order.cancel = undefined;
    else order.replaces = order.replaces.filter((replace) => replace.clOrdId !== clOrdId);
    settle(state, order);
  },
  OrderClosed: (state, { orderId, as, reason }, { at }) => {
    const order = orderOf(state, orderId);
    move(order, as);
    order.reason = reason;
    letGo(state, order);
    wants(state, order, undefined);
    order.cancel = undefined;
    order.replaces = [];
    order.closedAt = at;
    order.expiresAt = undefined;
    state.timers.cancel(expiryId(orderId));
    settle(state, order);
  },
  OrderReopened: (state, { orderId }) => {
    const order = orderOf(state, orderId);
    move(order, 'reopen');
    order.reason = '';
    order.closedAt = undefined;
    const { timeInForce, expireTime } = order.terms;
    order.expiresAt = timeInForce === 'gtd' ? expireTime : undefined;
    if (order.expiresAt !== undefined) state.timers.set(expiryId(orderId), order.expiresAt);
    settle(state, order);
  },
  OrderRestated: (state, { orderId, qty, price }) => {
    const order = orderOf(state, orderId);
    move(order, 'restate');
    order.qty = qty;
    order.price = price;
    settle(state, order);
  },
};
