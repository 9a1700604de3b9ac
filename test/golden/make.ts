import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildId } from '../../src/adapters/runtime/build.ts';
import { known } from '../../src/domain/kernel/assert.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { GOLDEN, type GoldenDay } from './book.ts';
import { examine } from './examine.ts';
import { play } from './play.ts';
import { SCRIPTS } from './scripts.ts';

/** A file of some 150 kB. */
const RECORDS_MAX = 1_000;

export class DoesNotShow extends Error {}

/** Plays a script and puts its days where golden days are, in the place of any that were there. Refuses days that do not show what they should, or do not verify. */
export const make = async (name: string, seed: number): Promise<readonly GoldenDay[]> => {
  const { dir, remove } = temporaryFolder();
  try {
    const script = known(SCRIPTS[name], () => `there is a script ${name}`);
    await play(dir, name, script, seed);
    const found = await examine(dir, name);
    for (const { file, report } of found)
      if (!report.ok || report.redecided?.verdict !== 'same')
        throw new Error(`${file} does not verify: ${JSON.stringify(report.checks)}`);
    const missing = script.shows.filter((type) => found.every(({ events }) => events[type] === undefined));
    if (missing.length > 0) throw new DoesNotShow(`${name}: seed ${seed} does not show ${missing.join(', ')}`);
    for (const { file, records } of found)
      if (records > RECORDS_MAX)
        throw new Error(`${file} has ${records} records: golden days are small, or something repeats itself`);
    keep(dir, name);
    return found.map(({ report: _, ...day }) => ({ name, ...day, seed, madeBy: buildId() }));
  } finally {
    remove();
  }
};

const keep = (dir: string, name: string): void => {
  const folder = join(GOLDEN, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(join(dir, name)))
    if (/\.(daybook|seal)$/.test(file)) copyFileSync(join(dir, name, file), join(folder, file));
};
