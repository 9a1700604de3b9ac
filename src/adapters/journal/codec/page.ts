import { createHash, hash as hashAtOnce } from 'node:crypto';
import type { Micros } from '../../../domain/kernel/units.ts';

/** One commit as it stands on disk. */
export type EncodedPage = Readonly<{
  desk: string;
  /** The day, as 2026-11-21. */
  date: string;
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
  `daybook page ${page.codec} ${page.desk} ${page.date} ${page.number} ${page.epoch} ${page.first} ${page.count} ${page.time} ` +
  `${page.firstOrder} ${page.orders} ${page.firstWord} ${page.words.length} ${page.payload.length} ${page.previousHash}\n`;

/** Most pages are small, and to hash in one call what lies in one place is several times faster than to hash it piece by piece. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

export const hashOf = (page: Omit<EncodedPage, 'hash'>): string => {
  const line = headerLine(page);
  const { words, payload } = page;
  const bytes = line.length + words.length + payload.length;
  if (bytes > scratch.length) return createHash('sha256').update(line, 'latin1').update(words).update(payload).digest('hex');
  scratch.write(line, 0, 'latin1');
  scratch.set(words, line.length);
  scratch.set(payload, line.length + words.length);
  return hashAtOnce('sha256', scratch.subarray(0, bytes), 'hex');
};
