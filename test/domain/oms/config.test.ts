import { describe, expect, it } from 'vitest';
import type { Ppm } from '../../../src/domain/kernel/units.ts';
import { configFaults, configOf } from '../../../src/domain/oms/config.ts';
import type { ConfigTerms, InstrumentTerms, LimitTerms } from '../../../src/domain/oms/events.ts';
import { configTerms, venueTerms } from '../../support/desk.ts';

const [acme] = configTerms().instruments as [InstrumentTerms];
const [limit] = configTerms().limits as [LimitTerms];
const LINK: InstrumentTerms = { ...acme, symbol: 'LINK', priceScale: 4, qtyScale: 2 };
const two = (...limits: readonly LimitTerms[]): ConfigTerms => configTerms({ instruments: [acme, LINK], limits });
const listing = (over: object): Partial<ConfigTerms> => ({
  venues: [venueTerms('ALPHA', { listings: [{ symbol: 'ACME', tickSize: '0.01', lotSize: '1', minQty: '1', ...over }] })],
});

describe('a configuration', () => {
  it('without a fault can be adopted', () => {
    expect(configFaults(configTerms())).toEqual([]);
    expect(configOf(configTerms()).instruments.get('ACME')?.tick).toBe(1);
  });
  it.each([
    [{ suspenseAccount: 'NOBODY' }, 'suspenseAccount NOBODY is not one of the accounts'],
    [{ instruments: [acme, acme] }, 'instrument ACME is defined more than once'],
    [{ venues: [venueTerms('ALPHA'), venueTerms('ALPHA')] }, 'venue ALPHA is defined more than once'],
    [{ limits: [limit, limit] }, 'limit A1 * is defined more than once'],
    [
      { accounts: [...configTerms().accounts, { account: 'A1', tradable: true, ordersPerSecond: 1, ordersBurst: 1 }] },
      'account A1 is defined more than once',
    ],
    [
      { accounts: [{ account: 'SUSPENSE', tradable: false, ordersPerSecond: 0, ordersBurst: 1 }], limits: [] },
      'account SUSPENSE: ordersPerSecond 0 must be a whole number of at least 1',
    ],
    [{ venues: [venueTerms('ALPHA', { requestTimeoutMs: 0 })] }, 'venue ALPHA: requestTimeoutMs 0 must be'],
    [{ venues: [venueTerms('ALPHA', { messagesBurst: 1.5 })] }, 'venue ALPHA: messagesBurst 1.5 must be'],
    [listing({ symbol: 'NONE' }), 'venue ALPHA: lists NONE, which is not one of the instruments'],
    [listing({ tickSize: '0.001' }), 'venue ALPHA: listing ACME: tickSize "0.001" must be'],
    [listing({ tickSize: '0' }), 'venue ALPHA: listing ACME: tickSize "0" must be a positive decimal'],
    [listing({ lotSize: '0' }), 'venue ALPHA: listing ACME: lotSize "0" must be a positive decimal'],
    [listing({ minQty: '-1' }), 'venue ALPHA: listing ACME: minQty "-1" must be'],
    [
      { venues: [venueTerms('ALPHA', { listings: [...venueTerms('ALPHA').listings, ...venueTerms('ALPHA').listings] })] },
      'venue ALPHA: listing ACME is defined more than once',
    ],
    [{ limits: [{ ...limit, account: 'A9' }] }, 'limits of A9 in *: A9 is not one of the accounts'],
    [{ limits: [{ ...limit, symbol: 'NONE' }] }, 'limits of A1 in NONE: NONE is not one of the instruments'],
    [
      { limits: [{ ...limit, maxLong: '1.5' }] },
      'limits of A1 in *: maxLong "1.5" must be a decimal, not negative, with at most 0 digits',
    ],
    [{ limits: [{ ...limit, maxShort: '-1' }] }, 'maxShort "-1" must be'],
    [{ limits: [{ ...limit, maxOrderQty: '99999999999999999999' }] }, 'maxOrderQty "99999999999999999999" is too large'],
    [{ limits: [{ ...limit, maxOrderNotional: '0.001' }] }, 'maxOrderNotional "0.001" must be'],
    [{ limits: [{ ...limit, collarPpm: -1 as Ppm }] }, 'collarPpm -1 must not be negative'],
    [{ limits: [{ ...limit, referenceMaxAgeMs: 0 }] }, 'referenceMaxAgeMs 0 must be'],
    [{ bookMaxAgeMs: 0 }, 'desk: bookMaxAgeMs 0 must be'],
    [{ routeAttemptsMax: 0 }, 'desk: routeAttemptsMax 0 must be'],
    [{ carryDays: 0 }, 'desk: carryDays 0 must be'],
    [{ instruments: [{ ...acme, priceScale: -1 }] }, 'priceScale -1 must be'],
  ] as [Partial<ConfigTerms>, string][])('is refused: %j', (over, fault) => {
    expect(configFaults(configTerms(over)).join('; ')).toContain(fault);
  });
  it('hears of all its faults at once', () => {
    const faults = configFaults(
      configTerms({ bookMaxAgeMs: 0, carryDays: 0, suspenseAccount: 'NOBODY', limits: [{ ...limit, collarPpm: -1 as Ppm }] }),
    );
    expect(faults.length).toBe(4);
    expect(configFaults(configTerms({ instruments: [{ ...acme, tickSize: 'x', lotSize: 'y' }] })).length).toBe(2);
  });
  it('hears nothing about sizes in an instrument whose scale is wrong', () => {
    expect(configFaults(configTerms({ instruments: [{ ...acme, priceScale: -1 }] }))).toEqual([
      'instrument ACME: priceScale -1 must be a whole number from 0 to 9',
    ]);
  });
  it('counts each limit in the digits of the instruments that it is for', () => {
    const fine = { ...limit, maxLong: '1.05', maxOrderNotional: '0.000001' };
    expect(configFaults(two({ ...fine, symbol: 'LINK' }))).toEqual([]);
    for (const symbol of ['ACME', '*'])
      expect(configFaults(two({ ...fine, symbol }))).toEqual([
        expect.stringContaining(`limits of A1 in ${symbol}: maxLong "1.05" must be`),
        expect.stringContaining('maxOrderNotional "0.000001" must be a decimal, not negative, with at most 2 digits'),
      ]);
    expect(configFaults(two({ ...limit, symbol: 'LINK', maxOrderNotional: '0.0000001' })).length).toBe(1);
  });
  it('may have sizes up to the last whole number that is exact', () => {
    expect(configFaults(configTerms({ limits: [{ ...limit, maxLong: '9007199254740991' }] }))).toEqual([]);
    expect(configFaults(configTerms({ limits: [{ ...limit, maxLong: '9007199254740992' }] })).length).toBe(1);
  });
  it('may have a notional limit beyond the safe numbers, for money is exact', () => {
    const large = { limits: [{ ...limit, maxOrderNotional: '99999999999999999999' }] };
    expect(configFaults(configTerms(large))).toEqual([]);
    expect(configOf(configTerms(large)).limits('A1', 'ACME')?.maxOrderNotional).toBe(9_999_999_999_999_999_999_900n);
  });
  it('may have a collar of nothing, and a venue without a minimum', () => {
    expect(
      configFaults(configTerms({ limits: [{ ...limit, collarPpm: 0 as Ppm, maxLong: '0' }], ...listing({ minQty: '0' }) })),
    ).toEqual([]);
  });
  it('prefers the limits of an account in one instrument to those for every one, wherever they are written', () => {
    const [general, special] = [limit, { ...limit, symbol: 'ACME', maxLong: '7' }];
    for (const limits of [
      [general, special],
      [special, general],
    ]) {
      const config = configOf(two(...limits));
      expect([config.limits('A1', 'ACME')?.maxLong, config.limits('A1', 'LINK')?.maxLong]).toEqual([7, 100_000]);
    }
  });
  it('knows the limits of an account in an instrument, or knows none', () => {
    const { limits } = configOf(configTerms());
    expect(limits('A1', 'ACME')).toMatchObject({
      maxOrderQty: 500,
      maxLong: 1_000,
      maxOrderNotional: 2_000_000n,
      referenceMaxAgeMicros: 1_000_000,
    });
    expect([limits('A1', 'NONE'), limits('A2', 'ACME')]).toEqual([undefined, undefined]);
  });
});
