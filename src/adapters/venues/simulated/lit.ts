import { type Price, type Qty, smaller, ZERO_QTY } from '../../../domain/kernel/units.ts';
import type { BookSide } from '../../../domain/market/book.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';
import { Displayed } from './displayed.ts';
import { type Market, NOBODY_LEFT, type OnTrade } from './market.ts';
import { match, totalOf } from './matching.ts';
import { admits, buys, isImmediate, leavesOf, type Order } from './orders.ts';
import { RestingOrders } from './resting.ts';

/**
 * `prevent`: an order that would trade with another of ours trades what is before it, and what is left of it is cancelled (the
 * taker goes, as most venues do by default). `match`: they trade with each other, as orders of two clients would.
 */
export type SelfTrades = 'prevent' | 'match';

type LitOptions = Readonly<{
  venue: string;
  symbol: string;
  selfTrades: SelfTrades;
  onTrade: OnTrade;
  /** What the venue shows to everybody from now on: the source's book less what we took. Our own orders are not in it. */
  onShow: (update: BookUpdate) => void;
}>;

/**
 * A displayed market. Aggressive orders take displayed levels (`removed`). A resting order trades when the opposite best is at or
 * through its price: at its own price, for at most what is displayed there and beyond, which is thereby taken (`added`). That is
 * conservative: a queue ahead of us would have had to trade away before the opposite side could come to our price.
 */
export const litMarket = ({ venue, symbol, selfTrades, onTrade, onShow }: LitOptions): Market => {
  const displayed = new Displayed(venue, symbol);
  const resting = new RestingOrders();
  let isOpen = true;

  const take = (order: Order, price: Price, qty: Qty): Level => {
    const took = displayed.take(opposite(order), price, qty);
    const left = displayed.after(opposite(order), price);
    if (left !== undefined) onShow(left);
    return took;
  };

  const added = (order: Order, qty: Qty): void => {
    if (order.price !== undefined && qty > 0) onTrade({ order, price: order.price, qty, liquidity: 'added', took: undefined });
  };

  const enter = (order: Order): string | undefined => {
    const levels = displayed.available(opposite(order), (price) => admits(order, price));
    const found = match({ side: order.side, price: order.price, qty: leavesOf(order) }, levels, resting.opposite(order.side));
    const ours = selfTrades === 'prevent' ? found.findIndex((take) => take.with !== undefined) : -1;
    const takes = ours < 0 ? found : found.slice(0, ours);
    if (order.timeInForce === 'fok' && totalOf(takes) < leavesOf(order)) return NOBODY_LEFT;
    for (const { price, qty, with: maker } of takes) {
      const took = maker === undefined ? take(order, price, qty) : undefined;
      onTrade({ order, price, qty, liquidity: 'removed', took });
      if (maker !== undefined) added(maker, qty);
    }
    if (leavesOf(order) === 0) return undefined;
    if (ours >= 0) return 'self-trade prevented';
    if (order.price === undefined || isImmediate(order)) return NOBODY_LEFT; // A displayed order needs a price.
    resting.add(order);
    return undefined;
  };

  const meet = (order: Order): void => {
    let met = ZERO_QTY;
    for (const { price, qty } of displayed.available(opposite(order), (at) => admits(order, at))) {
      const share = smaller(qty, (leavesOf(order) - met) as Qty);
      if (share === 0) break;
      take(order, price, share);
      met = (met + share) as Qty;
    }
    added(order, met);
  };

  return {
    enter,
    leave: (order) => resting.remove(order),
    takeBack: (order) => resting.add(order),
    onBook: (update) => {
      onShow(displayed.apply(update));
      if (!isOpen) return;
      // In price–time priority: an order behind gets what those ahead of it leave.
      for (const side of ['buy', 'sell'] as const) for (const order of [...resting.of(side)]) meet(order);
    },
    open: () => {
      isOpen = true;
    },
    close: () => {
      isOpen = false;
    },
  };
};

const opposite = (order: Order): BookSide => (buys(order) ? 'asks' : 'bids');
