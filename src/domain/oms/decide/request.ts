import { known } from '../../kernel/assert.ts';
import type { Reports } from '../../order/events.ts';
import { childLife, isLive } from '../../order/lifecycle.ts';
import type { Child, Order, PendingRequest } from '../../order/order.ts';
import type { Draft } from './draft.ts';
import { follow, raiseUnasked, toldTerms } from './restate.ts';
import { cancelChild, sayReplaced } from './review.ts';

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
  if (request === undefined && (isOldNews || changesNothing || isOvertaken(child, sentId))) return;
  draft.say({ type: 'ChildReplaced', orderId, childId, sentId: request?.sentId, venueOrderId, qty, price, transactTime });
  if (request === undefined) {
    if (how === 'apply') raiseUnasked(draft, child, report, told);
    return follow(draft, order, child, told, report.text ?? 'replaced by the venue');
  }
  if (order.replace !== undefined) sayReplaced(draft, order, order.replace);
};

/** Said again, late, of a replace that a later one has followed: its terms are not in force any more. */
const isOvertaken = ({ sentIds, sentId: current }: Child, sentId: string | undefined): boolean => {
  const at = sentId === undefined ? -1 : sentIds.indexOf(sentId);
  return at > 0 && at < sentIds.indexOf(current);
};

/** The child order has ended, and a replace in place with it: there is nothing left to change. */
export const endReplace = (draft: Draft, { orderId, replace }: Order, { requests }: Child, reason: string): void => {
  if (replace !== undefined && requests.some(({ kind }) => kind === 'replace'))
    draft.say({ type: 'AskFailed', orderId, clOrdId: replace.clOrdId, ask: 'replace', reason });
};

/** A cancel or a replace came to nothing. */
export const requestFailed = (draft: Draft, child: Child, sentId: string, reason: string): void => {
  const request = child.requests.find((pending) => pending.sentId === sentId);
  if (request === undefined) return; // Answered before: saying it twice changes nothing.
  const { orderId, childId } = child;
  const { kind, certain } = request;
  if (!certain) draft.say({ type: 'CertaintyRegained', orderId, childId, request: kind, sentId, evidence: `refused: ${reason}` });
  draft.say({ type: 'ChildRequestRejected', orderId, childId, sentId, request: kind, reason });
  const order = known(draft.state.orders.get(orderId), 'a child order has its client order');
  if (kind === 'cancel') cancelFailed(draft, order, child, request, reason);
  else if (order.replace !== undefined)
    draft.say({ type: 'AskFailed', orderId, clOrdId: order.replace.clOrdId, ask: 'replace', reason });
};

/** The ask behind a refused cancel has failed with it, unless the cancel only missed a replace that it crossed, or others may still succeed. */
const cancelFailed = (draft: Draft, order: Order, child: Child, failed: PendingRequest, reason: string): void => {
  const { orderId, cancel, replace } = order;
  const asked = cancel ?? replace;
  if (asked === undefined || !isLive(child.status)) return;
  if (child.sentId !== failed.origSentId) return cancelChild(draft, child); // Again, under the id that the venue now knows.
  if (child.requests.some(({ kind }) => kind === 'replace')) return; // The next one goes once that is answered (review.ts).
  const pending = ({ status, requests }: Child): boolean =>
    isLive(status) && requests.some((request) => request !== failed && request.kind === 'cancel');
  if (order.children.some(pending)) return;
  draft.say({ type: 'AskFailed', orderId, clOrdId: asked.clOrdId, ask: cancel === undefined ? 'replace' : 'cancel', reason });
};
