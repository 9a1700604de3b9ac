import { describe, expect, it } from 'vitest';
import { seededMarket } from '../../../src/adapters/market-data/seeded.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import { MICROS_PER_SECOND, type Micros, type Price } from '../../../src/domain/kernel/units.ts';
import { Book } from '../../../src/domain/market/book.ts';
import { consolidate, type MarketState, seen } from '../../../src/domain/market/consolidated.ts';
import type { BookSeen } from '../../../src/domain/market/events.ts';
import type { BookUpdate } from '../../../src/domain/ports/market.ts';

const minuteOf = (seed: number): readonly BookUpdate[] => {
  const clock = virtualClock(0 as Micros);
  const listings = [
    { symbol: 'ACME', tick: 5, lot: 10 },
    { symbol: 'GLOBEX', tick: 1, lot: 1 },
  ];
  const source = seededMarket({
    clock,
    seed,
    everyMs: 100,
    fairValues: [
      { symbol: 'ACME', price: 10_000 as Price, stepUnits: 6 },
      { symbol: 'GLOBEX', price: 500 as Price, stepUnits: 1 },
    ],
    venues: ['XA', 'XB'].map((venue) => ({
      venue,
      listings,
      style: { spreadTicks: 2, lagTicks: 3, lagPpm: 40_000, lotsMax: 9 },
    })),
  });
  const updates: BookUpdate[] = [];
  source.start((update) => updates.push(update));
  clock.runUntil((60 * MICROS_PER_SECOND) as Micros);
  source.stop();
  expect(clock.pending()).toBe(0);
  return updates;
};

describe('the seeded market', () => {
  const updates = minuteOf(7);

  it('is the same for the same seed, and another for another', () => {
    expect(minuteOf(7)).toEqual(updates);
    expect(minuteOf(8)).not.toEqual(updates);
  });

  it('comes in order of time, a snapshot of each book first and deltas from then on', () => {
    const books = new Set<string>();
    let before = 0;
    for (const { venue, symbol, kind, at } of updates) {
      expect(at).toBeGreaterThanOrEqual(before);
      before = at;
      expect(kind).toBe(books.has(`${venue} ${symbol}`) ? 'delta' : 'snapshot');
      books.add(`${venue} ${symbol}`);
    }
    expect(books.size).toBe(4);
  });

  it('shows ten levels a side on tick and in whole lots, and never crosses one venue within itself', () => {
    const books = new Map<string, Book>();
    const states = new Map<MarketState, number>();
    for (const update of updates) {
      const key = `${update.symbol} ${update.venue}`;
      const book = books.get(key) ?? new Book(update.venue, update.symbol);
      books.set(key, book);
      book.apply(update);
      const [tick, lot] = update.symbol === 'ACME' ? [5, 10] : [1, 1];
      for (const side of ['bids', 'asks'] as const) {
        const levels = book.top(side, 99);
        expect(levels).toHaveLength(10);
        for (const { price, qty } of levels)
          expect([price % tick, qty % lot, price > 0, qty > 0, qty <= 9 * lot]).toEqual([0, 0, true, true, true]);
      }
      expect(book.bestBid()?.price).toBeLessThan(book.bestAsk()?.price ?? 0);
      const shown = ['XA', 'XB'].flatMap((venue) => books.get(`${update.symbol} ${venue}`) ?? []);
      const { state } = consolidate(
        shown.map((one) => seen(one, 1, update.at, MICROS_PER_SECOND) as BookSeen),
        1,
      );
      states.set(state, (states.get(state) ?? 0) + 1);
    }
    // A fragmented market: mostly normal, now and then locked or crossed.
    expect(states.get('normal')).toBeGreaterThan(updates.length / 2);
    expect(states.get('locked')).toBeGreaterThan(0);
    expect(states.get('crossed')).toBeGreaterThan(0);
  });
});
