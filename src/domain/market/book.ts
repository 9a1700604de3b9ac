import { larger, type Micros, type Price, type Qty, ZERO_QTY } from '../kernel/units.ts';
import type { BookUpdate } from '../ports/market.ts';
import type { Level } from './events.ts';

export type BookSide = 'bids' | 'asks';

/** One venue's displayed (L2) book of one instrument: what anybody could trade with there. Built from snapshots and deltas. */
export class Book {
  readonly venue: string;
  readonly symbol: string;
  readonly #bids = new Ladder(1);
  readonly #asks = new Ladder(-1);
  #at: Micros | undefined;

  constructor(venue: string, symbol: string) {
    this.venue = venue;
    this.symbol = symbol;
  }

  /** A snapshot replaces everything; a delta sets the quantity of the levels it names, and nothing else. */
  apply(update: BookUpdate): void {
    if (update.kind === 'snapshot') {
      this.#bids.clear();
      this.#asks.clear();
    }
    this.#bids.setAll(update.bids);
    this.#asks.setAll(update.asks);
    this.#at = this.#at === undefined ? update.at : larger(this.#at, update.at);
  }

  /** The time of its last update; undefined before the first. */
  get at(): Micros | undefined {
    return this.#at;
  }

  /** Updated no longer ago than `maxAgeMicros`. A book that never was is not fresh. */
  isFresh(now: Micros, maxAgeMicros: number): boolean {
    return this.#at !== undefined && now - this.#at <= maxAgeMicros;
  }

  bestBid(): Level | undefined {
    return this.#bids.level(0);
  }

  bestAsk(): Level | undefined {
    return this.#asks.level(0);
  }

  /** The level at a rank, 0 the best; undefined below the last. */
  level(side: BookSide, rank: number): Level | undefined {
    return this.#side(side).level(rank);
  }

  /** At most `depth` levels, best first. */
  top(side: BookSide, depth: number): readonly Level[] {
    return this.#side(side).top(depth);
  }

  /** What is displayed at a price: nothing, if there is no such level. */
  qtyAt(side: BookSide, price: Price): Qty {
    return this.#side(side).qtyAt(price);
  }

  depth(side: BookSide): number {
    return this.#side(side).depth;
  }

  #side(side: BookSide): Ladder {
    return side === 'bids' ? this.#bids : this.#asks;
  }
}

/**
 * One side of a book: prices and quantities in two parallel arrays, the worst first and the best last. Nearly all activity is near
 * the best price, so searching from that end finds a level in a step or two, and an insertion there moves next to nothing.
 */
class Ladder {
  /** Price × sign, so that on either side a keener price is a greater number. */
  readonly #keenness: number[] = [];
  readonly #qtys: Qty[] = [];
  readonly #sign: 1 | -1;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  get depth(): number {
    return this.#qtys.length;
  }

  clear(): void {
    this.#keenness.length = 0;
    this.#qtys.length = 0;
  }

  /** Levels usually come best first: setting the worst first makes each one an append. */
  setAll(levels: readonly Level[]): void {
    for (let i = levels.length - 1; i >= 0; i -= 1) {
      const { price, qty } = levels[i] as Level;
      this.#set(price, qty);
    }
  }

  #set(price: Price, qty: Qty): void {
    const keenness = price * this.#sign;
    const at = lastNotKeener(this.#keenness, keenness);
    if (at >= 0 && this.#keenness[at] === keenness) {
      if (qty > 0) this.#qtys[at] = qty;
      else {
        this.#keenness.splice(at, 1);
        this.#qtys.splice(at, 1);
      }
    } else if (qty > 0) {
      this.#keenness.splice(at + 1, 0, keenness);
      this.#qtys.splice(at + 1, 0, qty);
    }
  }

  level(rank: number): Level | undefined {
    const at = this.#qtys.length - 1 - rank;
    return at < 0 ? undefined : this.#at(at);
  }

  top(depth: number): readonly Level[] {
    const levels: Level[] = [];
    const end = larger(0, this.#qtys.length - depth);
    for (let at = this.#qtys.length - 1; at >= end; at -= 1) levels.push(this.#at(at));
    return levels;
  }

  qtyAt(price: Price): Qty {
    const keenness = price * this.#sign;
    const at = lastNotKeener(this.#keenness, keenness);
    return at >= 0 && this.#keenness[at] === keenness ? (this.#qtys[at] as Qty) : ZERO_QTY;
  }

  #at(at: number): Level {
    return { price: ((this.#keenness[at] as number) * this.#sign) as Price, qty: this.#qtys[at] as Qty };
  }
}

/** The last index that is not keener than `keenness`, −1 if all are: a short walk from the best, then by halves. */
const lastNotKeener = (sorted: readonly number[], keenness: number): number => {
  let at = sorted.length - 1;
  const walkEnd = at - WALK_MAX;
  while (at > walkEnd && at >= 0 && (sorted[at] as number) > keenness) at -= 1;
  if (at > walkEnd || at < 0) return at;
  let low = 0;
  let high = at + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > keenness) high = middle;
    else low = middle + 1;
  }
  return low - 1;
};
const WALK_MAX = 8;
