import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Qty } from '../../../../src/domain/kernel/units.ts';
import { type Quotes, snapshot } from '../../../support/market.ts';
import { openVenue } from '../../../support/simulated-venue.ts';

const opened = (over: Parameters<typeof openVenue>[0] = {}) => {
  const desk = openVenue({
    terms: { kind: 'dark' },
    dark: { meanEveryMs: 10, lotsMax: 5, staysMs: 50, bookMaxAgeMs: 600_000 },
    ...over,
  });
  desk.connect();
  return {
    ...desk,
    lit: (bids: Quotes, asks: Quotes, venue = 'XL'): void =>
      desk.venue.onBook(snapshot({ venue, at: desk.clock.now(), bids, asks })),
    executed: () => desk.venue.truth().executions.map(({ price, liquidity }) => [price, liquidity]),
  };
};
const SECOND = 1_000_000;

describe('the dark pool', () => {
  it('trades at the midpoint of the best lit bid and ask, whatever the limit is beyond it', () => {
    const desk = opened();
    desk.lit([[990, 10]], [[1_020, 10]], 'XL');
    desk.lit([[980, 10]], [[1_010, 10]], 'XM');
    const sentId = desk.submit({ qty: 50, price: 1_100 });
    desk.settle(SECOND);
    expect(new Set(desk.executed().map(([price]) => price))).toEqual(new Set([1_000]));
    expect(desk.about(sentId).at(-1)).toMatchObject({ execType: 'trade', leavesQty: '0', liquidity: 'added', avgPx: '10' });
  });

  it('rounds a half unit against our order', () => {
    const desk = opened();
    desk.lit([[995, 10]], [[1_000, 10]]);
    desk.submit({ qty: 20, price: 1_000 });
    desk.submit({ qty: 20, price: 990, side: 'sell' });
    desk.settle(SECOND);
    const prices = desk.venue.truth().executions.map(({ side, price }) => `${side} ${price}`);
    expect(new Set(prices)).toEqual(new Set(['buy 998', 'sell 997']));
  });

  it('waits while the midpoint is worse than the limit, even by half a unit', () => {
    const desk = opened();
    desk.lit([[995, 10]], [[1_006, 10]]); // 1,000.5
    desk.submit({ price: 1_000 });
    desk.settle(SECOND);
    expect(desk.executed()).toEqual([]);
    desk.lit([[995, 10]], [[1_005, 10]]);
    desk.settle(SECOND);
    expect(desk.executed().length).toBeGreaterThan(0);
  });

  it.each([
    ['nobody bids', [[990, 0]], [[1_010, 10]]],
    ['the market is crossed', [[1_011, 10]], [[1_010, 10]]],
  ] as const)('stands still when %s', (_, bids, asks) => {
    const desk = opened();
    desk.lit(bids, asks);
    desk.submit({ ordType: 'market' });
    desk.settle(SECOND);
    expect(desk.executed()).toEqual([]);
  });

  it('stands still when the lit books are old, and when its session is closed', () => {
    const desk = opened({ dark: { meanEveryMs: 10, lotsMax: 5, staysMs: 50, bookMaxAgeMs: 1 } });
    desk.lit([[990, 10]], [[1_010, 10]]);
    desk.submit({ timeInForce: 'gtc' });
    desk.settle(SECOND);
    expect(desk.executed()).toEqual([]);
    desk.venue.closeSession();
    desk.lit([[990, 10]], [[1_010, 10]]);
    desk.settle(SECOND);
    expect(desk.executed()).toEqual([]);
    expect(desk.clock.pending()).toBe(0); // Nobody comes to a closed pool.
    desk.venue.openSession();
    desk.settle(SECOND);
    desk.lit([[990, 10]], [[1_010, 10]]);
    expect(desk.executed().length).toBeGreaterThan(0);
  });

  it('lets a market order rest at the midpoint, and an immediate one meet who is there', () => {
    const desk = opened();
    desk.lit([[990, 10]], [[1_010, 10]]);
    desk.settle(SECOND); // By now somebody waits on either side.
    const ioc = desk.submit({ qty: 10, timeInForce: 'ioc', ordType: 'market' });
    const rests = desk.submit({ qty: 1_000, ordType: 'market' });
    desk.settle();
    expect(desk.said(ioc)).toEqual(['new', 'trade']);
    expect(desk.about(ioc).at(-1)).toMatchObject({ liquidity: 'removed', leavesQty: '0' });
    expect(desk.said(rests)[0]).toBe('new');
    desk.settle(60 * SECOND);
    expect(desk.about(rests).at(-1)).toMatchObject({ leavesQty: '0', avgPx: '10' });
  });

  it('has no endless supply: who is served leaves, and who finds nobody goes after a while', () => {
    const desk = opened();
    desk.lit([[990, 10]], [[1_010, 10]]);
    desk.settle(60 * SECOND); // Some 6,000 came by now, each for at most 50 and for 50 ms.
    const [first, second] = [1, 2].map(() => desk.submit({ qty: 10_000, timeInForce: 'ioc', ordType: 'market' })) as [
      string,
      string,
    ];
    desk.settle();
    const served = Number(desk.about(first).at(-1)?.cumQty);
    expect(served > 0 && served <= 1_000).toBe(true);
    expect(desk.said(second)).toEqual(['new', 'canceled']);
  });

  it('gives no less than the minimum quantity at a time, but the last of it', () => {
    const desk = opened();
    desk.lit([[990, 10]], [[1_010, 10]]);
    desk.submit({ qty: 200, minQty: 40 as Qty, price: 1_000 });
    desk.settle(20 * SECOND);
    const pieces = desk.venue.truth().executions.map(({ qty }) => qty);
    expect(pieces.reduce((sum, qty) => sum + qty, 0)).toBe(200);
    expect(Math.min(...pieces.slice(0, -1))).toBeGreaterThanOrEqual(40);
  });

  it('fills whole or not at all as fill-or-kill', () => {
    const desk = opened();
    desk.lit([[990, 10]], [[1_010, 10]]);
    desk.settle(SECOND);
    const whole = desk.submit({ qty: 10, timeInForce: 'fok' });
    const tooMuch = desk.submit({ qty: 10_000, timeInForce: 'fok' });
    desk.settle();
    expect(desk.about(whole).at(-1)).toMatchObject({ cumQty: '10', leavesQty: '0' });
    expect(desk.about(tooMuch).at(-1)).toMatchObject({ execType: 'canceled', cumQty: '0' });
  });

  it('is the same pool for the same seed', () => {
    const story = (seed: number): string => {
      const desk = opened({ seed });
      desk.lit([[990, 10]], [[1_010, 10]]);
      desk.submit({ qty: 1_000 });
      desk.settle(5 * SECOND);
      return JSON.stringify(desk.reports);
    };
    expect(story(7)).toBe(story(7));
    expect(story(7)).not.toBe(story(8));
  });

  it('never trades outside the lit market, nor past a limit', () => {
    const step = fc.record({
      bid: fc.integer({ min: 980, max: 1_010 }),
      spread: fc.integer({ min: -2, max: 9 }),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      limit: fc.integer({ min: 196, max: 204 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const desk = opened();
        const limits = new Map<string, number>();
        let checked = 0;
        for (const { bid, spread, side, limit } of steps) {
          desk.lit([[bid, 10]], [[bid + spread, 10]]);
          limits.set(desk.submit({ side, price: limit * 5 }), limit * 5);
          desk.settle(100_000);
          const { executions } = desk.venue.truth();
          for (const execution of executions.slice(checked)) {
            const worst = limits.get(execution.sentId) as number;
            expect(execution.side === 'buy' ? execution.price <= worst : execution.price >= worst).toBe(true);
            expect([spread >= 0, execution.price >= bid, execution.price <= bid + spread]).toEqual([true, true, true]);
          }
          checked = executions.length;
        }
      }),
    );
  });
});
