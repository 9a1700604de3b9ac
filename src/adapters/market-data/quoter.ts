import { divFloor, roundDown, roundUp } from '../../domain/kernel/integers.ts';
import { larger, type Micros, type Price, type Qty, ZERO_QTY } from '../../domain/kernel/units.ts';
import type { Level } from '../../domain/market/events.ts';
import type { BookUpdate } from '../../domain/ports/market.ts';
import type { Random } from './random.ts';

/** What a venue lists of an instrument, in whole units. */
export type QuotedListing = Readonly<{ symbol: string; tick: number; lot: number }>;
export type QuotingStyle = Readonly<{
  /** Between its best bid and its best ask, at least. */
  spreadTicks: number;
  /** How far from the fair value it quotes while it lags. Further than the spread of another venue, and the two lock or cross. */
  lagTicks: number;
  /** Of its updates, so many in a million lag. */
  lagPpm: number;
  /** A level shows 1 to this many lots. */
  lotsMax: number;
}>;

/** Price levels on each side. */
const DEPTH = 10;
/** A level that stays shows another quantity in so many updates of a million. */
const REQUOTED_PPM = 300_000;

type Shown = ReadonlyMap<Price, Qty>;

/** One lit venue's market makers in one instrument: ten levels on each side, one tick apart, around a value they are given. */
export class Quoter {
  readonly symbol: string;
  readonly #venue: string;
  readonly #listing: QuotedListing;
  readonly #style: QuotingStyle;
  readonly #random: Random;
  #bids: Shown = new Map();
  #asks: Shown = new Map();
  #kind: BookUpdate['kind'] = 'snapshot';

  constructor(venue: string, listing: QuotedListing, style: QuotingStyle, random: Random) {
    this.symbol = listing.symbol;
    this.#venue = venue;
    this.#listing = listing;
    this.#style = style;
    this.#random = random;
  }

  /** Moves the book to the value it is told; a lagging venue stays off it. The book itself is never locked or crossed. */
  requote(value: Price, at: Micros): BookUpdate {
    const { tick } = this.#listing;
    const { spreadTicks, lagTicks, lagPpm } = this.#style;
    const centre = value + (this.#random.chance(lagPpm) ? this.#random.pick([-1, 1]) * lagTicks * tick : 0);
    const half = divFloor((spreadTicks + this.#random.between(0, 1)) * tick, 2);
    const bestBid = roundDown(centre - half, tick);
    const bestAsk = larger(roundUp(centre + half, tick), bestBid + tick);
    const bids = this.#ladder(bestBid, -tick, this.#bids);
    const asks = this.#ladder(bestAsk, tick, this.#asks);
    const update: BookUpdate = {
      venue: this.#venue,
      symbol: this.symbol,
      at,
      kind: this.#kind,
      bids: changes(this.#bids, bids),
      asks: changes(this.#asks, asks),
    };
    this.#bids = bids;
    this.#asks = asks;
    this.#kind = 'delta';
    return update;
  }

  #ladder(best: number, step: number, before: Shown): Shown {
    const { lot } = this.#listing;
    const ladder = new Map<Price, Qty>();
    for (let i = 0; i < DEPTH; i += 1) {
      const price = (best + i * step) as Price;
      const stays = this.#random.chance(REQUOTED_PPM) ? undefined : before.get(price);
      ladder.set(price, stays ?? ((this.#random.between(1, this.#style.lotsMax) * lot) as Qty));
    }
    return ladder;
  }
}

/** New and changed levels, and those that are gone at quantity 0. From nothing, that is the whole ladder. */
const changes = (before: Shown, after: Shown): readonly Level[] => {
  const levels: Level[] = [];
  for (const [price, qty] of after) if (before.get(price) !== qty) levels.push({ price, qty });
  for (const price of before.keys()) if (!after.has(price)) levels.push({ price, qty: ZERO_QTY });
  return levels;
};
