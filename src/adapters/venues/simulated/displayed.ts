import type { Price, Qty } from '../../../domain/kernel/units.ts';
import { Book, type BookSide } from '../../../domain/market/book.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';

/** How much we took of a level that was shown with so much. */
type Taken = Readonly<{ shown: Qty; taken: Qty }>;

/**
 * Everybody else's displayed book, less what we already took of it. A recording does not know that we traded, so we remember, level by
 * level, until the source shows another quantity there. A level shown again unchanged is the same interest: nothing is sold twice.
 */
export class Displayed {
  readonly #book: Book;
  readonly #taken = { bids: new Map<Price, Taken>(), asks: new Map<Price, Taken>() };

  constructor(venue: string, symbol: string) {
    this.#book = new Book(venue, symbol);
  }

  /** Takes the source's update; answers with the same update less what we took. */
  apply(update: BookUpdate): BookUpdate {
    this.#book.apply(update);
    for (const side of ['bids', 'asks'] as const)
      for (const [price, { shown }] of this.#taken[side])
        if (this.#book.qtyAt(side, price) !== shown) this.#taken[side].delete(price);
    const bids = update.bids.map(({ price }) => this.#left('bids', price));
    const asks = update.asks.map(({ price }) => this.#left('asks', price));
    return { ...update, bids, asks };
  }

  /** What is still there to trade with, best first, as far as a price admits. */
  available(side: BookSide, reaches: (price: Price) => boolean): readonly Level[] {
    const levels: Level[] = [];
    for (let rank = 0; ; rank += 1) {
      const shown = this.#book.level(side, rank);
      if (shown === undefined || !reaches(shown.price)) return levels;
      const level = this.#left(side, shown.price);
      if (level.qty > 0) levels.push(level);
    }
  }

  /** Takes from a level; answers with the level as the source shows it. */
  take(side: BookSide, price: Price, qty: Qty): Level {
    const shown = this.#book.qtyAt(side, price);
    this.#taken[side].set(price, { shown, taken: (this.#takenAt(side, price) + qty) as Qty });
    return { price, qty: shown };
  }

  /** One level as it is after our trades, as an update that makes nothing younger: its time is the source's last. */
  after(side: BookSide, price: Price): BookUpdate | undefined {
    const { venue, symbol, at } = this.#book;
    if (at === undefined) return undefined;
    return { venue, symbol, at, kind: 'delta', bids: [], asks: [], [side]: [this.#left(side, price)] };
  }

  #takenAt(side: BookSide, price: Price): number {
    return this.#taken[side].get(price)?.taken ?? 0;
  }

  #left(side: BookSide, price: Price): Level {
    return { price, qty: (this.#book.qtyAt(side, price) - this.#takenAt(side, price)) as Qty };
  }
}
