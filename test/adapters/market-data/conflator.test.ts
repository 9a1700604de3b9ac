import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conflator } from '../../../src/adapters/market-data/conflator.ts';
import type { Micros, Price, Qty } from '../../../src/domain/kernel/units.ts';
import { Book } from '../../../src/domain/market/book.ts';
import type { BookUpdate } from '../../../src/domain/ports/market.ts';

const level = fc.record({ price: fc.integer({ min: 1, max: 6 }), qty: fc.integer({ min: 0, max: 3 }) });
const distinct = fc.uniqueArray(level, { selector: ({ price }) => price, maxLength: 4 });
const updates = fc.array(
  fc.record({
    symbol: fc.constantFrom('ACME', 'BOLT'),
    isSnapshot: fc.boolean(),
    bids: distinct,
    asks: distinct,
    taken: fc.boolean(),
  }),
  { maxLength: 40 },
);
const shown = (books: ReadonlyMap<string, Book>): unknown =>
  [...books].map(([symbol, book]) => [symbol, book.at, book.top('bids', 10), book.top('asks', 10)]);
const apply = (books: Map<string, Book>, update: BookUpdate): void => {
  const book = books.get(update.symbol) ?? new Book(update.venue, update.symbol);
  books.set(update.symbol, book);
  book.apply(update);
};

describe('changes of books that wait to be taken', () => {
  it('come to the same books as each of them in turn, whenever they are taken', () => {
    fc.assert(
      fc.property(updates, (said) => {
        const [each, together] = [new Map<string, Book>(), new Map<string, Book>()];
        const waiting = new Conflator();
        const take = (): void => waiting.take().forEach((update) => apply(together, update));
        for (const [at, { symbol, isSnapshot, bids, asks, taken }] of said.entries()) {
          const update: BookUpdate = {
            venue: 'XA',
            symbol,
            at: at as Micros,
            kind: isSnapshot ? 'snapshot' : 'delta',
            bids: bids as { price: Price; qty: Qty }[],
            asks: asks as { price: Price; qty: Qty }[],
          };
          apply(each, update);
          waiting.add(update);
          if (taken) take();
        }
        take();
        expect(new Map(shown(together) as [])).toEqual(new Map(shown(each) as []));
      }),
    );
  });

  it('are no more than the books have levels, however many they are', () => {
    const waiting = new Conflator();
    for (let n = 0; n < 10_000; n += 1)
      waiting.add({
        venue: 'XA',
        symbol: 'ACME',
        at: n as Micros,
        kind: 'delta',
        bids: [{ price: (n % 5) as Price, qty: n as Qty }],
        asks: [],
      });
    const [update, ...more] = waiting.take();
    expect(more).toEqual([]);
    expect(update?.bids).toHaveLength(5);
    expect(waiting.take()).toEqual([]);
  });
});
