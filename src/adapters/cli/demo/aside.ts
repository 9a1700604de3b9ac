import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteJournal } from '../../journal/sqlite/sqlite-journal.ts';

/**
 * A rehearsal begins with nothing, or the same seed would not be the same day. Journals are kept: what is there moves to
 * `<dir>/.earlier/<desk>.<n>`, unless another process is writing it. Returns where it went, or undefined when there was nothing.
 */
export const setAside = async (dir: string, desk: string): Promise<string | undefined> => {
  const folder = join(dir, desk);
  if (!existsSync(folder)) return undefined;
  const journal = openSqliteJournal({ dir, desk });
  const lease = await journal.claim('rehearsal', 0); // Throws, naming the holder, while somebody writes here.
  await lease.release();
  await journal.close();
  const earlier = join(dir, '.earlier');
  mkdirSync(earlier, { recursive: true });
  const n = readdirSync(earlier).filter((name) => name.startsWith(`${desk}.`)).length + 1;
  const place = join(earlier, `${desk}.${n}`);
  renameSync(folder, place);
  return place;
};
