import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Verdict } from './worker.ts';

export const WORKERS = Math.min(4, availableParallelism());
/** A simulation makes much that does not last: with room for it, less time goes into sweeping it up. */
const YOUNG_MB = 64;

/** Has seeds tried by workers, a few at a time; tells of each as it is done, and stops when told to. */
export const tryAll = async (seeds: readonly number[], done: (verdict: Verdict) => void, workers = WORKERS): Promise<void> => {
  let next = 0;
  const work = async (): Promise<void> => {
    if (next >= seeds.length) return;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    try {
      while (next < seeds.length) {
        const seed = seeds[next] as number;
        next += 1;
        done(await answerOf(worker, seed));
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
};

const answerOf = (worker: Worker, seed: number): Promise<Verdict> =>
  new Promise((resolve, reject) => {
    worker.once('message', (verdict: Verdict) => {
      worker.off('error', reject);
      resolve(verdict);
    });
    worker.once('error', reject);
    worker.postMessage(seed);
  });
