import { divFloor } from '../../kernel/integers.ts';
import { MICROS_PER_SECOND, type Micros, type OrderId } from '../../kernel/units.ts';
import { isLive, isOpen } from '../../order/lifecycle.ts';
import { isUncertain, type Order } from '../../order/order.ts';
import type { Fact } from '../catalogue.ts';
import type { MassCancel, State } from '../state.ts';
import { type Cause, Draft } from './draft.ts';

/** How many times the longest patience with an answer a kill or a mass cancel waits before it says what is left. */
const PATIENCE = 3;
/** Of the orders that are left so many are named; all are counted. */
const LEFT_MAX = 50;

/** Of a venue's messages a fifth is for cancels alone: so many of them go out in a second whatever else is sent. */
const CANCELS_SHARE = 5;

/** By when the venues should have answered, the slowest of them, and what waits its turn there included. */
export const reportAt = (draft: Draft, orders: number): Micros => {
  const venues = [...draft.config.venues.values()];
  const longest = Math.max(0, ...venues.map(({ timeoutMicros }) => timeoutMicros));
  const perSecond = Math.max(1, Math.min(...venues.map(({ terms }) => divFloor(terms.messagesPerSecond, CANCELS_SHARE))));
  return (draft.now + PATIENCE * longest + divFloor(orders, perSecond) * MICROS_PER_SECOND) as Micros;
};

type Fate = 'canceled' | 'filled' | 'failed' | 'unknown';

const hasRequest = ({ children }: Order): boolean =>
  children.some(({ status, requests, againAt }) => isLive(status) && (requests.length > 0 || againAt !== undefined));

/** What became of an order that was to be cancelled, as far as is known. One that is forgotten by now was over long ago. */
const fateOf = (state: State, orderId: OrderId): Fate => {
  const order = state.orders.get(orderId);
  if (order === undefined || !state.live.has(order)) return order?.status === 'filled' ? 'filled' : 'canceled';
  if (isUncertain(order)) return 'unknown';
  // The venue has refused it, and nothing is on its way any more.
  return isOpen(order.status) ? (order.cancel === undefined ? 'failed' : 'unknown') : hasRequest(order) ? 'unknown' : 'failed';
};

/** Said once: when every answer is in, or its time is over. */
const report = (draft: Draft, { workId, scope, id, orders }: MassCancel): void => {
  const count: Record<Fate, number> = { canceled: 0, filled: 0, failed: 0, unknown: 0 };
  const left: OrderId[] = [];
  for (const orderId of orders) {
    const fate = fateOf(draft.state, orderId);
    count[fate] += 1;
    if ((fate === 'failed' || fate === 'unknown') && left.length < LEFT_MAX) left.push(orderId);
  }
  draft.say({ type: 'MassCancelReported', workId, scope, id, orders: orders.length, ...count, left });
};

/** The time for answers is over. */
export const reportMassCancel = (draft: Draft, workId: number): void => {
  const massCancel = draft.state.massCancels.get(workId);
  if (massCancel !== undefined) report(draft, massCancel);
};

/** Once a turn is quiet: is every answer in that a kill or a mass cancel waits for? */
export const settleMassCancels = (state: State, cause: Cause): readonly Fact[] => {
  const draft = new Draft(state, cause);
  for (const massCancel of state.massCancels.values())
    if (massCancel.reportAt !== undefined && !massCancel.orders.some((orderId) => fateOf(state, orderId) === 'unknown'))
      report(draft, massCancel);
  return draft.facts;
};
