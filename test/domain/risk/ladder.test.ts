import { describe, expect, it } from 'vitest';
import type { Micros, Ppm, Price, Qty } from '../../../src/domain/kernel/units.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { ConfigTerms, LimitTerms } from '../../../src/domain/oms/events.ts';
import { ladder } from '../../../src/domain/risk/checks.ts';
import { configTerms, Desk, evidenceAt, venueTerms } from '../../support/desk.ts';
import { checkDesk } from '../invariants.ts';

type Ask = Partial<Events['NewOrderRequested']>;
const limits = (over: Partial<LimitTerms>): Partial<ConfigTerms> => ({
  limits: [{ ...(configTerms().limits[0] as LimitTerms), ...over }],
});
const instrument = (over: Partial<ConfigTerms['instruments'][number]>): Partial<ConfigTerms> => ({
  instruments: [{ ...(configTerms().instruments[0] as ConfigTerms['instruments'][number]), ...over }],
});
const listing = (over: object): Partial<ConfigTerms> => ({
  venues: [venueTerms('ALPHA', { listings: [{ symbol: 'ACME', tickSize: '0.01', lotSize: '1', minQty: '1', ...over }] })],
});
const reference = (price: number | undefined, age = 0): Ask => {
  const at = new Desk().now;
  return {
    evidence: evidenceAt(at, {
      reference: price === undefined ? undefined : { price: price as Price, at: (at - age) as Micros, source: 'mid' },
    }),
  };
};
/** The rule that refuses the order, or undefined. */
const refusalOf = (config: Partial<ConfigTerms>, ask: Ask): string | undefined => {
  const desk = new Desk(configTerms(config));
  const [said] = desk.place(ask);
  checkDesk(desk);
  if (said?.type === 'OrderRefused') expect(desk.state.children.size, 'what is refused goes nowhere').toBe(0);
  return said?.type === 'OrderRefused' ? said.check : undefined;
};

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
    const big = { ...instrument({ maxQty: '1' }), ...limits({ maxOrderNotional: '99999999999999', collarPpm: 1 as Ppm }) };
    const around = (units: number): Ask => ({
      qty: '1',
      price: (BigInt(units) / 100n).toString() + '.' + String(units % 100).padStart(2, '0'),
      ...reference(9_007_199_254_740_000),
    });
    const width = 9_007_199_254; // A millionth, rounded down.
    expect(refusalOf(big, around(9_007_199_254_740_000 - width))).toBeUndefined();
    expect(refusalOf(big, around(9_007_199_254_740_000 - width - 1))).toBe('priceCollar');
  });
});

