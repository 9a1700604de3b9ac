import type { OrderId } from '../domain/kernel/units.ts';
import { isOpen } from '../domain/order/lifecycle.ts';
import { isUncertain, reservation } from '../domain/order/order.ts';
import { followOrders, noOrderLines, type OrderLine, type OrderLines } from './order-lines.ts';
import type { Projection } from './projection.ts';

type OpenOrders = { lines: OrderLines; open: Map<OrderId, OrderLine> };

/** Not knowing counts as open: a closed order whose child may still be at the venue can still trade. */
const mayTrade = (line: OrderLine): boolean => isOpen(line.status) || reservation(line) > 0 || isUncertain(line);

/** Which orders could still trade? */
export const openOrders: Projection<OpenOrders> = {
  name: 'open-orders',
  initial: () => ({ lines: noOrderLines(), open: new Map() }),
  on: followOrders(({ open }, line) => {
    if (mayTrade(line)) open.set(line.orderId, line);
    else open.delete(line.orderId);
  }),
};
