/**
 * A test runner for Stryker that keeps the tests loaded. Stryker's runner for vitest works as well, but starts a worker for
 * each mutant, which takes ten times as long as the tests. Loaded by Stryker, in a process that it ends when a mutant hangs.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

const SUITE = new URL('suite.ts', import.meta.url).href;
/** How long each test takes, as the dry run measured it: the fastest ones look at a mutant first. */
const DURATIONS = 'durations.json';
const SEED = 7;
/** Few, because thousands of mutants are looked at; and the first counterexample will do, there is nobody to read a small one. */
const RUNS = 20;

/** What the mutated code reads and writes. */
const stryker: {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: MutantCoverage;
  hitCount?: number;
  hitLimit?: number | undefined;
} = {};
Object.assign(globalThis, { __stryker__: stryker });

const elapsed = (since: number): number => performance.now() - since;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

class KeptSuite implements TestRunner {
  #suite: typeof import('./suite.ts') | undefined;
  #durations: Readonly<Record<string, number>> = {};

  /** What runs while the modules load can only be looked at in a new process, with the mutant in force from the start. */
  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const { id, file, run } of await this.#load()) {
      const began = performance.now();
      stryker.currentTestId = id;
      const test = { id, name: id, fileName: file };
      try {
        await run();
        tests.push({ ...test, status: TestStatus.Success, timeSpentMs: elapsed(began) });
      } catch (error) {
        tests.push({ ...test, status: TestStatus.Failed, timeSpentMs: elapsed(began), failureMessage: messageOf(error) });
      } finally {
        stryker.currentTestId = undefined;
      }
    }
    this.#durations = Object.fromEntries(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    writeFileSync(DURATIONS, JSON.stringify(this.#durations));
    const result: CompleteDryRunResult = { status: DryRunStatus.Complete, tests };
    if (stryker.mutantCoverage !== undefined) result.mutantCoverage = stryker.mutantCoverage;
    return result;
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    stryker.hitCount = 0;
    stryker.hitLimit = hitLimit;
    if (mutantActivation === 'static') stryker.activeMutant = activeMutant.id;
    let nrOfTests = 0;
    try {
      const wanted = testFilter === undefined ? undefined : new Set(testFilter);
      const tests = (await this.#load()).filter(({ id }) => wanted?.has(id) ?? true);
      stryker.activeMutant = activeMutant.id;
      for (const { id, run } of tests.toSorted((a, b) => this.#durationOf(a.id) - this.#durationOf(b.id))) {
        nrOfTests += 1;
        try {
          await run();
        } catch (error) {
          const looped = determineHitLimitReached(stryker.hitCount, hitLimit);
          return looped === undefined
            ? { status: MutantRunStatus.Killed, killedBy: [id], failureMessage: messageOf(error), nrOfTests }
            : { status: MutantRunStatus.Timeout, reason: looped.reason ?? '' };
        }
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } catch (error) {
      return { status: MutantRunStatus.Error, errorMessage: messageOf(error) };
    } finally {
      stryker.activeMutant = undefined;
    }
  }

  #durationOf(id: string): number {
    return this.#durations[id] ?? 0;
  }

  /** The working folder is the copy of the project whose domain holds the mutants. */
  async #load() {
    if (this.#suite !== undefined) return this.#suite.declared();
    registerHooks({
      resolve: (name, context, next) =>
        name === 'vitest' && context.parentURL !== SUITE ? { url: SUITE, shortCircuit: true } : next(name, context),
    });
    fc.configureGlobal({ seed: SEED, numRuns: RUNS, endOnFailure: true });
    if (existsSync(DURATIONS)) this.#durations = JSON.parse(readFileSync(DURATIONS, 'utf8'));
    const suite = await import('./suite.ts');
    for (const file of globSync('test/domain/**/*.test.ts').sort())
      await suite.load(file, pathToFileURL(join(process.cwd(), file)));
    this.#suite = suite;
    return suite.declared();
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'kept-suite', KeptSuite)];
