/**
 * A test runner for Stryker that keeps the tests loaded. Stryker's runner for vitest works as well, but starts a worker for
 * each mutant, which takes ten times as long as the tests. Loaded by Stryker, in a process that it ends when a mutant hangs.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MutantCoverage } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type CompleteDryRunResult,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { untilOneFails } from './bounded.ts';
import { EXPLAINED } from './explained.ts';
import { explanationOf } from './report.ts';
import type { Test } from './suite.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SUITE = new URL('suite.ts', import.meta.url).href;
/** Where the dry run writes down what it found out, for the processes after it. */
const FOUND = process.env.MUTATION_FOUND ?? 'dry-run.json';
const ALL_TESTS = 'test/domain/**/*.test.ts';
const SEED = 11;
/** Few, because thousands of mutants are looked at; and the first counterexample will do, there is nobody to read a small one. */
const RUNS = 10;

/** Stryker counts in every expression which tests run it. That is for the dry run alone: afterwards it would be half the work. */
const COUNTS = 'stryCov_9fa48 = cover;';
const NO_LONGER_COUNTS = 'stryCov_9fa48 = () => undefined;';

/** So many tests have looked at a mutant themselves that loading everything again would only cost. */
const ENOUGH = 20;

/** What the mutated code reads and writes. */
const stryker: {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: MutantCoverage;
  hitCount?: number;
  hitLimit?: number | undefined;
} = {};
Object.assign(globalThis, { __stryker__: stryker });

type Mutant = MutantRunOptions['activeMutant'];
/**
 * How long each test takes, which fail without any mutant, and which run code that also runs while modules load: those by their place
 * among the durations, since their names, thousands of times over, are more than a string can hold.
 */
export type Found = Readonly<{
  durations: Readonly<Record<string, number>>;
  failing: readonly string[];
  testsOf: Readonly<Record<string, readonly number[]>>;
}>;

const elapsed = (since: number): number => performance.now() - since;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

