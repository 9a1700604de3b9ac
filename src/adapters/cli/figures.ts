import { formatShort, formatUnits } from '../../domain/kernel/decimal.ts';
import { divHalfEven, tenTo } from '../../domain/kernel/integers.ts';

/** Digits that an average price may have beyond those of a price. */
const AVERAGE_DIGITS = 4;

/** Exact units at one scale as a decimal, rounded half-even where it has more digits than asked for: figures are rounded only here. */
export const rounded = (units: bigint, scale: number, digits: number): string =>
  scale <= digits ? formatShort(units, scale) : formatShort(divHalfEven(units, tenTo(scale - digits)), digits);

/** The average price cost ÷ quantity, rounded half-even: as many digits as a price has, and up to four more where they say something. */
export const averageText = (cost: bigint, quantity: bigint, priceScale: number): string => {
  const text = formatUnits(divHalfEven(cost * tenTo(AVERAGE_DIGITS), quantity), priceScale + AVERAGE_DIGITS);
  const priceEnds = text.length - AVERAGE_DIGITS;
  const digits = text.slice(0, priceEnds) + text.slice(priceEnds).replace(/0+$/, '');
  return digits.replace(/\.$/, '');
};
