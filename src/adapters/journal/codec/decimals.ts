import { formatUnits } from '../../../domain/kernel/decimal.ts';

/** `form` is the scale (0 to 15), plus 16 when negative. `digits` is the number without its point and sign. */
type Packed = { form: number; digits: number };

/** In place of a form: the characters themselves follow. */
export const RAW_DECIMAL = 0xff;
const NEGATIVE = 16;
const DIGITS_MAX = 15;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/**
 * Takes a decimal apart when putting it together again gives the same characters: digits, perhaps a minus before and a point within,
 * no needless zero in front, no minus zero, at most 15 digits. Anything else is undefined and stays text.
 * The answer is one object, used again by the next call: a million prices a second should leave no litter.
 */
export const parsePacked = (text: string): Packed | undefined => {
  const { length } = text;
  const negative = text.charCodeAt(0) === MINUS;
  const first = negative ? 1 : 0;
  let point = -1;
  let digits = 0;
  for (let i = first; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= ZERO && code <= NINE) digits = digits * 10 + (code - ZERO);
    else if (code === POINT && point < 0 && i > first && i < length - 1) point = i;
    else return undefined;
  }
  const whole = (point < 0 ? length : point) - first;
  const scale = point < 0 ? 0 : length - 1 - point;
  if (whole < 1 || whole + scale > DIGITS_MAX) return undefined;
  if (whole > 1 && text.charCodeAt(first) === ZERO) return undefined;
  if (negative && digits === 0) return undefined;
  packed.form = negative ? scale + NEGATIVE : scale;
  packed.digits = digits;
  return packed;
};
const packed: Packed = { form: 0, digits: 0 };

/** The characters again, or undefined when there is no such form. */
const formatPacked = (form: number, digits: number): string | undefined => {
  const negative = form >= NEGATIVE;
  const scale = negative ? form - NEGATIVE : form;
  return scale > DIGITS_MAX ? undefined : formatUnits(negative ? -digits : digits, scale);
};

const SLOTS = 4096;
/**
 * Prices and quantities repeat all day, so most of them have been put together before. One slot for each remainder,
 * the latest comer keeps it: bounded, and no hashing beyond a few bit operations.
 */
export class DecimalCache {
  readonly #digits = new Float64Array(SLOTS).fill(-1);
  readonly #forms = new Uint8Array(SLOTS);
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => '');

  text(form: number, digits: number): string | undefined {
    const slot = (digits ^ (form << 8)) & (SLOTS - 1);
    if (this.#digits[slot] === digits && this.#forms[slot] === form) return this.#texts[slot];
    const text = formatPacked(form, digits);
    if (text !== undefined) {
      this.#digits[slot] = digits;
      this.#forms[slot] = form;
      this.#texts[slot] = text;
    }
    return text;
  }
}
