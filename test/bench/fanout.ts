import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLog } from '../../src/adapters/http/log.ts';
import { createHttp, listen } from '../../src/adapters/http/server.ts';
import { DeskViews } from '../../src/adapters/http/views.ts';
import { openMemoryJournal } from '../../src/adapters/journal/memory/memory-journal.ts';
import { createMarketData } from '../../src/adapters/market-data/handler.ts';
import { wallClock } from '../../src/adapters/runtime/wall-clock.ts';
import type { Recorded } from '../../src/domain/oms/catalogue.ts';
import type { Benchmark } from './benchmark.ts';
import { Day } from './days.ts';
import { type Contender, type Measured, race, type Settings } from './harness.ts';
import { atLeast, type Findings, medianOf } from './report.ts';
import { passive } from './scripts.ts';

const CLIENTS = 100;
const EVENTS = 20_000;
const LOAD = fileURLToPath(new URL('./http-load.ts', import.meta.url));

const recordsOf = (seed: number, count: number): readonly Recorded[] => {
  const day = new Day({ seed });
  const records = [...day.opening.flat()];
  while (records.length < count) records.push(...day.play(passive(day)));
  return records;
};

/** Publishes a day to a hundred followers, so many records to a commit; waits a moment of the event loop between commits, as a desk does. */
const fanning = (name: string, records: readonly Recorded[], perCommit: number): Contender => ({
  name,
  round: async (): Promise<Measured> => {
    const views = new DeskViews();
    const journal = openMemoryJournal({ desk: 'bench' });
    const market = createMarketData({ bookMaxAgeMs: 1_000, markEveryMs: 1_000, onMark: () => {} });
    const door = {
      name: 'bench',
      build: 'bench',
      ask: () => Promise.reject(new Error('nobody asks')),
      halted: () => undefined,
      now: wallClock.now,
      views,
      journal,
      market,
    };
    const http = await createHttp({ door, log: createLog('silent'), limits: { waitingBytesMax: 1e9, stalledMs: 60_000 } });
    const url = await listen(http, 0);
    const opening = records.findIndex(({ event }) => event.type === 'DayReady') + 1;
    views.publish(records.slice(0, opening));
    const followers = spawn(process.execPath, [LOAD, 'events', url, String(CLIENTS)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: followers.stdout })[Symbol.asyncIterator]();
    await lines.next();
    const arrived = async (): Promise<number> => {
      followers.stdin.write('?\n');
      return (JSON.parse((await lines.next()).value as string) as { events: number }).events;
    };
    const before = await arrived();
    const sent = records.length - opening;
    const began = performance.now();
    for (let from = opening; from < records.length; from += perCommit) {
      views.publish(records.slice(from, from + perCommit));
      await new Promise((resolve) => setImmediate(resolve));
    }
    while ((await arrived()) - before < sent * CLIENTS) await new Promise((resolve) => setTimeout(resolve, 2));
    const rate = (sent * CLIENTS * 1000) / (performance.now() - began);
    followers.stdin.end();
    await once(followers, 'exit');
    await http.close();
    return { 'deliveries/s': rate };
  },
});

const TOGETHER = 'Daybook: a frame for each commit of 20 records';
const ALONE = 'a frame for each event';

export const fanout: Benchmark = {
  name: 'fanout',
  about: `a day's records to ${CLIENTS} followers of /v1/stream, in a process of their own`,
  run: async (settings: Settings): Promise<Findings> => {
    const records = recordsOf(settings.seed, settings.quick ? EVENTS / 4 : EVENTS / 2);
    const figures = await race(settings, 'fanout', [fanning(TOGETHER, records, 20), fanning(ALONE, records, 1)], 3);
    return {
      figures,
      budgets: [atLeast(8, 'against one frame for each event', medianOf(figures, TOGETHER), medianOf(figures, ALONE))],
      notes: [`${records.length} records of realistic length`],
    };
  },
};
