import type Database from 'better-sqlite3';
import { type Fault, JournalError } from '../../../domain/ports/journal.ts';
import type { EncodedPage } from '../codec/page.ts';
import { tailOf } from '../codec/page-writer.ts';
import { readWords } from '../codec/word-book.ts';
import type { Start } from '../store.ts';
import { pageOf, type Row, SELECTED } from './day-file.ts';
import { reading, readingAsWriter } from './reading.ts';

/** So much is read at a time: enough for the opening of the file not to count, little enough that nobody waits for it (some milliseconds). */
const BYTES_AT_A_TIME = 4 * 1024 * 1024;
const PAGES_AT_A_TIME = 256;

/** Some pages after a position, in order. Throws JournalError when already the first of them cannot be read. */
export const pagesAfter = (file: string, position: number): readonly EncodedPage[] =>
  reading(file, (db) => {
    const pages: EncodedPage[] = [];
    let bytes = 0;
    try {
      for (const row of db
        .prepare<[number], Row>(`SELECT ${SELECTED} FROM page WHERE first > ? ORDER BY first`)
        .raw()
        .iterate(position)) {
        const page = insist(pageOf(row, file));
        pages.push(page);
        bytes += page.payload.length;
        if (bytes > BYTES_AT_A_TIME || pages.length === PAGES_AT_A_TIME) break;
      }
    } catch (error) {
      if (pages.length === 0) throw error;
    }
    return pages;
  });

export const startAt = (file: string, from: number): Start => reading(file, (db) => startIn(db, file, from));

/** As `startAt`, on a connection that is open already. */
export const startIn = (db: Database.Database, file: string, from: number): Start => {
  const until = firstHolding(db, from) ?? Number.MAX_SAFE_INTEGER;
  const last = db
    .prepare<[number], Row>(`SELECT ${SELECTED} FROM page WHERE first < ? ORDER BY first DESC LIMIT 1`)
    .raw()
    .get(until);
  const words = db
    .prepare<[number], unknown>('SELECT words FROM page WHERE first < ? AND length(words) > 0 ORDER BY first')
    .pluck()
    .all(until);
  const known = words.flatMap((bytes) => (Buffer.isBuffer(bytes) ? readWords(bytes) : []));
  return { tail: tailOf(last === undefined ? undefined : insist(pageOf(last, file)), known.length), words: known };
};

/** The last epoch that wrote, or was about to write, this day; for one who is about to write it. */
export const epochOf = (file: string): number =>
  readingAsWriter(file, (db) => {
    const epoch = db.prepare<[], unknown>('SELECT epoch FROM writer').pluck().get();
    return typeof epoch === 'number' ? epoch : 0;
  });

/** Where the page begins that holds a position. */
const firstHolding = (db: Database.Database, position: number): number | undefined => {
  const upTo = db
    .prepare<[number], { first: number; count: number }>(
      'SELECT first, count FROM page WHERE first <= ? ORDER BY first DESC LIMIT 1',
    )
    .get(position);
  return upTo !== undefined && position < upTo.first + upTo.count ? upTo.first : undefined;
};

const insist = (found: EncodedPage | Fault): EncodedPage => {
  if ('remedy' in found) throw new JournalError(found);
  return found;
};
