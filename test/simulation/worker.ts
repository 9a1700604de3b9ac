import { parentPort } from 'node:worker_threads';
import { type Story, simulate } from './simulate.ts';

/** What a worker found out about one seed. */
export type Verdict = Readonly<{ seed: number; faults: readonly string[]; counts: Story['counts']; digest: string; ms: number }>;

/** Runs a seed, and runs it again: it must be the same story, to the last byte of its journal. */
export const tryTwice = async (seed: number): Promise<Verdict> => {
  const began = performance.now();
  const story = await simulate(seed).catch(brokenOff(seed));
  const again = await simulate(seed, { thorough: false }).catch(brokenOff(seed));
  const same = story.digest === again.digest ? [] : [`determinism: two runs differ, ${story.digest} and ${again.digest}`];
  return { seed, faults: [...story.faults, ...same], counts: story.counts, digest: story.digest, ms: performance.now() - began };
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

parentPort?.on('message', (seed: number) => void tryTwice(seed).then((verdict) => parentPort?.postMessage(verdict)));
