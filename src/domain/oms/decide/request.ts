import { known } from '../../kernel/assert.ts';
import { formatChildId } from '../../kernel/ids.ts';
import type { Reports } from '../../order/events.ts';
import { childLife, isLive, isOpen } from '../../order/lifecycle.ts';
import type { Child, Order, PendingRequest } from '../../order/order.ts';
import { askStatus } from './ask-status.ts';
import type { Draft } from './draft.ts';
import { doubtBooks } from './level.ts';
import { follow, raiseUnasked, toldTerms } from './restate.ts';
import { cancelChild, grantedQty, sayReplaced } from './review.ts';
import { mayGo } from './turns.ts';

type Execution = Reports['ExecutionReported'];

/** New terms at the venue. Asked for: they are the order's terms now. Not asked for: they hold all the same, with a break. */
export const replaced = (draft: Draft, order: Order, child: Child, report: Execution, isOldNews: boolean): void => {
  const { orderId, childId } = child;
  const { sentId, venueOrderId, transactTime } = report;
  const request = child.requests.find((pending) => pending.kind === 'replace' && pending.sentId === sentId);
  const told = toldTerms(draft, child, report, request);
  // A request may be answered after its terms were changed again: it is answered, and the later terms stand.
  const { qty, price } = isOldNews ? child : told;
  const { how, to } = childLife[child.status].replaced;
  const changesNothing = (to === child.status || child.status === 'filled') && qty === child.qty && price === child.price;
  // Of a request that was given up: its id is in force all the same, and its terms too, if they are told; else they are asked for.
  const givenUp = isLaterId(child, sentId) ? sentId : undefined;
  if (request === undefined && givenUp === undefined && (isOldNews || changesNothing || isOvertaken(child, sentId))) return;
  if (request !== undefined) takeEarlier(draft, order, child, request);
  draft.say({
    type: 'ChildReplaced',
    orderId,
    childId,
    sentId: request?.sentId ?? givenUp,
    venueOrderId,
    qty,
    price,
    transactTime,
  });
  if (request === undefined) {
    if (isOldNews) return; // Only its id was news.
    if (givenUp !== undefined && report.orderQty === undefined) askStatus(draft, child);
    if (how === 'apply') raiseUnasked(draft, child, report, told);
    return follow(draft, order, child, told, report.text ?? 'replaced by the venue');
  }
  const asked = order.replaces.find(({ clOrdId }) => clOrdId === request.clOrdId);
  if (asked === undefined) return;
  sayReplaced(draft, order, asked);
  if (qty !== request.qty || price !== request.price)
    follow(
      draft,
      { ...order, price: asked.price, qty: grantedQty(order, asked.qty) },
      child,
      { qty, price },
      'as the venue works it',
    );
};

/** Replaces that this one names, one after another, as those before it: it could not be done without them. */
const takeEarlier = (draft: Draft, order: Order, child: Child, { origSentId }: PendingRequest): void => {
  const { orderId, childId, requests } = child;
  const before = requests.find(({ sentId }) => sentId === origSentId);
  if (before === undefined) return;
  takeEarlier(draft, order, child, before);
  const { sentId, qty, price, certain, clOrdId } = before;
  const evidence = 'the replace after it is done';
  if (!certain) draft.say({ type: 'CertaintyRegained', orderId, childId, request: 'replace', sentId, evidence });
  draft.say({ type: 'ChildReplaced', orderId, childId, sentId, qty: qty ?? child.qty, price });
  const asked = order.replaces.find((replace) => replace.clOrdId === clOrdId);
  if (asked !== undefined) sayReplaced(draft, order, asked);
};

const isLaterId = ({ sentIds, sentId: current }: Child, sentId: string | undefined): boolean =>
  sentId !== undefined && sentIds.indexOf(sentId) > sentIds.indexOf(current);

/** Said again, late, of a replace that a later one has followed: its terms are not in force any more. */
const isOvertaken = ({ sentIds, sentId: current }: Child, sentId: string | undefined): boolean => {
  const at = sentId === undefined ? -1 : sentIds.indexOf(sentId);
  return at > 0 && at < sentIds.indexOf(current);
};

/** The child order has ended, and replaces in place with it: there is nothing left to change. */
export const endReplaces = (draft: Draft, { orderId, replaces }: Order, { requests }: Child, reason: string): void => {
  for (const { clOrdId } of replaces)
    if (requests.some((request) => request.clOrdId === clOrdId))
      draft.say({ type: 'AskFailed', orderId, clOrdId, ask: 'replace', reason, rejectReason: 'tooLate' });
};

