import type { ChildStatus, OrderStatus } from './events.ts';
import { isLive, isOpen } from './lifecycle.ts';
import type { ChildFigures, OrderFigures, PendingRequest } from './order.ts';

/** FIX 4.4 OrdStatus (tag 39), spelled out. */
export const ORD_STATUSES = [
  'pendingNew',
  'new',
  'partiallyFilled',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'doneForDay',
  'pendingCancel',
  'pendingReplace',
  'stopped',
  'suspended',
] as const;
export type OrdStatus = (typeof ORD_STATUSES)[number];

const CLOSED: Readonly<Record<Exclude<OrderStatus, 'held' | 'open' | 'doneForDay'>, OrdStatus>> = {
  filled: 'canceled', // A bust has taken from it for good.
  canceled: 'canceled',
  expired: 'expired',
  rejected: 'rejected',
};

/**
 * The state of highest precedence that the order is in (FIX 4.4, Appendix D, "precedence"): pending cancel 12, pending replace 11,
 * done for day 10, filled 8, stopped 7, suspended 6, canceled and expired 5, partially filled 4, and all others 2.
 */
export const ordStatusOf = (order: OrderFigures): OrdStatus => {
  const { status, qty, cumQty, children } = order;
  if (isOpen(status) && order.cancel !== undefined) return 'pendingCancel';
  if (isOpen(status) && order.replaces.length > 0) return 'pendingReplace';
  const live = isOpen(status) ? children.filter((child) => isLive(child.status)) : [];
  if (status === 'doneForDay' || areAll('overnight', live)) return 'doneForDay';
  if (cumQty >= qty) return 'filled';
  if (live.some((child) => child.status === 'stopped')) return 'stopped';
  if (areAll('suspended', live)) return 'suspended';
  if (status !== 'held' && status !== 'open') {
    // A venue that rejects after it traded has, in FIX words, canceled the rest.
    return status === 'rejected' && cumQty > 0 ? 'canceled' : CLOSED[status];
  }
  if (cumQty > 0) return 'partiallyFilled';
  return isAcknowledged(order) ? 'new' : 'pendingNew';
};

/** An order with several children sleeps when none of them is awake. */
const areAll = (status: ChildStatus, live: OrderFigures['children']): boolean =>
  live.length > 0 && live.every((child) => child.status === status);

/** Has any venue answered it? */
export const isAcknowledged = ({ children }: Pick<OrderFigures, 'children'>): boolean =>
  children.some(({ status }) => status !== 'sent' && status !== 'notSent');

const CHILD: Readonly<Record<ChildStatus, OrdStatus>> = {
  sent: 'pendingNew',
  working: 'new',
  stopped: 'stopped',
  suspended: 'suspended',
  overnight: 'doneForDay',
  filled: 'canceled', // Busted, and the venue has not said that it works it again.
  canceled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
  doneForDay: 'doneForDay',
  notSent: 'rejected', // No venue has it, so in FIX words it is an order that was not accepted.
};

type AtVenue = Readonly<
  Pick<ChildFigures, 'status' | 'qty' | 'cumQty'> & { requests: readonly Readonly<Pick<PendingRequest, 'kind' | 'confirmed'>>[] }
>;

/** The same for a child order, as its venue last let us know. What we asked for is pending there once the venue has said so. */
export const childOrdStatusOf = ({ status, qty, cumQty, requests }: AtVenue): OrdStatus => {
  if (isLive(status) || status === 'filled') {
    const pending = requests.filter(({ confirmed }) => confirmed);
    if (pending.some(({ kind }) => kind === 'cancel')) return 'pendingCancel';
    if (pending.length > 0) return 'pendingReplace';
  }
  if (CHILD[status] === 'doneForDay') return 'doneForDay';
  if (cumQty >= qty) return 'filled';
  if (cumQty === 0) return CHILD[status];
  if (status === 'rejected' || status === 'notSent') return 'canceled';
  return status === 'sent' || status === 'working' ? 'partiallyFilled' : CHILD[status];
};
