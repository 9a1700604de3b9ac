import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Price, Qty } from '../../../src/domain/kernel/units.ts';
import type { TimeInForce } from '../../../src/domain/order/events.ts';
import { planBest } from '../../../src/domain/routing/best.ts';
import type { Candidate } from '../../../src/domain/routing/plan.ts';
import { type Levels, order, venue } from './venues.ts';

const LIMIT = 103;
const ladder = fc.uniqueArray(fc.tuple(fc.integer({ min: 98, max: 106 }), fc.integer({ min: 1, max: 4 })), {
  maxLength: 3,
  selector: ([price]) => price,
});
/** Fees large enough to turn the order of prices around. */
const someVenue = (name: string): fc.Arbitrary<Candidate> =>
  fc.record({ levels: ladder, taker: fc.integer({ min: -20_000, max: 30_000 }) }).map(({ levels, taker }) => {
    const rising = [...levels].sort(([a], [b]) => a - b);
    return venue(name, { asks: rising, bids: [...rising].reverse(), taker });
  });
const venues = fc.tuple(someVenue('A'), someVenue('B'), someVenue('C'));
const small = fc.record({ side: fc.constantFrom('buy' as const, 'sell' as const), qty: fc.integer({ min: 1, max: 12 }) });

const levelsOf = ({ book: seen }: Candidate, buys: boolean): readonly { price: number; qty: number }[] =>
  (buys ? seen.asks : seen.bids).filter(({ price }) => (buys ? price <= LIMIT : price >= LIMIT));
/** What taking so much at a venue costs, fees included; for a sale what it brings. */
const costOf = (candidate: Candidate, qty: number, buys: boolean): number => {
  let [left, cost] = [qty, 0];
  for (const level of levelsOf(candidate, buys)) {
    const share = Math.min(left, level.qty);
    cost += share * level.price * (1_000_000 + (buys ? candidate.takerPpm : -candidate.takerPpm));
    left -= share;
  }
  return cost;
};
const shown = (candidate: Candidate, buys: boolean): number => levelsOf(candidate, buys).reduce((sum, { qty }) => sum + qty, 0);
/** Every way to share a quantity out over the venues. */
const splits = (qty: number, [first, ...rest]: readonly number[]): readonly (readonly number[])[] => {
  if (first === undefined) return qty === 0 ? [[]] : [];
  return Array.from({ length: Math.min(first, qty) + 1 }, (_, n) => n).flatMap((n) =>
    splits(qty - n, rest).map((others) => [n, ...others]),
  );
};

describe('compared with every possible split', () => {
  it('the sweep takes as much as is shown within the limit, for the least money', () => {
    fc.assert(
      fc.property(venues, small, (all, { side, qty }) => {
        const buys = side === 'buy';
        const plan = planBest(order({ side, qty: qty as Qty, price: LIMIT as Price, timeInForce: 'ioc' }), all);
        const depths = all.map((candidate) => shown(candidate, buys));
        const most = Math.min(
          qty,
          depths.reduce((sum, depth) => sum + depth, 0),
        );
        const costs = splits(most, depths).map((split) =>
          split.reduce((sum, n, i) => sum + costOf(all[i] as Candidate, n, buys), 0),
        );
        const taken: readonly number[] = all.map(({ venue: name }) => plan.legs.find((leg) => leg.venue === name)?.qty ?? 0);
        expect(taken.reduce((sum, n) => sum + n, 0)).toBe(most);
        const cost = taken.reduce((sum, n, i) => sum + costOf(all[i] as Candidate, n, buys), 0);
        expect(cost).toBe(buys ? Math.min(...costs) : Math.max(...costs));
      }),
      { numRuns: 5 * (fc.readConfigureGlobal().numRuns ?? 100) },
    );
  });
  it('fill or kill goes to the cheapest venue that shows it all, and to none when none does', () => {
    fc.assert(
      fc.property(venues, small, (all, { side, qty }) => {
        const buys = side === 'buy';
        const { legs: plan } = planBest(order({ side, qty: qty as Qty, price: LIMIT as Price, timeInForce: 'fok' }), all);
        const able = all.filter((candidate) => shown(candidate, buys) >= qty).map((candidate) => costOf(candidate, qty, buys));
        expect(plan.map((leg) => leg.qty)).toEqual(able.length > 0 ? [qty] : []);
        const chosen = all.find(({ venue: name }) => name === plan[0]?.venue);
        if (chosen !== undefined) expect(costOf(chosen, qty, buys)).toBe(buys ? Math.min(...able) : Math.max(...able));
      }),
    );
  });
});

