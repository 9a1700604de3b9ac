import type { Micros } from '../../../domain/kernel/units.ts';
import type { Fault } from '../../../domain/ports/journal.ts';
import { fault, RESTORE } from '../codec/faults.ts';
import type { EncodedPage } from '../codec/page.ts';

/** "Dybk" in the header of every day file, so that SQLite and `file` can tell it from others. */
export const APPLICATION_ID = 0x4479_626b;
/** Of tables and columns. The forms within a page have a version of their own, see CODEC_VERSION. */
export const FILE_VERSION = 1;
/** Measured: pages of records fit best, and the worst checkpoint is ten times shorter than with SQLite's own 4,096. */
export const PAGE_SIZE = 16_384;

export const SCHEMA = `
CREATE TABLE page (
  first         INTEGER PRIMARY KEY,
  number        INTEGER NOT NULL,
  count         INTEGER NOT NULL,
  desk          TEXT    NOT NULL,
  day           TEXT    NOT NULL,
  epoch         INTEGER NOT NULL,
  time          INTEGER NOT NULL,
  codec         INTEGER NOT NULL,
  first_order   INTEGER NOT NULL,
  orders        INTEGER NOT NULL,
  first_word    INTEGER NOT NULL,
  previous_hash TEXT    NOT NULL,
  hash          TEXT    NOT NULL,
  words         BLOB    NOT NULL,
  payload       BLOB    NOT NULL
) STRICT;
CREATE INDEX page_with_words ON page (first) WHERE length(words) > 0;
CREATE TABLE writer (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL) STRICT;
`;
export const COLUMNS =
  'first, number, count, desk, day, epoch, time, codec, first_order, orders, first_word, previous_hash, hash, words, payload';
/** As they are read: most pages have no words, and null is cheaper than an empty buffer. */
export const SELECTED = COLUMNS.replace('words', "nullif(words, x'')");
const NO_WORDS = Buffer.alloc(0);
/** What SQLite gives for those columns, in that order, before anybody has looked whether it is a page. */
export type Row = readonly unknown[];

export const rowOf = (page: EncodedPage): Row => [
  page.first,
  page.number,
  page.count,
  page.desk,
  page.date,
  page.epoch,
  page.time,
  page.codec,
  page.firstOrder,
  page.orders,
  page.firstWord,
  page.previousHash,
  page.hash,
  page.words,
  page.payload,
];

/** The page in a row; a fault when damage has left something else there. */
export const pageOf = (row: Row, file: string): EncodedPage | Fault => {
  const [
    first,
    number,
    count,
    desk,
    date,
    epoch,
    time,
    codec,
    firstOrder,
    orders,
    firstWord,
    previousHash,
    hash,
    words,
    payload,
  ] = row;
  if (
    isCount(first) &&
    isCount(number) &&
    isCount(count) &&
    typeof desk === 'string' &&
    typeof date === 'string' &&
    isCount(epoch) &&
    isCount(time) &&
    isCount(codec) &&
    isCount(firstOrder) &&
    isCount(orders) &&
    isCount(firstWord) &&
    typeof previousHash === 'string' &&
    typeof hash === 'string' &&
    (words === null || Buffer.isBuffer(words)) &&
    Buffer.isBuffer(payload)
  )
    return {
      first,
      number,
      count,
      desk,
      date,
      epoch,
      time: time as Micros,
      codec,
      firstOrder,
      orders,
      firstWord,
      previousHash,
      hash,
      words: words ?? NO_WORDS,
      payload,
    };
  const where = { file, page: isCount(number) ? number : 0, position: isCount(first) ? first : 0 };
  return fault('corruptPage', where, 'a row of the page table does not hold a page', RESTORE);
};
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
