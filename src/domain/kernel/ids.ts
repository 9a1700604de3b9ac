import { assert } from './assert.ts';
import type { ChildId, DayNumber, OrderId } from './units.ts';

/**
 * `O-20261121-17` is what people, files and wires see. Inside it is one safe integer, day × 2^27 + n, because
 * every event names its order and a number is a far better key than a string: 134 million orders a day, until the year 2150.
 */
const PER_DAY = 2 ** 27;

const pack = (day: DayNumber, n: number): number => {
  assert(Number.isSafeInteger(n) && n > 0 && n < PER_DAY, () => `the number of an id is between 1 and ${PER_DAY - 1}, not ${n}`);
  return day * PER_DAY + n;
};
export const orderIdOf = (day: DayNumber, n: number): OrderId => pack(day, n) as OrderId;
export const childIdOf = (day: DayNumber, n: number): ChildId => pack(day, n) as ChildId;
export const numberOf = (id: OrderId | ChildId): number => id % PER_DAY;
export const dayOf = (id: OrderId | ChildId): DayNumber => ((id - (id % PER_DAY)) / PER_DAY) as DayNumber;

export const formatOrderId = (id: OrderId): string => `O-${formatDay(dayOf(id))}-${numberOf(id)}`;
export const formatChildId = (id: ChildId): string => `C-${formatDay(dayOf(id))}-${numberOf(id)}`;

const ID = /^([OC])-(\d{8})-([1-9]\d{0,8})$/;
const parse = (text: string, letter: 'O' | 'C'): number | undefined => {
  const match = ID.exec(text);
  if (match === null || match[1] !== letter) return undefined;
  const day = dayFromDate(`${match[2]?.slice(0, 4)}-${match[2]?.slice(4, 6)}-${match[2]?.slice(6)}`);
  const n = Number(match[3]);
  return day === undefined || n >= PER_DAY ? undefined : pack(day, n);
};
export const parseOrderId = (text: string): OrderId | undefined => parse(text, 'O') as OrderId | undefined;
export const parseChildId = (text: string): ChildId | undefined => parse(text, 'C') as ChildId | undefined;

/** Days since 1970-01-01 to a civil date and back (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
export const civil = (day: DayNumber): Readonly<{ year: number; month: number; date: number }> => {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date };
};

const dayNumber = (year: number, month: number, date: number): DayNumber => {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) as DayNumber;
};

const two = (n: number): string => String(n).padStart(2, '0');
/** 2026-11-21 */
export const dateOf = (day: DayNumber): string => {
  const { year, month, date } = civil(day);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
};
const formatDay = (day: DayNumber): string => dateOf(day).replaceAll('-', '');

/** The day of an ISO date, or undefined when there is no such date (2026-02-30). */
export const dayFromDate = (text: string): DayNumber | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
  return dateOf(day) === text ? day : undefined;
};

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: no I, L, O, U to misread over a telephone.
const base32 = (value: number, length: number): string => {
  let text = '';
  for (let rest = value, i = 0; i < length; i += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};
/** Two digits at a time, because an id is made for every message that leaves. */
const PAIRS: readonly string[] = Array.from({ length: 32 ** 2 }, (_, n) => base32(n, 2));
const DIGITS = new Int8Array(128).fill(-1);
for (let n = 0; n < ALPHABET.length; n += 1) DIGITS[ALPHABET.charCodeAt(n)] = n;

const REQUESTS_MAX = 32 ** 5;
/** All of an id but its number: the same for every message of an epoch. */
export const sentIdPrefix = (deskCode: string, day: DayNumber, epoch: number): string =>
  deskCode + base32(day % 32 ** 3, 3) + base32(epoch % 32 ** 4, 4);
/**
 * The id a venue sees: desk (2 characters) + day (3) + epoch (4) + n (5), 14 in all, base 32.
 * The epoch is in it so that a restored backup, whose counter starts again, can never repeat an id of the lost hours.
 */
export const sentIdOf = (prefix: string, n: number): string => {
  assert(n > 0 && n < REQUESTS_MAX, () => `a day has at most ${REQUESTS_MAX - 1} requests to venues, not ${n}`);
  return prefix + ALPHABET.charAt(n >> 20) + PAIRS[(n >> 10) & 1023] + PAIRS[n & 1023];
};
const ID_LENGTH = 14;
const NUMBER_LENGTH = 5;
/** The n of an id that we may have sent; -1 when it cannot be ours. The caller compares the whole id. */
export const requestNumberOf = (sentId: string): number => {
  if (sentId.length !== ID_LENGTH) return -1;
  let n = 0;
  for (let i = ID_LENGTH - NUMBER_LENGTH; i < ID_LENGTH; i += 1) {
    const digit = DIGITS[sentId.charCodeAt(i)] ?? -1;
    if (digit < 0) return -1;
    n = n * 32 + digit;
  }
  return n;
};
