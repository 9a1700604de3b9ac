import { divFloor } from '../kernel/integers.ts';
import { type Micros, type Price, plus, type Qty, smaller } from '../kernel/units.ts';
import type { Book } from './book.ts';
import type { BookSeen, Evidence, Level } from './events.ts';

/** One price over all venues: how much there is, and where, in the order in which the books were given. */
export type ConsolidatedLevel = Readonly<{ price: Price; qty: Qty; venues: readonly Readonly<{ venue: string; qty: Qty }>[] }>;

/** `locked`: the best bid of one venue equals the best ask of another; `crossed`: it is above it. Both are everyday where venues are apart. */
export type MarketState = 'empty' | 'oneSided' | 'normal' | 'locked' | 'crossed';

export type ConsolidatedBook = Readonly<{
  bids: readonly ConsolidatedLevel[];
  asks: readonly ConsolidatedLevel[];
  state: MarketState;
}>;
export type Reference = NonNullable<Evidence['reference']>;

/** What a desk would write down of a book: its top levels and its time. Undefined when it is not fresh. */
export const seen = (book: Book, depth: number, now: Micros, maxAgeMicros: number): BookSeen | undefined =>
  book.at === undefined || !book.isFresh(now, maxAgeMicros)
    ? undefined
    : { venue: book.venue, at: book.at, bids: book.top('bids', depth), asks: book.top('asks', depth) };

/** Fresh books of one instrument as one book, `depth` prices deep on each side. The first level of each side is the NBBO. */
export const consolidate = (books: readonly BookSeen[], depth: number): ConsolidatedBook => {
  const bids = merge(books, 'bids', (a, b) => b - a).slice(0, depth);
  const asks = merge(books, 'asks', (a, b) => a - b).slice(0, depth);
  return { bids, asks, state: stateOf(bids[0], asks[0]) };
};

const merge = (
  books: readonly BookSeen[],
  side: 'bids' | 'asks',
  keenest: (a: Price, b: Price) => number,
): ConsolidatedLevel[] => {
  const byPrice = new Map<Price, { qty: Qty; venues: { venue: string; qty: Qty }[] }>();
  for (const { venue, [side]: levels } of books)
    for (const { price, qty } of levels) {
      const level = byPrice.get(price);
      if (level === undefined) byPrice.set(price, { qty, venues: [{ venue, qty }] });
      else {
        level.qty = plus(level.qty, qty);
        level.venues.push({ venue, qty });
      }
    }
  return [...byPrice].sort(([a], [b]) => keenest(a, b)).map(([price, level]) => ({ price, ...level }));
};

const stateOf = (bid: Level | undefined, ask: Level | undefined): MarketState => {
  if (bid === undefined || ask === undefined) return bid === ask ? 'empty' : 'oneSided';
  if (bid.price < ask.price) return 'normal';
  return bid.price === ask.price ? 'locked' : 'crossed';
};

/**
 * The price that collars and valuations compare with: the middle of the best bid and the best ask over fresh lit books, in whole units,
 * rounded down. In a crossed market it is the middle of the crossed pair, which lies between what the two venues think.
 * As old as the older of the books that set it. Absent without a bid and an ask.
 */
export const referenceOf = (books: readonly BookSeen[]): Reference | undefined => {
  let bid: Touch | undefined;
  let ask: Touch | undefined;
  for (const { at, bids, asks } of books) {
    bid = keener(bid, bids[0], at, (a, b) => a > b);
    ask = keener(ask, asks[0], at, (a, b) => a < b);
  }
  if (bid === undefined || ask === undefined) return undefined;
  return { price: divFloor(bid.price + ask.price, 2) as Price, at: smaller(bid.at, ask.at), source: REFERENCE_SOURCE };
};

/** What `source` says of such a price. */
export const REFERENCE_SOURCE = 'consolidatedMid';

type Touch = Readonly<{ price: Price; at: Micros }>;
const keener = (
  best: Touch | undefined,
  level: Level | undefined,
  at: Micros,
  beats: (a: Price, b: Price) => boolean,
): Touch | undefined =>
  level !== undefined && (best === undefined || beats(level.price, best.price)) ? { price: level.price, at } : best;
