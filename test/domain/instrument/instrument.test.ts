import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatMoney,
  formatPrice,
  formatQty,
  instrumentFaults,
  instrumentOf,
  listingOf,
  toVenueLot,
  toVenueTick,
  unitsOf,
} from '../../../src/domain/instrument/instrument.ts';
import type { Price, Qty } from '../../../src/domain/kernel/units.ts';
import type { InstrumentTerms } from '../../../src/domain/oms/events.ts';
import { configTerms } from '../../support/desk.ts';

const ACME = configTerms().instruments[0] as InstrumentTerms;
const listing = listingOf(instrumentOf(ACME), { symbol: 'ACME', tickSize: '0.05', lotSize: '10', minQty: '20' });

describe('an instrument', () => {
  it('is its terms in whole numbers', () => {
    const link: InstrumentTerms = {
      ...ACME,
      symbol: 'LINK',
      priceScale: 4,
      qtyScale: 2,
      tickSize: '0.0005',
      lotSize: '0.01',
      minQty: '0.10',
      maxQty: '1000',
    };
    expect(instrumentOf(link)).toMatchObject({ tick: 5, lot: 1, minQty: 10, maxQty: 100_000, moneyScale: 6 });
    expect(listing).toEqual({ symbol: 'ACME', tick: 5, lot: 10, minQty: 20 });
  });
  it.each([
    [{ tickSize: '0.001' }, 'tickSize "0.001" must be a positive decimal with at most 2 digits after the point'],
    [{ tickSize: '0' }, 'tickSize "0" must be'],
    [{ tickSize: '-0.01' }, 'tickSize "-0.01" must be'],
    [{ lotSize: 'one' }, 'lotSize "one" must be'],
    [{ maxQty: '0' }, 'maxQty "0" must be'],
    [{ lotSize: '10', minQty: '15' }, 'minQty 15 must be a multiple of lotSize 10'],
    [{ minQty: '20', maxQty: '10' }, 'maxQty 10 must not be below minQty 20'],
    [{ priceScale: 10 }, 'priceScale 10 must be a whole number from 0 to 9'],
    [{ qtyScale: -1 }, 'qtyScale -1 must be'],
    [{ qtyScale: 1.5 }, 'qtyScale 1.5 must be'],
  ])('is refused with %j', (over, fault) => {
    const terms = { ...ACME, ...over };
    expect(instrumentFaults(terms).join('; ')).toContain(fault);
    expect(() => instrumentOf(terms)).toThrow(fault);
  });
  it('may have up to nine digits', () => {
    expect(instrumentFaults({ ...ACME, priceScale: 9, qtyScale: 9, maxQty: '1000' })).toEqual([]);
  });
  it('says all its faults at once, but none about sizes while their scale is wrong', () => {
    const wrong = { ...ACME, tickSize: 'x', lotSize: 'y', minQty: '0' };
    expect(instrumentFaults(wrong).length).toBe(3);
    expect(() => instrumentOf(wrong)).toThrow(instrumentFaults(wrong).join('; '));
    expect(instrumentFaults({ ...wrong, priceScale: 10 })).toEqual([
      'instrument ACME: priceScale 10 must be a whole number from 0 to 9',
    ]);
  });
});

describe('a venue’s tick and lot', () => {
  it('never make a price worse for us, or a quantity larger', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10_000 }), fc.nat(10_000), (price, qty) => {
        const [buy, sell] = [toVenueTick(price as Price, 'buy', listing), toVenueTick(price as Price, 'sellShort', listing)];
        expect(buy <= price && price - buy < 5 && sell >= price && sell - price < 5).toBe(true);
        expect([buy % 5 === 0, sell % 5 === 0, Object.is(buy, -0), Object.is(sell, -0)]).toEqual([true, true, false, false]);
        const lots = toVenueLot(qty as Qty, listing);
        expect(lots <= qty && qty - lots < 10 && lots % 10 === 0).toBe(true);
      }),
    );
  });
});

describe('numbers of an instrument', () => {
  it('are written in its own scale', () => {
    const acme = instrumentOf({ ...ACME, qtyScale: 2, minQty: '1.00' });
    expect([formatPrice(acme, 1_005 as Price), formatQty(acme, 150), formatMoney(acme, 10_050_000n)]).toEqual([
      '10.05',
      '1.5',
      '1005',
    ]);
  });
  it('were checked at the door: what slips through stops the desk', () => {
    expect(unitsOf('10.05', 2)).toBe(1_005);
    expect(() => unitsOf('10.055', 2)).toThrow('"10.055" is a decimal with at most 2 digits');
  });
});
