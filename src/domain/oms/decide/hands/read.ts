import { parseDecimal } from '../../../kernel/decimal.ts';
import { type Refusal, refusal } from './ask.ts';

/** A decimal that a person gives, in whole units; 0 is one. */
export const readUnsigned = (field: string, said: string, scale: number): number | Refusal => {
  const parsed = parseDecimal(said, scale);
  if (parsed.ok && parsed.units >= 0) return parsed.units;
  const limit = `a decimal of 0 or more, with at most ${scale} digits after the point`;
  return refusal(undefined, 'decimals', field, limit, said, `${field} "${said}" is not ${limit}`);
};
