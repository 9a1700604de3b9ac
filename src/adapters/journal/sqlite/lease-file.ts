import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import type { JournalError } from '../../../domain/ports/journal.ts';
import { fault, journalError } from '../codec/faults.ts';
import type { Lock } from '../store.ts';
import { codeOf, inOurWords } from './sqlite-errors.ts';

/** "Dybl". */
const APPLICATION_ID = 0x4479_626c;
const SCHEMA = `
CREATE TABLE IF NOT EXISTS holder (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  epoch  INTEGER NOT NULL,
  writer TEXT    NOT NULL,
  pid    INTEGER NOT NULL,
  host   TEXT    NOT NULL,
  since  TEXT    NOT NULL
) STRICT;
`;
/** Somebody may just be reading who we are to be; that is no reason not to become it. */
const COMMIT_TIMEOUT_MS = 1_000;

type Holder = Readonly<{ epoch: number; writer: string; pid: number; host: string; since: string }>;

/**
 * Takes the file's write lock and holds it: the kernel lets go of it when this process ends, however it ends, so a restart takes
 * over at once and a second process never does. Who holds it is written in the file, where others may still read it.
 * Throws JournalError `leaseHeld` at once when it is held. `epochOfDays` gives the last epoch that wrote a day; the new one is greater.
 */
export const takeLease = (file: string, writer: string, epochAtLeast: number, epochOfDays: () => number): Lock => {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: 0 });
    db.pragma('synchronous = EXTRA'); // With FULL a power cut may bring the journal of the last commit back, and an epoch be given twice.
    const epoch = enter(db, file, writer, epochAtLeast, epochOfDays);
    return lockOf(db, file, epoch);
  } catch (error) {
    const refusal = codeOf(error).startsWith('SQLITE_BUSY')
      ? heldBy(db, file, error)
      : inOurWords(error, { file }, 'the writer lease cannot be taken');
    db?.close();
    throw refusal;
  }
};

/**
 * To write down who we are we must commit, and with that the lock is free for a moment. So we take it again and look whether
 * the last to write was still us; if not, once more. Whoever holds the lock over its own name is the writer.
 */
const enter = (db: Database.Database, file: string, writer: string, epochAtLeast: number, epochOfDays: () => number): number => {
  db.exec('BEGIN IMMEDIATE');
  db.pragma(`busy_timeout = ${COMMIT_TIMEOUT_MS}`);
  insistOnOurs(db, file);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.exec(SCHEMA);
  for (;;) {
    const epoch = Math.max((holderIn(db)?.epoch ?? 0) + 1, epochOfDays() + 1, epochAtLeast);
    db.prepare(
      `INSERT OR REPLACE INTO holder (one, epoch, writer, pid, host, since) VALUES (1, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))`,
    ).run(epoch, writer, process.pid, hostname());
    db.exec('COMMIT; BEGIN IMMEDIATE');
    const holder = holderIn(db);
    if (holder?.epoch === epoch && holder.pid === process.pid && holder.host === hostname()) return epoch;
  }
};

/** Ours, or still empty. */
const insistOnOurs = (db: Database.Database, file: string): void => {
  if (db.pragma('application_id', { simple: true }) === APPLICATION_ID) return;
  if (db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0) return;
  throw journalError(
    'foreignFile',
    { file },
    'this SQLite file is not a writer lease',
    'Move it out of the journal folder. Nothing was changed.',
  );
};

const holderIn = (db: Database.Database): Holder | undefined =>
  db.prepare<[], Holder>('SELECT epoch, writer, pid, host, since FROM holder').get();

const lockOf = (db: Database.Database, file: string, epoch: number): Lock => {
  const { ino, dev } = statSync(file);
  return {
    epoch,
    fault: () => {
      const now = statSync(file, { throwIfNoEntry: false });
      if (db.inTransaction && now?.ino === ino && now.dev === dev) return undefined;
      return fault(
        'leaseLost',
        { file },
        `the lease of epoch ${epoch} is gone: its file was replaced or removed`,
        'Stop this writer; another may be at work.',
      );
    },
    release: () => {
      db.close();
    },
  };
};

const heldBy = (db: Database.Database | undefined, file: string, cause: unknown): JournalError => {
  const holder = db === undefined ? undefined : known(db);
  const who =
    holder === undefined
      ? 'another process'
      : `${holder.writer} (process ${holder.pid} on ${holder.host}, since ${holder.since}, epoch ${holder.epoch})`;
  return journalError(
    'leaseHeld',
    { file },
    `${who} is the writer of this desk`,
    'Stop it first; its lease ends with it.',
    cause,
  );
};

/** Who holds it; undefined in the instant in which they are writing it down. */
const known = (db: Database.Database): Holder | undefined => {
  try {
    return holderIn(db);
  } catch {
    return undefined;
  }
};
