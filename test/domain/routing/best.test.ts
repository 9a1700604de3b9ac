import { describe, expect, it } from 'vitest';
import type { Price, Qty } from '../../../src/domain/kernel/units.ts';
import { planBest } from '../../../src/domain/routing/best.ts';
import type { Candidate, Leg } from '../../../src/domain/routing/plan.ts';
import { type Levels, order, venue } from './venues.ts';

const legs = (plan: readonly Leg[]): unknown =>
  plan.map(({ venue: at, qty, price, timeInForce }) => [at, qty, price, timeInForce]);

describe('the best price net of fees', () => {
  it('takes the cheaper of two venues after their fees, not before', () => {
    const dear = venue('DEAR', { asks: [[100, 100]], taker: 20_000 });
    const cheap = venue('CHEAP', { asks: [[101, 100]], taker: 0 });
    expect(legs(planBest(order(), [dear, cheap]).legs)).toEqual([['CHEAP', 100, 101, 'ioc']]);
    expect(legs(planBest(order(), [venue('A', { asks: [[100, 100]], taker: 9_999 }), cheap]).legs)).toEqual([
      ['A', 100, 100, 'ioc'],
    ]);
  });
  it('sells where most is left after fees', () => {
    const plan = planBest(order({ side: 'sell', price: 95 as Price }), [
      venue('A', { bids: [[100, 100]], taker: 20_000 }),
      venue('B', { bids: [[99, 100]] }),
    ]);
    expect(legs(plan.legs)).toEqual([['B', 100, 99, 'ioc']]);
  });
  it('sweeps level after level over all venues, each leg as far as it must reach and no further', () => {
    const a = venue('A', {
      asks: [
        [100, 30],
        [102, 30],
        [104, 30],
      ],
    });
    const b = venue('B', {
      asks: [
        [101, 20],
        [103, 50],
      ],
    });
    expect(legs(planBest(order(), [a, b]).legs)).toEqual([
      ['A', 60, 102, 'ioc'],
      ['B', 40, 103, 'ioc'],
    ]);
  });
  it('asks at the same price first where there is more, then by name', () => {
    const both = (side: 'buy' | 'sell', a: number, b: number): unknown => {
      const shown = (name: string, qty: number): Candidate => venue(name, { asks: [[100, qty]], bids: [[100, qty]] });
      const asked = order({ side, price: 100 as Price });
      const plan = planBest(asked, [shown('B', b), shown('A', a)]).legs;
      expect(legs(planBest(asked, [shown('A', a), shown('B', b)]).legs)).toEqual(legs(plan));
      return plan.map(({ venue: at, qty }) => [at, qty]);
    };
    for (const side of ['buy', 'sell'] as const) {
      expect(both(side, 40, 90), side).toEqual([
        ['B', 90],
        ['A', 10],
      ]);
      expect(both(side, 90, 90), side).toEqual([
        ['A', 90],
        ['B', 10],
      ]);
    }
  });
  it('sends limit orders, whatever was asked: no venue gets a free hand', () => {
    const asks: Levels = [[100, 100]];
    const sent = [
      planBest(order({ ordType: 'market', price: undefined }), [venue('A', { asks })]),
      planBest(order({ timeInForce: 'fok' }), [venue('A', { asks })]),
      planBest(order({ mayTake: false }), [venue('A', { asks })]),
    ].flatMap((plan) => plan.legs);
    expect(sent.map(({ ordType, timeInForce, price }) => [ordType, timeInForce, price])).toEqual([
      ['limit', 'ioc', 100],
      ['limit', 'fok', 100],
      ['limit', 'day', 105],
    ]);
  });
  it('takes from a venue only by orders that it takes', () => {
    const plan = planBest(order(), [venue('A', { asks: [[100, 100]], tifs: ['day'] }), venue('B', { asks: [[101, 100]] })]);
    expect(legs(plan.legs)).toEqual([['B', 100, 101, 'ioc']]);
  });
  it('leaves what is beyond the limit, or not on display', () => {
    expect(
      legs(
        planBest(order(), [
          venue('A', {
            asks: [
              [105, 30],
              [106, 500],
            ],
          }),
        ]).legs,
      ),
    ).toEqual([['A', 30, 105, 'ioc']]);
    expect(planBest(order({ timeInForce: 'ioc' }), [venue('A', { asks: [[106, 500]] })])).toEqual({
      legs: [],
      reason: 'nothing more is for sale within the limit',
    });
    expect(planBest(order(), []).reason).toBe('no venue has a fresh book');
  });
  it('takes whole lots, and no fewer than the venue’s minimum', () => {
    expect(legs(planBest(order({ qty: 27 as Qty }), [venue('A', { asks: [[100, 100]], lot: 10 })]).legs)).toEqual([
      ['A', 20, 100, 'ioc'],
    ]);
    expect(
      legs(planBest(order({ qty: 27 as Qty, timeInForce: 'ioc' }), [venue('A', { asks: [[100, 100]], minQty: 30 })]).legs),
    ).toEqual([]);
  });
});

