import { assert } from './assert.ts';

declare const brand: unique symbol;
/** A number never travels without its meaning. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Microseconds since the epoch, UTC, a whole number. Time is data here: only `adapters/runtime` may ask a clock. */
export type Micros = Brand<number, 'Micros'>;
/** Microseconds of a monotonic clock whose zero means nothing. */
export type Mono = Brand<number, 'Mono'>;
/** A whole number of 10^-priceScale units of the quote currency. May be negative (spreads, some futures). */
export type Price = Brand<number, 'Price'>;
/** A whole number of 10^-qtyScale units of the instrument, never negative. */
export type Qty = Brand<number, 'Qty'>;
/** Exact money: a whole number of 10^-moneyScale(instrument) units of the quote currency. */
export type Notional = Brand<bigint, 'Notional'>;
/** A fraction in millionths: fees, rebates (negative) and collars. */
export type Ppm = Brand<number, 'Ppm'>;
/** `O-<yyyymmdd>-<n>` as one safe integer, see ids.ts. */
export type OrderId = Brand<number, 'OrderId'>;
/** `C-<yyyymmdd>-<n>` as one safe integer, see ids.ts. */
export type ChildId = Brand<number, 'ChildId'>;
/** Days since 1970-01-01. The desk's calendar, not the machine's, says which one it is. */
export type DayNumber = Brand<number, 'DayNumber'>;

export const micros = (whole: number): Micros => {
  assert(Number.isSafeInteger(whole) && whole >= 0, () => `a time is a whole number of microseconds since 1970, not ${whole}`);
  return whole as Micros;
};
export const price = (units: number): Price => {
  assert(Number.isSafeInteger(units), () => `a price is a whole number of units, not ${units}`);
  return units as Price;
};
export const qty = (units: number): Qty => {
  assert(Number.isSafeInteger(units) && units >= 0, () => `a quantity is a whole number of units and not negative, not ${units}`);
  return units as Qty;
};

export const ZERO_QTY = 0 as Qty;
export const ZERO_NOTIONAL = 0n as Notional;
export const MICROS_PER_MS = 1_000;
export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_DAY = 86_400_000_000;
export const PPM = 1_000_000;

export const plus = (a: Qty, b: Qty): Qty => qty(a + b);
/** a − b, but never below nothing: an overfilled order has nothing left, not less than nothing. */
export const minusToZero = (a: Qty, b: Qty): Qty => (a > b ? qty(a - b) : ZERO_QTY);
export const smaller = <N extends number>(a: N, b: N): N => (a < b ? a : b);
export const larger = <N extends number>(a: N, b: N): N => (a > b ? a : b);
/** Exact whatever the size: the product of two safe integers need not be one. */
export const notional = (at: Price, quantity: Qty): Notional => (BigInt(at) * BigInt(quantity)) as Notional;
