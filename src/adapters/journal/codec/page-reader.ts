import type { DayNumber } from '../../../domain/kernel/units.ts';
import type { Recorded } from '../../../domain/oms/catalogue.ts';
import type { Page } from '../../../domain/ports/journal.ts';
import { Unreadable } from './byte-reader.ts';
import { before, readRecord, UnknownEvent } from './envelope.ts';
import { journalError, RESTORE, UPGRADE } from './faults.ts';
import { FieldReader } from './field-reader.ts';
import type { EncodedPage } from './page.ts';

/**
 * The records of a page whose hash was checked. `words` is the day's book up to and including this page.
 * Throws JournalError `unknownEvent` or `corruptPage`, naming the position.
 */
export const recordsOf = (page: EncodedPage, day: DayNumber, words: readonly string[], file: string): readonly Recorded[] => {
  const from = new FieldReader(page.payload, day, words);
  const records: Recorded[] = [];
  const last = page.first + page.count - 1;
  let previous: Omit<Recorded, 'event'> = before(page.time);
  for (let position = page.first; position <= last; position += 1) {
    try {
      const record = readRecord(from, position, previous);
      if (from.overrun) throw new Unreadable('the page ends within a record');
      records.push(record);
      previous = record;
    } catch (error) {
      throw explain(error, page, position, file);
    }
  }
  if (from.at !== page.payload.length) {
    throw explain(new Unreadable(`${page.payload.length - from.at} bytes follow the last record`), page, last, file);
  }
  return records;
};

const explain = (error: unknown, page: EncodedPage, position: number, file: string): unknown => {
  const where = { file, page: page.number, position };
  if (error instanceof UnknownEvent) return journalError('unknownEvent', where, error.message, UPGRADE, error);
  if (!(error instanceof Unreadable)) return error;
  return journalError(
    'corruptPage',
    where,
    `page ${page.number} (codec version ${page.codec}) cannot be read: ${error.message}`,
    RESTORE,
    error,
  );
};

/**
 * A page as it is handed out. Its records are decoded when somebody looks at them: a walk along the chain alone never does.
 * A class, because a literal with a getter makes a new accessor for every page, and V8 then decodes at half the speed.
 */
class StoredPage implements Page {
  readonly day: DayNumber;
  readonly first: number;
  readonly epoch: number;
  readonly hash: string;
  readonly #page: EncodedPage;
  readonly #words: readonly string[];
  readonly #file: string;
  #records: readonly Recorded[] | undefined;

  constructor(page: EncodedPage, day: DayNumber, words: readonly string[], file: string) {
    this.day = day;
    this.first = page.first;
    this.epoch = page.epoch;
    this.hash = page.hash;
    this.#page = page;
    this.#words = words;
    this.#file = file;
  }

  /** Throws JournalError `unknownEvent` or `corruptPage`. */
  get records(): readonly Recorded[] {
    this.#records ??= recordsOf(this.#page, this.day, this.#words, this.#file);
    return this.#records;
  }
}

export const storedPage = (page: EncodedPage, day: DayNumber, words: readonly string[], file: string): Page =>
  new StoredPage(page, day, words, file);
