import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type BinanceEvent, type BinanceSubject, binanceEvents } from '../../../src/adapters/market-data/binance-events.ts';
import { linesIn } from '../../../src/adapters/market-data/binance-lines.ts';
import { binanceMarket } from '../../../src/adapters/market-data/binance-raw.ts';
import { inspectBinance } from '../../../src/adapters/market-data/binance-recording.ts';
import { createMarketData } from '../../../src/adapters/market-data/handler.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import { MICROS_PER_MS, type Micros } from '../../../src/domain/kernel/units.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Json = Readonly<Record<string, unknown>>;
const T0 = 1_723_161_255_000;
/** The collector's clock is behind the exchange's. */
const line = (json: Json, ms = 0): string => `${T0 + ms - 1_270}123456 ${JSON.stringify(json)}`;
type Written = readonly (readonly [price: string, qty: string])[];

/** At `ms`, updates U to u. */
const diff = (ms: number, U: number, u: number, b: Written, a: Written = [], over: Json = {}): string =>
  line({ stream: 'btcusdt@depth@100ms', data: { e: 'depthUpdate', E: T0 + ms, s: 'BTCUSDT', U, u, b, a, ...over } }, ms);
const snapshot = (lastUpdateId: number, bids: Written, asks: Written): string => line({ lastUpdateId, bids, asks });
const trade = (ms: number, t: number, p: string, q: string, m: boolean, over: Json = {}): string =>
  line({ stream: 'btcusdt@trade', data: { e: 'trade', E: T0 + ms, s: 'BTCUSDT', t, p, q, m, ...over } }, ms);
const ticker = line({ stream: 'btcusdt@bookTicker', data: { u: 3, s: 'BTCUSDT', b: '1.00', B: '9', a: '2.00', A: '9' } });

const BOOK = [snapshot(3, [['99.50', '1.00']], [['100.50', '2.00']]), diff(0, 3, 4, [['99.00', '0.25']])] as const;

const { dir, remove } = temporaryFolder();
afterAll(remove);
let files = 0;
const fileWith = (content: string | Buffer | readonly string[], name = 'spot.gz'): string => {
  const path = join(dir, `${(files += 1)}-${name}`);
  const bytes = typeof content === 'string' || Buffer.isBuffer(content) ? content : `${content.join('\n')}\n`;
  writeFileSync(path, name.endsWith('.gz') && !Buffer.isBuffer(bytes) ? gzipSync(bytes) : bytes);
  return path;
};
const SPOT: Omit<BinanceSubject, 'path'> = {
  kind: 'SPOT',
  code: 'BTCUSDT',
  venue: 'BNC-SPOT',
  symbol: 'BTC/USDT',
  priceScale: 2,
  qtyScale: 2,
};
const eventsOf = (lines: readonly string[]): readonly BinanceEvent[] => [...binanceEvents({ ...SPOT, path: fileWith(lines) })];
const badOf = (lines: readonly string[]) => eventsOf(lines).flatMap((event) => (event.type === 'bad' ? [event.bad] : []));

describe('the lines of a file', () => {
  const textsOf = (path: string) => [...linesIn(path)].map((read) => ('text' in read ? read.text : read.fault));

  it('come whole and counted, however the bytes were cut, packed or not, with or without a last line end', () => {
    const long = 'é€'.repeat(300_000); // Characters of two and three bytes, over several pieces.
    for (const name of ['a.gz', 'a.txt'])
      for (const end of ['', '\n'])
        expect(textsOf(fileWith(`one\n\n${long}\nlast${end}`, name))).toEqual(['one', '', long, 'last']);
    expect([...linesIn(fileWith('one\ntwo', 'a.txt'))]).toEqual([
      { line: 1, text: 'one' },
      { line: 2, text: 'two' },
    ]);
    expect(textsOf(fileWith('', 'a.txt'))).toEqual([]);
  });
  it('are refused when they do not end, and the next is read', () => {
    const endless = 'x'.repeat(9_000_000);
    expect(textsOf(fileWith(`${endless}\nnext\n${endless}`))).toEqual([
      'longer than 4194304 characters',
      'next',
      'longer than 4194304 characters',
    ]);
  });
  it('end with a fault where the file cannot be read on', () => {
    const packed = gzipSync(Array.from({ length: 1_000 }, (_, i) => `line ${(i * 7_919) % 1_000}\n`).join(''));
    const texts = textsOf(fileWith(packed.subarray(0, packed.length / 2)));
    expect(texts.at(-1)).toBe('cannot be read on: unexpected end of file');
    expect(textsOf(fileWith(Buffer.from('no gzip')))).toEqual(['cannot be read on: incorrect header check']);
    expect(textsOf(join(dir, 'absent.gz'))).toEqual([expect.stringContaining('cannot be read on: ENOENT')]);
  });
  it('may be left unread: whoever stops early leaves no worker behind', () => {
    for (const read of linesIn(fileWith('one\n'.repeat(1_000_000)))) if (read.line === 3) break;
  });
});

