import { z } from 'zod';
import { parseDecimal } from '../../domain/kernel/decimal.ts';
import { MICROS_PER_MS, type Micros, type Price, type Qty } from '../../domain/kernel/units.ts';
import type { Level } from '../../domain/market/events.ts';
import type { Scales } from './l2-rows.ts';

/** Spot, USD-margined futures, coin-margined futures: three instruments that are not fungible, and two ways of chaining diffs. */
export type BinanceKind = 'SPOT' | 'USDM' | 'COINM';

/** Price and quantity as they were written. */
export type WrittenLevel = readonly [price: string, qty: string];
type WrittenBook = Readonly<{ bids: readonly WrittenLevel[]; asks: readonly WrittenLevel[] }>;

/**
 * A change of the book from update id `after` to `last`; `first` is the first update in it. On spot `after` is U − 1; on futures, whose ids
 * are shared with other instruments and so have holes, it is what the message names (`pu`). `at` is the exchange's event time.
 */
export type Diff<Sides = WrittenBook> = Readonly<{ line: number; at: Micros; after: number; first: number; last: number }> &
  Sides;
/** The book after update `last`, from the REST interface. Spot gives it no time, so none is read. */
export type Snapshot<Sides = WrittenBook> = Readonly<{ line: number; last: number }> & Sides;
type WrittenTrade = Readonly<{ at: Micros; id: number; price: string; qty: string; buyerIsMaker: boolean }>;

export type Message =
  | Readonly<{ type: 'diff'; kind: BinanceKind; code: string; diff: Diff }>
  | Readonly<{ type: 'snapshot'; code: string | undefined; snapshot: Snapshot }>
  | Readonly<{ type: 'trade'; code: string; trade: WrittenTrade }>
  /** A stream that we do not use; the best prices (`bookTicker`) are one: the book comes from its own diffs alone. */
  | Readonly<{ type: 'other' }>;

const updateId = z.int().nonnegative();
const milliseconds = z.int().positive();
const levels = z.array(z.tuple([z.string(), z.string()]));
const envelope = z.object({ stream: z.string(), data: z.unknown() });
const depthUpdate = z
  .object({
    E: milliseconds,
    s: z.string(),
    /** The pair of a coin-margined contract. */
    ps: z.string().optional(),
    U: updateId,
    u: updateId,
    pu: updateId.optional(),
    b: levels,
    a: levels,
  })
  .refine(({ U, u, pu = U - 1 }) => pu < U && U <= u, 'update ids are not pu < U ≤ u');
const restSnapshot = z.object({ lastUpdateId: updateId, symbol: z.string().optional(), bids: levels, asks: levels });
const tradeEvent = z.object({
  E: milliseconds,
  s: z.string(),
  t: updateId,
  p: z.string(),
  q: z.string(),
  m: z.boolean(),
  /** Futures also report what was no trade in the market: liquidations taken over by the insurance fund, for one. */
  X: z.string().optional(),
});

/**
 * Reads a line `local_ns {json}` of a collector; what is wrong with it is a sentence. The collector's own time is checked for its shape and
 * left alone: that clock runs some 1.27 s behind the exchange's here, and a difference of the two would be no latency.
 */
export const readMessage = (line: number, text: string): Message | string => {
  const body = /^\d{1,20} (\{.*\})\s*$/s.exec(text)?.[1];
  if (body === undefined) return 'is not "<nanoseconds> {…}"';
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return 'is not JSON after the time';
  }
  const wrapped = envelope.safeParse(json);
  if (!wrapped.success) return readSnapshot(line, json);
  const { stream, data } = wrapped.data;
  if (/@depth(@\d+ms)?$/.test(stream)) return readDiff(line, data);
  return stream.endsWith('@trade') ? readTrade(data) : { type: 'other' };
};

const readSnapshot = (line: number, json: unknown): Message | string => {
  const parsed = restSnapshot.safeParse(json);
  if (!parsed.success) return `is neither of a stream nor a snapshot: ${firstIssue(parsed.error)}`;
  const { lastUpdateId: last, symbol: code, bids, asks } = parsed.data;
  return { type: 'snapshot', code, snapshot: { line, last, bids, asks } };
};

const readDiff = (line: number, data: unknown): Message | string => {
  const parsed = depthUpdate.safeParse(data);
  if (!parsed.success) return `is no depth update: ${firstIssue(parsed.error)}`;
  const { E, s: code, ps, U: first, u: last, pu, b: bids, a: asks } = parsed.data;
  const kind = pu === undefined ? 'SPOT' : ps === undefined ? 'USDM' : 'COINM';
  return { type: 'diff', kind, code, diff: { line, at: microsOf(E), after: pu ?? first - 1, first, last, bids, asks } };
};

const readTrade = (data: unknown): Message | string => {
  const parsed = tradeEvent.safeParse(data);
  if (!parsed.success) return `is no trade: ${firstIssue(parsed.error)}`;
  const { E, s: code, t: id, p: price, q: qty, m: buyerIsMaker, X = 'MARKET' } = parsed.data;
  return X === 'MARKET' ? { type: 'trade', code, trade: { at: microsOf(E), id, price, qty, buyerIsMaker } } : { type: 'other' };
};

const microsOf = (ms: number): Micros => (ms * MICROS_PER_MS) as Micros;
const firstIssue = ({ issues: [issue] }: z.ZodError): string => `${issue?.path.join('.') || 'message'}: ${issue?.message}`;

export type Sides = Readonly<{ bids: readonly Level[]; asks: readonly Level[] }>;

/** Both sides in whole units, or what is wrong with a level: nothing is rounded, so one bad level spoils the message. */
export const sidesOf = ({ bids, asks }: WrittenBook, scales: Scales): Sides | string => {
  const read = { bids: levelsOf(bids, scales), asks: levelsOf(asks, scales) };
  if (typeof read.bids === 'string') return `bid ${read.bids}`;
  if (typeof read.asks === 'string') return `ask ${read.asks}`;
  return { bids: read.bids, asks: read.asks };
};

const levelsOf = (written: readonly WrittenLevel[], scales: Scales): readonly Level[] | string => {
  const read: Level[] = [];
  for (const each of written) {
    const level = levelOf(each, scales);
    if (typeof level === 'string') return level;
    read.push(level);
  }
  return read;
};

/** A price and a quantity in whole units. The quantity may be 0: in a diff, the level is gone. */
export const levelOf = ([priceText, qtyText]: WrittenLevel, { priceScale, qtyScale }: Scales): Level | string => {
  const price = parseDecimal(priceText, priceScale);
  if (!price.ok || price.units <= 0)
    return `price "${priceText}" is no positive decimal of at most ${priceScale} digits after the point`;
  const qty = parseDecimal(qtyText, qtyScale);
  if (!qty.ok || qty.units < 0) return `quantity "${qtyText}" is no decimal of at most ${qtyScale} digits after the point`;
  return { price: price.units as Price, qty: qty.units as Qty };
};
