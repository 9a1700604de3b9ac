import { known } from '../../kernel/assert.ts';
import { canonical } from '../../kernel/canonical.ts';
import { parseOrderId } from '../../kernel/ids.ts';
import type { Evidence } from '../../market/events.ts';
import { isOpen } from '../../order/lifecycle.ts';
import type { Child, Order } from '../../order/order.ts';
import { objection } from '../../risk/checks.ts';
import type { Scope, WorkKind } from '../../risk/events.ts';
import type { Events } from '../catalogue.ts';
import { killKey, type Work } from '../state.ts';
import { acceptCancel } from './change.ts';
import type { Draft } from './draft.ts';
import { NAMELESS } from './place.ts';
import { cancelChildren, EXPIRED } from './review.ts';
import { riskViewOf } from './risk-view.ts';
import { placingOf, routeOrder } from './route.ts';
import { rule } from './terms.ts';

/** The market as it now is, for an order that asked to see it: check again, then go on. */
export const goOn = (draft: Draft, { orderId, purpose, evidence }: Events['EvidenceGiven']): void => {
  const order = draft.state.orders.get(orderId);
  if (order === undefined || !isOpen(order.status) || order.wants !== purpose || order.cancel !== undefined) return;
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
  if (why !== undefined)
    return draft.say({
      type: 'OrderClosed',
      orderId,
      as: order.cumQty > 0 ? 'canceled' : 'rejected',
      reason: `${why.check}: ${why.text}`,
    });
  if (purpose === 'release') draft.say({ type: 'OrderReleased', orderId });
  const placing = placingOf(order);
  if (placing.qty > 0) routeOrder(draft, placing, evidence as Evidence | undefined);
};

/** A moment that an event set has come: a venue stayed silent, a held order may try again, an order's time is over. */
export const timerFired = (draft: Draft, { timerId, dueAt }: Events['TimerFired']): void => {
  const { state } = draft;
  if (state.timers.dueAt(timerId) !== dueAt) return; // Cancelled or moved while it was on its way.
  const [kind, id] = timerId.split(':');
  if (id === undefined) return timedOut(draft, timerId);
  const order = state.orders.get(known(parseOrderId(id), () => `${timerId} names an order`));
  if (order === undefined || !isOpen(order.status) || order.cancel !== undefined) return;
  if (kind === 'held' && order.status === 'held' && order.wants === undefined) return want(draft, order);
  if (kind === 'expire' && order.status === 'held')
    return draft.say({ type: 'OrderClosed', orderId: order.orderId, as: 'expired', reason: EXPIRED });
  if (kind === 'expire') acceptCancel(draft, order, '', EXPIRED);
};

const want = (draft: Draft, { orderId, terms }: Order): void =>
  draft.say({ type: 'EvidenceWanted', orderId, purpose: 'release', symbol: terms.symbol });

const timedOut = (draft: Draft, sentId: string): void => {
  const child = draft.state.sentIds.find(sentId);
  if (child !== undefined) doubt(draft, child, 'timeout', sentId);
};

/** What is unanswered about a child order (all of it, or one request) becomes unknown. Nothing is sent again because of it. */
const doubt = (draft: Draft, child: Child, cause: Events['CertaintyLost']['cause'], only?: string): void => {
  const { orderId, childId, sentIds, timeoutAt, requests, certain } = child;
  const submitId = sentIds[0] as string;
  if (timeoutAt !== undefined && certain && (only ?? submitId) === submitId)
    draft.say({ type: 'CertaintyLost', orderId, childId, request: 'submit', sentId: submitId, cause });
  for (const request of requests)
    if (request.certain && (only ?? request.sentId) === request.sentId)
      draft.say({ type: 'CertaintyLost', orderId, childId, request: request.kind, sentId: request.sentId, cause });
};

type Operator = Events['KillRequested' | 'ResumeRequested' | 'MassCancelRequested'];
const OPERATOR_ASK = { KillRequested: 'kill', ResumeRequested: 'resume', MassCancelRequested: 'massCancel' } as const;

