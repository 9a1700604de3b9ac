import { MICROS_PER_MS, type Micros, type Price } from '../../domain/kernel/units.ts';
import { Book } from '../../domain/market/book.ts';
import { type ConsolidatedBook, consolidate, referenceOf, seen } from '../../domain/market/consolidated.ts';
import type { BookSeen } from '../../domain/market/events.ts';
import type { BookUpdate, Witness } from '../../domain/ports/market.ts';

export type MarketDataOptions = Readonly<{
  /** A book that was not updated for longer is left out of everything. */
  bookMaxAgeMs: number;
  /** At most one mark of a symbol in this time. */
  markEveryMs: number;
  onMark(symbol: string, price: Price, at: Micros, source: string): void;
}>;

export type MarketData = Readonly<{
  /** Takes an update of any lit venue. A venue without displayed book (a dark one) simply never sends any. */
  onUpdate(update: BookUpdate): void;
  witness: Witness;
  /** All fresh books of a symbol as one. */
  consolidated(symbol: string, depth: number, now: Micros): ConsolidatedBook;
  book(venue: string, symbol: string): Book | undefined;
}>;

/** Holds every lit venue's book, answers what the desk can see of an instrument, and passes reference prices on as marks. */
export const createMarketData = ({ bookMaxAgeMs, markEveryMs, onMark }: MarketDataOptions): MarketData => {
  const books = new Map<string, Map<string, Book>>();
  const markedAt = new Map<string, Micros>();
  const maxAgeMicros = bookMaxAgeMs * MICROS_PER_MS;

  const bookOf = (venue: string, symbol: string): Book => {
    let venues = books.get(symbol);
    if (venues === undefined) books.set(symbol, (venues = new Map()));
    let book = venues.get(venue);
    if (book === undefined) venues.set(venue, (book = new Book(venue, symbol)));
    return book;
  };

  /** In the order of the venues' names, so that evidence does not depend on who spoke first. */
  const freshBooks = (symbol: string, depth: number, now: Micros): readonly BookSeen[] => {
    const fresh: BookSeen[] = [];
    for (const book of books.get(symbol)?.values() ?? []) {
      const shown = seen(book, depth, now, maxAgeMicros);
      if (shown !== undefined) fresh.push(shown);
    }
    return fresh.sort((a, b) => (a.venue < b.venue ? -1 : 1));
  };

  /** The first update after the interval carries the mark: no timer, so the same updates always give the same marks. */
  const mark = (symbol: string, now: Micros): void => {
    const last = markedAt.get(symbol);
    if (last !== undefined && now - last < markEveryMs * MICROS_PER_MS) return;
    const reference = referenceOf(freshBooks(symbol, 1, now));
    if (reference === undefined) return;
    markedAt.set(symbol, now);
    onMark(symbol, reference.price, reference.at, reference.source);
  };

  return {
    onUpdate: (update) => {
      bookOf(update.venue, update.symbol).apply(update);
      mark(update.symbol, update.at);
    },
    witness: ({ symbol, depth }, now) => {
      const fresh = freshBooks(symbol, depth, now);
      if (fresh.length === 0) return undefined;
      const reference = referenceOf(fresh);
      return { symbol, takenAt: now, ...(reference === undefined ? {} : { reference }), books: fresh };
    },
    consolidated: (symbol, depth, now) => consolidate(freshBooks(symbol, depth, now), depth),
    book: (venue, symbol) => books.get(symbol)?.get(venue),
  };
};
