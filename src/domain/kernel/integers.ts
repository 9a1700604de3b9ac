import { assert } from './assert.ts';

/** The only division of whole numbers in the domain: towards minus infinity, exact or it says so. */
export const divFloor = (a: number, b: number): number => {
  assert(b > 0, () => `a divisor is positive, not ${b}`);
  const rest = ((a % b) + b) % b;
  return (a - rest) / b;
};

export const isMultipleOf = (a: number, b: number): boolean => a % b === 0;
export const roundDown = (a: number, step: number): number => divFloor(a, step) * step;
/** Taken from zero and not negated: minus zero is another value to a codec. */
export const roundUp = (a: number, step: number): number => (0 - divFloor(-a, step)) * step;

/** a ÷ b to the nearest whole number, ties to even (IEEE 754 roundTiesToEven): no drift over many roundings. */
export const divHalfEven = (a: bigint, b: bigint): bigint => {
  assert(b > 0n, 'a divisor is positive');
  const negative = a < 0n;
  const magnitude = negative ? -a : a;
  const quotient = magnitude / b;
  const twice = (magnitude % b) * 2n;
  const up = twice > b || (twice === b && quotient % 2n === 1n);
  const rounded = up ? quotient + 1n : quotient;
  return negative ? -rounded : rounded;
};

/** 10^0 … 10^15: what a safe integer can be scaled by. */
export const POWERS_OF_TEN: readonly number[] = Array.from({ length: 16 }, (_, n) => 10 ** n);
export const tenTo = (n: number): bigint => 10n ** BigInt(n);
