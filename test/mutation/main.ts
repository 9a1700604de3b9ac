import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { LogLevel, MutantResult } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { EXPLAINED } from './explained.ts';
import { freshSeed, installOperators } from './operators.ts';
import { type Finding, findingOf, noticed, scoreOf, tallyOf, textOf } from './report.ts';
import type { Found } from './runner.ts';
import { soFar } from './so-far.ts';

const LEAST = 85;
const HELP = `npm run mutate -- [--file GLOB]… [--tests GLOB] [--one-in N [--seed S]] [--workers N] [--doubt] [--record] [--json]

  --file GLOB    mutates these files alone (default src/domain/**/*.ts); more than once for several
  --tests GLOB   looks with these tests alone (default test/domain/**/*.test.ts): quicker while you work, and too strict
  --one-in N     a sample: about one mutant in N
  --seed S       which ones (default: fresh, and printed)
  --workers N    processes that look at mutants (default 1)
  --doubt        looks at the explained ones too, and tells which of them a test does notice
  --record       writes the report to test/mutation/last-run.md as well
  --json         one JSON document on stdout, and no progress

A whole run fails below ${LEAST} %.`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const optionsOf = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      file: { type: 'string', multiple: true, default: ['src/domain/**/*.ts'] },
      tests: { type: 'string' },
      'one-in': { type: 'string', default: '1' },
      seed: { type: 'string', default: String(freshSeed()) },
      workers: { type: 'string', default: '1' },
      doubt: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const count = (name: 'one-in' | 'seed' | 'workers'): number => {
    const n = Number(values[name]);
    if (!Number.isSafeInteger(n) || n < 1) throw new Error(`--${name} ${values[name]} is not a whole number above zero`);
    return n;
  };
  return { ...values, oneIn: count('one-in'), seed: count('seed'), workers: count('workers') };
};

/** A copy of the project is mutated, in a folder of its own; what lies beside the checkout must lie beside the copy too. */
const folderForCopies = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-mutation-'));
  const beside = join(ROOT, '../shared');
  if (existsSync(beside)) symlinkSync(beside, join(folder, 'shared'));
  return folder;
};

const recordOf = (findings: readonly Finding[], began: Date): string => {
  const commit = execFileSync('git', ['log', '-1', '--format=%h %s'], { encoding: 'utf8' }).trim();
  const minutes = Math.ceil((Date.now() - began.getTime()) / 60_000);
  return `# The last run that was recorded

Begun ${began.toISOString().slice(0, 16)} UTC, ${minutes} minutes, on ${commit}

\`\`\`
${textOf(findings)}
\`\`\`
`;
};

const main = async (): Promise<void> => {
  const { file, tests, oneIn, seed, workers, doubt, record, json, help } = optionsOf(process.argv.slice(2));
  if (help) return void process.stdout.write(`${HELP}\n`);
  if (oneIn > 1) process.stderr.write(`one mutant in ${oneIn}, chosen by --seed ${seed}\n`);
  if (tests !== undefined) process.env.MUTATION_TESTS = tests; // The processes that look inherit it.
  if (doubt) process.env.MUTATION_DOUBT = 'yes';
  process.chdir(ROOT);
  await installOperators(oneIn, seed);
  const began = new Date();
  const folder = folderForCopies();
  const found = (process.env.MUTATION_FOUND = join(folder, 'dry-run.json')); // Inherited as well.
  const tell = (mutants: readonly Readonly<MutantResult>[]): void => {
    const findings = mutants.map((mutant) =>
      findingOf(mutant, readFileSync(mutant.fileName, 'utf8'), relative(ROOT, mutant.fileName), EXPLAINED),
    );
    const { failing } = JSON.parse(readFileSync(found, 'utf8')) as Found;
    for (const test of failing) process.stderr.write(`fails without any mutant, so it looked at none: ${test}\n`);
    if (doubt)
      for (const finding of noticed(findings, EXPLAINED)) process.stderr.write(`explained, and yet noticed: ${finding}\n`);
    const tally = tallyOf(findings);
    const score = scoreOf(tally);
    if (record) writeFileSync(join(ROOT, 'test/mutation/last-run.md'), recordOf(findings, began));
    process.stdout.write(`${json ? JSON.stringify({ ...tally, score, findings }, null, 2) : textOf(findings)}\n`);
    if (failing.length > 0 || (oneIn === 1 && score < LEAST)) process.exitCode = 1;
  };
  process.once('SIGINT', () => {
    process.stderr.write(`interrupted: this is what is known so far, of ${soFar.length} mutants\n`);
    tell(soFar);
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });
  try {
    const mutants = await new Stryker({
      mutate: file,
      plugins: ['runner.ts', 'so-far.ts'].map((name) => fileURLToPath(new URL(name, import.meta.url))),
      testRunner: 'kept-suite',
      coverageAnalysis: 'perTest',
      concurrency: workers,
      tempDirName: folder,
      ignorePatterns: ['.ci', 'dist', 'journal/*', '!journal/catalogue'],
      reporters: ['so-far', ...(json ? [] : [process.stdout.isTTY ? 'progress' : 'progress-append-only'])],
      logLevel: 'error' as LogLevel,
      dryRunTimeoutMinutes: 30,
      timeoutMS: 30_000,
      timeoutFactor: 5,
      // Modules that were loaded again are never forgotten by node.
      maxTestRunnerReuse: 250,
      // TypeScript 7 has no parser that Stryker could call; nothing here needs one, since node runs the copy as it is.
      tsconfigFile: 'none',
      disableTypeChecks: false,
    }).runMutationTest();
    tell(mutants);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

try {
  await main();
} catch (error) {
  process.stderr.write(`mutate: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
