import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { JournalError } from '../../../domain/ports/journal.ts';
import { journalError } from '../codec/faults.ts';
import { syncFile } from './files.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

/** A day, what of it is not yet in its file, and its seal. Not the lease: the copy has a writer of its own. */
const OF_A_DAY = /^\d{4}-\d{2}-\d{2}\.daybook(-wal)?$|^\d{4}-\d{2}-\d{2}\.seal$/;

/**
 * Copies the days of a desk to another disk, for when their own cannot be written any more. Refused while a process writes them, as far
 * as the disk can still tell, and where there are days already: two copies that differ would be two truths.
 */
export const copyDays = async (from: string, to: string, desk: string): Promise<void> => {
  const [source, target] = [resolve(from, desk), resolve(to, desk)];
  if (existsSync(target) && readdirSync(target).some((name) => OF_A_DAY.test(name)))
    throw journalError('inputOutput', { file: target }, 'there are days here already', 'Name an empty folder.');
  await refuseWhileWritten(from, desk);
  mkdirSync(target, { recursive: true });
  for (const name of existsSync(source) ? readdirSync(source) : []) {
    if (!OF_A_DAY.test(name)) continue;
    copyFileSync(join(source, name), join(target, name));
    syncFile(join(target, name));
  }
  syncFile(target);
};

const refuseWhileWritten = async (dir: string, desk: string): Promise<void> => {
  const journal = openSqliteJournal({ dir, desk });
  try {
    const lease = await journal.claim(`copying ${desk}`, 0);
    await lease.release();
  } catch (error) {
    if (error instanceof JournalError && error.code === 'leaseHeld') throw error; // A disk that takes no lease holds none.
  } finally {
    await journal.close();
  }
};
