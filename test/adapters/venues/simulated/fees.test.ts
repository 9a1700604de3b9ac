import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feeOf } from '../../../../src/adapters/venues/simulated/fees.ts';
import type { Instrument } from '../../../../src/domain/instrument/instrument.ts';
import type { Ppm, Price, Qty } from '../../../../src/domain/kernel/units.ts';
import { acme } from '../../../support/simulated-venue.ts';

const at = (priceScale: number, qtyScale: number): Instrument => ({
  ...acme,
  priceScale,
  qtyScale,
  moneyScale: priceScale + qtyScale,
});
const fee = (instrument: Instrument, price: number, qty: number, rate: number): string =>
  feeOf(instrument, price as Price, qty as Qty, rate as Ppm);

describe('a fee', () => {
  it.each([
    ['3 in 10,000 of 100 × 10.00', at(2, 0), 1_000, 100, 300, '0.3'],
    ['a rebate', at(2, 0), 1_000, 100, -20, '-0.02'],
    ['nothing', at(2, 0), 1_000, 100, 0, '0'],
    ['the ninth digit up: against us', at(4, 3), 271_001, 1, 3, '0.00000009'],
    ['the ninth digit of a rebate towards zero', at(4, 3), 271_001, 1, -3, '-0.00000008'],
    ['a rebate below the eighth digit', at(9, 0), 1, 1, -1, '0'],
    ['of the size of a trade at a negative price', at(2, 0), -1_000, 100, 300, '0.3'],
  ])('is %s', (_, instrument, price, qty, rate, expected) => {
    expect(fee(instrument, price, qty, rate)).toBe(expected);
  });

  it('is what a decimal library says, rounded up at the eighth digit', () => {
    const Exact = Decimal.clone({ precision: 80 });
    fc.assert(
      fc.property(
        fc.nat(9),
        fc.nat(9),
        fc.maxSafeNat(),
        fc.maxSafeNat(),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        (p, q, price, qty, rate) => {
          const notional = new Exact(price).div(new Exact(10).pow(p)).mul(new Exact(qty).div(new Exact(10).pow(q)));
          const expected = notional.mul(rate).div(1_000_000).toDecimalPlaces(8, Decimal.ROUND_CEIL);
          const told = new Exact(fee(at(p, q), price, qty, rate));
          expect(told.eq(expected)).toBe(true);
        },
      ),
    );
  });
});