/** Why a request came to nothing: the venue refused it, it never got out, it was one too many for the venue, or the venue shows that it never took effect. */
export type Failure = Readonly<{
  how: 'refused' | 'notSent' | 'overRate' | 'noEffect';
  reason: string;
  rejectReason?: string | undefined;
}>;

/** A cancel or a replace came to nothing. */
export const requestFailed = (draft: Draft, child: Child, sentId: string, failure: Failure): void => {
  const request = child.requests.find((pending) => pending.sentId === sentId);
  if (request === undefined) return contradicted(draft, child, sentId, failure); // Answered before: saying it twice changes nothing.
  const { orderId, childId, venue } = child;
  const { kind, certain } = request;
  const { how, rejectReason } = failure;
  const reason = how === 'notSent' ? `not sent: ${failure.reason}` : failure.reason;
  if (!certain) draft.say({ type: 'CertaintyRegained', orderId, childId, request: kind, sentId, evidence: `${how}: ${reason}` });
  const order = known(draft.state.orders.get(orderId), 'a child order has its client order');
  const isWanted = kind === 'cancel' && how !== 'refused' && isLive(child.status);
  const againAt = isWanted && how === 'notSent' ? draft.retryAt(venue) : undefined;
  draft.say({ type: 'ChildRequestRejected', orderId, childId, sentId, request: kind, reason, rejectReason, againAt });
  if (isWanted) {
    // It is still wanted, and the venue does not have it; into a session that is down it goes when that is up.
    if (how !== 'notSent' && draft.session(venue)?.up === true) cancelChild(draft, child);
    return;
  }
  if (how === 'overRate') {
    mayGo(draft, child, 'replace'); // It waits for its turn, too.
    return;
  }
  if (rejectReason === 'unknownOrder' && child.sentId === request.origSentId) doubtOrder(draft, child);
  if (kind === 'cancel') cancelFailed(draft, order, child, request, reason, rejectReason);
  else if (order.replaces.some(({ clOrdId }) => clOrdId === request.clOrdId))
    draft.say({ type: 'AskFailed', orderId, clOrdId: request.clOrdId as string, ask: 'replace', reason, rejectReason });
};

/** The venue does not know, under its id in force, what we believe to be alive there. */
const doubtOrder = (draft: Draft, child: Child): void => {
  if (!isLive(child.status) || child.query !== undefined) return;
  if (draft.venue(child.venue).terms.queryById) askStatus(draft, child);
  else if (child.certain) doubtBooks(draft, child.venue);
};

/** A person has declared it done, and the venue says no: the venue is right, and is asked how the order stands. */
const contradicted = (draft: Draft, child: Child, sentId: string, { how, reason }: Failure): void => {
  const { venue, declared } = child;
  if (!declared.includes(sentId)) return;
  const what = how === 'refused' ? `${venue} refuses ${sentId}` : `the transport did not send ${sentId}`;
  draft.raise('declarationContradicted', `${what}, which was declared done: ${reason}`, { venue, child });
  if (child.query === undefined) askStatus(draft, child);
};

/** Does nobody but the desk want it cancelled: a kill, the end of its time, an order that is closed and yet lives? */
const isDesksOwn = ({ state }: Draft, { orderId, status, cancel }: Order): boolean =>
  cancel?.clOrdId === '' || !isOpen(status) || [...state.massCancels.values()].some(({ orders }) => orders.includes(orderId));

/** The ask behind a refused cancel has failed with it, unless the cancel only missed a replace that it crossed, or others may still succeed. */
const cancelFailed = (
  draft: Draft,
  order: Order,
  child: Child,
  failed: PendingRequest,
  reason: string,
  rejectReason: string | undefined,
): void => {
  const { orderId, cancel, replaces } = order;
  const asked = cancel ?? replaces[0];
  if (!isLive(child.status)) return;
  if (child.sentId !== failed.origSentId) return cancelChild(draft, child); // Again, under the id that the venue now knows.
  if (child.requests.some(({ kind }) => kind === 'replace')) return; // The next one goes once that is answered (review.ts).
  if (isDesksOwn(draft, order)) {
    const detail = `${child.venue} does not cancel ${formatChildId(child.childId)}, which the desk wants cancelled: ${reason}`;
    draft.raise('notCanceled', detail, { venue: child.venue, child });
  }
  if (asked === undefined) return;
  // A cancel on its way, or one that goes once the replace before it is answered.
  const pending = ({ status, requests }: Child): boolean => isLive(status) && requests.some((request) => request !== failed);
  if (order.children.some(pending)) return;
  const ask = cancel === undefined ? 'replace' : 'cancel';
  draft.say({ type: 'AskFailed', orderId, clOrdId: asked.clOrdId, ask, reason, rejectReason });
};