describe('the first objection is the one the client hears', () => {
  /** One order that breaks every rule that can be broken together; then the same with the first rule kept, and so on. */
  const broken: readonly (readonly [
    string,
    (keeps: Set<string>) => { config?: Partial<ConfigTerms>; ask?: Ask; kill?: boolean },
  ])[] = [
    ['killSwitch', () => ({ kill: true })],
    ['accountKnown', () => ({ ask: { account: 'SUSPENSE' } })],
    ['instrumentTradable', () => ({ config: instrument({ tradable: false }) })],
    ['listed', () => ({ config: { venues: [venueTerms('ALPHA', { listings: [] })] } })],
    ['limitsKnown', () => ({ config: { limits: [] } })],
    ['onTick', () => ({ config: listing({ tickSize: '0.05', lotSize: '7', minQty: '600' }), ask: { price: '20.01' } })],
    ['wholeLots', () => ({ ask: { qty: '501' } })],
    ['minQty', () => ({ ask: { qty: '504' } })],
    ['maxQty', () => ({ config: listing({ tickSize: '0.05', lotSize: '7', minQty: '1' }) })],
    ['referenceFresh', () => ({ ask: reference(1_000, 2_000_000) })],
    ['priceCollar', () => ({})],
    ['maxNotional', () => ({})],
    ['positionLimit', () => ({})],
    ['orderRate', () => ({})],
  ];
  it('and the ladder has these rungs, in this order', () => {
    expect(ladder.map(({ name }) => name)).toEqual(broken.map(([check]) => check));
  });
  it('each rung is heard once all above it are satisfied', () => {
    const heard: (string | undefined)[] = [];
    const slow: Partial<ConfigTerms> = {
      accounts: [
        { account: 'A1', tradable: true, ordersPerSecond: 1, ordersBurst: 1 },
        { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
      ],
    };
    const tight = limits({ maxOrderQty: '500', maxOrderNotional: '1', maxLong: '1' });
    const stale = reference(1_000, 2_000_000);
    const coarse = { tickSize: '0.05', lotSize: '7', minQty: '600' };
    const wrong: Ask = { qty: '501', price: '20.01', ...stale };
    const hear = (config: Partial<ConfigTerms>, ask: Ask, killed = false): void => {
      const desk = new Desk(configTerms({ ...slow, ...config }));
      // One passing order spends the account's rate, so that the last rung stands as well.
      desk.say({ type: 'ConfigAdopted', values: configTerms(slow) });
      desk.place({ qty: '1' });
      desk.say({ type: 'ConfigAdopted', values: configTerms({ ...slow, ...config }) });
      if (killed) desk.say({ type: 'KillRequested', clOrdId: 'k', scope: 'desk', id: '*', reason: 'stop' });
      const said = desk.place(ask).find(({ type }) => type === 'OrderRefused');
      heard.push(said?.type === 'OrderRefused' ? said.check : undefined);
    };
    const halted = instrument({ tradable: false });
    const unlisted = { venues: [venueTerms('ALPHA', { listings: [] })] };
    hear({ ...halted, ...unlisted, limits: [] }, { ...wrong, account: 'SUSPENSE' }, true);
    hear({ ...halted, ...unlisted, limits: [] }, { ...wrong, account: 'SUSPENSE' });
    hear({ ...halted, ...unlisted, limits: [] }, wrong);
    hear({ ...unlisted, limits: [] }, wrong);
    hear({ ...listing(coarse), limits: [] }, wrong);
    hear({ ...listing(coarse), ...tight }, wrong);
    hear({ ...listing(coarse), ...tight }, { ...wrong, price: '20.00' });
    hear({ ...listing(coarse), ...tight }, { ...wrong, price: '20.00', qty: '504' });
    hear({ ...listing({ ...coarse, minQty: '1' }), ...tight }, { ...wrong, price: '20.00', qty: '504' });
    hear({ ...listing({ ...coarse, minQty: '1' }), ...tight }, { ...wrong, price: '20.00', qty: '497' });
    hear({ ...listing({ ...coarse, minQty: '1' }), ...tight }, { price: '20.00', qty: '497' });
    hear({ ...listing({ ...coarse, minQty: '1' }), ...tight }, { price: '10.00', qty: '497' });
    hear(limits({ maxLong: '1' }), { price: '10.00', qty: '497' });
    hear({}, { price: '10.00', qty: '497' });
    expect(heard).toEqual(broken.map(([check]) => check));
  });
  it('and it says what was looked at, where the limit is and what broke it', () => {
    const [said] = new Desk().place({ qty: '501' });
    expect(said).toMatchObject({
      check: 'maxQty',
      scope: 'account A1',
      limit: '500',
      value: '501',
      text: 'quantity 501 is above the maximum 500',
    });
    const [collar] = new Desk().place({ price: '10.51' });
    expect(collar).toMatchObject({ check: 'priceCollar', limit: '5% around 10.00', value: '10.51' });
  });
});

describe('what makes no sense is refused, never repaired', () => {
  it.each([
    [{ qty: 'many' }, 'decimals'],
    [{ qty: '1.5' }, 'decimals'],
    [{ price: '10.001' }, 'decimals'],
    [{ qty: '99999999999999999999' }, 'decimals'],
    [{ qty: '0' }, 'positive'],
    [{ qty: '-5' }, 'positive'],
    [{ price: '0.00' }, 'positive'],
    [{ price: undefined }, 'price'],
    [{ ordType: 'market' }, 'price'],
    [{ timeInForce: 'gtd' }, 'expireTime'],
    [{ timeInForce: 'gtd', expireTime: new Desk().now }, 'expireTime'],
    [{ route: { strategy: 'direct' } }, 'supported'],
    [{ route: { strategy: 'direct', venue: 'NOWHERE' } }, 'supported'],
    [{ route: { strategy: 'best', venue: 'ALPHA' } }, 'supported'],
    [{ ordType: 'stop', stopPx: '9.90', price: undefined }, 'supported'],
    [{ ordType: 'stop', price: undefined }, 'supported'],
    [{ ordType: 'pegged', price: undefined, route: { strategy: 'best' } }, 'supported'],
    [{ postOnly: true }, 'supported'],
    [{ reduceOnly: true }, 'supported'],
    [{ displayQty: '10' }, 'supported'],
    [{ minQty: '10' }, 'supported'],
  ] as const)('%j: %s', (ask, check) => {
    expect(refusalOf({}, ask as Ask)).toBe(check);
  });
  it('a venue is not asked for what it cannot do', () => {
    const alpha = (over: object): Partial<ConfigTerms> => ({ venues: [venueTerms('ALPHA', over)] });
    expect(refusalOf(alpha({ ordTypes: ['limit'] }), { ordType: 'market', price: undefined })).toBe('supported');
    expect(refusalOf(alpha({ timeInForces: ['day'] }), { timeInForce: 'ioc' })).toBe('supported');
    expect(
      refusalOf({}, { timeInForce: 'gtd', expireTime: (new Desk().now + 1) as Micros, qty: '1' as string & Qty }),
    ).toBeUndefined();
  });
});
