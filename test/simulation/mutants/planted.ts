import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './mutant.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const COPIED = ['src', 'test/simulation', 'test/support', 'package.json'];

/** A copy of the sources with a bug in it; `run` is told where its worker is, and all of it is gone afterwards. */
export const planted = async <Found>(mutant: Mutant, run: (worker: URL) => Promise<Found>): Promise<Found> => {
  const copy = mkdtempSync(join(tmpdir(), 'daybook-mutant-'));
  try {
    for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    plant(copy, mutant);
    return await run(pathToFileURL(join(copy, 'test/simulation/worker.ts')));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

const plant = (root: string, { name, hunks }: Mutant): void => {
  for (const { file, find, replace } of hunks) {
    const text = readFileSync(join(root, file), 'utf8');
    const times = timesFound(text, find);
    if (times !== 1) throw new Error(`mutant "${name}": its hunk for ${file} is found ${times} times:\n${find}`);
    writeFileSync(
      join(root, file),
      text.replace(find, () => replace),
    );
  }
};
export const timesFound = (text: string, find: string): number => text.split(find).length - 1;
