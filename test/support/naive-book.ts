import type { BookSide } from '../../src/domain/market/book.ts';
import type { Level } from '../../src/domain/market/events.ts';
import type { BookUpdate } from '../../src/domain/ports/market.ts';

/** What `Book` does, in the most obvious way: everything in maps, sorted when asked. */
export class NaiveBook {
  #levels = { bids: new Map<number, Level>(), asks: new Map<number, Level>() };

  apply({ kind, bids, asks }: BookUpdate): void {
    if (kind === 'snapshot') this.#levels = { bids: new Map(), asks: new Map() };
    for (const [side, levels] of [
      ['bids', bids],
      ['asks', asks],
    ] as const)
      for (const level of levels.toReversed()) {
        // Of two quantities for one price, the first one named stands.
        if (level.qty > 0) this.#levels[side].set(level.price, level);
        else this.#levels[side].delete(level.price);
      }
  }

  top(side: BookSide, depth: number): readonly Level[] {
    const bestFirst = side === 'bids' ? -1 : 1;
    return [...this.#levels[side].values()].sort((a, b) => bestFirst * (a.price - b.price)).slice(0, depth);
  }

  qtyAt(side: BookSide, price: number): number {
    return this.#levels[side].get(price)?.qty ?? 0;
  }
}
