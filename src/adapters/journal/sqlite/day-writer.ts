import { existsSync, linkSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { JournalError } from '../../../domain/ports/journal.ts';
import { journalError, type Where } from '../codec/faults.ts';
import type { EncodedPage } from '../codec/page.ts';
import { NOTHING } from '../codec/page-writer.ts';
import type { WritableDay } from '../store.ts';
import { APPLICATION_ID, COLUMNS, FILE_VERSION, PAGE_SIZE, rowOf, SCHEMA } from './day-file.ts';
import { startIn } from './day-reader.ts';
import { syncFile } from './files.ts';
import { BUSY_TIMEOUT_MS, openForWriting, readingAsWriter } from './reading.ts';
import { inOurWords } from './sqlite-errors.ts';

const SYNCHRONOUS_FULL = 2;

/**
 * Opens a day for writing; one that does not exist begins with its first commit. Throws JournalError: `foreignFile` or `newerVersion`
 * for a file that is not ours to write (it is not touched), `fenced` when a later epoch has been here, `notDurable` when SQLite
 * would not sync each commit.
 */
export const openDay = (file: string, epoch: number): WritableDay =>
  existsSync(file) ? openExisting(file, epoch) : openNew(file, epoch);

const openExisting = (file: string, epoch: number): WritableDay => {
  let db: Database.Database | undefined;
  try {
    readingAsWriter(file, () => undefined); // Refuses what is not ours before anything could change.
    db = new Database(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    openForWriting.add(file);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    insistOnFull(db, file);
    db.transaction(enter).immediate(db, epoch, file);
    for (const left of leftUnfinished(file)) rmSync(left);
    return writable(db, file, epoch);
  } catch (error) {
    db?.close();
    openForWriting.delete(file);
    throw inOurWords(error, { file }, 'the day cannot be opened for writing');
  }
};

const openNew = (file: string, epoch: number): WritableDay => {
  let begun: WritableDay | undefined;
  const begin = (pages: readonly EncodedPage[]): void => {
    try {
      create(file, epoch, pages);
      begun = openExisting(file, epoch);
    } catch (error) {
      throw notDurable(error, file, pages);
    }
  };
  return {
    start: { tail: NOTHING, words: [] },
    commit: (pages) => (begun === undefined ? begin(pages) : begun.commit(pages)),
    close: () => begun?.close(),
  };
};

/** A file that is in WAL mode opens as NORMAL, which loses commits in a power cut and says nothing: so FULL is set, and read back. */
export const insistOnFull = (db: Database.Database, file: string): void => {
  const mode = db.pragma('journal_mode', { simple: true });
  const synchronous = db.pragma('synchronous', { simple: true });
  if (mode === 'wal' && synchronous === SYNCHRONOUS_FULL) return;
  const what = `SQLite would not sync each commit: journal_mode ${mode}, synchronous ${synchronous}`;
  throw journalError('notDurable', { file }, what, 'Put the journal on a local disk; network file systems cannot keep it.');
};

/**
 * A day appears with its first pages or not at all: it is made under another name, synced, and linked to its own, which fails
 * if somebody else was quicker. Until then nobody reads it and nobody is told, so one sync at the end is enough.
 */
const create = (file: string, epoch: number, pages: readonly EncodedPage[]): void => {
  for (const left of leftUnfinished(file)) rmSync(left);
  const making = `${file}.${epoch}.new`;
  const db = new Database(making);
  try {
    db.pragma(`page_size = ${PAGE_SIZE}`);
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    db.transaction(() => {
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${FILE_VERSION}`);
      db.exec(SCHEMA);
      db.prepare('INSERT INTO writer (one, epoch) VALUES (1, ?)').run(epoch);
      for (const page of pages) insertInto(db).run(...rowOf(page));
    })();
  } finally {
    db.close();
  }
  syncFile(making);
  linkSync(making, file);
  rmSync(making);
  syncFile(dirname(file));
};

/** What a crash left of this day before it began, or as it began: its other name. */
const leftUnfinished = (file: string): readonly string[] =>
  readdirSync(dirname(file))
    .filter((name) => name.startsWith(basename(file)) && name.endsWith('.new'))
    .map((name) => join(dirname(file), name));

const insertInto = (db: Database.Database): Database.Statement<unknown[]> =>
  db.prepare<unknown[]>(`INSERT INTO page (${COLUMNS}) VALUES (${COLUMNS.replaceAll(/\w+/g, '?')})`);

/**
 * From here on, whoever has a lesser epoch is fenced. It is written even when it is there already: a log with nothing in it yet,
 * left by a process that was killed, is the one state that SQLite cannot read without the right to write.
 */
const enter = (db: Database.Database, epoch: number, file: string): void => {
  const last = db.prepare<[], number>('SELECT epoch FROM writer').pluck().get() ?? 0;
  if (last > epoch) throw fenced({ file }, last, epoch);
  db.prepare('UPDATE writer SET epoch = ?').run(epoch);
};

const fenced = (where: Where, found: number, epoch: number): JournalError =>
  journalError(
    'fenced',
    where,
    `a writer of epoch ${found} has taken over; epoch ${epoch} may not write`,
    'Stop this writer. Nothing was written.',
  );

const writable = (db: Database.Database, file: string, epoch: number): WritableDay => {
  const state = db.prepare<[], { epoch: number; last: number | null }>(
    'SELECT epoch, (SELECT max(first) FROM page) AS last FROM writer',
  );
  const insert = insertInto(db);
  const start = startIn(db, file, Number.MAX_SAFE_INTEGER);
  let last = state.get()?.last ?? 0;

  const write = db.transaction((pages: readonly EncodedPage[]) => {
    const found = state.get();
    const position = pages[0]?.first ?? 0;
    if (found?.epoch !== epoch) throw fenced({ file, position }, found?.epoch ?? 0, epoch);
    if ((found.last ?? 0) !== last)
      throw journalError(
        'positionConflict',
        { file, position },
        'somebody else has written pages to this day',
        'Fold the day again. Nothing was written.',
      );
    for (const page of pages) insert.run(...rowOf(page));
  });

  return {
    start,
    commit: (pages) => {
      try {
        write.immediate(pages);
      } catch (error) {
        throw error instanceof JournalError ? error : notDurable(error, file, pages);
      }
      last = pages.at(-1)?.first ?? last;
    },
    close: () => {
      putAway(db);
      openForWriting.delete(file);
    },
  };
};

const notDurable = (error: unknown, file: string, pages: readonly EncodedPage[]): JournalError => {
  const where = { file, position: pages[0]?.first ?? 0 };
  const { what, remedy } = inOurWords(error, where, 'the commit failed').fault;
  return journalError('notDurable', where, what, `${remedy} Then restart the desk: it begins again from what is durable.`, error);
};

/** Leaves one plain file: nobody who reads it later needs to make a log or an index beside it. A reader may be in the way; then they stay. */
const putAway = (db: Database.Database): void => {
  try {
    db.pragma('journal_mode = DELETE');
  } catch {
    // The log stays beside the file; the next writer puts it back into the file.
  }
  db.close();
};