describe('a line', () => {
  it.each([
    ['a half line', diff(1, 5, 5, []).slice(0, 60), 'is not "<nanoseconds> {…}"'],
    ['no time', '{"lastUpdateId":1}', 'is not "<nanoseconds> {…}"'],
    ['nothing', '', 'is not "<nanoseconds> {…}"'],
    ['broken JSON', '1723161255000123456 {"stream":}', 'is not JSON after the time'],
    ['another object', line({ result: null }), expect.stringContaining('is neither of a stream nor a snapshot: lastUpdateId')],
    ['no update id', diff(1, 5, 5, [], [], { u: undefined }), expect.stringContaining('is no depth update: u: ')],
    ['an id that is no whole number', diff(1, 5, 5, [], [], { u: 5.5 }), expect.stringContaining('is no depth update: u: ')],
    ['an id beyond the safe ones', diff(1, 5, 5, [], [], { u: 2 ** 60 }), expect.stringContaining('is no depth update: u: ')],
    ['ids that go back', diff(1, 6, 5, []), 'is no depth update: message: update ids are not pu < U ≤ u'],
    ['levels that are none', diff(1, 5, 5, [['1.00'] as never]), expect.stringContaining('is no depth update: b.0')],
    ['a number for a price', diff(1, 5, 5, [[1, '1'] as never]), expect.stringContaining('is no depth update: b.0.0')],
    [
      'a word for a price',
      diff(1, 5, 5, [['ten', '1']]),
      'bid price "ten" is no positive decimal of at most 2 digits after the point',
    ],
    [
      'a price of nothing',
      diff(1, 5, 5, [], [['0.00', '1']]),
      'ask price "0.00" is no positive decimal of at most 2 digits after the point',
    ],
    ['a price finer than the scale', diff(1, 5, 5, [['99.501', '1']]), expect.stringContaining('bid price "99.501"')],
    [
      'a quantity below nothing',
      diff(1, 5, 5, [['99.50', '-1']]),
      'bid quantity "-1" is no decimal of at most 2 digits after the point',
    ],
    ['another instrument', diff(1, 5, 5, [], [], { s: 'ETHUSDT' }), 'is of ETHUSDT, in a recording of BTCUSDT'],
    ['another market', diff(1, 5, 5, [], [], { pu: 4 }), 'is a diff of USDM, in a recording of SPOT'],
    ['a trade without side', trade(1, 1, '99.50', '1', undefined as never), expect.stringContaining('is no trade: m: ')],
    ['a trade at no price', trade(1, 1, '0', '1', true), expect.stringContaining('price "0"')],
  ])('with %s is named and left out, and the rest goes on', (_, bad, reason) => {
    const events = eventsOf([...BOOK, bad, diff(2, 5, 6, [['99.75', '1.00']])]);
    expect(events.map(({ type }) => type)).toEqual(['book', 'book', 'bad', 'book']);
    expect(events[2]).toEqual({ type: 'bad', bad: { line: 3, reason } });
  });

  it('of a stream that is not used is left alone: the best prices, and trades that were none in the market', () => {
    expect(
      eventsOf([ticker, trade(1, 1, '0', '0', true, { X: 'INSURANCE_FUND' }), line({ stream: 'btcusdt@kline_1m', data: 7 })]),
    ).toEqual([{ type: 'other' }, { type: 'other' }, { type: 'other' }]);
  });

  it('that was lost is a gap at the next diff', () => {
    const lines = [...BOOK, diff(1, 5, 5, [['x', '1']]), diff(2, 6, 7, [])];
    expect(badOf(lines)).toHaveLength(1);
    expect(eventsOf(lines).slice(3)).toEqual([
      { type: 'broken', broken: { line: 4, at: (T0 + 2) * MICROS_PER_MS, fault: 'gap', expected: 4, found: 5 } },
      {
        type: 'book',
        last: undefined,
        update: { venue: 'BNC-SPOT', symbol: 'BTC/USDT', at: (T0 + 2) * MICROS_PER_MS, kind: 'snapshot', bids: [], asks: [] },
      },
    ]);
  });
});

