import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Task, Verdict } from './worker.ts';

export const WORKERS = Math.min(4, availableParallelism());
/** A simulation makes much that does not last: with room for it, less time goes into sweeping it up. */
const YOUNG_MB = 64;
/** A seed that takes longer than this goes round in circles. */
const SEED_SECONDS_MAX = 120;

type Options = Readonly<{
  workers: number;
  /** How often each seed is run; twice also tells whether it is the same story both times. */
  times: 1 | 2;
  /** Whose code it is that they run. */
  worker?: URL;
}>;

/** Has seeds tried by workers; `done` is told of each, and answers whether to go on. */
export const tryAll = async (
  seeds: readonly number[],
  done: (verdict: Verdict) => boolean,
  { workers, times, worker = new URL('./worker.ts', import.meta.url) }: Options,
): Promise<void> => {
  let next = 0;
  let goOn = true;
  const work = async (): Promise<void> => {
    if (next >= seeds.length) return;
    const crew = new Worker(worker, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    try {
      while (goOn && next < seeds.length) {
        const seed = seeds[next] as number;
        next += 1;
        const verdict = await answerOf(crew, { seed, times });
        goOn = done(verdict) && goOn;
        if (verdict.ms === undefined) return; // That worker is lost.
      }
    } finally {
      await crew.terminate();
    }
  };
  while (goOn && next < seeds.length) await Promise.all(Array.from({ length: workers }, work));
};

const answerOf = (worker: Worker, task: Task): Promise<Verdict> =>
  new Promise((resolve) => {
    const lost = (why: string): void =>
      resolve({ seed: task.seed, faults: [`broken off: ${why}`], counts: {}, digest: '', ms: undefined });
    const late = setTimeout(() => lost(`no end after ${SEED_SECONDS_MAX} s`), SEED_SECONDS_MAX * 1_000);
    const failed = (error: unknown): void => {
      clearTimeout(late);
      lost((error as Error).stack ?? String(error));
    };
    worker.once('error', failed);
    worker.once('message', (verdict: Verdict) => {
      clearTimeout(late);
      worker.off('error', failed);
      resolve(verdict);
    });
    worker.postMessage(task);
  });
