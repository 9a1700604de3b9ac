import { Script } from 'node:vm';
import type { Test } from './suite.ts';

/** Tests under a mutant may take this much, and this many times what they took without: a machine that is busy is no loop. */
const LEAST_MS = 1_000;
const TIMES = 5;
/** A watch costs a thread. It is set for some tests together. */
const TOGETHER = 50;
const TOGETHER_MS = 100;

export type Timed = Readonly<{ test: Test; usualMs: number }>;
export type Outcome = Readonly<{ tests: number; failed?: Readonly<{ test: Test; error: unknown }>; looped?: Test }>;

let body: () => void;
Object.assign(globalThis, { runBoundedTests: () => body() });
const script = new Script('runBoundedTests()');

/** Runs tests until one fails; one that loops is ended from outside. They are synchronous, as the domain is. */
export const untilOneFails = (tests: readonly Timed[], before: () => void): Outcome => {
  let ran = 0;
  for (const some of together(tests)) {
    let running: Test | undefined;
    let failed: Outcome['failed'];
    body = () => {
      for (const { test } of some) {
        running = test;
        ran += 1;
        before();
        try {
          test.run();
        } catch (error) {
          failed = { test, error };
          return;
        }
      }
    };
    try {
      script.runInThisContext({ timeout: Math.ceil(LEAST_MS + TIMES * sum(some)) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      return { tests: ran, ...(running === undefined ? {} : { looped: running }) };
    }
    if (failed !== undefined) return { tests: ran, failed };
  }
  return { tests: ran };
};

const sum = (tests: readonly Timed[]): number => tests.reduce((total, { usualMs }) => total + usualMs, 0);
const together = (tests: readonly Timed[]): readonly (readonly Timed[])[] => {
  const groups: Timed[][] = [];
  for (const timed of tests) {
    const last = groups.at(-1);
    if (last === undefined || last.length === TOGETHER || sum(last) + timed.usualMs > TOGETHER_MS) groups.push([timed]);
    else last.push(timed);
  }
  return groups;
};
