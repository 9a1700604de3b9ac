import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the files of a run live. DAYBOOK_BENCH_DIR names another disk; a RAM disk would make every durable figure a lie. */
export const scratchRoot = (): string => process.env.DAYBOOK_BENCH_DIR ?? tmpdir();

/** A folder of one's own, gone when the work is done. */
export const inScratch = async <T>(work: (dir: string) => T | Promise<T>): Promise<T> => {
  const dir = scratchDir();
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const open = new Set<string>();
process.on('exit', () => {
  for (const dir of open) rmSync(dir, { recursive: true, force: true });
});

/** A folder that lasts as long as the process. */
export const scratchDir = (): string => {
  const dir = mkdtempSync(join(scratchRoot(), 'daybook-bench-'));
  open.add(dir);
  return dir;
};
