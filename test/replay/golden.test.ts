import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Book, GOLDEN, readBook } from '../golden/book.ts';
import { deviationsOf, examine, type Found, faultsOf } from '../golden/examine.ts';
import { play } from '../golden/play.ts';
import { SCRIPTS, type Script } from '../golden/scripts.ts';
import { flipBit } from '../support/damage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { days }: Book = readBook();
const names = [...new Set(days.map(({ name }) => name))];
/** What to do about a golden day that differs: journal/golden/README.md says it at length. */
const REMEDY = 'see "When a golden day differs" in journal/golden/README.md';

describe('a golden day', () => {
  const found = new Map<string, Promise<readonly Found[]>>();
  const foundIn = (name: string): Promise<readonly Found[]> => {
    const known = found.get(name) ?? examine(GOLDEN, name);
    found.set(name, known);
    return known;
  };

  it.each(days.map((day) => [day.file, day] as const))(
    '%s replays to what was recorded, and is decided again',
    async (_, golden) => {
      const one = (await foundIn(golden.name)).find(({ file }) => file === golden.file);
      expect(faultsOf(golden, one).join('\n'), REMEDY).toBe('');
      expect(one?.report.status).toBe('sealed');
    },
  );

  it.each(names)('%s is in the book with every day that it has, and shows what it is there for', async (name) => {
    const its = days.filter((day) => day.name === name);
    expect((await foundIn(name)).map(({ file }) => file)).toEqual(its.map(({ file }) => file));
    for (const type of SCRIPTS[name]?.shows ?? [])
      expect(
        its.some(({ events }) => (events[type] ?? 0) > 0),
        type,
      ).toBe(true);
  });

  it('is opened by what the day before left, where there was one', async () => {
    const [, second] = await foundIn('crash');
    const opening = second?.report.checks.find((check) => check.name === 'opening');
    expect(opening).toMatchObject({ outcome: 'proved', what: expect.stringContaining('2026-01-05 left them') });
  });
});

describe('a golden day that is not what it was', () => {
  const [golden] = days as [Book['days'][number]];
  const { dir, remove } = temporaryFolder();
  afterAll(remove);

  it('is noticed by its file, its chain and its seal', async () => {
    cpSync(join(GOLDEN, golden.name), join(dir, golden.name), { recursive: true });
    const file = join(dir, golden.file);
    chmodSync(file, 0o644);
    flipBit(file, Math.floor(readFileSync(file).length / 2), 3);
    const [changed] = await examine(dir, golden.name);
    const faults = faultsOf(golden, changed);
    expect(faults[0]).toMatch(/the file was "[0-9a-f]{64}" and is "[0-9a-f]{64}"/);
    expect(faults.join('\n')).toMatch(/its seal says/);
  });

  it('is noticed when it folds to something else, or is decided otherwise, or is gone', async () => {
    const [one] = (await examine(GOLDEN, golden.name)) as [Found];
    const other = '0'.repeat(64);
    expect(faultsOf({ ...golden, stateDigest: other }, one)).toEqual([
      `${golden.file}: the state digest was "${other}" and is "${one.stateDigest}"`,
    ]);
    const deviations = [{ position: 7, what: 'OrderAccepted is recorded, but OrderRefused follows' }];
    expect(faultsOf({ ...golden, differs: { why: 'a limit was wrong', deviations } }, one)[0]).toMatch(
      /what is decided otherwise was/,
    );
    expect(deviationsOf(one)).toEqual(golden.differs?.deviations ?? []);
    expect(faultsOf(golden, undefined)).toEqual([`${golden.file} is not there`]);
  });
});

describe('playing a script', () => {
  it('makes the same bytes again from the same seed, and others from another', async () => {
    const quiet = SCRIPTS.quiet as Script;
    const hashOf = async (seed: number): Promise<string | undefined> => {
      const { dir, remove } = temporaryFolder();
      try {
        await play(dir, 'quiet', quiet, seed);
        return (await examine(dir, 'quiet'))[0]?.fileHash;
      } finally {
        remove();
      }
    };
    const first = await hashOf(5);
    expect(await hashOf(5)).toBe(first);
    expect(await hashOf(6)).not.toBe(first);
  });
});
