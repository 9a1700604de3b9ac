import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { tryAll, WORKERS } from './crew.ts';
import { hunt } from './mutants/hunt.ts';
import { add, countsReport, neverMet } from './report.ts';
import { simulate } from './simulate.ts';
import { attempt, type Verdict } from './worker.ts';

/** The rarest cells of the table are met once in a few hundred seeds. */
const ENOUGH_SEEDS = 1_000;
const HELP = `npm run sim -- [--seed N | --seeds N [--from S] | --mutants [--named TEXT]]
  --seed N     tells the story of one seed
  --seeds N    tries N fresh seeds, each twice: both runs must be the same (default 10); of ${ENOUGH_SEEDS} or more, one in which
               some fault or some cell of the table of child orders was never met fails
  --from S     those from seed S on, instead of fresh ones
  --workers N  at the same time (default ${WORKERS})
  --mutants    plants known bugs, one at a time, and runs seeds until each is caught; --named only those so called`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    from: { type: 'string' },
    workers: { type: 'string' },
    mutants: { type: 'boolean' },
    named: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const wholeNumber = (text: string, what: string): number => {
  const n = Number(text);
  if (Number.isSafeInteger(n) && n >= 0) return n;
  process.stderr.write(`${what} "${text}" is not a whole number.\n${HELP}\n`);
  process.exit(2);
};

const tellFaults = ({ seed, faults }: Pick<Verdict, 'seed' | 'faults'>): void => {
  for (const fault of faults.slice(0, 10)) say(`  ${fault}`);
  if (faults.length > 10) say(`  and ${faults.length - 10} more`);
  say(`  reproduce: npm run sim -- --seed ${seed}`);
};

const tellOne = async (seed: number): Promise<boolean> => {
  const { told } = await simulate(seed);
  for (const line of told) say(line);
  const verdict = await attempt({ seed, times: 2 });
  say(countsReport(verdict.counts).trimEnd());
  say(`seed ${seed}: ${verdict.faults.length === 0 ? 'ok' : 'FAILED'}  ${verdict.digest}`);
  if (verdict.faults.length > 0) tellFaults(verdict);
  return verdict.faults.length === 0;
};

const tryMany = async (seeds: readonly number[], workers: number): Promise<boolean> => {
  const counts: Record<string, number> = {};
  let [done, failed, ms] = [0, 0, 0];
  const progress = (): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${seeds.length} seeds, ${failed} failed `);
  };
  const began = performance.now();
  await tryAll(
    seeds,
    (verdict) => {
      done += 1;
      ms += verdict.ms ?? 0;
      add(counts, verdict.counts);
      if (verdict.faults.length > 0) {
        failed += 1;
        say(`seed ${verdict.seed}: FAILED  ${verdict.digest.slice(0, 16)}`);
        tellFaults(verdict);
      } else if (seeds.length <= 50) say(`seed ${verdict.seed}: ok  ${verdict.digest.slice(0, 16)}`);
      else if (done % 50 === 0) say(`${done} of ${seeds.length} seeds, ${failed} failed`);
      progress();
      return true;
    },
    { workers, times: 2 },
  );
  say(countsReport(counts).trimEnd());
  const seconds = (performance.now() - began) / 1_000;
  say(`${(ms / seeds.length).toFixed(0)} ms a run, each seed twice; ${seconds.toFixed(0)} s in all with ${workers} workers`);
  const missed = neverMet(counts);
  const mustMeet = seeds.length >= ENOUGH_SEEDS;
  if (missed.length > 0) say(`never met${mustMeet ? '' : ' (too few seeds to say that they cannot be)'}: ${missed.join('; ')}`);
  say(`${seeds.length - failed} seeds passed, ${failed} seeds failed`);
  return failed === 0 && !(mustMeet && missed.length > 0);
};

const run = async (): Promise<boolean> => {
  if (values.seed !== undefined) return tellOne(wholeNumber(values.seed, '--seed'));
  const workers = values.workers === undefined ? WORKERS : wholeNumber(values.workers, '--workers');
  if (values.mutants === true) return hunt(say, workers, values.named);
  const n = wholeNumber(values.seeds ?? '10', '--seeds');
  const from = values.from === undefined ? undefined : wholeNumber(values.from, '--from');
  const seeds = Array.from({ length: n }, (_, i) => (from === undefined ? randomInt(1, 2 ** 31) : from + i));
  return tryMany(seeds, workers);
};

if (values.help === true) say(HELP);
else if (!(await run())) process.exitCode = 1;
