import { describe, expect, it } from 'vitest';
import { formatUnits } from '../../../src/domain/kernel/decimal.ts';
import type { Ppm } from '../../../src/domain/kernel/units.ts';
import type { ConfigTerms, LimitTerms } from '../../../src/domain/oms/events.ts';
import { configTerms, venueTerms } from '../../support/desk.ts';
import { type Ask, instrument, limits, listing, reference, refusalOf } from './refusals.ts';

type Edge = Readonly<{ check: string; what: string; config?: Partial<ConfigTerms>; at: Ask; beyond: Ask }>;
/** At the limit an order passes; one unit beyond it is refused, by the check that is meant. */
const edges: readonly Edge[] = [
  {
    check: 'onTick',
    what: 'the tick of the instrument',
    config: { ...instrument({ tickSize: '0.05' }), ...listing({ tickSize: '0.05' }) },
    at: { price: '10.05' },
    beyond: { price: '10.06' },
  },
  {
    check: 'onTick',
    what: 'the tick of the venue',
    config: listing({ tickSize: '0.02' }),
    at: { price: '10.02' },
    beyond: { price: '10.01' },
  },
  {
    check: 'onTick',
    what: 'the tick of the instrument, for a routed order',
    config: instrument({ tickSize: '0.05' }),
    at: { price: '10.00', route: { strategy: 'best' } },
    beyond: { price: '10.01', route: { strategy: 'best' } },
  },
  {
    check: 'wholeLots',
    what: 'the lot of the venue',
    config: listing({ lotSize: '10' }),
    at: { qty: '110' },
    beyond: { qty: '111' },
  },
  {
    check: 'wholeLots',
    what: 'the lot of the instrument, for a routed order',
    config: instrument({ lotSize: '10', minQty: '10' }),
    at: { qty: '110', route: { strategy: 'best' } },
    beyond: { qty: '111', route: { strategy: 'best' } },
  },
  {
    check: 'minQty',
    what: 'the minimum of the instrument',
    config: instrument({ minQty: '20' }),
    at: { qty: '20' },
    beyond: { qty: '19' },
  },
  {
    check: 'minQty',
    what: 'the minimum of the venue',
    config: listing({ minQty: '30' }),
    at: { qty: '30' },
    beyond: { qty: '29' },
  },
  {
    check: 'maxQty',
    what: 'the maximum of the account',
    config: limits({ maxOrderQty: '120' }),
    at: { qty: '120' },
    beyond: { qty: '121' },
  },
  {
    check: 'maxQty',
    what: 'the maximum of the instrument',
    config: instrument({ maxQty: '120' }),
    at: { qty: '120' },
    beyond: { qty: '121' },
  },
  {
    check: 'referenceFresh',
    what: 'the age of the reference',
    at: reference(1_000, 1_000_000),
    beyond: reference(1_000, 1_000_001),
  },
  { check: 'priceCollar', what: 'the collar above', at: { price: '10.50' }, beyond: { price: '10.51' } },
  { check: 'priceCollar', what: 'the collar below', at: { price: '9.50' }, beyond: { price: '9.49' } },
  {
    check: 'priceCollar',
    what: 'a collar of nothing',
    config: limits({ collarPpm: 0 as Ppm }),
    at: { price: '10.00' },
    beyond: { price: '10.01' },
  },
  {
    check: 'maxNotional',
    what: 'the worth of a limit order',
    config: limits({ maxOrderNotional: '1005.00' }),
    at: { qty: '100', price: '10.05' },
    beyond: { qty: '100', price: '10.06' },
  },
  {
    check: 'maxNotional',
    what: 'the worth of a market order, where the collar ends',
    config: limits({ maxOrderNotional: '1050' }),
    at: { ordType: 'market', price: undefined, qty: '100' },
    beyond: { ordType: 'market', price: undefined, qty: '101' },
  },
  {
    check: 'maxNotional',
    what: 'the worth of a sale, at the reference when the limit is lower',
    config: limits({ maxOrderNotional: '1000' }),
    at: { side: 'sell', price: '9.60', qty: '100' },
    beyond: { side: 'sell', price: '9.60', qty: '101' },
  },
  {
    check: 'positionLimit',
    what: 'the longest position',
    config: limits({ maxLong: '130' }),
    at: { qty: '130' },
    beyond: { qty: '131' },
  },
  {
    check: 'positionLimit',
    what: 'the shortest position',
    config: limits({ maxShort: '130' }),
    at: { side: 'sellShort', qty: '130' },
    beyond: { side: 'sell', qty: '131' },
  },
];

describe('each check', () => {
  it.each(edges)('$check: passes at $what and refuses one unit beyond', ({ check, config = {}, at, beyond }) => {
    expect(refusalOf(config, at)).toBeUndefined();
    expect(refusalOf(config, beyond)).toBe(check);
  });

  it.each([
    ['accountKnown', 'an account that the desk does not know', {}, { account: 'NOBODY' }],
    ['accountKnown', 'an account that may not trade', {}, { account: 'SUSPENSE' }],
    ['instrumentTradable', 'an instrument that the desk does not know', {}, { symbol: 'NONE' }],
    ['instrumentTradable', 'an instrument that is halted', instrument({ tradable: false }), {}],
    ['listed', 'an instrument that the venue does not list', { venues: [venueTerms('ALPHA', { listings: [] })] }, {}],
    ['limitsKnown', 'an account without limits', { limits: [] }, {}],
    ['limitsKnown', 'an account without limits in this instrument', limits({ symbol: 'ACME', account: 'SUSPENSE' }), {}],
    ['referenceFresh', 'no look at the market', {}, { evidence: undefined }],
    ['referenceFresh', 'a market without a price', {}, reference(undefined)],
    ['priceCollar', 'a price of the wrong sign', {}, reference(-1_000)],
  ] as const)('%s: refuses %s, for not knowing means no', (check, _, config, ask) => {
    expect(refusalOf(config as Partial<ConfigTerms>, ask as Ask)).toBe(check);
  });

  it('limits of the instrument itself come before those for every instrument', () => {
    const both = {
      limits: [...configTerms().limits, { ...(configTerms().limits[0] as LimitTerms), symbol: 'ACME', maxOrderQty: '50' }],
    };
    expect(refusalOf(both, { qty: '51' })).toBe('maxQty');
    expect(refusalOf({ limits: [...both.limits].reverse() }, { qty: '51' })).toBe('maxQty');
  });

  it('a reference near the end of the safe numbers is compared exactly', () => {
    // The width times a million is one more than the reference times the collar: floats call them equal.
    const [end, collarPpm, width] = [Number.MAX_SAFE_INTEGER, 749_889 as Ppm, 6_754_399_641_938_467];
    expect(width * 1_000_000 <= end * collarPpm).toBe(true);
    expect(BigInt(width) * 1_000_000n - BigInt(end) * BigInt(collarPpm)).toBe(1n);
    const big = { ...instrument({ maxQty: '1' }), ...limits({ maxOrderNotional: '99999999999999', collarPpm }) };
    const around = (units: number): Ask => ({ qty: '1', price: formatUnits(units, 2), ...reference(end) });
    expect(refusalOf(big, around(end - width))).toBe('priceCollar');
    expect(refusalOf(big, around(end - width + 1))).toBeUndefined();
  });
});
