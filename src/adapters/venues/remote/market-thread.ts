import { Worker } from 'node:worker_threads';
import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';
import { waitMs } from './backoff.ts';
import { type LinkCounts, NO_COUNTS } from './link.ts';
import type { MarketEnd, OpenMarket, RemoteMarketOptions } from './market-feed.ts';

export type MarketThreadData = Pick<RemoteMarketOptions, 'url' | 'venue' | 'instruments' | 'backoff' | 'heartbeatMs'> &
  Readonly<{ seed: number }>;
export type FromMarketThread = Readonly<{ counts: LinkCounts }> &
  (
    | Readonly<{ what: 'books'; updates: readonly BookUpdate[] }>
    | Readonly<{ what: 'log'; fields: Readonly<Record<string, unknown>>; text: string }>
  );

export type MarketThread = Readonly<{
  open: OpenMarket;
  /** Ends the thread at once, as a fault of its own would. Another is started after a while. */
  terminate(): Promise<unknown>;
}>;

const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './market-worker.ts' : './market-worker.js', import.meta.url);
const SEEDS = 2 ** 32;

/**
 * The market data handler of one venue in a thread of its own. The books themselves stay with the desk, where a decision looks at them
 * without waiting; the thread brings what changed. Whatever ends it, the books of this venue grow old and count for nothing until
 * another thread has brought them anew; those of others do not notice.
 */
export const marketThread = (): MarketThread => {
  let running: Worker | undefined;
  return {
    open: (options) => endOf(options, (worker) => (running = worker)),
    terminate: async () => running?.terminate(),
  };
};

const endOf = (options: RemoteMarketOptions, started: (worker: Worker | undefined) => void): MarketEnd => {
  const { url, venue, instruments, backoff, heartbeatMs, clock, random, log, listen } = options;
  let worker: Worker | undefined;
  let isWanted = false;
  let failures = 0;
  let deaths = 0;
  let callOff = (): void => {};
  /** Of threads that are gone, and of the one that runs. */
  let before: LinkCounts = NO_COUNTS;
  let now: LinkCounts = NO_COUNTS;

  const hear = (said: FromMarketThread): void => {
    now = said.counts;
    if (said.what === 'log') return log.warn(said.fields, said.text);
    failures = 0;
    worker?.postMessage('taken');
    for (const update of said.updates) listen(update);
  };
  const start = (): void => {
    const data: MarketThreadData = { url, venue, instruments, backoff, heartbeatMs, seed: random.upTo(SEEDS) };
    const thread = new Worker(ENTRY, { workerData: data });
    let why = 'it ended';
    thread.on('message', (said: FromMarketThread) => thread === worker && hear(said));
    thread.on('error', (error) => {
      why = (error as Error).message;
    });
    thread.on('exit', () => {
      if (thread === worker) died(why);
    });
    worker = thread;
    started(thread);
  };
  const died = (why: string): void => {
    worker = undefined;
    deaths += 1;
    before = sum(before, now);
    now = NO_COUNTS;
    const wait = waitMs(backoff, failures, random);
    failures += 1;
    log.warn({ reason: why, again: wait }, 'the thread of a market feed is gone');
    callOff = clock.at((clock.now() + wait * MICROS_PER_MS) as Micros, start);
  };

  return {
    open: () => {
      if (isWanted) return;
      isWanted = true;
      start();
    },
    close: () => {
      isWanted = false;
      callOff();
      const thread = worker;
      worker = undefined;
      started(undefined);
      void thread?.terminate();
    },
    get counts() {
      const all = sum(before, now);
      return { ...all, losses: all.losses + deaths };
    },
  };
};

const sum = (a: LinkCounts, b: LinkCounts): LinkCounts => ({
  dials: a.dials + b.dials,
  losses: a.losses + b.losses,
  badFrames: a.badFrames + b.badFrames,
  errorsHeard: a.errorsHeard + b.errorsHeard,
});
