import { formatShort } from '../../domain/kernel/decimal.ts';
import { divHalfEven, tenTo } from '../../domain/kernel/integers.ts';

/** Exact units at one scale as a decimal, rounded half-even where it has more digits than asked for: figures are rounded only here. */
export const rounded = (units: bigint, scale: number, digits: number): string =>
  scale <= digits ? formatShort(units, scale) : formatShort(divHalfEven(units, tenTo(scale - digits)), digits);
