import { isLive, isOpen } from '../../order/lifecycle.ts';
import type { Child, Order } from '../../order/order.ts';
import type { Scope, WorkKind } from '../../risk/events.ts';
import type { Events } from '../catalogue.ts';
import type { Work } from '../state.ts';
import { askStatus } from './ask-status.ts';
import { acceptCancel } from './change.ts';
import { lookForAbsent } from './compare-orders.ts';
import type { Draft } from './draft.ts';
import { ordersCompared } from './level.ts';
import { reportAt } from './mass-cancel.ts';
import { neverSent } from './report.ts';
import { requestFailed } from './request.ts';
import { cancelChildren, reviewOrder } from './review.ts';

/** Mass work begins with its intent alone, so that the first slice can be lost and the work is not. */
export const begin = (draft: Draft, work: WorkKind, scope: Scope, id: string, reason: string): void =>
  draft.say({ type: 'WorkStarted', workId: draft.newWorkId(), work, scope, id, reason });

/** A routed order that is held waits for any venue at all, a direct one for its own; and so does a change of an order that is there. */
export const waitsFor = ({ held, terms, replaces, children }: Order, venue: string): boolean =>
  held === undefined
    ? replaces.length > 0 && children.some((child) => child.venue === venue)
    : held.why !== 'rate' && (held.venue === venue || terms.route.venue === undefined);

const concerns = (order: Order, { work, scope, id }: Work): boolean => {
  const { terms, children, held } = order;
  if (work === 'releaseHeld') return waitsFor(order, id);
  switch (scope) {
    case 'desk':
    case 'firm':
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
/** Facts after which a slice ends sooner: an order may have several children, and each several requests. */
const FACTS_MAX = 1_000;

/** The next slice of mass work, in order of order ids: at most 200 orders, so that no turn grows without bound. */
export const continueWork = (draft: Draft, { workId }: Events['ContinueWork']): void => {
  const work = draft.state.works.get(workId);
  if (work === undefined) return;
  const rest = [...draft.state.live]
    .filter((order) => order.orderId > (work.upTo ?? 0) && concerns(order, work))
    .sort((a, b) => a.orderId - b.orderId);
  let done = 0;
  for (const order of rest) {
    if (done === SLICE || draft.facts.length > FACTS_MAX) break;
    doWork(draft, work, order);
    done += 1;
  }
  const taken = work.work === 'massCancel' ? { orders: rest.slice(0, done).map(({ orderId }) => orderId) } : {};
  if (done < rest.length) return draft.say({ type: 'WorkAdvanced', workId, upTo: rest[done - 1]?.orderId, ...taken });
  const report =
    work.work === 'massCancel'
      ? { reportAt: reportAt(draft, done + (draft.state.massCancels.get(workId)?.orders.length ?? 0)) }
      : {};
  draft.say({ type: 'WorkFinished', workId, ...taken, ...report });
  if (work.work === 'lookForAbsent') ordersCompared(draft, work.id);
};

const doWork = (draft: Draft, { work, scope, id, reason }: Work, order: Order): void => {
  switch (work) {
    case 'massCancel':
      if (!isOpen(order.status))
        cancelChildren(draft, order, true); // Closed for us, and yet alive at a venue.
      else if (order.cancel === undefined) acceptCancel(draft, order, '', reason);
      else cancelChildren(draft, order, true);
      return;
    case 'doubtInFlight':
      for (const child of order.children)
        if (scope === 'desk' || child.venue === id) doubt(draft, child, reason === 'restart' ? 'restart' : 'disconnect');
      // What it wanted to see was asked of a process that is gone.
      if (scope === 'desk' && isOpen(order.status) && order.wants !== undefined)
        draft.say({ type: 'EvidenceWanted', orderId: order.orderId, purpose: order.wants, symbol: order.terms.symbol });
      return;
    case 'catchUp':
      return catchUp(draft, order, id);
    case 'askAfterClose':
      for (const child of order.children)
        if (child.venue === id && isLive(child.status) && child.timeInForce === 'day' && child.query === undefined)
          askStatus(draft, child);
      return;
    case 'lookForAbsent':
      return lookForAbsent(draft, order, id);
    case 'releaseHeld':
      if (order.status !== 'held') reviewOrder(draft, order);
      else if (order.wants === undefined && order.cancel === undefined) want(draft, order);
  }
};

/** The session is up again: what never arrived is known to have, what is in doubt is asked about, and what could not go out goes out. */
const catchUp = (draft: Draft, order: Order, venue: string): void => {
  const before = draft.facts.length;
  for (const child of order.children) if (child.venue === venue) catchUpChild(draft, order, child);
  const isConcluded = draft.facts.slice(before).some(({ type }) => type !== 'ChildStatusAsked' && type !== 'FillsAsked');
  if (isConcluded) return; // That is reviewed in its turn.
  if (!isOpen(order.status) || order.cancel !== undefined) cancelChildren(draft, order, true);
  else reviewOrder(draft, order);
};

const catchUpChild = (draft: Draft, order: Order, child: Child): void => {
  const lost = draft.session(child.venue)?.neverArrived;
  const isLost = (seqOut: number): boolean => lost !== undefined && seqOut >= lost.from && seqOut <= lost.to;
  const reason = `${child.venue} never received it`;
  if (isLost(child.seqOut) && child.status === 'sent') return neverSent(draft, child, reason);
  for (const { sentId, seqOut } of child.requests)
    if (isLost(seqOut)) requestFailed(draft, child, sentId, { how: 'notSent', reason });
  if (!child.certain || child.requests.some(({ certain, seqOut }) => !certain && !isLost(seqOut))) askStatus(draft, child);
  if (child.unheardQty > 0 || child.provisionalQty > 0) draft.askFills(order, child, true);
};

/** What is unanswered about a child order (all of it, or one request) becomes unknown. Nothing is sent again because of it. */
export const doubt = (draft: Draft, child: Child, cause: Events['CertaintyLost']['cause'], only?: string): void => {
  const { orderId, childId, sentIds, timeoutAt, requests, certain } = child;
  const submitId = sentIds[0] as string;
  if (timeoutAt !== undefined && certain && (only ?? submitId) === submitId)
    draft.say({ type: 'CertaintyLost', orderId, childId, request: 'submit', sentId: submitId, cause });
  for (const request of requests)
    if (request.certain && (only ?? request.sentId) === request.sentId)
      draft.say({ type: 'CertaintyLost', orderId, childId, request: request.kind, sentId: request.sentId, cause });
};

export const want = (draft: Draft, { orderId, terms }: Order): void =>
  draft.say({ type: 'EvidenceWanted', orderId, purpose: 'release', symbol: terms.symbol });
