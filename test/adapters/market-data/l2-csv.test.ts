import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { l2CsvMarket } from '../../../src/adapters/market-data/l2-csv.ts';
import { inspectL2 } from '../../../src/adapters/market-data/l2-directory.ts';
import { type L2File, l2Rows } from '../../../src/adapters/market-data/l2-rows.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../src/domain/kernel/units.ts';
import type { BookUpdate } from '../../../src/domain/ports/market.ts';

const ten = <T>(make: (i: number) => T): T[] => Array.from({ length: 10 }, (_, i) => make(i));
const HEADER = ['timestamp', 'symbol', ...['b', 'bv', 'a', 'av'].flatMap((name) => ten((i) => `${name}${i + 1}`))].join(',');
const [TIME, SYMBOL, B1, B2, BV1, A1, AV1] = [0, 1, 2, 3, 12, 22, 32];

/** Bids 27.09 down, asks 27.10 up, one cent apart; `over` puts other text into a column. */
const row = (second: number, over: Readonly<Record<number, string>> = {}, venue = 'BNC'): string => {
  const cents = (n: number): string => `27.${String(n).padStart(2, '0')}`;
  const fields = [
    `2021-08-20 00:00:0${second}`,
    `LINKUSDT.${venue}`,
    ...ten((i) => cents(9 - i)),
    ...ten((i) => `${i + 1}.5`),
    ...ten((i) => cents(10 + i)),
    ...ten((i) => `${i + 1}.25`),
  ];
  for (const [column, text] of Object.entries(over)) fields[Number(column)] = text;
  return fields.join(',');
};

const directories: string[] = [];
afterAll(() => directories.forEach((dir) => rmSync(dir, { recursive: true })));
const directoryWith = (files: Readonly<Record<string, string | Buffer>>): string => {
  const dir = mkdtempSync(join(tmpdir(), 'daybook-l2-'));
  directories.push(dir);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  return dir;
};
const fileWith = (content: string | Buffer, name = 'LINKUSDT_2021-08-20T00_bnc.csv'): L2File => ({
  path: join(directoryWith({ [name]: content }), name),
  code: 'LINKUSDT',
  venue: 'BNC',
});
const text = (...rows: readonly string[]): string => [HEADER, ...rows, ''].join('\n');
const SCALES = { priceScale: 2, qtyScale: 2 };
const read = (content: string | Buffer, name?: string) => [...l2Rows(fileWith(content, name), SCALES)];
const SECOND_0 = (1_629_417_600 * MICROS_PER_SECOND) as Micros;

describe('a row of a recording', () => {
  it('is the whole book of that second, exact to the digit', () => {
    const [first] = read(text(row(1)));
    expect(first).toMatchObject({ ok: true, line: 2, at: SECOND_0 + MICROS_PER_SECOND, cutLevels: 0 });
    if (first?.ok !== true) return;
    expect([first.bids.length, first.asks.length]).toEqual([10, 10]);
    expect([first.bids[0], first.bids[9], first.asks[0]]).toEqual([
      { price: 2_709, qty: 150 },
      { price: 2_700, qty: 1_050 },
      { price: 2_710, qty: 125 },
    ]);
  });

  it('shows no more than was there: a quantity finer than the scale is cut, and one that is cut to nothing is no level', () => {
    const [first] = read(text(row(0, { [BV1]: '6.26999999999999', [AV1]: '0.0099' })));
    expect(first).toMatchObject({ ok: true, cutLevels: 2, bids: expect.arrayContaining([{ price: 2_709, qty: 626 }]) });
    expect(first?.ok === true && first.asks[0]?.price).toBe(2_711);
  });

  it('may end its lines as Windows does, and be packed', () => {
    expect(read(text(row(0), row(1)).replaceAll('\n', '\r\n')).map(({ ok }) => ok)).toEqual([true, true]);
    expect(read(gzipSync(text(row(0))), 'LINKUSDT_x_bnc.csv.gz')).toHaveLength(1);
  });

  it.each([
    ['a missing column', row(1).replace(/,[^,]*$/, ''), '41 columns instead of 42'],
    ['a column too many', `${row(1)},1`, '43 columns instead of 42'],
    ['another time', row(1, { [TIME]: '20.08.2021' }), 'timestamp "20.08.2021" is not yyyy-mm-dd hh:mm:ss'],
    [
      'a day that never was',
      row(1, { [TIME]: '2021-02-30 00:00:01' }),
      'timestamp "2021-02-30 00:00:01" is not yyyy-mm-dd hh:mm:ss',
    ],
    ['another instrument', row(1, { [SYMBOL]: 'BTCUSDT.BNC' }), 'symbol "BTCUSDT.BNC" instead of LINKUSDT.BNC'],
    ['a word for a price', row(1, { [A1]: 'nan' }), 'a1 "nan" is not a decimal'],
    ['an exponent', row(1, { [A1]: '2.71e1' }), 'a1 "2.71e1" is not a decimal'],
    ['no price', row(1, { [B2]: '' }), 'b2 "" is not a decimal'],
    ['a price finer than the scale', row(1, { [B1]: '27.095' }), 'b1 "27.095" is finer than 2 digits'],
    ['a price of nothing', row(1, { [B1]: '0.00' }), 'b1 "0.00" is not positive'],
    ['a word for a quantity', row(1, { [BV1]: 'lots' }), 'bv1 "lots" is not a quantity'],
    ['a quantity below nothing', row(1, { [AV1]: '-1' }), 'av1 "-1" is not a quantity'],
    ['levels out of order', row(1, { [B2]: '27.09' }), 'b2 "27.09" is out of order'],
    ['a book crossed within itself', row(1, { [A1]: '27.08' }), 'crossed within itself: bid 27.09, ask 27.08'],
    ['a book locked within itself', row(1, { [A1]: '27.09' }), 'crossed within itself: bid 27.09, ask 27.09'],
  ])('is refused with %s', (_, bad, reason) => {
    const rows = read(text(row(0), bad, row(2)));
    expect(rows.map(({ ok, line }) => [ok, line])).toEqual([
      [true, 2],
      [false, 3],
      [true, 4],
    ]);
    expect(rows[1]).toEqual({ ok: false, file: 'LINKUSDT_2021-08-20T00_bnc.csv', line: 3, reason });
  });

  it('is refused when time stands still or goes back, measured from the last good row', () => {
    const reasons = read(text(row(2), row(2), row(1), row(9, { [A1]: 'x' }), row(3))).map((each) =>
      each.ok ? 'good' : each.reason,
    );
    expect(reasons).toEqual([
      'good',
      'a second row of 2021-08-20 00:00:02',
      'time goes back to 2021-08-20 00:00:01',
      'a1 "x" is not a decimal',
      'good',
    ]);
  });
});

