import { describe, expect, it } from 'vitest';
import { createMarketData } from '../../../src/adapters/market-data/handler.ts';
import { MICROS_PER_MS, type Micros } from '../../../src/domain/kernel/units.ts';
import { delta, levels, snapshot } from '../../support/market.ts';

const ms = (n: number): Micros => (n * MICROS_PER_MS) as Micros;

const open = () => {
  const marks: (readonly [symbol: string, price: number, at: number, source: string])[] = [];
  const data = createMarketData({ bookMaxAgeMs: 1_000, markEveryMs: 500, onMark: (...mark) => marks.push(mark) });
  return { data, marks };
};

describe('what the desk can see', () => {
  it('is nothing before the first book', () => {
    expect(open().data.witness({ symbol: 'ACME', depth: 5 }, ms(0))).toBeUndefined();
  });

  it('is every fresh book, in order of the venues, no deeper than asked, and the reference price', () => {
    const { data } = open();
    data.onUpdate(snapshot({ venue: 'XB', at: ms(2), bids: [[98, 1]], asks: [[101, 2]] }));
    data.onUpdate(
      snapshot({
        venue: 'XA',
        at: ms(1),
        bids: [
          [99, 5],
          [97, 1],
        ],
        asks: [[103, 3]],
      }),
    );
    data.onUpdate(snapshot({ venue: 'XA', symbol: 'OTHER', at: ms(1), bids: [[9, 5]] }));
    expect(data.witness({ symbol: 'ACME', depth: 1 }, ms(3))).toEqual({
      symbol: 'ACME',
      takenAt: ms(3),
      reference: { price: 100, at: ms(1), source: 'consolidatedMid' },
      books: [
        { venue: 'XA', at: ms(1), bids: levels([[99, 5]]), asks: levels([[103, 3]]) },
        { venue: 'XB', at: ms(2), bids: levels([[98, 1]]), asks: levels([[101, 2]]) },
      ],
    });
  });

  it('leaves a stale book out, and says nothing when all are', () => {
    const { data } = open();
    data.onUpdate(snapshot({ venue: 'XA', at: ms(0), bids: [[99, 5]], asks: [[103, 3]] }));
    data.onUpdate(snapshot({ venue: 'XB', at: ms(500), bids: [[98, 1]] }));
    const evidence = data.witness({ symbol: 'ACME', depth: 1 }, ms(1_001));
    expect(evidence?.books.map(({ venue }) => venue)).toEqual(['XB']);
    expect(evidence).not.toHaveProperty('reference');
    expect(data.witness({ symbol: 'ACME', depth: 1 }, ms(1_501))).toBeUndefined();
    data.onUpdate(delta({ venue: 'XA', at: ms(1_502) }));
    expect(data.witness({ symbol: 'ACME', depth: 1 }, ms(1_502))?.books).toEqual([
      { venue: 'XA', at: ms(1_502), bids: levels([[99, 5]]), asks: levels([[103, 3]]) },
    ]);
  });

  it('is one consolidated book, too', () => {
    const { data } = open();
    data.onUpdate(snapshot({ venue: 'XA', bids: [[99, 5]], asks: [[101, 3]] }));
    data.onUpdate(snapshot({ venue: 'XB', bids: [[102, 4]], asks: [[103, 3]] }));
    expect(data.consolidated('ACME', 1, ms(0))).toMatchObject({
      state: 'crossed',
      bids: [{ price: 102 }],
      asks: [{ price: 101 }],
    });
    expect(data.book('XB', 'ACME')?.bestBid()).toEqual({ price: 102, qty: 4 });
    expect(data.book('XB', 'OTHER')).toBeUndefined();
  });
});

describe('marks', () => {
  it('come at most so often for each symbol, and only with a reference price', () => {
    const { data, marks } = open();
    data.onUpdate(snapshot({ at: ms(0), bids: [[99, 5]] }));
    expect(marks).toEqual([]);
    for (const at of [0, 100, 499.999, 500, 600, 999.999, 1_000])
      data.onUpdate(snapshot({ at: ms(at), bids: [[99, 5]], asks: [[101 + Math.ceil(at / 100), 3]] }));
    data.onUpdate(snapshot({ symbol: 'OTHER', at: ms(1_000), bids: [[1, 5]], asks: [[3, 3]] }));
    expect(marks).toEqual([
      ['ACME', 100, ms(0), 'consolidatedMid'],
      ['ACME', 102, ms(500), 'consolidatedMid'],
      ['ACME', 105, ms(1_000), 'consolidatedMid'],
      ['OTHER', 2, ms(1_000), 'consolidatedMid'],
    ]);
  });
});
