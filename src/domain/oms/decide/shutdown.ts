import { formatOrderId } from '../../kernel/ids.ts';
import type { OrderId } from '../../kernel/units.ts';
import { isLive } from '../../order/lifecycle.ts';
import { isUncertain, type Order } from '../../order/order.ts';
import type { Events } from '../catalogue.ts';
import type { State } from '../state.ts';
import type { Draft } from './draft.ts';
import { isAnswered } from './operations.ts';
import { begin } from './work.ts';

/** So many orders are named; all are counted. */
const LEFT_MAX = 200;

/** The process ends in order. The runtime takes nothing new from here on; what works is cancelled, if that is asked for. */
export const requestShutdown = (draft: Draft, ask: Events['ShutdownRequested']): void => {
  if (isAnswered(draft, 'shutdown', ask)) return;
  if (ask.orders === 'cancel') begin(draft, 'massCancel', 'desk', '*', ask.reason);
};

type Standing = 'live' | 'unknown' | 'held' | 'over';
const standingOf = (order: Order): Standing => {
  const { children, status } = order;
  const isAwaited = children.some(({ timeoutAt, requests }) => timeoutAt !== undefined || requests.length > 0);
  if (isUncertain(order) || isAwaited) return 'unknown';
  if (children.some((child) => isLive(child.status))) return 'live';
  return status === 'held' ? 'held' : 'over';
};

/** Is there nothing more to wait for: no answer, and no order that is to be cancelled? */
export const isSettled = ({ live, works }: State, orders: Events['ShutdownRequested']['orders']): boolean =>
  works.size === 0 &&
  [...live].every((order) => {
    const standing = standingOf(order);
    return standing === 'held' || standing === 'over' || (standing === 'live' && orders === 'leave');
  });

/** What is left behind, for the record. */
export const reportShutdown = (draft: Draft): void => {
  const count: Record<Standing, number> = { live: 0, unknown: 0, held: 0, over: 0 };
  const left: OrderId[] = [];
  for (const order of [...draft.state.live].sort((a, b) => a.orderId - b.orderId)) {
    const standing = standingOf(order);
    count[standing] += 1;
    if ((standing === 'live' || standing === 'unknown') && left.length < LEFT_MAX) left.push(order.orderId);
  }
  const { live, unknown, held } = count;
  draft.say({ type: 'ShutdownReported', live, unknown, held, left });
};

/** Was everything done as it was asked? If not, what was not, in words. */
export const unlikeAsked = (
  orders: Events['ShutdownRequested']['orders'],
  { live, unknown, left }: Events['ShutdownReported'],
): string | undefined => {
  const wrong = unknown + (orders === 'cancel' ? live : 0);
  if (wrong === 0) return undefined;
  const named = left.map(formatOrderId).join(' ');
  return `${orders === 'cancel' ? `${live} orders are still live, and ` : ''}of ${unknown} it is not known how they stand: ${named}${left.length < live + unknown ? ' …' : ''}`;
};
