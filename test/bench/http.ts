import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { demoConfig, seededDemo } from '../../src/adapters/cli/demo/seeded-market.ts';
import { startLiveDesk } from '../../src/adapters/cli/live/live-desk.ts';
import { createLog } from '../../src/adapters/http/log.ts';
import { openMemoryJournal } from '../../src/adapters/journal/memory/memory-journal.ts';
import { openSqliteJournal } from '../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { ENGINE_LIMITS, type EngineLimits } from '../../src/adapters/runtime/engine.ts';
import { wallClock } from '../../src/adapters/runtime/wall-clock.ts';
import type { Head, Journal } from '../../src/domain/ports/journal.ts';
import { unbundled } from '../support/faulty-journal.ts';
import type { Benchmark } from './benchmark.ts';
import { type Contender, type Measured, race, type Settings } from './harness.ts';
import { atLeast, type Findings, medianOf } from './report.ts';
import { inScratch } from './scratch.ts';

const CONNECTIONS = 100;
const MS = 3_000;
const BOOKS_MS = 500;
const run = promisify(execFile);
const LOAD = fileURLToPath(new URL('./http-load.ts', import.meta.url));

/** The demo's desk, with limits so wide that nothing but the machine holds it back. */
const wide = {
  identity: demoConfig.identity,
  terms: {
    ...demoConfig.terms,
    accounts: demoConfig.terms.accounts.map((account) => ({ ...account, ordersPerSecond: 1_000_000, ordersBurst: 1_000_000 })),
    venues: demoConfig.terms.venues.map((venue) => ({ ...venue, messagesPerSecond: 1_000_000, messagesBurst: 1_000_000 })),
    limits: demoConfig.terms.limits.map((limit) => ({ ...limit, maxLong: '100000000', maxShort: '100000000' })),
  },
};

/** Takes every page and writes none: what the same server does when nothing need be durable. */
const forgetful = (): Journal => {
  const inner = openMemoryJournal({ desk: 'demo' });
  const append: Journal['append'] = (lease, { day, records, expectedPosition }) =>
    Promise.resolve<Head>({ day, position: expectedPosition + records.length, hash: '', epoch: lease.epoch, state: 'open' });
  return { ...unbundled(inner), append };
};

const serving = (settings: Settings, name: string, open: (dir: string) => Journal, limits: EngineLimits): Contender => ({
  name,
  round: () =>
    inScratch(async (dir): Promise<Measured> => {
      const journal = open(dir);
      const live = await startLiveDesk({
        market: seededDemo(settings.seed, wide),
        seed: settings.seed,
        clock: wallClock,
        journal,
        host: '127.0.0.1',
        port: 0,
        limits,
        log: createLog('silent'),
        halted: () => {},
      });
      await new Promise((resolve) => setTimeout(resolve, BOOKS_MS)); // Until every book is there.
      const { stdout } = await run(process.execPath, [
        LOAD,
        'orders',
        live.url,
        String(CONNECTIONS),
        String(settings.quick ? MS / 3 : MS),
      ]);
      await live.stop();
      await journal.close();
      const { ordersPerSecond, p50Ms, p99Ms } = JSON.parse(stdout) as Readonly<
        Record<'ordersPerSecond' | 'p50Ms' | 'p99Ms', number>
      >;
      return { 'orders/s': ordersPerSecond, 'p50 ms': p50Ms, 'p99 ms': p99Ms };
    }),
});

const DURABLE = 'Daybook: commits gathered, durable before the answer';
const FORGETFUL = 'the same server without commit';
const EACH = 'a commit for each request';

export const http: Benchmark = {
  name: 'http',
  about: `durable POST /v1/orders over ${CONNECTIONS} connections, from a process of its own`,
  run: async (settings): Promise<Findings> => {
    const durable = (dir: string): Journal => openSqliteJournal({ dir, desk: 'demo' });
    const figures = await race(
      settings,
      'http',
      [
        serving(settings, DURABLE, durable, ENGINE_LIMITS),
        serving(settings, FORGETFUL, forgetful, ENGINE_LIMITS),
        serving(settings, EACH, durable, { ...ENGINE_LIMITS, commitRecordsMax: 1 }),
      ],
      3,
    );
    const rate = (name: string): number | undefined => medianOf(figures, name, 'orders/s');
    return {
      figures,
      budgets: [
        atLeast(0.9, 'of the same server without commit', rate(DURABLE), rate(FORGETFUL)),
        atLeast(8, 'against a commit for each request', rate(DURABLE), rate(EACH)),
      ],
      notes: ['every order is acknowledged by a simulated venue in the same process, which is two more commits each'],
    };
  },
};
