import { assert } from '../kernel/assert.ts';
import { formatShort, formatUnits, parseDecimal } from '../kernel/decimal.ts';
import { isMultipleOf, roundDown, roundUp } from '../kernel/integers.ts';
import type { Price, Qty } from '../kernel/units.ts';
import type { InstrumentTerms, VenueTerms } from '../oms/events.ts';
import type { Side } from '../order/events.ts';

/** An instrument with its sizes as whole numbers. It alone knows what a unit of price or quantity is worth. */
export type Instrument = Readonly<{
  symbol: string;
  quote: string;
  tradable: boolean;
  priceScale: number;
  qtyScale: number;
  /** Digits of an exact notional: priceScale + qtyScale. */
  moneyScale: number;
  tick: number;
  lot: number;
  minQty: Qty;
  maxQty: Qty;
}>;

/** Where a venue differs from the instrument: its tick may be coarser or finer, its lot larger. */
export type Listing = Readonly<{ symbol: string; tick: number; lot: number; minQty: Qty }>;

/** Every fault of the terms, or none. Config is checked with this before it is adopted, so that `instrumentOf` cannot fail. */
export const instrumentFaults = (terms: InstrumentTerms): readonly string[] => {
  const faults: string[] = [];
  const wants = (field: 'tickSize' | 'lotSize' | 'minQty' | 'maxQty', scale: number): number => {
    const parsed = parseDecimal(terms[field], scale);
    if (!parsed.ok || parsed.units <= 0) {
      faults.push(
        `instrument ${terms.symbol}: ${field} "${terms[field]}" must be a positive decimal with at most ${scale} digits after the point`,
      );
      return 1;
    }
    return parsed.units;
  };
  for (const scale of ['priceScale', 'qtyScale'] as const)
    if (!(Number.isInteger(terms[scale]) && terms[scale] >= 0 && terms[scale] <= 9))
      faults.push(`instrument ${terms.symbol}: ${scale} ${terms[scale]} must be a whole number from 0 to 9`);
  if (faults.length > 0) return faults;
  wants('tickSize', terms.priceScale);
  const lot = wants('lotSize', terms.qtyScale);
  const minQty = wants('minQty', terms.qtyScale);
  const maxQty = wants('maxQty', terms.qtyScale);
  if (!isMultipleOf(minQty, lot))
    faults.push(`instrument ${terms.symbol}: minQty ${terms.minQty} must be a multiple of lotSize ${terms.lotSize}`);
  if (maxQty < minQty) faults.push(`instrument ${terms.symbol}: maxQty ${terms.maxQty} must not be below minQty ${terms.minQty}`);
  return faults;
};

export const instrumentOf = (terms: InstrumentTerms): Instrument => {
  const faults = instrumentFaults(terms);
  assert(faults.length === 0, faults.join('; '));
  const { symbol, quote, tradable, priceScale, qtyScale } = terms;
  return {
    symbol,
    quote,
    tradable,
    priceScale,
    qtyScale,
    moneyScale: priceScale + qtyScale,
    tick: unitsOf(terms.tickSize, priceScale),
    lot: unitsOf(terms.lotSize, qtyScale),
    minQty: unitsOf(terms.minQty, qtyScale) as Qty,
    maxQty: unitsOf(terms.maxQty, qtyScale) as Qty,
  };
};

export const listingOf = (instrument: Instrument, terms: VenueTerms['listings'][number]): Listing => ({
  symbol: terms.symbol,
  tick: unitsOf(terms.tickSize, instrument.priceScale),
  lot: unitsOf(terms.lotSize, instrument.qtyScale),
  minQty: unitsOf(terms.minQty, instrument.qtyScale) as Qty,
});

/** For decimals that were checked at the door. */
export const unitsOf = (text: string, scale: number): number => {
  const parsed = parseDecimal(text, scale);
  assert(parsed.ok, () => `"${text}" is a decimal with at most ${scale} digits after the point`);
  return parsed.units;
};

/** The nearest price of a venue's tick that is not worse for us than the one wanted. */
export const toVenueTick = (wanted: Price, side: Side, listing: Listing): Price =>
  (side === 'buy' ? roundDown(wanted, listing.tick) : roundUp(wanted, listing.tick)) as Price;
/** The largest quantity of a venue's lot that is not more than the one wanted. */
export const toVenueLot = (wanted: Qty, listing: Listing): Qty => roundDown(wanted, listing.lot) as Qty;

export const formatPrice = (instrument: Instrument, units: Price): string => formatUnits(units, instrument.priceScale);
export const formatQty = (instrument: Instrument, units: number): string => formatShort(units, instrument.qtyScale);
export const formatMoney = (instrument: Instrument, units: bigint): string => formatShort(units, instrument.moneyScale);
