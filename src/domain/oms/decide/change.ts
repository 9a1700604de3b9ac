import type { Price, Qty } from '../../kernel/units.ts';
import type { Asks } from '../../order/events.ts';
import { isOpen } from '../../order/lifecycle.ts';
import type { Order } from '../../order/order.ts';
import { allows } from '../../resilience/modes.ts';
import { objection } from '../../risk/checks.ts';
import type { Objection } from '../../risk/objection.ts';
import { findOrder } from '../state.ts';
import type { Draft } from './draft.ts';
import { repeated, saidOf } from './place.ts';
import { sayReplaced } from './review.ts';
import { modeFor, riskViewOf } from './risk-view.ts';
import { readUnits, rule } from './terms.ts';

/** Why an order cannot be changed now, in FIX words (CxlRejReason): unknown order, too late, already pending. */
const notNow = (draft: Draft, order: Order | undefined, named: string, reopens = false): Objection | undefined => {
  if (order === undefined)
    return rule('unknownOrder', 'order', 'an order of this account', named, `there is no order ${named} of this account`);
  if (!isOpen(order.status) && !(reopens && mayReopen(draft, order)))
    return rule('tooLate', 'order', 'an open order', order.status, `the order is already ${order.status}`);
  if (order.cancel !== undefined)
    return rule('alreadyPending', 'order', 'no cancel pending', order.cancel.clOrdId, 'a cancel is already pending');
  return undefined;
};
/** A replace for more re-opens what was filled today (FIX C.1.c), or an order that is good for more than a day. */
const mayReopen = ({ state }: Draft, { status, terms, closedAt }: Order): boolean =>
  status === 'filled' && (terms.timeInForce === 'gtc' || (closedAt ?? 0) >= (state.day?.opensAt ?? 0));

const named = (ask: Asks['CancelRequested' | 'ReplaceRequested']): string =>
  String(ask.origClOrdId ?? ask.orderId ?? 'without a name');

/** Only a halted scope takes no cancels of clients: there people at the desk act, and nobody else. */
const notByMode = ({ state }: Draft, { terms }: Order): Objection | undefined => {
  const { mode, scope } = modeFor(state, terms);
  if (allows[mode].cancel === 'yes') return undefined;
  const text = `${scope} is in mode ${mode}: people at the desk cancel, clients do not`;
  return rule('tradingMode', scope, 'normal', mode, text);
};

/** Cancels never wait for risk or for a rate: getting out is always allowed, but in a scope that a person has halted. */
export const cancelOrder = (draft: Draft, ask: Asks['CancelRequested']): void => {
  const { account, clOrdId } = ask;
  const order = findOrder(draft.state, account, ask.orderId, ask.origClOrdId);
  if (repeated(draft, ask, 'cancel', ({ orderId }) => orderId === order?.orderId)) return;
  const why = notNow(draft, order, named(ask)) ?? (order && notByMode(draft, order));
  if (order === undefined || why !== undefined)
    draft.refuse('cancel', { account, clOrdId, said: saidOf(ask), order }, why as Objection);
  else acceptCancel(draft, order, clOrdId, ask.reason ?? 'requested by the client');
};

/** From here on no new child; a held order ends at once, since no venue knows of it. */
export const acceptCancel = (draft: Draft, order: Order, clOrdId: string, reason: string): void => {
  const { orderId } = order;
  draft.say({ type: 'CancelAccepted', orderId, clOrdId, reason });
  if (order.status === 'held') draft.say({ type: 'OrderClosed', orderId, as: 'canceled', reason });
};

/**
 * A change of quantity or price. A total below what is executed by now ends the order with what is executed (FIX C.3). Every check again, and the position at the largest of old and new, since any of them may yet trade.
 */
export const replaceOrder = (draft: Draft, ask: Asks['ReplaceRequested']): void => {
  const { account, clOrdId } = ask;
  const order = findOrder(draft.state, account, ask.orderId, ask.origClOrdId);
  if (repeated(draft, ask, 'replace', () => false)) return;

  const wanted = order === undefined ? undefined : readChange(draft, order, ask);
  const refuse = (why: Objection): void => draft.refuse('replace', { account, clOrdId, said: saidOf(ask), order }, why);
  const why = notNow(draft, order, named(ask), true);
  if (order === undefined || wanted === undefined || why !== undefined) return refuse(why as Objection);
  const { replacesInFlightMax: most } = draft.config.terms;
  if (order.replaces.length >= most) {
    const pending = order.replaces.map(({ clOrdId }) => clOrdId).join(' ');
    return refuse(
      rule('alreadyPending', 'order', `${most} replace${most === 1 ? '' : 's'} pending`, pending, 'a replace is already pending'),
    );
  }
  if ('check' in wanted) return refuse(wanted);
  if (order.status === 'filled' && wanted.qty <= order.cumQty)
    return refuse(
      rule('tooLate', 'order', 'an open order, or more than is executed', order.status, 'the order is already filled'),
    );

  const { symbol, side, route, strategy } = order.terms;
  const { qty, price } = wanted;
  const changed = { account, strategy, symbol, side, qty, price, route };
  const found = objection(riskViewOf(draft.state, draft.config, draft.now, changed, ask.evidence, order, false));
  if (found !== undefined) return refuse(found);
  const { orderId } = order;
  if (order.status === 'filled') draft.say({ type: 'OrderReopened', orderId, reason: `${clOrdId} asks for more` });
  draft.say({ type: 'ReplaceAccepted', orderId, clOrdId, qty, price, said: saidOf(ask) });
  if (order.status === 'held') sayReplaced(draft, order, { clOrdId, qty, price });
};

const readChange = (
  draft: Draft,
  order: Order,
  ask: Asks['ReplaceRequested'],
): Readonly<{ qty: Qty; price: Price | undefined }> | Objection => {
  const instrument = draft.config.instruments.get(order.terms.symbol);
  if (instrument === undefined)
    return rule(
      'instrumentTradable',
      `instrument ${order.terms.symbol}`,
      'a tradable instrument',
      'unknown',
      `instrument ${order.terms.symbol} is unknown at this desk`,
    );
  // What is left out stays as it is, or as a replace before this one will make it.
  const before = order.replaces.at(-1) ?? order;
  const qty = ask.qty === undefined ? before.qty : readUnits('qty', ask.qty, instrument.qtyScale);
  if (typeof qty !== 'number') return qty;
  const price = ask.price === undefined ? before.price : readUnits('price', ask.price, instrument.priceScale);
  if (price !== undefined && typeof price !== 'number') return price;
  if (order.terms.ordType === 'market' && price !== undefined)
    return rule('price', 'price', 'absent', String(ask.price), 'a market order has no price');
  return { qty: qty as Qty, price: price as Price | undefined };
};
