import type { Micros, Notional, Price, Qty } from '../../../domain/kernel/units.ts';
import type { OrdType, Side, TimeInForce } from '../../../domain/order/events.ts';

/** `forgotten`: the venue lost it in a restart, and does not know its ids any more. */
export type OrderStatus = 'working' | 'filled' | 'canceled' | 'expired' | 'rejected' | 'forgotten';

/** An order as the venue holds it. Changed by the exchange alone; a market only reads it. */
export type Order = {
  readonly venueOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  /** The least that one execution may be (dark venues only). */
  readonly minQty: Qty | undefined;
  /** When it goes by itself; absent for every other time in force than good-till-date. */
  readonly expireTime?: Micros | undefined;
  /** Every id it was known by: the submit's, then each accepted replace's. The last one is in force. */
  readonly sentIds: string[];
  qty: Qty;
  price: Price | undefined;
  cumQty: Qty;
  paid: Notional;
  status: OrderStatus;
};

export const sentIdOf = (order: Order): string => order.sentIds[order.sentIds.length - 1] as string;
export const leavesOf = (order: Order): Qty => (order.status === 'working' ? order.qty - order.cumQty : 0) as Qty;
export const buys = (order: Readonly<{ side: Side }>): boolean => order.side === 'buy';

/** Whether a price is at or better than the limit; an order without limit takes any. */
export const admits = ({ side, price: limit }: Readonly<{ side: Side; price: Price | undefined }>, price: Price): boolean =>
  limit === undefined || (buys({ side }) ? price <= limit : price >= limit);

/** Whether what does not trade at once must go. */
export const isImmediate = ({ timeInForce }: Readonly<{ timeInForce: TimeInForce }>): boolean =>
  timeInForce === 'ioc' || timeInForce === 'fok';
