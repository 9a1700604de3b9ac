import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { l2CsvMarket } from '../../../src/adapters/market-data/l2-csv.ts';
import { inspectL2 } from '../../../src/adapters/market-data/l2-directory.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import { MICROS_PER_SECOND } from '../../../src/domain/kernel/units.ts';
import { consolidate } from '../../../src/domain/market/consolidated.ts';
import type { BookUpdate } from '../../../src/domain/ports/market.ts';
import { shared } from '../../support/shared.ts';

const link = shared('data/link-two-venues');

describe.skipIf(link.missing)('the recorded hour of LINK/USDT on two venues', () => {
  const directory = link.missing ? undefined : inspectL2(link.path);
  const play = () => {
    if (directory === undefined) throw new Error('no recording');
    const clock = virtualClock(directory.firstAt);
    const market = l2CsvMarket(clock, directory);
    const updates: BookUpdate[] = [];
    market.start((update) => updates.push(update));
    clock.runUntil(directory.lastAt);
    return { updates, report: market.report() };
  };

  const textOf = (name: string): string => gunzipSync(readFileSync(join(link.path, name))).toString();

  it('is one instrument with a tick and a lot at each venue', () => {
    expect(directory?.instruments).toMatchObject([
      {
        symbol: 'LINK/USDT',
        priceScale: 4,
        qtyScale: 3,
        listings: [
          { venue: 'BNC', tickSize: '0.001', lotSize: '0.001' },
          { venue: 'HB', tickSize: '0.0001', lotSize: '0.01' },
        ],
      },
    ]);
    expect(((directory?.lastAt ?? 0) - (directory?.firstAt ?? 0)) / MICROS_PER_SECOND).toBe(3_599);
  });

  it('plays every second of both, with no bad row and the collector’s floating-point dust cut', () => {
    const { updates, report } = play();
    expect(report).toEqual({ rows: 7_200, badCount: 0, bad: [], cutLevels: 807 });
    const levels = updates.flatMap(({ bids, asks }) => [bids.length, asks.length]);
    expect(levels.filter((depth) => depth < 10)).toHaveLength(20); // Dust that was cut to nothing.
  });

  it('shows what the files say, read the naive way', () => {
    const { updates } = play();
    const naive = new Map<string, readonly string[]>();
    for (const [venue, name] of [
      ['BNC', 'bnc'],
      ['HB', 'hb'],
    ] as const)
      for (const line of textOf(`LINKUSDT_2021-08-20T00_${name}.csv.gz`).trim().split('\n').slice(1)) {
        const [time, , ...values] = line.split(',');
        naive.set(`${venue} ${Date.parse(`${time}Z`) * 1_000}`, values);
      }
    for (const { venue, at, bids, asks } of updates) {
      const row = naive.get(`${venue} ${at}`) ?? [];
      for (const [levels, first] of [
        [bids, 0],
        [asks, 20],
      ] as const) {
        const expected = Array.from({ length: 10 }, (_, i) => ({
          price: Math.round(Number(row[first + i]) * 10_000),
          qty: Math.round(Number(/^\d+(\.\d{1,3})?/.exec(row[first + 10 + i] ?? '')?.[0]) * 1_000),
        }));
        expect(levels).toEqual(expected.filter(({ qty }) => qty > 0));
      }
    }
  });

  it('is a fragmented market: crossed or locked across the venues for a good part of the hour', () => {
    const { updates } = play();
    const states = new Map<string, number>();
    for (let i = 0; i < updates.length; i += 2) {
      const { state } = consolidate(updates.slice(i, i + 2), 1);
      states.set(state, (states.get(state) ?? 0) + 1);
    }
    expect((states.get('crossed') ?? 0) + (states.get('locked') ?? 0)).toBeGreaterThan(360);
    expect((states.get('normal') ?? 0) + (states.get('crossed') ?? 0) + (states.get('locked') ?? 0)).toBe(3_600);
  });
});
