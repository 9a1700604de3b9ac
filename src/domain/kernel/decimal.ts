import { POWERS_OF_TEN, tenTo } from './integers.ts';

/**
 * Decimal strings to whole numbers of 10^-scale units and back, without a float in between:
 * `0.29 / 0.01` is 29 here, not 28.999999999999996.
 */
export type DecimalFault = 'malformed' | 'tooManyDigits' | 'tooLarge';
export type Parsed = Readonly<{ ok: true; units: number }> | Readonly<{ ok: false; fault: DecimalFault }>;

const SHAPE = /^-?\d{1,30}(?:\.\d{1,30})?$/;
/** A decimal as every wire of Daybook writes it: an optional minus, digits, optionally a point and digits. No exponent. */
export const isDecimal = (text: string): boolean => SHAPE.test(text);

const fault = { malformed: no('malformed'), tooManyDigits: no('tooManyDigits'), tooLarge: no('tooLarge') };
function no(why: DecimalFault): Parsed {
  return { ok: false, fault: why };
}

/** "10.25" at scale 2 is 1025. Trailing zeros past the scale are harmless; any other digit there is refused, never rounded. */
export const parseDecimal = (text: string, scale: number): Parsed => {
  const length = text.length;
  const negative = length > 0 && text.charCodeAt(0) === MINUS;
  let units = 0;
  let digits = 0;
  let decimals = -1;
  for (let i = negative ? 1 : 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === POINT) {
      if (decimals >= 0 || digits === 0 || i === length - 1) return fault.malformed;
      decimals = 0;
      continue;
    }
    if (code < ZERO || code > NINE) return fault.malformed;
    digits += 1;
    if (decimals >= 0) decimals += 1;
    if (decimals > scale) {
      if (code !== ZERO) return restIsDigits(text, i, true) ? fault.tooManyDigits : fault.malformed;
      continue;
    }
    units = units * 10 + (code - ZERO);
    if (units > Number.MAX_SAFE_INTEGER) return restIsDigits(text, i, decimals >= 0) ? fault.tooLarge : fault.malformed;
  }
  if (digits === 0) return fault.malformed;
  const missing = scale - (decimals < 0 ? 0 : Math.min(decimals, scale));
  units *= POWERS_OF_TEN[missing] ?? Number.POSITIVE_INFINITY;
  if (units > Number.MAX_SAFE_INTEGER) return fault.tooLarge;
  return { ok: true, units: negative && units !== 0 ? -units : units };
};

/** A thousand numbers of this size still add up exactly. */
const TOLD_MAX = 2 ** 43;
/** A decimal in the words of a venue, which may be any number: one that our sums could not hold is none that can be read. */
export const parseTold = (text: string, scale: number): Parsed => {
  const parsed = parseDecimal(text, scale);
  return parsed.ok && Math.abs(parsed.units) > TOLD_MAX ? fault.tooLarge : parsed;
};

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const restIsDigits = (text: string, from: number, pastPoint: boolean): boolean =>
  (pastPoint ? /^\d*$/ : /^\d*(?:\.\d+)?$/).test(text.slice(from + 1));

/** 1025 at scale 2 is "10.25". Never an exponent; trailing zeros are kept so that a column of prices lines up. */
export const formatUnits = (units: number | bigint, scale: number): string => {
  const negative = units < 0;
  const digits = String(negative ? -units : units).padStart(scale + 1, '0');
  const body = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return negative ? `-${body}` : body;
};

/** As `formatUnits`, without trailing zeros: "10.250" is "10.25", "3.00" is "3". */
export const formatShort = (units: number | bigint, scale: number): string => {
  const text = formatUnits(units, scale);
  return scale === 0 ? text : text.replace(/\.?0+$/, '');
};

/** Any decimal to exact bigint units; undefined when it is malformed or has more digits than the scale holds. */
export const parseBig = (text: string, scale: number): bigint | undefined => {
  if (!isDecimal(text)) return undefined;
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  if (/[1-9]/.test(fraction.slice(scale))) return undefined;
  const units = BigInt(whole) * tenTo(scale) + BigInt(fraction.slice(0, scale).padEnd(scale, '0') || '0');
  return text.startsWith('-') ? -units : units;
};
