import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { assert } from '../../../domain/kernel/assert.ts';
import { dateOf, dayFromDate } from '../../../domain/kernel/ids.ts';
import type { Seal } from '../../../domain/ports/journal.ts';
import { journalError } from '../codec/faults.ts';
import { sha256Of, syncFile, writeAtomically } from './files.ts';
import { BUSY_TIMEOUT_MS, reading } from './reading.ts';
import { inOurWords } from './sqlite-errors.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const sealForm = z.strictObject({
  format: z.literal(1),
  day: z.iso.date(),
  position: z.int().min(1),
  chainHead: hex,
  stateDigest: z.string(),
  fileHash: hex,
});

const READ_ONLY = 0o444;
const sealPath = (file: string): string => file.replace(/daybook$/, 'seal');

/** The seal beside a day. Throws JournalError `sealBroken` when there is one that cannot be read. */
export const readSeal = (file: string): Seal | undefined => {
  const path = sealPath(file);
  if (!existsSync(path)) return undefined;
  try {
    const { day, position, chainHead, stateDigest, fileHash } = sealForm.parse(JSON.parse(readFileSync(path, 'utf8')));
    const number = dayFromDate(day);
    if (number === undefined) throw new TypeError(`there is no day ${day}`);
    return { day: number, position, chainHead, stateDigest, fileHash };
  } catch (error) {
    const what = `the seal cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw journalError('sealBroken', { file: path }, what, 'Restore the .seal from a copy; the next day names its hash.', error);
  }
};

/**
 * Folds the log back into the file, makes it read-only and writes its hash beside it. Each step may have been done before a crash:
 * doing it again changes nothing. Throws JournalError.
 */
export const sealFile = (file: string, seal: Omit<Seal, 'fileHash'>): Seal => {
  const known = readSeal(file);
  if (known !== undefined) return known;
  try {
    if (hasLog(file)) foldBackLog(file);
    rmSync(`${file}-shm`, { force: true }); // Of use only with a log; a disk that failed once may have left it.
    syncFile(dirname(file)); // What SQLite removed must not come back beside a file that nobody may write any more.
    chmodSync(file, READ_ONLY);
    syncFile(file);
    const sealed = { ...seal, fileHash: sha256Of(file) };
    writeAtomically(sealPath(file), `${JSON.stringify({ format: 1, ...sealed, day: dateOf(seal.day) }, null, 2)}\n`);
    return sealed;
  } catch (error) {
    throw inOurWords(error, { file }, 'the day cannot be sealed');
  }
};

const hasLog = (file: string): boolean =>
  existsSync(`${file}-wal`) || reading(file, (db) => db.pragma('journal_mode', { simple: true })) === 'wal';

const foldBackLog = (file: string): void => {
  const db = new Database(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
    const mode = db.pragma('journal_mode = DELETE', { simple: true });
    assert(mode === 'delete', `a sealed day has no log beside it, but its journal mode is ${mode}`);
  } finally {
    db.close();
  }
};