describe('a recording', () => {
  it('is named by its diffs; the scales hold all of it, the steps what is usual in it', () => {
    const usual = Array.from({ length: 98 }, (_, i): readonly [string, string] => [`99.${10 + i - (i % 10)}0`, '1.50000']);
    const { path, ...rest } = inspectBinance(
      fileWith([...BOOK.slice(0, 1), diff(10, 3, 4, [...usual, ['98.125', '0.000001']]), trade(30, 1, '1.0001', '1', true)]),
    );
    expect(rest).toEqual({
      ...SPOT,
      priceScale: 4,
      qtyScale: 6,
      base: 'BTC',
      quote: 'USDT',
      tickSize: '0.1',
      lotSize: '0.1',
      firstAt: (T0 + 10) * MICROS_PER_MS,
      firstBid: 995_000,
      lastAt: (T0 + 30) * MICROS_PER_MS,
    });
  });

  it.each([
    [{ pu: 2 }, 'BTCUSDT', 'BNC-USDM', 'BTC/USDT-PERP'],
    [{ pu: 2 }, 'BTCUSDT_240927', 'BNC-USDM', 'BTC/USDT-240927'],
    [{ pu: 2, ps: 'BTCUSD' }, 'BTCUSD_PERP', 'BNC-COINM', 'BTC/USD-PERP'],
    [{}, 'ETHBTC', 'BNC-SPOT', 'ETH/BTC'],
  ])('with %j of %s is %s %s', (over, s, venue, symbol) => {
    const path = fileWith([BOOK[0], diff(0, 3, 4, [['99.00', '1']], [], { ...over, s })]);
    expect(inspectBinance(path)).toMatchObject({ venue, symbol });
  });

  it.each([
    ['no diff', ['price,qty'], /it has no depth update; line 1 is not "<nanoseconds> {…}"/],
    ['no snapshot', [BOOK[1]], /never has a book/],
    ['a snapshot that never links', [BOOK[0], diff(0, 9, 9, [['99.00', '1']])], /never has a book/],
    ['an unknown quote', [BOOK[0], diff(0, 3, 4, [], [], { s: 'BTCXYZ' })], /cannot tell base from quote in BTCXYZ/],
  ])('is refused with %s', (_, lines, reason) => {
    expect(() => inspectBinance(fileWith(lines))).toThrow(reason);
  });
});

