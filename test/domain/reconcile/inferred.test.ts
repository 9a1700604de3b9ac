import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseBig } from '../../../src/domain/kernel/decimal.ts';
import type { Price, Qty } from '../../../src/domain/kernel/units.ts';
import { book, flat, GUARD_DIGITS } from '../../../src/domain/position/position.ts';
import { reconciliationPrice } from '../../../src/domain/reconcile/inferred.ts';

/** A peer's vectors of inferred fills (NautilusTrader), copied from shared/vectors/reconciliation.json. */
const { vectors } = JSON.parse(readFileSync(new URL('./inferred-vectors.json', import.meta.url), 'utf8'));
const SCALE = 6;
const units = (text: string): bigint => parseBig(text, SCALE) as bigint;
const standing = (qty: string, avg: string) => ({ qty: units(qty), notional: units(qty) * units(avg) });

describe('the price of what is inferred', () => {
  for (const { id, set, inputs, expect: wanted } of vectors)
    if (set === 'reconciliation_price')
      it(id, () => {
        const { current_qty, current_avg, target_qty, target_avg } = inputs;
        expect(reconciliationPrice(standing(current_qty, current_avg), standing(target_qty, target_avg))).toBe(units(wanted));
      });
  for (const { id, set, fills, venue, expect: wanted } of vectors)
    if (set === 'partial_window')
      it(id, () => {
        const [[, qty, price]] = fills;
        expect(reconciliationPrice(standing(qty, price), standing(venue.qty, venue.avg))).toBe(units(wanted.price_by_formula));
      });
  it('is none where nothing differs, and is rounded half-even', () => {
    expect(reconciliationPrice({ qty: 10n, notional: 100n }, { qty: 10n, notional: 100n })).toBeUndefined();
    expect(reconciliationPrice({ qty: 0n, notional: 0n }, { qty: 2n, notional: 21n })).toBe(10n);
    expect(reconciliationPrice({ qty: 0n, notional: 0n }, { qty: -2n, notional: -23n })).toBe(12n);
  });
});

describe('a position of fills', () => {
  for (const { id, set, fills, expect: wanted } of vectors)
    if (set === 'simulate_position')
      it(id, () => {
        const position = flat('A1', 'X');
        for (const { side, qty, price } of fills) book(position, side.toLowerCase(), Number(qty) as Qty, Number(price) as Price);
        const cost = position.cost / 10n ** BigInt(GUARD_DIGITS);
        expect([position.qty, cost < 0n ? -cost : cost]).toEqual([Number(wanted.qty), BigInt(wanted.value)]);
      });
});
