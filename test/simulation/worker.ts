import { parentPort } from 'node:worker_threads';
import { type Story, simulate } from './simulate.ts';

/** What a worker found out about one seed. */
export type Verdict = Readonly<{
  seed: number;
  faults: readonly string[];
  counts: Story['counts'];
  digest: string;
  /** Of one run; undefined when the worker was lost with it. */
  ms: number | undefined;
}>;
export type Task = Readonly<{ seed: number; times: 1 | 2 }>;

/** Runs a seed, and runs it again: it must be the same story, to the last byte of its journal. */
export const attempt = async ({ seed, times }: Task): Promise<Verdict> => {
  const began = performance.now();
  const story = await simulate(seed).catch(brokenOff(seed));
  const again = times === 1 ? story : await simulate(seed, { thorough: false }).catch(brokenOff(seed));
  const same = story.digest === again.digest ? [] : [`determinism: two runs differ, ${story.digest} and ${again.digest}`];
  const ms = (performance.now() - began) / times;
  return { seed, faults: [...story.faults, ...same], counts: story.counts, digest: story.digest, ms };
};

/** A run that came to no end is a story too. */
const brokenOff =
  (seed: number) =>
  (error: unknown): Story => ({
    seed,
    counts: {},
    faults: [`broken off: ${(error as Error).stack}`],
    chainHead: '',
    digest: '',
    told: [],
  });

parentPort?.on('message', (task: Task) => void attempt(task).then((verdict) => parentPort?.postMessage(verdict)));