describe('whatever the venues are like', () => {
  const TIFS: TimeInForce[] = ['day', 'gtc', 'ioc', 'fok'];
  const odd = fc.record({
    lot: fc.integer({ min: 1, max: 4 }),
    minQty: fc.integer({ min: 0, max: 6 }),
    tifs: fc.subarray(TIFS),
    step: fc.integer({ min: 1, max: 3 }),
  });
  const oddVenue = (name: string): fc.Arbitrary<Candidate> =>
    fc.tuple(someVenue(name), odd).map(([{ book: seen, takerPpm }, { lot, minQty, tifs, step }]) => {
      const levels = (of: readonly { price: number; qty: number }[]): Levels =>
        of.map(({ price, qty }) => [price * step, qty] as const);
      return venue(name, { lot, minQty, tifs, tick: step, taker: takerPpm, bids: levels(seen.bids), asks: levels(seen.asks) });
    });
  const asked = fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    qty: fc.integer({ min: 1, max: 20 }),
    price: fc.option(fc.integer({ min: 90, max: 320 }), { nil: undefined }),
    timeInForce: fc.constantFrom(...TIFS),
    mayTake: fc.boolean(),
  });

  it('no leg goes beyond limit, display, quantity, lot, minimum, tick or what the venue takes', () => {
    fc.assert(
      fc.property(
        fc.tuple(oddVenue('A'), oddVenue('B'), oddVenue('C')),
        asked,
        (all, { side, qty, price, timeInForce, mayTake }) => {
          const buys = side === 'buy';
          const wanted = order({
            side,
            ordType: price === undefined ? 'market' : 'limit',
            qty: qty as Qty,
            price: price as Price | undefined,
            timeInForce,
            mayTake,
          });
          const plan = planBest(wanted, all);
          expect(plan.legs.reduce((sum, leg) => sum + leg.qty, 0)).toBeLessThanOrEqual(qty);
          expect(new Set(plan.legs.map((leg) => leg.venue)).size, 'one leg a venue').toBe(plan.legs.length);
          expect(plan.legs.length === 0).toBe(plan.reason !== '');
          for (const leg of plan.legs) {
            const { listing, book: seen, timeInForces } = all.find(({ venue: name }) => name === leg.venue) as Candidate;
            const limit = leg.price as number;
            if (price !== undefined) expect(buys ? limit <= price : limit >= price, 'within the limit').toBe(true);
            expect(limit % listing.tick, 'on the tick').toBe(0);
            expect([leg.qty > 0, leg.qty % listing.lot, leg.qty >= listing.minQty]).toEqual([true, 0, true]);
            expect(timeInForces).toContain(leg.timeInForce);
            const display = (buys ? seen.asks : seen.bids)
              .filter((level) => (buys ? level.price <= limit : level.price >= limit))
              .reduce((sum, level) => sum + level.qty, 0);
            if (leg.expectedQty > 0) expect(leg.expectedQty, 'what is displayed').toBeLessThanOrEqual(display);
            if (leg.timeInForce === 'ioc' || leg.timeInForce === 'fok') expect(leg.expectedQty).toBe(leg.qty);
          }
        },
      ),
      { numRuns: 5 * (fc.readConfigureGlobal().numRuns ?? 100) },
    );
  });
  it('the plan does not depend on the order in which venues are listed', () => {
    fc.assert(
      fc.property(venues, small, fc.constantFrom('day' as const, 'ioc' as const), (all, { side, qty }, timeInForce) => {
        const sorted = (candidates: readonly Candidate[]): unknown =>
          [...planBest(order({ side, qty: qty as Qty, price: LIMIT as Price, timeInForce }), candidates).legs].sort((a, b) =>
            a.venue < b.venue ? -1 : 1,
          );
        expect(sorted([...all].reverse())).toEqual(sorted(all));
      }),
    );
  });
});
