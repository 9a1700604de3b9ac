import { known } from '../../kernel/assert.ts';
import { canonical } from '../../kernel/canonical.ts';
import { formatChildId, parseChildId, parseOrderId } from '../../kernel/ids.ts';
import type { ChildId } from '../../kernel/units.ts';
import type { Evidence } from '../../market/events.ts';
import { isLive, isOpen } from '../../order/lifecycle.ts';
import type { Child, Order } from '../../order/order.ts';
import { objection } from '../../risk/checks.ts';
import type { Events } from '../catalogue.ts';
import { killKey } from '../state.ts';
import { askStatus, isInDoubt, statusTimedOut } from './ask-status.ts';
import { callNext } from './call-next.ts';
import { acceptCancel } from './change.ts';
import type { Draft } from './draft.ts';
import { askResend, resendTimedOut } from './gap.ts';
import { closedForAWhile } from './hours.ts';
import { beginRound, compareTimer, roundTimer } from './level.ts';
import { reportMassCancel } from './mass-cancel.ts';
import { isAnswered } from './operations.ts';
import { close, EXPIRED, LOST_CANCELS_MAX, lastOf, reviewOrder } from './review.ts';
import { riskViewOf } from './risk-view.ts';
import { placingOf, routeOrder } from './route.ts';
import { breakerRested } from './settle-venues.ts';
import { rule } from './terms.ts';
import { begin, doubt, waitsFor, want } from './work.ts';

/** The market as it now is, for an order that asked to see it: check again, then go on. */
export const goOn = (draft: Draft, { orderId, purpose, evidence }: Events['EvidenceGiven']): void => {
  const order = draft.state.orders.get(orderId);
  if (order === undefined || !isOpen(order.status) || order.wants !== purpose || order.cancel !== undefined) return;
  if (purpose === 'change') return goOnChanging(draft, order, evidence);
  const { account, symbol, side, route, strategy } = order.terms;
  const { qty, price } = order;
  const why = objection(
    riskViewOf(
      draft.state,
      draft.config,
      draft.now,
      { account, strategy, symbol, side, qty, price, route },
      evidence,
      order,
      true,
    ),
  );
  if (why !== undefined) return close(draft, order, order.cumQty > 0 ? 'canceled' : 'rejected', `${why.check}: ${why.text}`);
  if (purpose === 'release') draft.say({ type: 'OrderReleased', orderId });
  const placing = placingOf(order);
  if (placing.qty > 0) routeOrder(draft, placing, evidence as Evidence | undefined);
};

/** A replace that waited may go, if it would still be accepted now. */
const goOnChanging = (draft: Draft, order: Order, evidence: Evidence | undefined): void => {
  const { orderId, replaces, terms, children } = order;
  const { account, symbol, side, route, strategy } = terms;
  for (const { clOrdId, qty, price } of replaces) {
    if (children.some(({ requests }) => requests.some((request) => request.clOrdId === clOrdId))) continue; // It is under way.
    const changed = { account, strategy, symbol, side, qty, price, route };
    const why = objection(riskViewOf(draft.state, draft.config, draft.now, changed, evidence, order, true));
    if (why === undefined) continue;
    const reason = `${why.check}: ${why.text}`;
    draft.say({ type: 'AskFailed', orderId, clOrdId, ask: 'replace', reason, rejectReason: why.check });
  }
  const child = children.find(({ waits }) => waits.some(({ request }) => request === 'replace')) ?? lastOf(order);
  draft.say({ type: 'RequestReleased', orderId, childId: child.childId, venue: child.venue, request: 'replace' });
};

/** A moment that an event set has come: a venue stayed silent, a held order may try again, an order's time is over. */
export const timerFired = (draft: Draft, { timerId, dueAt }: Events['TimerFired']): void => {
  const { state } = draft;
  if (state.timers.dueAt(timerId) !== dueAt) return; // Cancelled or moved while it was on its way.
  const [kind, id] = timerId.split(':');
  if (id === undefined) return timedOut(draft, timerId);
  if (kind === 'query') return roundTimer(draft, id);
  if (kind === 'compare') return compareTimer(draft, id);
  if (kind === 'call') return callNext(draft, id);
  if (kind === 'closed') return closedForAWhile(draft, id);
  if (kind === 'report') return reportMassCancel(draft, Number(id));
  if (kind === 'breaker') return breakerRested(draft, id);
  if (kind === 'resend') return resendTimedOut(draft, id);
  if (kind === 'again')
    return tryAgain(
      draft,
      known(parseChildId(id), () => `${timerId} names a child order`),
    );
  const order = state.orders.get(known(parseOrderId(id), () => `${timerId} names an order`));
  if (order === undefined || !isOpen(order.status) || order.cancel !== undefined) return;
  if (kind === 'held' && order.status === 'held' && order.wants === undefined) return want(draft, order);
  if (kind === 'expire' && order.status === 'held')
    return draft.say({ type: 'OrderClosed', orderId: order.orderId, as: 'expired', reason: EXPIRED });
  if (kind === 'expire') acceptCancel(draft, order, '', EXPIRED);
};

