import { known } from '../../kernel/assert.ts';
import { larger, type OrderId, type Qty, smaller } from '../../kernel/units.ts';
import type { OrderFacts } from '../../order/events.ts';
import { isLive, isOpen } from '../../order/lifecycle.ts';
import { atVenuesQty, type Child, mayTrade, mostWanted, type Order } from '../../order/order.ts';
import { isClosed } from '../state.ts';
import type { Draft } from './draft.ts';
import { RATE_LIMITED } from './limited.ts';
import { isOpenFor } from './opening.ts';
import { barredReplace } from './risk-view.ts';
import { mayGo } from './turns.ts';

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
  const [wanted] = order.replaces;
  if (live.length > 0) {
    if (order.cancel !== undefined || order.cumQty >= mostWanted(order)) cancelChildren(draft, order);
    else if (wanted !== undefined && !order.children.some(isFullInDoubt) && !dropBarred(draft, order))
      replaceChildren(draft, order, wanted, live);
    return;
  }
  if (order.children.some(isFullInDoubt)) return; // Full, but the venue has not said whether it has more to do.
  if (order.cumQty >= order.qty && wanted === undefined) return close(draft, order, 'filled', 'filled');
  if (order.cancel !== undefined) {
    const { reason } = order.cancel;
    return close(draft, order, reason === EXPIRED ? 'expired' : 'canceled', reason);
  }
  if (wanted !== undefined) {
    if (!goesOnInPlace(draft, order, wanted)) return replaceAtOnce(draft, order);
    if (!dropBarred(draft, order)) replaceInPlace(draft, order, lastOf(order));
    return;
  }
  if (order.wants === undefined) placeTheRest(draft, order);
};

/** A replace that a kill or a mode has forbidden since it was taken on does not go out any more. True when there was one. */
const dropBarred = (draft: Draft, order: Order): boolean => {
  const found = barredReplace(draft.state, draft.config, draft.now, order);
  if (found === undefined) return false;
  const { check, text } = found.why;
  draft.say({ type: 'AskFailed', orderId: order.orderId, ask: 'replace', clOrdId: found.clOrdId, reason: `${check}: ${text}` });
  return true;
};

/** Full, with a replace on its way that may give it more. */
const isFullInDoubt = (child: Child): boolean => !isLive(child.status) && mayTrade(child);

/** Asks that the end of an order has overtaken have come to nothing, and their clients are told so, each by its own id. */
export const close = (draft: Draft, order: Order, as: OrderFacts['OrderClosed']['as'], reason: string): void => {
  const { orderId, cancel, replaces } = order;
  const tooLate = { type: 'AskFailed', orderId, reason: `the order is ${as}`, rejectReason: 'tooLate' } as const;
  for (const { clOrdId } of replaces) draft.say({ ...tooLate, ask: 'replace', clOrdId });
  if (cancel !== undefined && cancel.clOrdId !== '' && as !== 'canceled')
    draft.say({ ...tooLate, ask: 'cancel', clOrdId: cancel.clOrdId });
  const last = order.children.at(-1);
  draft.say({ type: 'OrderClosed', orderId, as, reason, rejectReason: last?.rejectReason, why: last?.why });
};

/** A held order that a venue turns out to have after all does not wait any more: its "not sent" was wrong. */
const wake = (draft: Draft, { orderId, qty, cumQty }: Order, live: readonly Child[]): void => {
  if (live.length > 0 || cumQty >= qty) draft.say({ type: 'OrderReleased', orderId });
};

/** One cancel for each live child that has none on its way; `anew` where somebody insists, or a connection is new. */
export const cancelChildren = (draft: Draft, order: Order, anew = false): void => {
  for (const child of order.children)
    if (isLive(child.status) && mayCancel(draft, child, anew ? Number.POSITIVE_INFINITY : LOST_CANCELS_MAX))
      cancelChild(draft, child);
};

/** A venue that loses so many cancels of one order needs a person: by themselves no more go out until it is connected anew, or one is pulled by hand. */
export const LOST_CANCELS_MAX = 5;

/**
 * Not while a cancel is on its way, nor after one was refused because it crossed a replace: the next goes once that is answered. Not
 * into a session that is down either: it goes when that is up. A cancel whose answer is lost may be repeated, since cancelling twice is
 * cancelling once, but the venue is asked first where it can be (status.ts), and it is not repeated by itself while it answers no cancel
 * at all: what is asked for anew always goes.
 */
const mayCancel = (draft: Draft, { venue, requests, sentIds }: Child, lostMax: number): boolean => {
  const { queryById } = draft.venue(venue).terms;
  const replace = requests.findLast(({ kind }) => kind === 'replace');
  const cancels = requests.filter(({ kind }) => kind === 'cancel');
  return (
    draft.session(venue)?.up === true &&
    !cancels.some(({ certain }) => certain || queryById) &&
    cancels.length < lostMax &&
    (cancels.length === 0 || lostMax === Number.POSITIVE_INFINITY || !draft.isBroken(venue, 'cancel')) &&
    (replace === undefined || replace.sentId === sentIds.at(-1) || !replace.certain)
  );
};

/** A cancel names the last id that the venue accepted. */
export const cancelChild = (draft: Draft, child: Child): void => {
  const { orderId, childId, venue, sentId } = child;
  if (!mayGo(draft, child, 'cancel')) return;
  draft.say({ type: 'ChildCancelSent', orderId, childId, ...draft.toVenue(draft.venue(venue), 'cancel'), origSentId: sentId });
};

