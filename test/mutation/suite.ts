/**
 * Stands where `vitest` is imported while mutants run: collects the tests of test/domain, so that one process can run any of
 * them again and again. The matchers are vitest's own. A test that needs more of vitest than this fails to load, and says so.
 */
import { format } from 'node:util';

export { expect } from 'vitest';

type Body = (...args: never[]) => unknown;
export type Test = Readonly<{ id: string; file: string; run: () => unknown }>;

let tests: Test[] = [];
const titles: string[] = [];
let file = '';

/** Imports one file of tests, and tells what it declares. */
export const load = async (name: string, url: URL): Promise<readonly Test[]> => {
  file = name;
  tests = [];
  titles.length = 0;
  await import(url.href);
  return tests;
};

const declare = (title: string, run: () => unknown): void => {
  const id = [file, ...titles, title].join(' > ');
  if (tests.some((test) => test.id === id)) throw new Error(`two tests are called ${id}`);
  tests.push({ id, file, run });
};
const rows =
  <Row>(table: readonly Row[]) =>
  (title: string, body: Body): void =>
    table.forEach((row, at) => {
      const args = (Array.isArray(row) ? row : [row]) as never[];
      declare(`${format(title, ...args)} (${at})`, () => body(...args));
    });
const group = (title: string, body: () => void): void => {
  titles.push(title);
  body();
  titles.pop();
};
const leaveOut = (): void => undefined;

export const it = Object.assign((title: string, body: () => unknown): void => declare(title, body), {
  each: rows,
  skipIf: (missing: boolean) => (missing ? leaveOut : it),
});
export const describe: typeof group & { skipIf: (missing: boolean) => typeof group } = Object.assign(group, {
  skipIf: (missing: boolean) => (missing ? leaveOut : group),
});