describe('the source', () => {
  const at = (ms: number): Micros => ((T0 + ms) * MICROS_PER_MS) as Micros;
  const play = (lines: readonly string[]) => {
    const recording = inspectBinance(fileWith(lines, 'spot.gz'));
    const clock = virtualClock(recording.firstAt);
    const faults: string[] = [];
    const market = binanceMarket(clock, recording, { onFault: (what) => faults.push(what) });
    const data = createMarketData({ bookMaxAgeMs: 3_000, markEveryMs: 1_000, onMark: () => {} });
    market.start(data.onUpdate);
    const bestAfter = (ms: number): string => {
      clock.runUntil(at(ms));
      const evidence = data.witness({ symbol: 'BTC/USDT', depth: 1 }, at(ms));
      const [book] = evidence?.books ?? [];
      return `${book?.bids[0]?.price ?? '-'}/${book?.asks[0]?.price ?? '-'}${evidence?.reference === undefined ? ' no price' : ''}`;
    };
    return { clock, market, faults, bestAfter };
  };

  it('shows no book from a gap to the next snapshot that links, and says where it was', () => {
    const { market, faults, bestAfter } = play([
      ...BOOK,
      diff(100, 5, 6, [['99.75', '1.00']]),
      diff(200, 8, 9, [['99.75', '0.00']]),
      snapshot(5, [['90.00', '1.00']], [['110.00', '1.00']]),
      diff(300, 10, 11, [['99.25', '1.00']]),
      snapshot(10, [['99.00', '1.00']], [['101.00', '1.00']]),
      diff(400, 12, 12, [['99.00', '0.00']]),
    ]);
    expect([bestAfter(0), bestAfter(100)]).toEqual(['9950/10050', '9975/10050']);
    expect(bestAfter(200)).toBe('-/- no price');
    expect(bestAfter(299)).toBe('-/- no price');
    expect(bestAfter(300)).toBe('9925/10100');
    expect(bestAfter(400)).toBe('9925/10100');
    expect(faults).toEqual([
      expect.stringMatching(/spot.gz, line 4: gap: updates after 6 up to 7 are missing; no book until a new snapshot$/),
      expect.stringMatching(/spot.gz, line 4: snapshot too old: it ends at 5, and the diffs begin after 7; still no book$/),
    ]);
    expect(market.report()).toEqual({
      updates: 7,
      trades: 0,
      badCount: 0,
      bad: [],
      brokenCount: 2,
      broken: [
        { line: 4, at: at(200), fault: 'gap', expected: 6, found: 7 },
        { line: 4, at: at(200), fault: 'snapshotTooOld', expected: 5, found: 7 },
      ],
      dropped: { inSnapshot: 1, seen: 0, noRoom: 0 },
      unusedSnapshots: 0,
      others: 0,
    });
  });

  it('takes nothing from the best prices, counts what it leaves out, and never goes back in time', () => {
    const { market, faults, bestAfter } = play([
      ...BOOK,
      ticker,
      diff(100, 5, 6, [['99.75', '1.00']]),
      diff(100, 5, 6, [['99.75', '1.00']]),
      snapshot(9, [['1.00', '1.00']], []),
      'noise',
      diff(50, 7, 7, [], [['100.25', '1.00']]),
      diff(120, 7, 8, []),
    ]);
    expect(bestAfter(100)).toBe('9975/10025');
    expect(bestAfter(120)).toBe('-/- no price');
    expect(faults).toEqual([
      expect.stringMatching(/spot.gz, line 7: is not "<nanoseconds> {…}"$/),
      expect.stringMatching(/line 9: overlap: begins after 6, before 7 ends; no book until a new snapshot$/),
    ]);
    expect(market.report()).toMatchObject({ badCount: 1, brokenCount: 1, unusedSnapshots: 1, others: 1, dropped: { seen: 1 } });
  });

  it('hands trades out with the side that took', () => {
    const recording = inspectBinance(fileWith([...BOOK, trade(5, 7, '100.5', '0.25', false), trade(3, 8, '99.5', '1', true)]));
    const clock = virtualClock(recording.firstAt);
    const heard: unknown[] = [];
    const market = binanceMarket(clock, recording, { onTrade: (each) => heard.push([clock.now(), each]) });
    market.start(() => {});
    clock.runUntil(at(10));
    const names = { venue: 'BNC-SPOT', symbol: 'BTC/USDT' };
    expect(heard).toEqual([
      [at(5), { ...names, at: at(5), id: 7, side: 'buy', price: 1_005, qty: 25 }],
      [at(5), { ...names, at: at(3), id: 8, side: 'sell', price: 995, qty: 100 }],
    ]);
    expect(market.report().trades).toBe(2);
  });

  it('stops when told', () => {
    const { clock, market, bestAfter } = play([...BOOK, diff(100, 5, 6, [['99.75', '1.00']])]);
    expect(bestAfter(50)).toBe('9950/10050');
    market.stop();
    expect(clock.pending()).toBe(0);
    expect(bestAfter(100)).toBe('9950/10050');
  });
});
