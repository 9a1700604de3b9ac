import { type Price, type Qty, smaller } from '../../../domain/kernel/units.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { Side } from '../../../domain/order/events.ts';
import { admits, buys, leavesOf, type Order } from './orders.ts';

/** Who wants to trade now, and how far it would go. */
export type Aggressor = Readonly<{ side: Side; price: Price | undefined; qty: Qty }>;
/** One piece of a match. `with` is the resting order it trades with; undefined: the displayed book of everybody else. */
export type Take = Readonly<{ price: Price; qty: Qty; with: Order | undefined }>;

/**
 * Price–time priority: the best price first; at one price the displayed book first, because our own order joined the end of its queue;
 * our own orders in the order in which they came. The price is always the resting side's.
 * `displayed` and `resting` are of the opposite side, best first.
 */
export const match = (aggressor: Aggressor, displayed: readonly Level[], resting: readonly Order[]): readonly Take[] => {
  const takes: Take[] = [];
  const beats = (a: Price, b: Price): boolean => (buys(aggressor) ? a < b : a > b);
  let left = aggressor.qty;
  let nextLevel = 0;
  let nextOrder = 0;
  while (left > 0) {
    const level = displayed[nextLevel];
    const order = resting[nextOrder];
    const own = order?.price !== undefined && (level === undefined || beats(order.price, level.price)) ? order : undefined;
    const price = own === undefined ? level?.price : own.price;
    if (price === undefined || !admits(aggressor, price)) break;
    const qty = smaller(left, own === undefined ? (level as Level).qty : leavesOf(own));
    takes.push({ price, qty, with: own });
    left = (left - qty) as Qty;
    if (own === undefined) nextLevel += 1;
    else nextOrder += 1;
  }
  return takes;
};

export const totalOf = (takes: readonly Take[]): Qty => takes.reduce((sum, { qty }) => sum + qty, 0) as Qty;
