import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Micros, Price } from '../../../src/domain/kernel/units.ts';
import { Book } from '../../../src/domain/market/book.ts';
import type { BookUpdate } from '../../../src/domain/ports/market.ts';
import { anyUpdate, delta, levels, snapshot } from '../../support/market.ts';
import { NaiveBook } from '../../support/naive-book.ts';

const bookOf = (...updates: readonly BookUpdate[]): Book => {
  const book = new Book('XA', 'ACME');
  for (const update of updates) book.apply(update);
  return book;
};

describe('a book', () => {
  it('reads best first on both sides', () => {
    const book = bookOf(
      snapshot({
        bids: [
          [99, 5],
          [98, 7],
        ],
        asks: [
          [101, 3],
          [102, 4],
        ],
      }),
    );
    expect(book.bestBid()).toEqual({ price: 99, qty: 5 });
    expect(book.bestAsk()).toEqual({ price: 101, qty: 3 });
    expect(book.top('bids', 5)).toEqual(
      levels([
        [99, 5],
        [98, 7],
      ]),
    );
    expect(book.top('asks', 1)).toEqual(levels([[101, 3]]));
  });

  it('knows whose it is and of what', () => {
    expect([bookOf().venue, bookOf().symbol]).toEqual(['XA', 'ACME']);
  });

  it('takes levels in any order', () => {
    expect(
      bookOf(
        snapshot({
          asks: [
            [103, 1],
            [101, 2],
            [102, 3],
          ],
        }),
      ).top('asks', 3),
    ).toEqual(
      levels([
        [101, 2],
        [102, 3],
        [103, 1],
      ]),
    );
  });

  it('sets, adds and removes the levels that a delta names, and no other', () => {
    const book = bookOf(
      snapshot({
        bids: [
          [99, 5],
          [98, 7],
          [97, 1],
        ],
      }),
      delta({
        bids: [
          [98, 0],
          [97, 2],
          [96, 4],
        ],
      }),
    );
    expect(book.top('bids', 9)).toEqual(
      levels([
        [99, 5],
        [97, 2],
        [96, 4],
      ]),
    );
  });

  it('forgets everything at a snapshot', () => {
    const book = bookOf(snapshot({ bids: [[99, 5]], asks: [[101, 3]] }), snapshot({ asks: [[105, 1]] }));
    expect(book.bestBid()).toBeUndefined();
    expect(book.top('asks', 9)).toEqual(levels([[105, 1]]));
  });

  it('answers for any price, also of the side that is not there', () => {
    const book = bookOf(snapshot({ asks: [[101, 3]] }));
    expect(book.qtyAt('asks', 101 as Price)).toBe(3);
    expect(book.qtyAt('asks', 100 as Price)).toBe(0);
    expect(book.qtyAt('bids', 101 as Price)).toBe(0);
    expect(book.level('asks', 1)).toBeUndefined();
  });

  it('has prices at and below nothing, as spreads have', () => {
    const book = bookOf(
      snapshot({
        bids: [
          [-2, 1],
          [-3, 1],
        ],
        asks: [
          [0, 1],
          [1, 1],
        ],
      }),
    );
    expect(Object.is(book.bestAsk()?.price, 0)).toBe(true);
    expect(book.bestBid()?.price).toBe(-2);
  });

  it('is fresh up to its greatest age, and not before its first update', () => {
    const book = new Book('XA', 'ACME');
    expect(book.isFresh(5 as Micros, 1_000)).toBe(false);
    book.apply(snapshot({ at: 10, bids: [[99, 5]] }));
    expect(book.isFresh(1_010 as Micros, 1_000)).toBe(true);
    expect(book.isFresh(1_011 as Micros, 1_000)).toBe(false);
  });

  it('does not grow younger with an update from the past', () => {
    expect(bookOf(snapshot({ at: 10 }), delta({ at: 7 })).at).toBe(10);
  });

  it('says what the naive book says after every update', () => {
    fc.assert(
      fc.property(fc.array(anyUpdate, { maxLength: 40 }), (updates) => {
        const book = new Book('XA', 'ACME');
        const naive = new NaiveBook();
        for (const update of updates) {
          book.apply(update);
          naive.apply(update);
          for (const side of ['bids', 'asks'] as const) {
            expect(book.top(side, 100)).toEqual(naive.top(side, 100));
            expect(book.top(side, 3)).toEqual(naive.top(side, 3));
            expect(book.level(side, 2)).toEqual(naive.top(side, 3)[2]);
            expect(book.depth(side)).toBe(naive.top(side, 100).length);
            for (let price = -6; price <= 26; price += 1) expect(book.qtyAt(side, price as Price)).toBe(naive.qtyAt(side, price));
          }
        }
      }),
    );
  });
});
