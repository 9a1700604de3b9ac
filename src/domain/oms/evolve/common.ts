import { assert, known } from '../../kernel/assert.ts';
import { formatChildId, formatOrderId, parseChildId, parseOrderId } from '../../kernel/ids.ts';
import type { ChildId, Micros, OrderId, Price, Qty } from '../../kernel/units.ts';
import type { OrderFacts, Side } from '../../order/events.ts';
import { isOpen, type OrderStep, orderLife, type Step } from '../../order/lifecycle.ts';
import { type Child, isBuy, isUncertain, type Order, reservation, statusAfter } from '../../order/order.ts';
import { book, type Position, unbook } from '../../position/position.ts';
import { closedBy } from '../../reconcile/closed-by.ts';
import { type MessageKind, spend } from '../../resilience/budget.ts';
import { rateOf, take } from '../../risk/rate.ts';
import type { Recorded } from '../catalogue.ts';
import {
  type AskMemory,
  type Break,
  breakText,
  isUnassigned,
  type Session,
  type State,
  type Stray,
  subjectOf,
} from '../state.ts';

export const orderOf = (state: State, orderId: OrderId): Order =>
  known(state.orders.get(orderId), () => `${formatOrderId(orderId)} is an order of this journal`);
export const childOf = (state: State, childId: ChildId): Child =>
  known(state.children.get(childId), () => `${formatChildId(childId)} is a child order of this journal`);

export const move = (order: Order, step: OrderStep): void => {
  const to = orderLife[order.status][step];
  assert(to !== undefined, () => `${step} may follow ${order.status} of ${formatOrderId(order.orderId)}`);
  order.status = to;
};

/** Are there executions of it that its venue has not told? */
const isAssumed = ({ provisionalQty }: Child): boolean => provisionalQty > 0;

/** Brings exposure and the set of live orders in line with an order that has just changed. */
export const settle = (state: State, order: Order): void => {
  const { account, symbol, side } = order.terms;
  const reserved = reservation(order);
  state.exposure.move(account, symbol, side, order.reserved, reserved);
  order.reserved = reserved;
  if (reserved > 0 || isOpen(order.status) || isUncertain(order) || order.children.some(isAssumed)) state.live.add(order);
  else state.live.delete(order);
};

export const remember = (state: State, account: string, clOrdId: string, memory: AskMemory): void => {
  if (clOrdId === '') return; // The desk's own asks (a kill, an expiry) have no client to repeat them.
  let asks = state.asks.get(account);
  if (asks === undefined) state.asks.set(account, (asks = new Map()));
  if (!asks.has(clOrdId)) asks.set(clOrdId, memory);
};

/** The id of a request is the id of its own timer: one fewer string for each message that leaves. */
export const timeoutId = (sentId: string): string => sentId;
export const heldId = (orderId: OrderId): string => `held:${formatOrderId(orderId)}`;
export const againId = (childId: ChildId): string => `again:${formatChildId(childId)}`;
export const resendId = (venue: string): string => `resend:${venue}`;
export const compareId = (venue: string): string => `compare:${venue}`;
export const askAgainId = (venue: string): string => `query:${venue}`;
export const breakerId = (venue: string, kind: string): string => `breaker:${venue}/${kind}`;
export const closedId = (venue: string): string => `closed:${venue}`;
export const callId = (venue: string): string => `call:${venue}`;
export const reportId = (workId: number): string => `report:${workId}`;
export const expiryId = (orderId: OrderId): string => `expire:${formatOrderId(orderId)}`;

/** As the hours of a venue have it. */
export const keepHours = (state: State, session: Session, hours: Session['hours']): void => {
  session.hours = hours;
  if (hours?.askAt === undefined) state.timers.cancel(closedId(session.venue));
  else state.timers.set(closedId(session.venue), hours.askAt);
};

/** A timer fires once. What it was derived from must not set it again when the state is restored from its description. */
export const spendTimer = (state: State, timerId: string): void => {
  state.timers.cancel(timerId);
  const [kind, id = ''] = timerId.split(':');
  if (kind === 'breaker') {
    const [venue = '', of] = id.split('/');
    for (const breaker of state.health.get(venue)?.breakers.values() ?? []) if (breaker.kind === of) breaker.until = undefined;
    return;
  }
  if (kind === 'call') {
    const budget = state.budgets.get(id);
    if (budget !== undefined) budget.callAt = undefined;
    return;
  }
  if (kind === 'resend') {
    const session = state.sessions.get(id);
    if (session !== undefined) session.resendAt = undefined;
  }
  if (kind === 'closed') {
    const session = state.sessions.get(id);
    if (session?.hours !== undefined) session.hours = { ...session.hours, askAt: undefined };
  }
  if (kind === 'compare') {
    const session = state.sessions.get(id);
    if (session !== undefined) session.compareAt = undefined;
  }
  if (kind === 'query') {
    const round = state.rounds.get(id);
    if (round !== undefined) round.timeoutAt = undefined;
  }
  const childId = kind === 'again' ? parseChildId(id) : undefined;
  if (childId !== undefined) childOf(state, childId).againAt = undefined;
  const orderId = parseOrderId(id);
  const order = orderId === undefined ? undefined : state.orders.get(orderId);
  if (order === undefined) return; // A silent venue: what follows from that is a fact of its own.
  if (kind === 'expire') order.expiresAt = undefined;
  else if (order.held !== undefined) order.held = { ...order.held, until: undefined };
};

