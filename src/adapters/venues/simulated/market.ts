import type { Price, Qty } from '../../../domain/kernel/units.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';
import type { Order } from './orders.ts';

/** `took` is the displayed level, as its source showed it, that an order traded with; absent for hidden interest and our own orders. */
export type Trade = Readonly<{ order: Order; price: Price; qty: Qty; liquidity: 'added' | 'removed'; took: Level | undefined }>;
/** The exchange books the trade before it returns: cumQty and status are up to date, and an order that is filled has left the market. */
export type OnTrade = (trade: Trade) => void;

/** Where the orders of one instrument meet those they trade with: a lit book or a dark pool. */
export type Market = Readonly<{
  /** Trades what can be traded at once, and keeps the rest if it may stay; otherwise says why it may not, and the caller ends it. */
  enter(order: Order): string | undefined;
  leave(order: Order): void;
  /** Takes back, behind all at its price, an order that rested here before the venue stopped. Nothing trades. */
  takeBack(order: Order): void;
  onBook(update: BookUpdate): void;
  open(): void;
  /** From here on nothing trades, but books are kept up to date. */
  close(): void;
}>;

export const NOBODY_LEFT = 'nobody left to trade with within the limit';
