import { describe, expect, it } from 'vitest';
import type { Price } from '../../../src/domain/kernel/units.ts';
import { configTerms, Desk, evidenceAt } from '../../support/desk.ts';
import { given, givenDesk, places } from '../given.ts';
import { type Ask, refusalOf } from '../risk/refusals.ts';

const cash = (cashOrderQty: string, over: Ask = {}): Ask => ({ qty: undefined, cashOrderQty, ...over });
const atMarket = (price: number | undefined, over: Ask = {}): Ask => {
  const { now } = new Desk();
  const reference = price === undefined ? undefined : { price: price as Price, at: now, source: 'mid' };
  return { ordType: 'market', price: undefined, evidence: evidenceAt(now, { reference }), ...over };
};
const inLotsOf = (lotSize: string): Desk => {
  const usual = configTerms();
  return new Desk(
    configTerms({
      instruments: usual.instruments.map((one) => ({ ...one, lotSize, minQty: lotSize })),
      venues: usual.venues.map((venue) => ({
        ...venue,
        listings: venue.listings.map((listing) => ({ ...listing, lotSize, minQty: lotSize })),
      })),
    }),
  );
};

describe('an amount of money instead of a quantity (FIX CashOrderQty, L.1.b)', () => {
  it.each([
    ['1000', 100],
    ['1000.00', 100],
    ['1009.99', 100],
    ['1010', 101],
    ['10', 1],
  ])('%s buys %i at the limit of 10.00', (amount, qty) => {
    const { desk } = given(places(cash(amount)));
    expect(desk.order()).toMatchObject({ qty, terms: { qty, cashOrderQty: amount } });
  });
  it('buys at the reference price when there is no limit, and the price of the trade may be another', () => {
    const { desk } = given(places(cash('1000', atMarket(2_000))));
    expect(desk.order()).toMatchObject({ qty: 50, price: undefined });
  });
  it('buys whole lots, and never for more', () => {
    const { desk } = givenDesk(inLotsOf('30'), places(cash('899.99')));
    expect(desk.order().qty).toBe(60);
    expect(refusalOf({}, cash('9.99'))).toBe('cashOrderQty');
    expect(inLotsOf('30').place(cash('299.99'))).toMatchObject([
      { type: 'OrderRefused', check: 'cashOrderQty', limit: '300', value: '299.99' },
    ]);
  });
  it.each([
    ['both', { cashOrderQty: '1000' }, 'qty'],
    ['neither', { qty: undefined }, 'qty'],
    ['none', cash('0'), 'positive'],
    ['less than none', cash('-10'), 'positive'],
    ['no number', cash('much'), 'decimals'],
    ['finer than the price of one unit', cash('10.001'), 'decimals'],
    ['beyond what is exact', cash('9'.repeat(30)), 'decimals'],
    ['no price to convert it at', cash('1000', atMarket(undefined)), 'cashOrderQty'],
    ['more than the limits allow', cash('5010'), 'maxQty'],
  ] as const)('%s is refused', (_, ask, check) => {
    expect(refusalOf({}, ask as Ask)).toBe(check);
  });
  it('is part of what was asked: again it is the same order, and another amount is another', () => {
    const { desk } = given(places(cash('1000', { clOrdId: 'x' })));
    givenDesk(desk)
      .when(places(cash('1000', { clOrdId: 'x' })))
      .concludes('AskRepeated');
    givenDesk(desk)
      .when(places(cash('1001', { clOrdId: 'x' })))
      .concludes('AskRefused');
    givenDesk(desk)
      .when(places({ clOrdId: 'x', qty: '100' }))
      .concludes('AskRefused');
    givenDesk(desk)
      .when(places({ clOrdId: 'x', qty: '100', cashOrderQty: '1000' }))
      .concludes('AskRefused');
  });
  it('is remembered over the night', () => {
    const { desk } = given(places(cash('1000', { timeInForce: 'gtc' })));
    expect(desk.tomorrow().order().terms.cashOrderQty).toBe('1000');
  });
});