/** The venue stayed silent about a request: its outcome is unknown from here on, and the venue is asked how the order stands. */
const timedOut = (draft: Draft, sentId: string): void => {
  const child = draft.state.sentIds.find(sentId);
  if (child === undefined) return;
  if (child.query?.sentId === sentId) return statusTimedOut(draft, child);
  doubt(draft, child, 'timeout', sentId);
  if (child.query === undefined) askStatus(draft, child);
  const lost = child.requests.filter(({ kind }) => kind === 'cancel').length;
  if (lost < LOST_CANCELS_MAX || !child.requests.some((request) => request.sentId === sentId && request.kind === 'cancel'))
    return;
  const detail = `${child.venue} has not answered ${lost} cancels of ${formatChildId(child.childId)}`;
  draft.raise('cancelUnanswered', detail, { venue: child.venue, child });
};

/** A cancel that did not get out goes out again while it is still wanted; executions that are still missing are asked for again. */
const tryAgain = (draft: Draft, childId: ChildId): void => {
  const child = draft.state.children.get(childId);
  const order = child === undefined ? undefined : draft.state.orders.get(child.orderId);
  if (child === undefined || order === undefined) return;
  if (child.unheardQty > 0 || child.provisionalQty > 0) draft.askFills(order, child, true);
  reviewOrder(draft, order);
};

type Operator = Events['KillRequested' | 'ResumeRequested' | 'MassCancelRequested'];
const OPERATOR_ASK = { KillRequested: 'kill', ResumeRequested: 'resume', MassCancelRequested: 'massCancel' } as const;

/** A person pulls or releases a kill switch, or cancels a whole scope. Said twice it is done once. */
export const operate = (draft: Draft, ask: Operator): void => {
  const { clOrdId, scope, id, reason, type } = ask;
  const kind = OPERATOR_ASK[type];
  if (isAnswered(draft, kind, ask)) return;
  const engaged = draft.state.kills.has(killKey(scope, id));
  if (type === 'ResumeRequested') {
    if (engaged) return draft.say({ type: 'KillLifted', scope, id, reason });
    return draft.refuse(
      kind,
      { account: '', clOrdId, said: canonical(ask) },
      rule('notEngaged', `${scope} ${id}`, 'an engaged kill switch', 'released', `no kill switch of ${scope} ${id} is engaged`),
    );
  }
  if (type === 'KillRequested' && !engaged) draft.say({ type: 'KillEngaged', scope, id, reason });
  begin(draft, 'massCancel', scope, id, reason);
};

/** A new process: whatever an earlier one had in flight may or may not have arrived. */
export const deskStarted = (draft: Draft): void => {
  // Mass work that the earlier process had not finished goes on; what it was comparing is asked for anew.
  for (const { workId, work, upTo } of draft.state.works.values())
    draft.say(work === 'lookForAbsent' ? { type: 'WorkFinished', workId } : { type: 'WorkAdvanced', workId, upTo });
  if (draft.state.live.size > 0) begin(draft, 'doubtInFlight', 'desk', '*', 'restart');
};

/** Is there anything about it that a session which is up again could settle? */
const hasUnfinished = ({ status, cancel, replaces }: Order, child: Child): boolean =>
  isInDoubt(child) ||
  child.timeoutAt !== undefined ||
  child.requests.length > 0 ||
  child.unheardQty > 0 ||
  child.provisionalQty > 0 ||
  replaces.length > 0 ||
  (isLive(child.status) && (cancel !== undefined || !isOpen(status)));

export const sessionChanged = (draft: Draft, news: Events['SessionChanged']): void => {
  const { venue, state: now } = news;
  const orders = [...draft.state.live];
  if (
    now === 'down' &&
    draft.session(venue)?.up === true &&
    orders.some(({ children }) => children.some((child) => child.venue === venue))
  )
    begin(draft, 'doubtInFlight', 'venue', venue, 'disconnect');
  if (now !== 'up') return;
  const session = draft.session(venue);
  if (session !== undefined && session.ahead.length > 0 && news.nextSeqIn === undefined) askResend(draft, session);
  if (orders.some((order) => order.children.some((child) => child.venue === venue && hasUnfinished(order, child))))
    begin(draft, 'catchUp', 'venue', venue, 'the session is up');
  if (draft.config.venues.has(venue)) beginRound(draft, venue, 'recovery', true);
  if (draft.config.venues.get(venue)?.terms.listsOpenOrders === true) return;
  if (orders.some((order) => order.held !== undefined && waitsFor(order, venue)))
    begin(draft, 'releaseHeld', 'venue', venue, 'the session is up');
};
