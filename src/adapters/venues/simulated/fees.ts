import type { Instrument } from '../../../domain/instrument/instrument.ts';
import { formatShort } from '../../../domain/kernel/decimal.ts';
import { tenTo } from '../../../domain/kernel/integers.ts';
import { notional, type Ppm, type Price, type Qty } from '../../../domain/kernel/units.ts';

/** Digits after the point of a fee, whatever the currency. */
export const FEE_SCALE = 8;

/**
 * What a venue charges for one execution, as a decimal of the quote currency: the rate in millionths of the notional, exact, then rounded
 * up to 8 digits. Up is against us: a fee grows to the next digit, a rebate (negative) shrinks towards zero.
 */
export const feeOf = ({ moneyScale }: Instrument, price: Price, qty: Qty, rate: Ppm): string => {
  const paid = notional(price, qty);
  const exact = (paid < 0n ? -paid : paid) * BigInt(rate) * tenTo(FEE_SCALE);
  return formatShort(divCeil(exact, tenTo(moneyScale + 6)), FEE_SCALE);
};

/** Towards plus infinity; bigint division alone goes towards zero. */
const divCeil = (a: bigint, b: bigint): bigint => (a > 0n && a % b !== 0n ? a / b + 1n : a / b);