type Replace = Order['replaces'][number];
export const lastOf = ({ children }: Order): Child => known(children.at(-1), 'an order that executed has a child order');

/** Can its venue change it where it is, keeping its id? */
const changesInPlace = (draft: Draft, { terms }: Order, { venue }: Child): boolean =>
  draft.venue(venue).terms.replace === 'atomic' && terms.route.strategy === 'direct';

/** Filled at one venue, which is asked to go on for more. */
const goesOnInPlace = (draft: Draft, order: Order, { qty }: Replace): boolean => {
  const last = order.children.at(-1);
  if (last?.status !== 'filled' || last.cumQty < last.qty) return false;
  return changesInPlace(draft, order, last) && atVenue(order, last, qty) > last.cumQty;
};

/** In place where the venue can (one child, atomic replace); else cancel first, and place anew once the cancel is confirmed. */
const replaceChildren = (draft: Draft, order: Order, wanted: Replace, live: readonly Child[]): void => {
  const [child] = live;
  if (child === undefined || live.some(({ requests }) => requests.some(({ kind }) => kind === 'cancel'))) return;
  if (live.some(({ venue }) => isClosed(draft.state, venue))) return; // It goes when the venue opens.
  if (live.length === 1 && changesInPlace(draft, order, child) && atVenue(order, child, wanted.qty) > child.cumQty)
    return replaceInPlace(draft, order, child);
  if (!live.some(({ requests }) => requests.length > 0)) cancelChildren(draft, order);
};

/** The total at one venue that makes this total of the order. */
const atVenue = (order: Order, child: Child, qty: Qty): Qty => (qty - (order.cumQty - child.cumQty)) as Qty;

/** Where it would come to nothing it fails at once: other terms later are other terms. */
const whyNoReplace = (draft: Draft, venue: string): string | undefined => {
  if (draft.state.health.get(venue)?.quarantined === true) return `${venue} is in quarantine`;
  return draft.isBroken(venue, 'replace') ? `${venue} does not answer replaces at this moment` : undefined;
};

/** Every replace that is not yet on its way, each naming the one before it: the venue takes them in turn (FIX D.2). */
const replaceInPlace = (draft: Draft, order: Order, child: Child): void => {
  const { orderId, childId, venue, requests } = child;
  if (!isOpenFor(draft.state, venue)) return; // It goes once the session is up, and the desk level with the venue.
  let origSentId = requests.findLast(({ kind }) => kind === 'replace')?.sentId ?? child.sentId;
  for (const { clOrdId, qty, price } of order.replaces) {
    if (requests.some((request) => request.clOrdId === clOrdId)) continue;
    const total = atVenue(order, child, qty);
    if (total <= child.cumQty) return; // A cancel in effect: its turn comes when those before it are answered.
    const failing = whyNoReplace(draft, venue);
    if (failing !== undefined) {
      draft.say({ type: 'AskFailed', orderId, clOrdId, ask: 'replace', reason: failing });
      continue;
    }
    if (!mayGo(draft, child, 'replace')) return;
    const message = draft.toVenue(draft.venue(venue), 'replace');
    draft.say({ type: 'ChildReplaceSent', orderId, childId, ...message, origSentId, qty: total, price, clOrdId });
    origSentId = message.sentId;
  }
};

/** Nothing is at any venue: the new terms are in force, one after another, and what is left of the last goes out again. */
const replaceAtOnce = (draft: Draft, order: Order): void => {
  const { orderId, cumQty, terms, replaces } = order;
  for (const replace of replaces) sayReplaced(draft, order, replace);
  if (cumQty >= (replaces.at(-1)?.qty ?? order.qty)) draft.say({ type: 'OrderClosed', orderId, as: 'filled', reason: 'filled' });
  else draft.say({ type: 'EvidenceWanted', orderId, purpose: 'replace', symbol: terms.symbol });
};

/**
 * A quantity below what is executed by now becomes what is executed (FIX 4.4, C.3.c), but for what was executed beyond what anybody
 * wanted: should that be taken back, it is not asked for again.
 */
export const grantedQty = (order: Order, qty: Qty): Qty => larger(qty, smaller(order.cumQty, mostWanted(order)));
export const sayReplaced = (draft: Draft, order: Order, { clOrdId, qty, price }: Replace): void =>
  draft.say({ type: 'OrderReplaced', orderId: order.orderId, clOrdId, qty: grantedQty(order, qty), price });

/** No child lives and something is left: how the last child ended says whether it goes out again. */
const placeTheRest = (draft: Draft, order: Order): void => {
  const last = order.children.at(-1);
  const { orderId, terms, attempts } = order;
  if (last === undefined) return; // It is about to be routed.
  if (atVenuesQty(order) >= order.qty - order.cumQty) return; // Executed by the venue's count: what is missing is asked for.
  const immediate = terms.timeInForce === 'ioc' || terms.timeInForce === 'fok';
  if (last.status === 'notSent' && !immediate) return holdAgain(draft, orderId, last);
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

/** It is at no venue: it waits for the session, or for its turn, where the venue had too much already. */
const holdAgain = (draft: Draft, orderId: OrderId, { venue, rejectReason }: Child): void => {
  if (rejectReason === RATE_LIMITED && draft.session(venue)?.up === true)
    return draft.say({ type: 'OrderHeld', orderId, why: 'rate', venue, until: draft.room.turnAt(draft.venue(venue), 'submit') });
  draft.say({ type: 'OrderHeld', orderId, why: 'session', venue, until: draft.retryAt(venue) });
};
