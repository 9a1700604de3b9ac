import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { JournalError } from '../../../domain/ports/journal.ts';
import { journalError, RESTORE, UPGRADE } from '../codec/faults.ts';
import { APPLICATION_ID, FILE_VERSION, PAGE_SIZE } from './day-file.ts';
import { inOurWords } from './sqlite-errors.ts';

/** How long to wait for a lock of another process: a commit or a checkpoint takes milliseconds. */
export const BUSY_TIMEOUT_MS = 5_000;

/** Files that this process has open for writing. To open and close one of them by hand would drop the locks SQLite has on it. */
export const openForWriting = new Set<string>();

/**
 * Opens a day read-only for as long as `use` runs. Nothing is created or changed, whatever state the file is in, and the writer
 * is never kept from its work. Throws JournalError.
 */
export const reading = <T>(file: string, use: (db: Database.Database) => T): T => {
  if (lacksIndex(file)) Atomics.wait(STILL, 0, 0, STOPPING_MS);
  if (lacksIndex(file)) throw journalError('inputOutput', { file }, LACKS_INDEX, COPY_IT);
  return readingIn(file, use);
};

/** A log without the index that goes with it: SQLite would make one, and a reader makes nothing. */
const lacksIndex = (file: string): boolean => existsSync(`${file}-wal`) && !existsSync(`${file}-shm`);
const LACKS_INDEX =
  'beside the day lies a write-ahead log (-wal) but not the index that goes with it (-shm): it is a partial copy';
const COPY_IT = 'Copy the -shm file too; or open the desk once with "daybook serve", which puts the log back into the file.';
/** A writer that just stops removes the one a moment before the other. */
const STOPPING_MS = 20;
const STILL = new Int32Array(new SharedArrayBuffer(4));

/** As `reading`, by one who may make the index of the log, and finish what the last writer died over: he is about to write anyway. */
export const readingAsWriter = <T>(file: string, use: (db: Database.Database) => T): T => {
  if (existsSync(`${file}-journal`) && !openForWriting.has(file) && isOurs(file)) rollBack(file);
  return readingIn(file, use);
};

/**
 * A process that dies as it makes a log or puts one away leaves beside the file the page that it was changing. SQLite puts it back as
 * soon as somebody reads the file who may write; nobody else can read it until then.
 */
const rollBack = (file: string): void => {
  const db = new Database(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    db.pragma('user_version');
  } catch (error) {
    throw inOurWords(error, { file }, 'what the last writer left half done cannot be undone');
  } finally {
    db.close();
  }
};

const readingIn = <T>(file: string, use: (db: Database.Database) => T): T => {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    insistOnOurs(db, file);
    return use(db);
  } catch (error) {
    throw cutShort(error, file) ?? inOurWords(error, { file }, 'the day cannot be read');
  } finally {
    db?.close();
  }
};

/** SQLite takes anything shorter for a database that is still empty. */
const SMALLEST_DATABASE = 512;

const insistOnOurs = (db: Database.Database, file: string): void => {
  const { size } = statSync(file);
  if (size < SMALLEST_DATABASE) throw cut(file, size, 'more');
  const found = db.pragma('application_id', { simple: true });
  if (found !== APPLICATION_ID)
    throw journalError(
      'foreignFile',
      { file },
      'this SQLite file is not a day of Daybook',
      'Move it out of the journal folder. Nothing was changed.',
    );
  const version = db.pragma('user_version', { simple: true });
  if (typeof version !== 'number' || version > FILE_VERSION)
    throw journalError(
      'newerVersion',
      { file },
      `the file has version ${version}; this release reads up to ${FILE_VERSION}`,
      UPGRADE,
    );
  if (size % PAGE_SIZE !== 0 && !existsSync(`${file}-wal`)) throw cut(file, size, `a multiple of ${PAGE_SIZE}`);
};

/** Where the header of a SQLite file says how large its pages are and how many it has, and whose file it is. */
const HEADER = { bytes: 100, magic: 'SQLite format 3\0', pageSizeAt: 16, pagesAt: 28, versionAt: 60, applicationAt: 68 };

/** The header, read by hand; undefined when this is no SQLite file. Not for a file that this process has open for writing. */
const headerOf = (file: string): Buffer | undefined => {
  const header = Buffer.alloc(HEADER.bytes);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, header);
  closeSync(descriptor);
  return header.toString('latin1').startsWith(HEADER.magic) ? header : undefined;
};

const isOurs = (file: string): boolean => {
  const header = headerOf(file);
  return header?.readUInt32BE(HEADER.applicationAt) === APPLICATION_ID && header.readUInt32BE(HEADER.versionAt) <= FILE_VERSION;
};

/** SQLite says only "malformed" of a file that is shorter than its header promises. Undefined when that is not what is wrong. */
const cutShort = (error: unknown, file: string): JournalError | undefined => {
  if (error instanceof JournalError || openForWriting.has(file) || !existsSync(file)) return undefined;
  const header = headerOf(file);
  if (header === undefined) return undefined;
  const { size } = statSync(file);
  const wanted = header.readUInt32BE(HEADER.pagesAt) * header.readUInt16BE(HEADER.pageSizeAt);
  return size < wanted ? cut(file, size, wanted, error) : undefined;
};

const cut = (file: string, size: number, wanted: number | string, cause?: unknown): JournalError =>
  journalError('cutFile', { file }, `the file is cut: ${size} bytes are there, ${wanted} should be`, RESTORE, cause);