class KeptSuite implements TestRunner {
  /** The tests over modules that no mutant has touched while they loaded. */
  #kept: readonly Test[] | undefined;
  #found: Found = { durations: {}, failing: [], testsOf: {} };
  /** Mutants found so far, by mutated file and test: who found the last one is likely to find the next one. */
  readonly #kills = new Map<string, Map<string, number>>();
  /** Modules are loaded again under addresses of their own, which the generation makes. */
  #generation = 0;

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** A test that fails by itself can find no mutant: it is left out, and main.ts says so. */
  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    const failing: string[] = [];
    for (const { id, file, run } of await this.#tests()) {
      const began = performance.now();
      stryker.currentTestId = id;
      const test = { id, name: id, fileName: file };
      try {
        if (run() instanceof Promise) throw new Error('a test of the domain is synchronous');
        tests.push({ ...test, status: TestStatus.Success, timeSpentMs: elapsed(began) });
      } catch {
        failing.push(id);
      } finally {
        stryker.currentTestId = undefined;
      }
    }
    const durations = Object.fromEntries(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    this.#found = { durations, failing, testsOf: testsOfStatics(stryker.mutantCoverage, Object.keys(durations)) };
    writeFileSync(FOUND, JSON.stringify(this.#found));
    const result: CompleteDryRunResult = { status: DryRunStatus.Complete, tests };
    if (stryker.mutantCoverage !== undefined) result.mutantCoverage = stryker.mutantCoverage;
    return result;
  }

  /** Code that also runs while modules load, and in few tests, is looked at twice: first as any other, then in modules loaded anew. */
  async mutantRun({ activeMutant, testFilter, hitLimit, sandboxFileName }: MutantRunOptions): Promise<MutantRunResult> {
    if (isTakenAsRead(activeMutant, sandboxFileName)) return { status: MutantRunStatus.Survived, nrOfTests: 0 };
    stryker.hitLimit = hitLimit;
    const kept = await this.#tests();
    const names = Object.keys(this.#found.durations);
    const wanted = new Set(testFilter ?? this.#found.testsOf[activeMutant.id]?.map((place) => names[place] as string));
    const here = async () => kept.filter(({ id }) => wanted.has(id));
    const result = await this.#look(activeMutant.id, sandboxFileName, [here]);
    if (testFilter !== undefined || result.status !== MutantRunStatus.Survived || wanted.size >= ENOUGH) return result;
    this.#generation += 1;
    return this.#look(activeMutant.id, sandboxFileName, this.#files(kept, sandboxFileName));
  }

  /** Runs tests until one fails, those most likely to first. */
  async #look(mutant: string, file: string, parts: readonly (() => Promise<readonly Test[]>)[]): Promise<MutantRunResult> {
    const kills = this.#killsIn(file);
    const cost = (id: string): number => this.#durationOf(id) / (1 + (kills.get(id) ?? 0));
    let nrOfTests = 0;
    stryker.activeMutant = mutant;
    try {
      for (const part of parts) {
        const tests = (await part())
          .filter(({ id }) => !this.#found.failing.includes(id))
          .toSorted((a, b) => cost(a.id) - cost(b.id))
          .map((test) => ({ test, usualMs: this.#durationOf(test.id) }));
        const outcome = untilOneFails(tests, () => {
          stryker.hitCount = 0;
        });
        nrOfTests += outcome.tests;
        const limit = determineHitLimitReached(stryker.hitCount, stryker.hitLimit);
        if (limit !== undefined) return { status: MutantRunStatus.Timeout, reason: limit.reason ?? '' };
        if (outcome.looped !== undefined) return { status: MutantRunStatus.Timeout, reason: outcome.looped.id };
        if (outcome.failed === undefined) continue;
        const { test, error } = outcome.failed;
        kills.set(test.id, (kills.get(test.id) ?? 0) + 1);
        return { status: MutantRunStatus.Killed, killedBy: [test.id], failureMessage: messageOf(error), nrOfTests };
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } catch (error) {
      return { status: MutantRunStatus.Error, errorMessage: messageOf(error) };
    } finally {
      stryker.activeMutant = undefined;
    }
  }

  #durationOf(id: string): number {
    return this.#found.durations[id] ?? 0;
  }

  /** The files of tests, each to be loaded when its turn comes: those that found most in this file of the domain first, then the fastest. */
  #files(kept: readonly Test[], mutated: string): readonly (() => Promise<readonly Test[]>)[] {
    const total = (tests: readonly Test[], of: (id: string) => number): number => tests.reduce((sum, { id }) => sum + of(id), 0);
    return [...Map.groupBy(kept, ({ file }) => file)]
      .map(([file, tests]) => ({
        file,
        kills: total(tests, (id) => this.#killsIn(mutated).get(id) ?? 0),
        durationMs: total(tests, (id) => this.#durationOf(id)),
      }))
      .sort((a, b) => b.kills - a.kills || a.durationMs - b.durationMs)
      .map(
        ({ file }) =>
          () =>
            this.#load(file),
      );
  }

  #killsIn(mutated: string): Map<string, number> {
    const kills = this.#kills.get(mutated) ?? new Map<string, number>();
    this.#kills.set(mutated, kills);
    return kills;
  }

  /** The working folder is the copy of the project whose domain holds the mutants. */
  async #tests(): Promise<readonly Test[]> {
    if (this.#kept !== undefined) return this.#kept;
    const root = pathToFileURL(process.cwd()).href;
    registerHooks({
      resolve: (name, context, next) => {
        if (name === 'vitest' && context.parentURL !== SUITE) return { url: SUITE, shortCircuit: true };
        const resolved = next(name, context);
        const isOurs = ['/src/', '/test/'].some((folder) => resolved.url.startsWith(root + folder));
        if (this.#generation === 0 || !isOurs || resolved.url === SUITE) return resolved;
        return { ...resolved, url: `${resolved.url}?generation=${this.#generation}` };
      },
    });
    const isDryRun = !existsSync(FOUND);
    registerHooks({
      load: (url, context, next) => {
        const loaded = next(url, context);
        if (isDryRun || !url.startsWith(`${root}/src/`)) return loaded;
        return { ...loaded, source: String(loaded.source).replace(COUNTS, NO_LONGER_COUNTS) };
      },
    });
    fc.configureGlobal({ seed: SEED, numRuns: RUNS, endOnFailure: true });
    if (!isDryRun) this.#found = JSON.parse(readFileSync(FOUND, 'utf8'));
    const kept: Test[] = [];
    for (const file of globSync(process.env.MUTATION_TESTS ?? ALL_TESTS).sort()) kept.push(...(await this.#load(file)));
    this.#kept = kept;
    return kept;
  }

  async #load(file: string): Promise<readonly Test[]> {
    const { load } = await import('./suite.ts');
    return load(file, pathToFileURL(join(process.cwd(), file)));
  }
}

/** What is explained survives every test by its explanation, so that running them all proves little; with --doubt it is looked at as well. */
const isTakenAsRead = ({ location, replacement }: Mutant, copy: string): boolean => {
  if (process.env.MUTATION_DOUBT !== undefined) return false;
  const file = relative(process.cwd(), copy);
  const line = linesOf(join(ROOT, file))[location.start.line] ?? ''; // From zero here, from one in the report.
  return explanationOf({ file, line, replacement }, EXPLAINED) !== undefined;
};
const texts = new Map<string, readonly string[]>();
const linesOf = (file: string): readonly string[] => {
  const lines = texts.get(file) ?? readFileSync(file, 'utf8').split('\n');
  texts.set(file, lines);
  return lines;
};

const testsOfStatics = (coverage: MutantCoverage | undefined, names: readonly string[]): Record<string, number[]> => {
  const testsOf: Record<string, number[]> = Object.fromEntries(Object.keys(coverage?.static ?? {}).map((id) => [id, []]));
  for (const [place, name] of names.entries())
    for (const id of Object.keys(coverage?.perTest[name] ?? {})) testsOf[id]?.push(place);
  return testsOf;
};

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'kept-suite', KeptSuite)];
