import type { OrderStatus } from './events.ts';
import type { OrderFigures } from './order.ts';

/** FIX 4.4 OrdStatus (tag 39), spelled out. */
export type OrdStatus =
  | 'pendingNew'
  | 'new'
  | 'partiallyFilled'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'
  | 'doneForDay'
  | 'pendingCancel'
  | 'pendingReplace';

const CLOSED: Readonly<Record<Exclude<OrderStatus, 'held' | 'open'>, OrdStatus>> = {
  filled: 'filled',
  canceled: 'canceled',
  expired: 'expired',
  rejected: 'rejected',
  doneForDay: 'doneForDay',
};

/** The state of highest precedence that the order is in (FIX 4.4, Appendix D, "precedence"): pending cancel 12, pending replace 11, filled 8, canceled 5, … */
export const ordStatusOf = (order: OrderFigures): OrdStatus => {
  const open = order.status === 'held' || order.status === 'open';
  if (open && order.cancel !== undefined) return 'pendingCancel';
  if (open && order.replaces.length > 0) return 'pendingReplace';
  if (order.cumQty >= order.qty) return 'filled';
  if (order.status !== 'held' && order.status !== 'open') {
    // A venue that rejects after it traded has, in FIX words, canceled the rest.
    return order.status === 'rejected' && order.cumQty > 0 ? 'canceled' : CLOSED[order.status];
  }
  if (order.cumQty > 0) return 'partiallyFilled';
  return order.children.some((child) => child.status !== 'sent' && child.status !== 'notSent') ? 'new' : 'pendingNew';
};
