import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import type { ConfigTerms } from '../../../src/domain/oms/events.ts';
import { Desk, venueTerms } from '../../support/desk.ts';
import { type Ask, refusalOf } from '../risk/refusals.ts';

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
    expect(refusalOf({}, { timeInForce: 'gtd', expireTime: (new Desk().now + 1) as Micros, qty: '1' })).toBeUndefined();
  });
});
