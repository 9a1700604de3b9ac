import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divFloor, divHalfEven, isMultipleOf, POWERS_OF_TEN, roundDown, roundUp } from '../../../src/domain/kernel/integers.ts';
import {
  larger,
  MICROS_PER_DAY,
  MICROS_PER_MS,
  MICROS_PER_SECOND,
  micros,
  minusToZero,
  notional,
  PPM,
  type Price,
  plus,
  price,
  type Qty,
  qty,
  smaller,
} from '../../../src/domain/kernel/units.ts';

const whole = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
const step = fc.integer({ min: 1, max: 10 ** 9 });

describe('division of whole numbers', () => {
  it('goes towards minus infinity, whatever the signs', () => {
    expect([7, -7, 6, -6, 0].map((a) => divFloor(a, 3))).toEqual([2, -3, 2, -2, 0]);
    fc.assert(
      fc.property(whole, step, (a, b) => {
        const quotient = BigInt(divFloor(a, b));
        const rest = BigInt(a) - quotient * BigInt(b);
        expect(rest >= 0n && rest < BigInt(b)).toBe(true);
      }),
    );
  });
  it('refuses a divisor that is not positive', () => {
    expect([divFloor(7, 1), divHalfEven(7n, 1n)]).toEqual([7, 7n]);
    for (const b of [0, -1]) expect(() => divFloor(1, b)).toThrow('a divisor is positive');
    expect(() => divHalfEven(1n, 0n)).toThrow('a divisor is positive');
  });
  it('rounds to the nearest, ties to even, as decimal.js does', () => {
    expect([-5n, -3n, -1n, 1n, 3n, 5n, 7n].map((a) => divHalfEven(a, 2n))).toEqual([-2n, -2n, 0n, 0n, 2n, 2n, 4n]);
    const Exact = Decimal.clone({ precision: 120, rounding: Decimal.ROUND_HALF_EVEN });
    const dividend = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
    fc.assert(
      fc.property(dividend, fc.bigInt({ min: 1n, max: 10n ** 12n }), (a, b) => {
        const exact = new Exact(a.toString()).div(b.toString());
        expect(divHalfEven(a, b)).toBe(BigInt(exact.toFixed(0, Decimal.ROUND_HALF_EVEN)));
      }),
    );
  });
});

describe('rounding to a step', () => {
  it('gives the nearest multiple below and above, and leaves a multiple alone', () => {
    fc.assert(
      fc.property(whole, step, (a, by) => {
        const [down, up] = [roundDown(a, by), roundUp(a, by)];
        expect(isMultipleOf(down, by) && isMultipleOf(up, by)).toBe(true);
        expect(down <= a && a - down < by && up >= a && up - a < by).toBe(true);
        if (isMultipleOf(a, by)) expect([down, up]).toEqual([a, a]);
      }),
    );
  });
  it('never says minus zero, which is another value to a codec', () => {
    for (const a of [-3, 0, 3])
      for (const rounded of [roundDown(a, 5), roundUp(a, 5)]) expect(Object.is(rounded, -0)).toBe(false);
  });
});

describe('words for numbers', () => {
  it('refuse what is not whole, or not safe, or negative where that has no meaning', () => {
    for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => qty(wrong)).toThrow('a quantity is a whole number');
      expect(() => price(wrong)).toThrow('a price is a whole number');
      expect(() => micros(wrong)).toThrow('a time is a whole number');
    }
    expect(() => qty(-1)).toThrow('not negative');
    expect(() => micros(-1)).toThrow('since 1970');
    expect(price(-1)).toBe(-1);
    expect([qty(0), micros(0), micros(1)]).toEqual([0, 0, 1]);
  });
  it('add up exactly, or stop', () => {
    expect(plus(qty(2), qty(3))).toBe(5);
    expect(() => plus(qty(Number.MAX_SAFE_INTEGER), qty(1))).toThrow('a quantity is a whole number');
    expect([minusToZero(qty(5), qty(3)), minusToZero(qty(3), qty(5))]).toEqual([2, 0]);
    expect([smaller(2, 3), smaller(3, 2), larger(2, 3), larger(3, 2)]).toEqual([2, 2, 3, 3]);
  });
  it('have scales that are exact', () => {
    expect(POWERS_OF_TEN.every(Number.isSafeInteger)).toBe(true);
    expect(POWERS_OF_TEN.map(String)).toEqual(POWERS_OF_TEN.map((_, digits) => `1${'0'.repeat(digits)}`));
    expect([MICROS_PER_SECOND, MICROS_PER_DAY]).toEqual([1_000 * MICROS_PER_MS, 24 * 60 * 60 * MICROS_PER_SECOND]);
    expect([MICROS_PER_MS, PPM]).toEqual([1_000, 1_000_000]);
  });
  it('multiply without losing a digit', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(notional(most as Price, most as Qty)).toBe(BigInt(most) * BigInt(most));
    expect(notional(price(-3), qty(7))).toBe(-21n);
  });
});
