import type { Micros } from '../../kernel/units.ts';
import type { Child, Order } from '../../order/order.ts';
import type { HeldRequest, ResilienceEvents } from '../../resilience/events.ts';
import type { Waiting } from '../../resilience/line.ts';
import type { Recorded } from '../catalogue.ts';
import { groupOf, newBudget, type State, type VenueBudget } from '../state.ts';
import { callId, childOf, heldId, orderOf } from './common.ts';

/** Who waits for a turn at a venue. Orders and child orders say that they wait; the line is made of what they say. */
type Of = 'RequestHeld' | 'RequestReleased' | 'BudgetFreed' | 'VenueThrottled' | 'CarriedBudget';
type Handlers = {
  readonly [Type in Of]: (state: State, event: ResilienceEvents[Type], record: Recorded) => void;
};

const budgetOf = (state: State, venue: string): VenueBudget => {
  let budget = state.budgets.get(venue);
  if (budget === undefined) state.budgets.set(venue, (budget = newBudget()));
  return budget;
};

/** One timer for all who wait at a venue. */
const callAt = (state: State, venue: string, at: Micros | undefined): void => {
  budgetOf(state, venue).callAt = at;
  if (at === undefined) state.timers.cancel(callId(venue));
  else state.timers.set(callId(venue), at);
};
/** Not later than that: who waits longer is called with the others. */
const callBy = (state: State, venue: string, at: Micros): void => {
  const before = budgetOf(state, venue).callAt;
  if (before === undefined || at < before) callAt(state, venue, at);
};

/** A held order waits in line, or for a moment of its own, or for something that nobody can foretell: what a breaker does is told to all at once. */
export const hold = (state: State, order: Order): void => {
  const { held } = order;
  if (held?.why === 'rate' && held.until !== undefined) callBy(state, held.venue, held.until);
  restoreHeld(state, order);
};
export const restoreHeld = (state: State, order: Order): void => {
  const { orderId, held, terms } = order;
  if (held === undefined) return;
  if (held.why !== 'rate') {
    if (held.until !== undefined && held.why !== 'breaker') state.timers.set(heldId(orderId), held.until);
    return;
  }
  const { line } = budgetOf(state, held.venue);
  if (order.wants === 'release') line.call(orderId);
  else line.join(groupOf(terms), { orderId });
};
export const letGo = (state: State, order: Order): void => {
  const { orderId, held, terms } = order;
  if (held?.why === 'rate') budgetOf(state, held.venue).line.leave(groupOf(terms), { orderId });
  state.timers.cancel(heldId(orderId));
  order.held = undefined;
};

/** What it wants to see of the market. Who looks because its turn has come is still before those who come new meanwhile. */
export const wants = (state: State, order: Order, what: Order['wants']): void => {
  const { orderId, held, terms, wants: before } = order;
  if (before === 'release' || before === 'change') for (const { line } of state.budgets.values()) line.answered(orderId);
  order.wants = what;
  if (what === 'release' && held?.why === 'rate') {
    const { line } = budgetOf(state, held.venue);
    line.leave(groupOf(terms), { orderId });
    line.call(orderId);
  }
  if (what !== 'change') return;
  for (const child of order.children)
    if (child.waits.some(({ request }) => request === 'replace')) {
      called(state, order, child, 'replace');
      budgetOf(state, child.venue).line.call(orderId);
    }
};

const asWaiting = ({ orderId, childId }: Child, request: HeldRequest): Waiting => ({ orderId, childId, request });

const called = (state: State, { terms }: Order, child: Child, request: HeldRequest): void => {
  budgetOf(state, child.venue).line.leave(groupOf(terms), asWaiting(child, request));
  child.waits = child.waits.map((waits) => (waits.request === request ? { ...waits, called: true } : waits));
};

/** It went, or it is not wanted any more. */
export const goOutOfLine = (state: State, child: Child, ...requests: readonly HeldRequest[]): void => {
  if (child.waits.length === 0) return;
  const { terms } = orderOf(state, child.orderId);
  for (const request of requests) budgetOf(state, child.venue).line.leave(groupOf(terms), asWaiting(child, request));
  child.waits = child.waits.filter(({ request }) => !requests.includes(request));
};

/** Into a session that is down nothing goes: what is still wanted is found again when it is up. */
export const clearLine = (state: State, venue: string): void => {
  const budget = state.budgets.get(venue);
  if (budget === undefined) return;
  for (const { childId } of [...budget.line])
    if (childId !== undefined) goOutOfLine(state, childOf(state, childId), 'cancel', 'replace', 'status');
};

export const restoreWaits = (state: State, order: Order, child: Child): void => {
  const { terms } = order;
  const { line } = budgetOf(state, child.venue);
  for (const { request, called } of child.waits)
    if (!called) line.join(groupOf(terms), asWaiting(child, request));
    else if (order.wants === 'change' && request === 'replace') line.call(child.orderId);
};

export const budgetHandlers: Handlers = {
  RequestHeld: (state, { orderId, childId, venue, request, until, attempt, firstSeqOut }) => {
    const child = childOf(state, childId);
    // A cancel takes the place of a replace: who wants out does not want other terms.
    goOutOfLine(state, child, request, ...(request === 'cancel' ? (['replace'] as const) : []));
    child.waits = [...child.waits, { request, until, called: false, attempt, firstSeqOut }];
    budgetOf(state, venue).line.join(groupOf(orderOf(state, orderId).terms), asWaiting(child, request));
    callBy(state, venue, until);
  },
  RequestReleased: (state, { orderId, childId, request }) => {
    const child = childOf(state, childId);
    if (request === 'status') goOutOfLine(state, child, request);
    else called(state, orderOf(state, orderId), child, request);
  },
  BudgetFreed: (state, { venue, turn, nextAt }) => {
    budgetOf(state, venue).turn = turn;
    callAt(state, venue, nextAt);
  },
  VenueThrottled: (state, { venue, until, strikes }) => {
    const budget = budgetOf(state, venue);
    budget.throttledUntil = until;
    budget.strikes = strikes;
  },
  CarriedBudget: (state, { venue, allAt, workAt, turn, callAt: at, throttledUntil, strikes }) => {
    Object.assign(budgetOf(state, venue), { spent: { all: allAt, work: workAt }, turn, throttledUntil, strikes });
    callAt(state, venue, at);
  },
};