/** A person pulls or releases a kill switch, or cancels a whole scope. Said twice it is done once. */
export const operate = (draft: Draft, ask: Operator): void => {
  const { clOrdId, scope, id, reason, type } = ask;
  const kind = OPERATOR_ASK[type];
  const refuse = (why: ReturnType<typeof rule>): void => draft.refuse(kind, { account: '', clOrdId, said: canonical(ask) }, why);
  if (clOrdId === '') return refuse(NAMELESS);
  const memory = draft.state.asks.get('')?.get(clOrdId);
  if (memory !== undefined) {
    if (memory.said === canonical(ask)) return draft.say({ type: 'AskRepeated', account: '', clOrdId, orderId: undefined });
    return refuse(
      rule('clOrdIdReused', 'operations', 'a clOrdId not used before', clOrdId, `clOrdId ${clOrdId} was used for something else`),
    );
  }
  const engaged = draft.state.kills.has(killKey(scope, id));
  if (type === 'ResumeRequested') {
    if (engaged) return draft.say({ type: 'KillLifted', scope, id, reason });
    return refuse(
      rule('notEngaged', `${scope} ${id}`, 'an engaged kill switch', 'released', `no kill switch of ${scope} ${id} is engaged`),
    );
  }
  if (type === 'KillRequested' && !engaged) draft.say({ type: 'KillEngaged', scope, id, reason });
  begin(draft, 'massCancel', scope, id, reason);
};

/** Mass work begins with its intent alone, so that the first slice can be lost and the work is not. */
const begin = (draft: Draft, work: WorkKind, scope: Scope, id: string, reason: string): void =>
  draft.say({ type: 'WorkStarted', workId: draft.newWorkId(), work, scope, id, reason });

/** A routed order waits for any venue at all; a direct one for its own. */
const waitsFor = ({ held, terms }: Order, venue: string): boolean =>
  held?.why === 'session' && (held.venue === venue || terms.route.venue === undefined);

const concerns = (order: Order, { work, scope, id }: Work): boolean => {
  const { terms, children, held } = order;
  if (work === 'releaseHeld') return waitsFor(order, id);
  switch (scope) {
    case 'desk':
      return true;
    case 'account':
      return terms.account === id;
    case 'strategy':
      return terms.strategy === id;
    case 'instrument':
      return terms.symbol === id;
    case 'venue':
      return held?.venue === id || children.some(({ venue }) => venue === id);
  }
};

const SLICE = 200;

/** The next slice of mass work, in order of order ids: at most 200 orders, so that no turn grows without bound. */
export const continueWork = (draft: Draft, { workId }: Events['ContinueWork']): void => {
  const work = draft.state.works.get(workId);
  if (work === undefined) return;
  const rest = [...draft.state.live]
    .filter((order) => order.orderId > (work.upTo ?? 0) && concerns(order, work))
    .sort((a, b) => a.orderId - b.orderId);
  const slice = rest.slice(0, SLICE);
  for (const order of slice) doWork(draft, work, order);
  if (rest.length > slice.length) draft.say({ type: 'WorkAdvanced', workId, upTo: slice.at(-1)?.orderId });
  else draft.say({ type: 'WorkFinished', workId });
};

const doWork = (draft: Draft, { work, scope, id, reason }: Work, order: Order): void => {
  switch (work) {
    case 'massCancel':
      if (!isOpen(order.status))
        cancelChildren(draft, order); // Closed for us, and yet alive at a venue.
      else if (order.cancel === undefined) acceptCancel(draft, order, '', reason);
      return;
    case 'doubtInFlight':
      for (const child of order.children)
        if (scope === 'desk' || child.venue === id) doubt(draft, child, reason === 'restart' ? 'restart' : 'disconnect');
      // What it wanted to see was asked of a process that is gone.
      if (scope === 'desk' && isOpen(order.status) && order.wants !== undefined)
        draft.say({ type: 'EvidenceWanted', orderId: order.orderId, purpose: order.wants, symbol: order.terms.symbol });
      return;
    case 'releaseHeld':
      if (order.status === 'held' && order.wants === undefined && order.cancel === undefined) want(draft, order);
  }
};

/** A new process: whatever an earlier one had in flight may or may not have arrived. */
export const deskStarted = (draft: Draft): void => {
  if (draft.state.live.size > 0) begin(draft, 'doubtInFlight', 'desk', '*', 'restart');
};

export const sessionChanged = (draft: Draft, { venue, state: now }: Events['SessionChanged']): void => {
  const orders = [...draft.state.live];
  if (
    now === 'down' &&
    draft.session(venue)?.up === true &&
    orders.some(({ children }) => children.some((child) => child.venue === venue))
  )
    begin(draft, 'doubtInFlight', 'venue', venue, 'disconnect');
  if (now === 'up' && orders.some((order) => waitsFor(order, venue)))
    begin(draft, 'releaseHeld', 'venue', venue, 'the session is up');
};
