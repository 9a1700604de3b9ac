import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isDecimal, parseDecimal } from '../../domain/kernel/decimal.ts';
import { dayFromDate } from '../../domain/kernel/ids.ts';
import { MICROS_PER_SECOND, type Micros, type Price, type Qty } from '../../domain/kernel/units.ts';
import type { Level } from '../../domain/market/events.ts';

/** A recording of one venue's book of one instrument, by its name: `LINKUSDT_2021-08-20T00_bnc.csv.gz`. */
export type L2File = Readonly<{ path: string; code: string; venue: string }>;
export type Scales = Readonly<{ priceScale: number; qtyScale: number }>;

/** The whole book of that second. `cutLevels` had a quantity finer than the scale: it is cut, so that no more is shown than was there. */
export type L2Row = Readonly<{
  ok: true;
  line: number;
  at: Micros;
  bids: readonly Level[];
  asks: readonly Level[];
  cutLevels: number;
}>;
/** A row that says nothing we can use. `line` counts from 1, the header included; 0 is the file as a whole. */
export type BadRow = Readonly<{ ok: false; file: string; line: number; reason: string }>;

const DEPTH = 10;
const columns = (name: string): string[] => Array.from({ length: DEPTH }, (_, i) => `${name}${i + 1}`);
const HEADER = ['timestamp', 'symbol', ...columns('b'), ...columns('bv'), ...columns('a'), ...columns('av')];
/** Where the groups of ten begin. */
const [BID, BID_QTY, ASK, ASK_QTY] = [2, 2 + DEPTH, 2 + 2 * DEPTH, 2 + 3 * DEPTH] as const;

/** Every row of a file, good or bad, in the order of its lines. Reads the file when the first row is asked for. */
export function* l2Rows(file: L2File, scales: Scales): Generator<L2Row | BadRow, void, undefined> {
  let before = -1 as Micros;
  for (const { line, fields } of linesOf(file)) {
    const row = readRow(file, scales, line, fields, before);
    if (row.ok) before = row.at;
    yield row;
  }
}

/** The lines under the header, split, for whoever wants to look at the text itself. A file that cannot be read is one bad line. */
export function* linesOf({
  path,
}: L2File): Generator<Readonly<{ line: number; fields: readonly string[] | Error }>, void, undefined> {
  let lines: readonly string[];
  try {
    const bytes = readFileSync(path);
    lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split(/\r?\n/);
  } catch (error) {
    yield { line: 0, fields: new Error(`cannot be read: ${error instanceof Error ? error.message : String(error)}`) };
    return;
  }
  if (lines[0] !== HEADER.join(',')) {
    yield { line: 1, fields: new Error(`the header is not ${HEADER[0]},${HEADER[1]},b1…b10,bv1…bv10,a1…a10,av1…av10`) };
    return;
  }
  for (let i = 1; i < lines.length; i += 1) if (lines[i] !== '') yield { line: i + 1, fields: (lines[i] as string).split(',') };
}

const readRow = (
  file: L2File,
  scales: Scales,
  line: number,
  fields: readonly string[] | Error,
  before: Micros,
): L2Row | BadRow => {
  const bad = (reason: string): BadRow => ({ ok: false, file: basename(file.path), line, reason });
  if (fields instanceof Error) return bad(fields.message);
  if (fields.length !== HEADER.length) return bad(`${fields.length} columns instead of ${HEADER.length}`);
  const at = readTime(fields[0] as string);
  if (at === undefined) return bad(`timestamp "${fields[0]}" is not yyyy-mm-dd hh:mm:ss`);
  if (at <= before) return bad(at === before ? `a second row of ${fields[0]}` : `time goes back to ${fields[0]}`);
  if (fields[1] !== `${file.code}.${file.venue}`) return bad(`symbol "${fields[1]}" instead of ${file.code}.${file.venue}`);
  const bids = readSide(fields, BID, BID_QTY, scales, (price, better) => price < better);
  if (typeof bids === 'string') return bad(bids);
  const asks = readSide(fields, ASK, ASK_QTY, scales, (price, better) => price > better);
  if (typeof asks === 'string') return bad(asks);
  const [bid, ask] = [bids.levels[0], asks.levels[0]];
  if (bid !== undefined && ask !== undefined && bid.price >= ask.price)
    return bad(`crossed within itself: bid ${fields[BID]}, ask ${fields[ASK]}`);
  return { ok: true, line, at, bids: bids.levels, asks: asks.levels, cutLevels: bids.cut + asks.cut };
};

type ReadSide = Readonly<{ levels: readonly Level[]; cut: number }>;

/** The levels, or what is wrong with them. A quantity cut to nothing is no level. */
const readSide = (
  fields: readonly string[],
  firstPrice: number,
  firstQty: number,
  { priceScale, qtyScale }: Scales,
  isWorse: (price: Price, better: Price) => boolean,
): ReadSide | string => {
  const levels: Level[] = [];
  let cut = 0;
  let better: Price | undefined;
  for (let i = 0; i < DEPTH; i += 1) {
    const priceText = fields[firstPrice + i] as string;
    const qtyText = fields[firstQty + i] as string;
    const where = HEADER[firstPrice + i];
    const price = parseDecimal(priceText, priceScale);
    if (!price.ok)
      return `${where} "${priceText}" is ${price.fault === 'tooManyDigits' ? `finer than ${priceScale} digits` : 'not a decimal'}`;
    if (price.units <= 0) return `${where} "${priceText}" is not positive`;
    if (better !== undefined && !isWorse(price.units as Price, better)) return `${where} "${priceText}" is out of order`;
    const qty = isDecimal(qtyText) ? parseDecimal(cutTo(qtyText, qtyScale), qtyScale) : undefined;
    if (qty === undefined || !qty.ok || qtyText.startsWith('-')) return `${HEADER[firstQty + i]} "${qtyText}" is not a quantity`;
    better = price.units as Price;
    if (digitsOf(qtyText) > qtyScale) cut += 1;
    if (qty.units > 0) levels.push({ price: better, qty: qty.units as Qty });
  }
  return { levels, cut };
};

/** "2021-08-20 00:00:07" in UTC. */
const readTime = (text: string): Micros | undefined => {
  const match = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(text);
  const day = match === null ? undefined : dayFromDate(match[1] as string);
  if (match === null || day === undefined) return undefined;
  const seconds = ((day * 24 + Number(match[2])) * 60 + Number(match[3])) * 60 + Number(match[4]);
  return (seconds * MICROS_PER_SECOND) as Micros;
};

/** Digits after the point that count: "27.10" has one. */
export const digitsOf = (text: string): number =>
  text.includes('.') ? text.replace(/0+$/, '').length - text.indexOf('.') - 1 : 0;

/** Only as many digits after the point; what is finer is dropped. */
const cutTo = (text: string, scale: number): string => {
  const point = text.indexOf('.');
  if (point < 0) return text;
  return scale === 0 ? text.slice(0, point) : text.slice(0, point + 1 + scale);
};
