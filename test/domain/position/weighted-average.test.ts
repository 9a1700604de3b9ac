import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Price, Qty } from '../../../src/domain/kernel/units.ts';
import {
  averagePrice,
  book,
  charge,
  FEE_SCALE,
  feeUnits,
  flat,
  GUARD_DIGITS,
  type Position,
  Positions,
  unbook,
  unrealized,
} from '../../../src/domain/position/position.ts';

const Exact = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_EVEN });
const GUARD = 10n ** BigInt(GUARD_DIGITS);
type Trade = Readonly<{ side: 'buy' | 'sell' | 'sellShort'; qty: number; px: number }>;
const trade: fc.Arbitrary<Trade> = fc.record({
  side: fc.constantFrom('buy', 'sell', 'sellShort'),
  qty: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 10 ** 9 })),
  px: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: -1_000, max: 10 ** 9 })),
});
const trades = fc.array(trade, { maxLength: 40, size: 'max' });
const booked = (all: readonly Trade[]): Position => {
  const position = flat('A1', 'ACME');
  for (const { side, qty, px } of all) book(position, side, qty as Qty, px as Price);
  return position;
};
const signed = ({ side, qty }: Trade): number => (side === 'buy' ? qty : -qty);
/** All that sells brought in, less all that buys cost. */
const cash = (all: readonly Trade[]): bigint =>
  all.reduce((sum, { side, qty, px }) => sum + BigInt(side === 'buy' ? -1 : 1) * BigInt(qty) * BigInt(px), 0n);

const abs = (n: bigint): bigint => (n < 0n ? -n : n);
/** A fraction, exact however often it is divided. */
type Fraction = Readonly<{ over: bigint; under: bigint }>;
const reduced = ({ over, under }: Fraction): Fraction => {
  let [a, b] = [abs(over), under];
  while (b > 0n) [a, b] = [b, a % b];
  return { over: over / a, under: under / a };
};
const minus = (a: Fraction, b: Fraction): Fraction =>
  reduced({ over: a.over * b.under - b.over * a.under, under: a.under * b.under });
const whole = (n: bigint): Fraction => ({ over: n, under: 1n });
/** Weighted average cost as a textbook has it, in fractions. */
const textbook = (all: readonly Trade[]): Readonly<{ cost: Fraction; realized: Fraction }> => {
  let [held, cost, realized] = [0n, whole(0n), whole(0n)];
  for (const { side, qty, px } of all) {
    const buys = side === 'buy';
    const size = BigInt(qty);
    const closes = held !== 0n && held > 0n !== buys ? (size < abs(held) ? size : abs(held)) : 0n;
    if (closes > 0n) {
      const share = { over: cost.over * closes, under: cost.under * abs(held) };
      const proceeds = whole((held > 0n ? 1n : -1n) * closes * BigInt(px));
      realized = minus(realized, minus(share, proceeds));
      cost = minus(cost, share);
    }
    cost = minus(cost, whole((buys ? -1n : 1n) * (size - closes) * BigInt(px)));
    held += buys ? size : -size;
  }
  return { cost, realized };
};

