import { Script } from 'node:vm';

/** A test under a mutant may take this much, and this many times what it took without: a machine that is busy is no loop. */
const LEAST_MS = 1_000;
const TIMES = 5;

let body: () => unknown;
Object.assign(globalThis, { runBoundedTest: () => body() });
const script = new Script('runBoundedTest()');

/** Runs a test, and ends it from outside when it loops: then `looped` recognizes what is thrown. */
export const bounded = (run: () => unknown, usualMs: number): unknown => {
  body = run;
  return script.runInThisContext({ timeout: Math.ceil(LEAST_MS + TIMES * usualMs) });
};
export const looped = (error: unknown): boolean => (error as NodeJS.ErrnoException)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