describe('what cannot trade at once', () => {
  it('rests where our own side is best, then where making costs least, then by name', () => {
    const rest = (...venues: Candidate[]): unknown => legs(planBest(order({ price: 99 as Price, mayTake: false }), venues).legs);
    expect(rest(venue('A', { bids: [[97, 1]] }), venue('B', { bids: [[98, 1]] }))).toEqual([['B', 100, 99, 'day']]);
    expect(rest(venue('A', { bids: [[98, 1]], maker: 10 }), venue('B', { bids: [[98, 1]], maker: -10 }))).toEqual([
      ['B', 100, 99, 'day'],
    ]);
    expect(rest(venue('B', { bids: [[98, 1]] }), venue('A', { bids: [[98, 1]] }), venue('C'))).toEqual([['A', 100, 99, 'day']]);
  });
  it('rests rather where somebody shows our side than where nobody does, however cheap', () => {
    for (const side of ['buy', 'sell'] as const) {
      const shows = venue('B', { bids: [[98, 1]], asks: [[107, 1]], maker: 10 });
      const wanted = order({ side, price: (side === 'buy' ? 99 : 106) as Price, mayTake: false });
      expect(planBest(wanted, [venue('A', { maker: -10 }), shows]).legs.map((leg) => leg.venue)).toEqual(['B']);
    }
  });
  it('rests on the tick of the venue, never beyond the limit', () => {
    const rest = (side: 'buy' | 'sell'): unknown =>
      legs(planBest(order({ side, price: 98 as Price, mayTake: false }), [venue('A', { tick: 5 })]).legs);
    expect([rest('buy'), rest('sell')]).toEqual([[['A', 100, 95, 'day']], [['A', 100, 100, 'day']]]);
  });
  it('rests only where its size and its time in force are taken', () => {
    const rest = (over: Parameters<typeof venue>[1]): number =>
      planBest(order({ mayTake: false }), [venue('A', over)]).legs.length;
    expect([rest({}), rest({ lot: 30 }), rest({ minQty: 101 }), rest({ tifs: ['ioc'] })]).toEqual([1, 0, 0, 0]);
  });
  it('does not rest when it is a market order', () => {
    expect(planBest(order({ ordType: 'market', price: undefined }), [venue('A', { bids: [[98, 1]] })]).legs).toEqual([]);
  });
});

describe('fill or kill', () => {
  const whole = (...venues: Candidate[]): unknown => legs(planBest(order({ timeInForce: 'fok' }), venues).legs);

  it('goes whole to the one venue where all of it costs least, or nowhere', () => {
    const thin = venue('THIN', { asks: [[100, 99]] });
    const deep = venue('DEEP', {
      asks: [
        [101, 50],
        [103, 50],
      ],
    });
    expect(whole(thin, deep)).toEqual([['DEEP', 100, 103, 'fok']]);
    expect(whole(thin, deep, venue('BEST', { asks: [[102, 100]], taker: -1_000 }))).toEqual([['BEST', 100, 102, 'fok']]);
    expect(whole(thin)).toEqual([]);
    expect(
      whole(
        venue('FAR', {
          asks: [
            [105, 50],
            [106, 50],
          ],
        }),
      ),
    ).toEqual([]);
  });
  it('costs what all of it costs, not what its levels cost', () => {
    const flat = venue('FLAT', { asks: [[103, 100]] });
    const steep = venue('STEEP', {
      asks: [
        [101, 99],
        [105, 1],
      ],
    });
    expect(whole(flat, steep)).toEqual([['STEEP', 100, 105, 'fok']]);
  });
  it('reaches no further than where it is filled', () => {
    const deep = venue('DEEP', {
      asks: [
        [100, 100],
        [104, 500],
      ],
    });
    expect(whole(deep)).toEqual([['DEEP', 100, 100, 'fok']]);
  });
  it('sells where all of it brings most; of two equal ones at the venue that was named first', () => {
    const sale = (...venues: Candidate[]): unknown =>
      legs(planBest(order({ side: 'sell', price: 95 as Price, timeInForce: 'fok' }), venues).legs);
    const bids = (name: string, price: number): Candidate => venue(name, { bids: [[price, 100]] });
    expect(sale(bids('A', 99), bids('B', 100))).toEqual([['B', 100, 100, 'fok']]);
    expect(sale(bids('A', 100), bids('B', 99))).toEqual([['A', 100, 100, 'fok']]);
    expect(sale(bids('B', 100), bids('A', 100))).toEqual([['B', 100, 100, 'fok']]);
    expect(whole(venue('B', { asks: [[100, 100]] }), venue('A', { asks: [[100, 100]] }))).toEqual([['B', 100, 100, 'fok']]);
  });
  it('goes only where the venue takes it as it is', () => {
    const over = { asks: [[100, 200]] as Levels };
    expect([
      whole(venue('A', { ...over, tifs: ['ioc'] })),
      whole(venue('A', { ...over, lot: 30 })),
      whole(venue('A', { ...over, minQty: 101 })),
    ]).toEqual([[], [], []]);
  });
});
