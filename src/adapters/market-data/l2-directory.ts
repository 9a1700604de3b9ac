import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatUnits, isDecimal } from '../../domain/kernel/decimal.ts';
import type { Micros } from '../../domain/kernel/units.ts';
import { digitsOf, type L2File, l2Rows, linesOf, type Scales } from './l2-rows.ts';

/** One venue's recordings of an instrument; tick and lot are the steps that its own quotes show. */
export type L2Listing = Readonly<{ venue: string; tickSize: string; lotSize: string; files: readonly L2File[] }>;
export type L2Instrument = Scales & Readonly<{ symbol: string; base: string; quote: string; listings: readonly L2Listing[] }>;
/** What a desk's configuration needs to know of a directory of recordings; `firstAt` and `lastAt` are of good rows. */
export type L2Directory = Readonly<{ dir: string; instruments: readonly L2Instrument[]; firstAt: Micros; lastAt: Micros }>;

const FILE_NAME = /^([A-Z0-9]+)_.*?_?([a-z0-9]+)\.csv(?:\.gz)?$/i;
const QUOTES = ['USDT', 'USDC', 'BUSD', 'USD', 'EUR', 'BTC', 'ETH'];

/** Reads every recording in a directory once. Throws when there is none, or when a name does not tell base from quote. */
export const inspectL2 = (dir: string): L2Directory => {
  const files = filesOf(dir);
  if (files.length === 0) throw new Error(`no recording <SYMBOL>_<when>_<venue>.csv or .csv.gz in ${dir}`);
  const codes = [...new Set(files.map(({ code }) => code))];
  const instruments = codes.map((code) =>
    instrumentOf(
      code,
      files.filter((file) => file.code === code),
    ),
  );
  let [firstAt, lastAt] = [Number.MAX_SAFE_INTEGER as Micros, 0 as Micros];
  for (const instrument of instruments)
    for (const file of instrument.listings.flatMap((listing) => listing.files))
      for (const row of l2Rows(file, instrument))
        if (row.ok) {
          if (row.at < firstAt) firstAt = row.at;
          if (row.at > lastAt) lastAt = row.at;
        }
  if (lastAt === 0) throw new Error(`not one good row in the recordings of ${dir}`);
  return { dir, instruments, firstAt, lastAt };
};

const filesOf = (dir: string): readonly L2File[] =>
  readdirSync(dir)
    .sort()
    .flatMap((name) => {
      const match = FILE_NAME.exec(name);
      return match === null
        ? []
        : [{ path: join(dir, name), code: (match[1] as string).toUpperCase(), venue: (match[2] as string).toUpperCase() }];
    });

const instrumentOf = (code: string, files: readonly L2File[]): L2Instrument => {
  const quote = QUOTES.find((known) => code.endsWith(known) && code.length > known.length);
  if (quote === undefined) throw new Error(`cannot tell base from quote in ${code}: its quote is none of ${QUOTES.join(', ')}`);
  const base = code.slice(0, -quote.length);
  const venues = [...new Set(files.map(({ venue }) => venue))].map((venue) => {
    const recorded = files.filter((file) => file.venue === venue);
    return { venue, files: recorded, ...usualDigits(recorded) };
  });
  return {
    symbol: `${base}/${quote}`,
    base,
    quote,
    priceScale: Math.max(...venues.map(({ priceDigits }) => priceDigits)),
    qtyScale: Math.max(...venues.map(({ qtyDigits }) => qtyDigits)),
    listings: venues.map(({ venue, priceDigits, qtyDigits, files: recorded }) => ({
      venue,
      tickSize: formatUnits(1, priceDigits),
      lotSize: formatUnits(1, qtyDigits),
      files: recorded,
    })),
  };
};

/**
 * The fewest digits after the point that hold 98 of 100 values. Not all: a recording has stray rows, and quantities that a collector
 * computed in floating point ("6.26216675246507"), and neither says anything about a tick or a lot.
 */
const usualDigits = (files: readonly L2File[]): Readonly<{ priceDigits: number; qtyDigits: number }> => {
  const prices = new DigitCount();
  const qtys = new DigitCount();
  for (const file of files)
    for (const { fields } of linesOf(file))
      if (!(fields instanceof Error))
        for (let i = 2; i < fields.length; i += 1) (isQtyColumn(i) ? qtys : prices).add(fields[i] as string);
  return { priceDigits: prices.usual(), qtyDigits: qtys.usual() };
};

/** Two columns of time and symbol, then ten prices and ten quantities in turn. */
const isQtyColumn = (i: number): boolean => Math.floor((i - 2) / 10) % 2 === 1;

const DIGITS_MAX = 9;
class DigitCount {
  readonly #byDigits = new Array<number>(DIGITS_MAX + 1).fill(0);
  #total = 0;

  add(text: string): void {
    if (!isDecimal(text)) return;
    const digits = Math.min(digitsOf(text), DIGITS_MAX);
    this.#byDigits[digits] = (this.#byDigits[digits] as number) + 1;
    this.#total += 1;
  }

  usual(): number {
    let held = 0;
    for (let digits = 0; digits <= DIGITS_MAX; digits += 1) {
      held += this.#byDigits[digits] as number;
      if (held * 100 >= this.#total * 98) return digits;
    }
    return DIGITS_MAX;
  }
}
