import { tryAll } from '../crew.ts';
import type { Verdict } from '../worker.ts';
import { breakMutants, executionMutants, levelMutants, requestMutants, sessionMutants } from './domain.ts';
import { handMutants } from './hands.ts';
import { modeMutants } from './modes.ts';
import type { Mutant } from './mutant.ts';
import { planted } from './planted.ts';
import { runtimeMutants } from './runtime.ts';

export const MUTANTS: readonly Mutant[] = [
  ...runtimeMutants,
  ...executionMutants,
  ...requestMutants,
  ...sessionMutants,
  ...breakMutants,
  ...handMutants,
  ...levelMutants,
  ...modeMutants,
];
const SEEDS = 300;
/** To break the code so that it does not load is not to be caught. */
const DOES_NOT_RUN = /ERR_MODULE_NOT_FOUND|SyntaxError|Cannot find/;

/** When a mutant was caught: after how many seeds, at which, and by which checkers. */
type Caught = Readonly<{ tried: number; seed: number; checkers: readonly string[] }>;

/** Plants one bug after the other and runs seeds until a checker finds something. True when each was caught. */
export const hunt = async (say: (text: string) => void, workers: number, named = ''): Promise<boolean> => {
  const mutants = MUTANTS.filter(({ name }) => name.includes(named));
  const width = Math.max(...mutants.map(({ name }) => name.length));
  let escaped = 0;
  for (const mutant of mutants) {
    const caught = await planted(mutant, (worker) => catchIn(worker, workers));
    if (caught === undefined) escaped += 1;
    say(
      `${mutant.name.padEnd(width)}  ${caught === undefined ? `ESCAPED ${SEEDS} seeds` : `seed ${String(caught.seed).padStart(3)}, by ${caught.checkers.join(', ')}`}`,
    );
  }
  say(`${mutants.length - escaped} mutants caught within ${SEEDS} seeds, ${escaped} escaped`);
  return escaped === 0;
};

const catchIn = async (worker: URL, workers: number): Promise<Caught | undefined> => {
  let caught: Verdict | undefined;
  let tried = 0;
  const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
  await tryAll(
    seeds,
    (verdict) => {
      tried += 1;
      const broken = verdict.faults.find((fault) => DOES_NOT_RUN.test(fault));
      if (broken !== undefined) throw new Error(`the copy with the mutant does not even run: ${broken}`);
      if (verdict.faults.length > 0 && (caught === undefined || verdict.seed < caught.seed)) caught = verdict;
      return caught === undefined;
    },
    { worker, workers, times: 1 },
  );
  return (
    caught && { tried, seed: caught.seed, checkers: [...new Set(caught.faults.map((fault) => fault.split(':')[0] as string))] }
  );
};