describe('weighted average cost', () => {
  it.each([
    ['a buy', [['buy', 10, 100]], { qty: 10, cost: 1_000n, realized: 0n }],
    [
      'two buys',
      [
        ['buy', 10, 100],
        ['buy', 30, 120],
      ],
      { qty: 40, cost: 4_600n, realized: 0n },
    ],
    [
      'a part sold',
      [
        ['buy', 10, 100],
        ['sell', 4, 110],
      ],
      { qty: 6, cost: 600n, realized: 40n },
    ],
    [
      'all sold',
      [
        ['buy', 10, 100],
        ['sell', 10, 90],
      ],
      { qty: 0, cost: 0n, realized: -100n },
    ],
    ['a short', [['sellShort', 10, 100]], { qty: -10, cost: -1_000n, realized: 0n }],
    [
      'a short covered',
      [
        ['sell', 10, 100],
        ['buy', 4, 90],
      ],
      { qty: -6, cost: -600n, realized: 40n },
    ],
    [
      'a flip to short',
      [
        ['buy', 10, 100],
        ['sell', 15, 110],
      ],
      { qty: -5, cost: -550n, realized: 100n },
    ],
    [
      'a flip to long',
      [
        ['sell', 10, 100],
        ['buy', 15, 90],
      ],
      { qty: 5, cost: 450n, realized: 100n },
    ],
    [
      'thirds',
      [
        ['buy', 3, 100],
        ['sell', 1, 101],
        ['sell', 1, 101],
        ['sell', 1, 101],
      ],
      { qty: 0, cost: 0n, realized: 3n },
    ],
  ] as const)('%s', (_, all, expected) => {
    const { qty, cost, realized } = booked(all.map(([side, size, px]) => ({ side, qty: size, px })));
    expect({ qty, cost, realized }).toEqual({ ...expected, cost: expected.cost * GUARD, realized: expected.realized * GUARD });
  });

  it('is written down with twelve guard digits: they are on disk, and never change', () => {
    expect(booked([{ side: 'buy', qty: 10, px: 100 }]).cost).toBe(1_000_000_000_000_000n);
  });
  it('loses no money: realized less cost is sells less buys, exactly, after every trade', () => {
    fc.assert(
      fc.property(trades, (all) => {
        for (let n = 0; n <= all.length; n += 1) {
          const { realized, cost, qty } = booked(all.slice(0, n));
          expect(realized - cost).toBe(cash(all.slice(0, n)) * GUARD);
          expect(qty).toBe(all.slice(0, n).reduce((sum, one) => sum + signed(one), 0));
          if (qty === 0) expect([cost, realized]).toEqual([0n, cash(all.slice(0, n)) * GUARD]);
        }
      }),
    );
  });
  it('is what exact fractions give, within one guard digit for each trade', () => {
    fc.assert(
      fc.property(trades, (all) => {
        const [position, exact] = [booked(all), textbook(all)];
        for (const what of ['cost', 'realized'] as const) {
          const { over, under } = minus(whole(position[what]), { over: exact[what].over * GUARD, under: exact[what].under });
          expect(abs(over) <= abs(under) * BigInt(all.length), what).toBe(true);
        }
      }),
    );
  });
  it('counts what was bought and what was sold', () => {
    fc.assert(
      fc.property(trades, (all) => {
        const { bought, sold } = booked(all);
        const sum = (buys: boolean): number =>
          all.filter(({ side }) => (side === 'buy') === buys).reduce((total, { qty }) => total + qty, 0);
        expect([bought, sold]).toEqual([sum(true), sum(false)]);
      }),
    );
  });
  it('has an average, of the open quantity alone', () => {
    expect(averagePrice(flat('A1', 'ACME'))).toBeUndefined();
    fc.assert(
      fc.property(trades, (all) => {
        const position = booked(all);
        const average = averagePrice(position);
        expect(average === undefined).toBe(position.qty === 0);
        if (average === undefined) return;
        expect(average.toString()).toBe(new Exact(position.cost.toString()).div(position.qty).toFixed(0));
      }),
    );
  });
  it('and what is not realized is the rest of it at a mark: together they are the worth of everything', () => {
    fc.assert(
      fc.property(trades, fc.integer({ min: 1, max: 10 ** 9 }), (all, mark) => {
        const position = booked(all);
        const total = position.realized + unrealized(position, mark as Price);
        expect(total).toBe((cash(all) + BigInt(position.qty) * BigInt(mark)) * GUARD);
      }),
    );
  });
});

describe('a bust', () => {
  it('leaves quantity and total profit as if the trade had never been, wherever it stood', () => {
    fc.assert(
      fc.property(
        trades.filter((all) => all.length > 0),
        fc.nat(),
        fc.integer({ min: 1, max: 10 ** 6 }),
        (all, pick, mark) => {
          const at = pick % all.length;
          const { side, qty, px } = all[at] as Trade;
          const [busted, never] = [booked(all), booked(all.filter((_, n) => n !== at))];
          unbook(busted, side, qty as Qty, px as Price);
          expect([busted.qty, busted.bought, busted.sold]).toEqual([never.qty, never.bought, never.sold]);
          const total = (position: Position): bigint => position.realized + unrealized(position, mark as Price);
          expect(total(busted)).toBe(total(never));
        },
      ),
    );
  });
});

describe('fees', () => {
  it('add up exactly, in each currency, rebates against costs', () => {
    const fee = fc.tuple(fc.constantFrom('USD', 'BTC'), fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }));
    fc.assert(
      fc.property(fc.array(fee), (fees) => {
        const position = flat('A1', 'ACME');
        for (const [currency, units] of fees)
          charge(
            position,
            currency,
            feeUnits(new Exact(units.toString()).div(new Exact(10).pow(FEE_SCALE)).toFixed(FEE_SCALE)) as bigint,
          );
        for (const currency of ['USD', 'BTC']) {
          const expected = fees.filter(([of]) => of === currency).reduce((sum, [, units]) => sum + units, 0n);
          expect(position.fees.get(currency) ?? 0n).toBe(expected);
        }
      }),
    );
  });
  it('are kept to the last unit, and only where there are any', () => {
    const position = flat('A1', 'ACME');
    charge(position, 'USD', 1n);
    charge(position, 'EUR', 0n);
    expect([...position.fees]).toEqual([['USD', 1n]]);
  });
  it('that are no decimals are nothing to add', () => {
    expect([feeUnits(''), feeUnits('free'), feeUnits('0.0000000000000000001'), feeUnits('0'), feeUnits('-0.5')]).toEqual([
      undefined,
      undefined,
      undefined,
      0n,
      -500_000_000_000_000_000n,
    ]);
  });
});

describe('positions', () => {
  it('are found by account and instrument, and listed in that order', () => {
    const positions = new Positions();
    for (const [account, symbol] of [
      ['B', 'Y'],
      ['A', 'Z'],
      ['B', 'X'],
    ] as const)
      positions.of(account, symbol).qty = 1;
    expect([...positions].map(({ account, symbol }) => account + symbol)).toEqual(['AZ', 'BX', 'BY']);
    expect(positions.get('A', 'Z')).toBe(positions.of('A', 'Z'));
    expect([positions.get('A', 'X'), positions.get('C', 'X')]).toEqual([undefined, undefined]);
  });
});
