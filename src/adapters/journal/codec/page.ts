import { createHash } from 'node:crypto';
import { dateOf } from '../../../domain/kernel/ids.ts';
import type { DayNumber, Micros } from '../../../domain/kernel/units.ts';

/** One commit as it stands on disk. */
export type EncodedPage = Readonly<{
  desk: string;
  day: DayNumber;
  /** Dense from 1 per day. */
  number: number;
  epoch: number;
  /** Position of the first record, and how many there are. */
  first: number;
  count: number;
  /** `at` of the first record. */
  time: Micros;
  /** By which forms `words` and `payload` are written, see CODEC_VERSION. */
  codec: number;
  /** The order directory: the number of the first order that this page opens (or of the next one to come), and how many it opens. */
  firstOrder: number;
  orders: number;
  /** The number in the day's book of the first of `words`. */
  firstWord: number;
  /** Chain head before this page, in hex. */
  previousHash: string;
  /** SHA-256 over the header line, the words and the payload, in hex: the chain head after this page. */
  hash: string;
  /** The words that occur here for the first time in the day. */
  words: Buffer;
  /** The records. */
  payload: Buffer;
}>;

/** The header as it is hashed: a line of text, so that an auditor needs no tool of ours to write it again. */
export const headerLine = (page: Omit<EncodedPage, 'hash'>): string =>
  `daybook page ${page.codec} ${page.desk} ${dateOf(page.day)} ${page.number} ${page.epoch} ${page.first} ${page.count} ${page.time} ` +
  `${page.firstOrder} ${page.orders} ${page.firstWord} ${page.words.length} ${page.payload.length} ${page.previousHash}\n`;

export const hashOf = (page: Omit<EncodedPage, 'hash'>): string =>
  createHash('sha256').update(headerLine(page), 'latin1').update(page.words).update(page.payload).digest('hex');
