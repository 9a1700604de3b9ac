import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Figure, spreadOf } from './report.ts';

/** What one round found, by unit: `{ 'events/s': 540_000 }`, or `{ 'p50 ns': 210, 'p99 ns': 900 }`. */
export type Measured = Readonly<Record<string, number>>;
/** One way to do the work. Setting up and clearing away is its own business, outside what it measures. */
export type Contender = Readonly<{ name: string; round: () => Measured | Promise<Measured> }>;

export type Settings = Readonly<{
  /** Shorter rounds and fewer of them: enough to see a slip of a third, not one of a tenth. */
  quick: boolean;
  /** Also what takes minutes: the day of five million events. */
  full: boolean;
  seed: number;
  /** One line on stderr; the answer on stdout stays clean. */
  say: (line: string) => void;
}>;

/** A race that takes longer, because the machine is slow or busy, ends with fewer rounds; but not with fewer than these. */
const RACE_SECONDS = 25;
const ROUNDS_LEAST = 3;
/** Progress is for a person who waits, not a log. */
const SAY_EVERY = 5;

/**
 * Rounds of all contenders in turn, so that a machine that slows down slows all of them. Each begins once with a round that
 * nobody counts, and starts a round with the garbage of the others swept.
 */
export const race = async (
  settings: Settings,
  what: string,
  contenders: readonly Contender[],
  rounds = 5,
): Promise<readonly Figure[]> => {
  const most = settings.quick ? Math.ceil(rounds / 3) : rounds;
  const until = performance.now() + (settings.quick ? RACE_SECONDS / 5 : RACE_SECONDS) * 1000;
  const found = contenders.map(() => [] as Measured[]);
  for (let round = 0; round <= most; round += 1) {
    if (round > Math.min(ROUNDS_LEAST, most) && performance.now() > until) break;
    if (round % SAY_EVERY === 0) settings.say(`${what}: ${round === 0 ? 'warming up' : `round ${round} of ${most}`}`);
    for (const [i, contender] of contenders.entries()) {
      sweep();
      const measured = await contender.round();
      if (round > 0) found[i]?.push(measured);
    }
  }
  return contenders.flatMap(({ name }, i) => figuresOf(name, found[i] ?? []));
};
const figuresOf = (name: string, rounds: readonly Measured[]): Figure[] =>
  Object.keys(rounds[0] ?? {}).map((unit) => ({
    name,
    unit,
    ...spreadOf(rounds.map((measured) => measured[unit] ?? Number.NaN)),
  }));

/** Units a second of work that is done once. */
export const timed = async (units: number, work: () => void | Promise<void>): Promise<number> => {
  const began = performance.now();
  await work();
  return (units * 1000) / (performance.now() - began);
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** So that nobody pays for the garbage of another. */
export const sweep = (): void => collect();