export const keepBreak = (state: State, found: Break): void => {
  state.breaks.set(found.breakId, found);
  const isOver = found.state === 'closed';
  // What was settled by the very word that raised it is remembered: that word, said again, raises nothing.
  if (!isOver || found.atOnce === true) state.breakTexts.add(breakText(found));
  else state.breakTexts.delete(breakText(found));
  if (found.what === 'externalOrder' && !isOver) state.external.add(found.breakId);
  else state.external.delete(found.breakId);
  // Where there is nothing to assign, a person has to judge.
  if (closedBy[found.what] === 'person' || (found.what === 'unknownOrder' && found.executionKey === undefined)) return;
  const subject = subjectOf(found);
  const open = state.openBreaks.get(subject) ?? new Set();
  if (isOver) open.delete(found.breakId);
  else open.add(found.breakId);
  if (open.size > 0) state.openBreaks.set(subject, open);
  else state.openBreaks.delete(subject);
};

/** The venue has spoken about the submit: nothing is waited for any more. */
export const answered = (state: State, child: Child): void => {
  if (child.timeoutAt === undefined) return;
  child.timeoutAt = undefined;
  state.timers.cancel(timeoutId(child.sentIds[0] as string));
};

/** When a cancel that did not get out is tried again; undefined once there is nothing to try. */
export const tryAgainAt = (state: State, child: Child, againAt: Micros | undefined): void => {
  if (child.againAt !== undefined) state.timers.cancel(againId(child.childId));
  child.againAt = againAt;
  if (againAt !== undefined) state.timers.set(againId(child.childId), againAt);
};

/** The venue has answered the status request, or it will not. */
export const endQuery = (state: State, child: Child): void => {
  if (child.query !== undefined) state.timers.cancel(timeoutId(child.query.sentId));
  child.query = undefined;
};

export const dropRequest = (state: State, child: Child, sentId: string): void => {
  child.requests = child.requests.filter((request) => request.sentId !== sentId);
  state.timers.cancel(timeoutId(sentId));
};

/** The venue's own time of a word about the status: what it said before moves nothing back. */
export const toldStatus = (child: Child, at: Micros | undefined): void => {
  if (at !== undefined && at > (child.toldAt ?? 0)) child.toldAt = at;
};

export const advance = (child: Child, step: Step): void => {
  child.status = statusAfter(child, step);
};

/** A message left for a venue: its number, its id, its deadline and its place in the venue's budget. */
export const sent = (
  state: State,
  child: Child,
  { venue, seqOut, sentId, timeoutAt }: OrderFacts['ChildCancelSent' | 'ChildReplaceSent' | 'ChildRouted' | 'ChildStatusAsked'],
  kind: MessageKind,
  at: Recorded['at'],
): void => {
  const session = known(state.sessions.get(venue), () => `${venue} has a session`);
  session.lastSeqOut = seqOut;
  state.sentIds.add(sentId, child, true);
  state.timers.set(timeoutId(sentId), timeoutAt);
  spendBudget(state, venue, kind, at);
};

export const spendBudget = (state: State, venue: string, kind: MessageKind, at: Recorded['at']): void => {
  const config = state.config?.venues.get(venue);
  const budget = state.budgets.get(venue);
  if (config === undefined || budget === undefined || (kind === 'query' && !config.terms.queriesCount)) return;
  budget.spent = spend(config.budget, budget.spent, kind, at);
};

export const spendAccountRate = (state: State, account: string, at: Recorded['at']): void => {
  const rate = state.config?.accounts.get(account)?.rate ?? rateOf(1, 1);
  state.rates.set(account, take(rate, state.rates.get(account) ?? 0, at));
};

/** Keeps what is known of an execution by its venue alone, and whether it waits in suspense for a person. */
export const keepStray = (state: State, venue: string, executionKey: string, stray: Stray | undefined): void => {
  venueKeysOf(state, venue).set(executionKey, stray);
  const waiting = state.unassigned.get(venue) ?? new Set();
  if (isUnassigned(stray)) waiting.add(executionKey);
  else waiting.delete(executionKey);
  if (waiting.size > 0) state.unassigned.set(venue, waiting);
  else state.unassigned.delete(venue);
};

/** Books an execution, and that it was done at that venue. */
export const bookAt = (state: State, venue: string, position: Position, side: Side, qty: Qty, px: Price): void => {
  book(position, side, qty, px);
  moveAt(state, venue, position.symbol, isBuy(side) ? qty : -qty);
};
export const unbookAt = (state: State, venue: string, position: Position, side: Side, qty: Qty, px: Price): void => {
  unbook(position, side, qty, px);
  moveAt(state, venue, position.symbol, isBuy(side) ? -qty : qty);
};
/** Something was executed there, or taken back: an answer of before says nothing about what is held any more. */
export const moveAt = (state: State, venue: string, symbol: string, by: number): void => {
  state.held.of(venue, symbol).qty += by;
  state.rounds.get(venue)?.doubted.delete(symbol);
};

export const venueKeysOf = (state: State, venue: string): Map<string, Stray | undefined> => {
  let keys = state.venueKeys.get(venue);
  if (keys === undefined) state.venueKeys.set(venue, (keys = new Map()));
  return keys;
};
