import { larger, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import type { OrderFacts } from '../../order/events.ts';
import { isLive, isOpen } from '../../order/lifecycle.ts';
import { type Child, mayTrade, type Order } from '../../order/order.ts';
import type { Draft } from './draft.ts';

/** Marks a cancel as the desk's own because the order's time is over. */
export const EXPIRED = 'expired: its time is over';

/**
 * Looks at a client order after something happened to it or its children, and says what follows from it. Says nothing when nothing
 * does, so that reviewing twice is reviewing once.
 */
export const reviewOrder = (draft: Draft, order: Order): void => {
  if (!isOpen(order.status)) return cancelChildren(draft, order); // A child came back to life: we take it back.
  const live = order.children.filter(({ status }) => isLive(status));
  if (order.status === 'held') return wake(draft, order, live);
  if (live.length > 0) {
    const most = larger(order.qty, order.replace?.qty ?? ZERO_QTY);
    if (order.cancel !== undefined || order.cumQty >= most) cancelChildren(draft, order);
    else if (order.replace !== undefined) replaceChildren(draft, order, order.replace, live);
    return;
  }
  if (order.children.some(mayTrade)) return; // Full, but the venue has not said whether it has more to do.
  if (order.cumQty >= order.qty && order.replace === undefined) return close(draft, order, 'filled', 'filled');
  if (order.cancel !== undefined) {
    const { reason } = order.cancel;
    return close(draft, order, reason === EXPIRED ? 'expired' : 'canceled', reason);
  }
  if (order.replace !== undefined) return replaceAtOnce(draft, order, order.replace);
  if (order.wants === undefined) placeTheRest(draft, order);
};

const close = (draft: Draft, { orderId }: Order, as: OrderFacts['OrderClosed']['as'], reason: string): void =>
  draft.say({ type: 'OrderClosed', orderId, as, reason });

/** A held order that a venue turns out to have after all does not wait any more: its "not sent" was wrong. */
const wake = (draft: Draft, { orderId, qty, cumQty }: Order, live: readonly Child[]): void => {
  if (live.length > 0 || cumQty >= qty) draft.say({ type: 'OrderReleased', orderId });
};

/** One cancel for each live child that has none on its way. */
export const cancelChildren = (draft: Draft, order: Order): void => {
  for (const child of order.children) if (isLive(child.status) && mayCancel(child)) cancelChild(draft, child);
};

/** Not while a cancel is on its way, nor after one was refused because it crossed a replace: the next goes once that is answered. */
const mayCancel = ({ requests, sentIds }: Child): boolean => {
  const replace = requests.find(({ kind }) => kind === 'replace');
  return !requests.some(({ kind }) => kind === 'cancel') && (replace === undefined || replace.sentId === sentIds.at(-1));
};

/** A cancel names the last id that the venue accepted. */
export const cancelChild = (draft: Draft, { orderId, childId, venue, sentId }: Child): void =>
  draft.say({ type: 'ChildCancelSent', orderId, childId, ...draft.toVenue(draft.venue(venue)), origSentId: sentId });

/** In place where the venue can (one child, atomic replace); else cancel first, and place anew once the cancel is confirmed. */
const replaceChildren = (draft: Draft, order: Order, wanted: NonNullable<Order['replace']>, live: readonly Child[]): void => {
  const [child] = live;
  if (live.some(({ requests }) => requests.length > 0) || child === undefined) return;
  const qty = (wanted.qty - (order.cumQty - child.cumQty)) as Qty;
  const inPlace =
    live.length === 1 && draft.venue(child.venue).terms.replace === 'atomic' && order.terms.route.strategy === 'direct';
  if (!inPlace || qty <= child.cumQty) return cancelChildren(draft, order);
  const { orderId, childId, venue, sentId } = child;
  draft.say({
    type: 'ChildReplaceSent',
    orderId,
    childId,
    ...draft.toVenue(draft.venue(venue)),
    origSentId: sentId,
    qty,
    price: wanted.price,
  });
};

/** Nothing is at any venue: the new terms are in force, and what is left of them goes out again. */
const replaceAtOnce = (draft: Draft, order: Order, wanted: NonNullable<Order['replace']>): void => {
  const { orderId, cumQty, terms } = order;
  sayReplaced(draft, order, wanted);
  if (cumQty >= wanted.qty) close(draft, order, 'filled', 'filled');
  else draft.say({ type: 'EvidenceWanted', orderId, purpose: 'replace', symbol: terms.symbol });
};

/** A quantity below what is executed by now becomes what is executed (FIX 4.4, C.3.c). */
export const sayReplaced = (
  draft: Draft,
  { orderId, cumQty }: Order,
  { clOrdId, qty, price }: NonNullable<Order['replace']>,
): void => draft.say({ type: 'OrderReplaced', orderId, clOrdId, qty: larger(qty, cumQty), price });

/** No child lives and something is left: how the last child ended says whether it goes out again. */
const placeTheRest = (draft: Draft, order: Order): void => {
  const last = order.children.at(-1);
  const { orderId, terms, attempts } = order;
  if (last === undefined) return; // It is about to be routed.
  const immediate = terms.timeInForce === 'ioc' || terms.timeInForce === 'fok';
  if (last.status === 'notSent' && !immediate)
    return draft.say({ type: 'OrderHeld', orderId, why: 'session', venue: last.venue, until: undefined });
  if (terms.route.strategy === 'best' && terms.timeInForce !== 'fok' && attempts <= draft.config.terms.routeAttemptsMax)
    return draft.say({ type: 'EvidenceWanted', orderId, purpose: 'route', symbol: terms.symbol });
  const as =
    last.status === 'rejected' || last.status === 'notSent'
      ? 'rejected'
      : last.status === 'expired' || last.status === 'doneForDay'
        ? last.status
        : 'canceled';
  close(draft, order, as, last.reason);
};
