import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { Book } from '../../../src/domain/market/book.ts';
import { consolidate, referenceOf, seen } from '../../../src/domain/market/consolidated.ts';
import type { BookSeen } from '../../../src/domain/market/events.ts';
import { anyUpdate, levels, type Quotes, snapshot } from '../../support/market.ts';

const shows = (venue: string, bids: Quotes, asks: Quotes, at = 0): BookSeen => ({
  venue,
  at: at as Micros,
  bids: levels(bids),
  asks: levels(asks),
});

describe('several books as one', () => {
  it('adds up what is at one price, and says where it is', () => {
    const { bids, asks, state } = consolidate(
      [
        shows(
          'XA',
          [
            [99, 5],
            [98, 1],
          ],
          [[101, 2]],
        ),
        shows('XB', [[99, 3]], [[102, 4]]),
      ],
      2,
    );
    expect(bids).toEqual([
      {
        price: 99,
        qty: 8,
        venues: [
          { venue: 'XA', qty: 5 },
          { venue: 'XB', qty: 3 },
        ],
      },
      { price: 98, qty: 1, venues: [{ venue: 'XA', qty: 1 }] },
    ]);
    expect(asks.map(({ price }) => price)).toEqual([101, 102]);
    expect(state).toBe('normal');
  });

  it('is best first, whichever venue shows it, and no deeper than was asked', () => {
    const [far, near] = [shows('FAR', [[97, 1]], [[104, 1]]), shows('NEAR', [[99, 1]], [[101, 1]])];
    for (const books of [
      [far, near],
      [near, far],
    ]) {
      const prices = (depth: number): unknown => {
        const { bids, asks } = consolidate(books, depth);
        return [bids.map(({ price }) => price), asks.map(({ price }) => price)];
      };
      expect(prices(2)).toEqual([
        [99, 97],
        [101, 104],
      ]);
      expect(prices(1)).toEqual([[99], [101]]);
    }
  });

  it.each([
    ['empty', [], []],
    ['oneSided', [[99, 1]], []],
    ['oneSided', [], [[100, 1]]],
    ['normal', [[99, 1]], [[100, 1]]],
    ['locked', [[100, 1]], [[100, 1]]],
    ['crossed', [[101, 1]], [[100, 1]]],
  ] as const)('calls the market %s', (state, bids, asks) => {
    expect(consolidate([shows('XA', bids, []), shows('XB', [], asks)], 1).state).toBe(state);
  });

  it('conserves quantity, level by level', () => {
    fc.assert(
      fc.property(fc.array(anyUpdate, { maxLength: 5 }), (updates) => {
        const books = updates.map((update, i) => {
          const book = new Book(`X${i}`, 'ACME');
          book.apply(update);
          return seen(book, 100, 0 as Micros, 0) as BookSeen;
        });
        const whole = consolidate(books, 1_000);
        for (const side of ['bids', 'asks'] as const) {
          const total = (shown: readonly { qty: number }[]): number => shown.reduce((sum, { qty }) => sum + qty, 0);
          expect(total(whole[side])).toBe(total(books.flatMap((book) => book[side])));
          expect(whole[side].map(({ price }) => price)).toEqual([...new Set(whole[side].map(({ price }) => price))]);
          for (const { qty, venues } of whole[side]) expect(total(venues)).toBe(qty);
        }
      }),
    );
  });
});

describe('what is seen of a book', () => {
  const book = new Book('XA', 'ACME');
  book.apply(
    snapshot({
      at: 100,
      bids: [
        [99, 5],
        [98, 7],
      ],
      asks: [[101, 3]],
    }),
  );

  it('is its top levels and its time', () => {
    expect(seen(book, 1, 150 as Micros, 50)).toEqual(shows('XA', [[99, 5]], [[101, 3]], 100));
  });
  it('is nothing once it is stale', () => {
    expect(seen(book, 1, 151 as Micros, 50)).toBeUndefined();
  });
});

describe('the reference price', () => {
  it('is the middle of the best bid and ask of all, rounded down', () => {
    const books = [shows('XA', [[99, 1]], [[110, 1]]), shows('XB', [[90, 1]], [[102, 1]])];
    for (const all of [books, books.toReversed()])
      expect(referenceOf(all)).toMatchObject({ price: 100, source: 'consolidatedMid' });
  });
  it('is as old as the first to show a price that others show as well', () => {
    const books = [shows('XA', [[99, 1]], [[101, 1]], 7), shows('XB', [[99, 1]], [[101, 1]], 5)];
    expect([referenceOf(books)?.at, referenceOf(books.toReversed())?.at]).toEqual([7, 5]);
  });
  it('is rounded down below nothing too', () => {
    expect(referenceOf([shows('XA', [[-4, 1]], [[-1, 1]])])?.price).toBe(-3);
  });
  it('is as old as the older of the two that set it', () => {
    const reference = referenceOf([
      shows('XA', [[99, 1]], [], 7),
      shows('XB', [], [[101, 1]], 9),
      shows('XC', [[98, 1]], [[102, 1]], 1),
    ]);
    expect(reference).toMatchObject({ price: 100, at: 7 });
    expect(referenceOf([shows('XA', [[99, 1]], [], 9), shows('XB', [], [[101, 1]], 8)])?.at).toBe(8);
  });
  it('is the middle of the crossed pair in a crossed market', () => {
    expect(referenceOf([shows('XA', [[104, 1]], [[105, 1]]), shows('XB', [[99, 1]], [[100, 1]])])?.price).toBe(102);
  });
  it('is absent when one side is', () => {
    expect(referenceOf([shows('XA', [[99, 1]], [])])).toBeUndefined();
    expect(referenceOf([shows('XA', [], [[101, 1]])])).toBeUndefined();
    expect(referenceOf([])).toBeUndefined();
  });
});
