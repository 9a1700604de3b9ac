import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { binanceEvents } from '../../../src/adapters/market-data/binance-events.ts';
import { binanceMarket } from '../../../src/adapters/market-data/binance-raw.ts';
import { type BinanceRecording, inspectBinance } from '../../../src/adapters/market-data/binance-recording.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import { Book } from '../../../src/domain/market/book.ts';
import type { Level } from '../../../src/domain/market/events.ts';
import { shared } from '../../support/shared.ts';

const raw = shared('data/binance-raw');

const BTC = { base: 'BTC', lotSize: '0.001', priceScale: 1, qtyScale: 3, tickSize: '0.1' };
const FILES = [
  {
    file: 'spot_btcusdt_20240808.gz',
    is: {
      ...BTC,
      kind: 'SPOT',
      venue: 'BNC-SPOT',
      symbol: 'BTC/USDT',
      priceScale: 2,
      tickSize: '0.01',
      qtyScale: 6,
      lotSize: '0.00001',
    },
    counts: { diffs: 3_449, trades: 9_757, inSnapshot: 2 },
  },
  {
    file: 'usdm_btcusdt_20240808.gz',
    is: { ...BTC, kind: 'USDM', venue: 'BNC-USDM', symbol: 'BTC/USDT-PERP' },
    counts: { diffs: 6_547, trades: 21_313, inSnapshot: 4 },
  },
  {
    file: 'cm_btcusd_perp_20240808.gz',
    is: { ...BTC, kind: 'COINM', venue: 'BNC-COINM', symbol: 'BTC/USD-PERP', quote: 'USD', qtyScale: 0, lotSize: '1' },
    counts: { diffs: 26_824, trades: 2_286, inSnapshot: 23 },
  },
] as const;

/** "61837.63000000" at scale 2 is 6183763, by another way than the source's. */
const unitsOf = (text: string, scale: number): number => {
  const [whole = '', fraction = ''] = text.split('.');
  return Number(whole + fraction.padEnd(scale, '0').slice(0, scale));
};

type Best = Readonly<{ bid: Level | undefined; ask: Level | undefined }>;
type Ticker = Readonly<{ id: number; price: readonly [string, string]; qty: readonly [string, string] }>;

/** The exchange's own best prices, which the source never looks at, and how many diffs there are beyond the snapshot. */
const witness = (path: string): Readonly<{ tickers: readonly Ticker[]; diffs: number }> => {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');
  const messages = lines.map((line) => JSON.parse(line.slice(line.indexOf(' ') + 1)));
  const { lastUpdateId } = messages.find((message) => 'lastUpdateId' in message);
  return {
    tickers: messages
      .filter(({ stream }) => stream?.endsWith('@bookTicker'))
      .map(({ data: { u, b, B, a, A } }) => ({ id: u, price: [b, a] as const, qty: [B, A] as const }))
      .sort((a, b) => a.id - b.id),
    diffs: messages.filter(({ stream, data }) => stream?.includes('@depth') && data.u > lastUpdateId).length,
  };
};

/** What it says of the best prices after update `id`: the last ticker up to it. */
const bestAt = (tickers: readonly Ticker[], id: number, { priceScale, qtyScale }: BinanceRecording): Best | undefined => {
  const ticker = tickers[tickers.findLastIndex((each) => each.id <= id)];
  if (ticker === undefined) return undefined;
  const level = (i: 0 | 1) => ({ price: unitsOf(ticker.price[i], priceScale), qty: unitsOf(ticker.qty[i], qtyScale) }) as Level;
  return { bid: level(0), ask: level(1) };
};

describe.skipIf(raw.missing).each(FILES)('$file', ({ file, is, counts }) => {
  const path = join(raw.path, file);
  const recording = raw.missing ? undefined : inspectBinance(path);
  const play = (): BinanceRecording => {
    if (recording === undefined) throw new Error('no recording');
    return recording;
  };

  it('says what it is a recording of', () => expect(play()).toMatchObject(is));

  it('gives, after every diff, the best price and size that the exchange gave, without a gap', () => {
    const { tickers, diffs } = witness(path);
    const book = new Book('', '');
    const tally = { diffs: 0, alike: 0, unalike: 0, untold: 0, broken: 0, bad: 0, inSnapshot: 0, trades: 0 };
    for (const event of binanceEvents(play())) {
      if (event.type === 'broken' || event.type === 'bad') tally[event.type] += 1;
      else if (event.type === 'trade') tally.trades += 1;
      else if (event.type === 'dropped' && event.reason === 'inSnapshot') tally.inSnapshot += 1;
      if (event.type !== 'book') continue;
      book.apply(event.update);
      if (event.update.kind === 'snapshot') continue;
      tally.diffs += 1;
      const told = bestAt(tickers, event.last ?? 0, play());
      const rebuilt = { bid: book.bestBid(), ask: book.bestAsk() };
      if (told === undefined) tally.untold += 1;
      else if (JSON.stringify(told) === JSON.stringify(rebuilt)) tally.alike += 1;
      else tally.unalike += 1;
    }
    console.info(`${file}: ${JSON.stringify(tally)} against ${tickers.length} tickers`);
    expect(tally).toEqual({ ...counts, alike: diffs, unalike: 0, untold: 0, broken: 0, bad: 0 });
    expect(tally.diffs).toBe(diffs);
  });

  it('plays by event time, never back, and all of it within its hours', () => {
    const { firstAt, lastAt } = play();
    const clock = virtualClock(firstAt);
    const trades: number[] = [];
    const market = binanceMarket(clock, play(), { onTrade: ({ id }) => trades.push(id) });
    const book = new Book('', '');
    let [before, updates, aheadOfClock] = [0, 0, 0];
    market.start((update) => {
      expect(update.at).toBeGreaterThanOrEqual(before);
      [before, updates] = [update.at, updates + 1];
      if (update.at > clock.now()) aheadOfClock += 1;
      book.apply(update);
    });
    clock.runUntil(lastAt);
    expect([aheadOfClock, clock.pending()]).toEqual([0, 0]);
    expect(before).toBeLessThanOrEqual(lastAt);
    expect(market.report()).toMatchObject({ updates, trades: counts.trades, badCount: 0, brokenCount: 0 });
    expect(updates).toBe(counts.diffs + 1);
    expect(trades).toEqual(trades.map((_, i) => (trades[0] as number) + i)); // The venue numbers its trades without a hole.
    expect(book.bestBid()?.price).toBeLessThan(book.bestAsk()?.price as number);
    market.stop();
  });
});