describe('a whole file', () => {
  it('is one bad row when its header is another', () => {
    expect(read(`time,price\n${row(0)}`)).toMatchObject([
      { ok: false, line: 1, reason: expect.stringContaining('the header is not') },
    ]);
  });
  it('is one bad row when it was cut while packed', () => {
    const cut = gzipSync(text(row(0), row(1))).subarray(0, 60);
    expect(read(cut, 'LINKUSDT_x_bnc.csv.gz')).toMatchObject([
      { ok: false, line: 0, reason: expect.stringContaining('cannot be read') },
    ]);
  });
});

describe('a directory of recordings', () => {
  it('tells the instruments, the venues, and the tick and lot of each by what it shows', () => {
    const fine = Object.fromEntries(ten((i) => [B1 + i, `27.0${9 - i}05`]));
    const dir = directoryWith({
      'LINKUSDT_a_bnc.csv': text(row(1), row(2)),
      'LINKUSDT_a_hb.csv.gz': gzipSync(text(row(0, fine, 'HB'), row(3, fine, 'HB'))),
      'ETHBTC_a_bnc.csv': text(row(1).replace('LINKUSDT', 'ETHBTC')),
      'notes.txt': 'nothing to see',
    });
    const { instruments, firstAt, lastAt } = inspectL2(dir);
    expect(instruments).toMatchObject([
      { symbol: 'ETH/BTC', base: 'ETH', quote: 'BTC', listings: [{ venue: 'BNC' }] },
      {
        symbol: 'LINK/USDT',
        priceScale: 4,
        qtyScale: 2,
        listings: [
          { venue: 'BNC', tickSize: '0.01', lotSize: '0.01' },
          { venue: 'HB', tickSize: '0.0001', lotSize: '0.01' },
        ],
      },
    ]);
    expect([firstAt, lastAt]).toEqual([SECOND_0, SECOND_0 + 3 * MICROS_PER_SECOND]);
  });

  it.each([
    ['no recording', {}, /no recording <SYMBOL>_<when>_<venue>.csv/],
    ['no good row', { 'LINKUSDT_a_bnc.csv': HEADER }, /not one good row/],
    ['a name without a known quote', { 'LINKXYZ_a_bnc.csv': text(row(0)) }, /cannot tell base from quote in LINKXYZ/],
  ])('is refused with %s', (_, files, reason) => {
    expect(() => inspectL2(directoryWith(files))).toThrow(reason);
  });

  it('plays all its files in order of time, counts what is bad, and stops when told', () => {
    const dir = directoryWith({
      'LINKUSDT_a_bnc.csv': text(row(0), row(1, { [A1]: 'x' }), row(2), row(4)),
      'LINKUSDT_a_hb.csv': text(row(0, {}, 'HB'), row(1, {}, 'HB'), row(5, {}, 'HB')),
    });
    const clock = virtualClock(SECOND_0);
    const market = l2CsvMarket(clock, inspectL2(dir));
    const heard: BookUpdate[] = [];
    market.start((update) => heard.push(update));
    clock.runUntil((SECOND_0 + 3 * MICROS_PER_SECOND) as Micros);
    expect(heard.map(({ venue, symbol, kind, at }) => [venue, symbol, kind, (at - SECOND_0) / MICROS_PER_SECOND])).toEqual([
      ['BNC', 'LINK/USDT', 'snapshot', 0],
      ['HB', 'LINK/USDT', 'snapshot', 0],
      ['HB', 'LINK/USDT', 'snapshot', 1],
      ['BNC', 'LINK/USDT', 'snapshot', 2],
    ]);
    expect(market.report()).toMatchObject({
      badCount: 1,
      cutLevels: 0,
      bad: [{ file: 'LINKUSDT_a_bnc.csv', line: 3, reason: 'a1 "x" is not a decimal' }],
    });
    market.stop();
    expect(clock.pending()).toBe(0);
  });
});
