import { dateOf, dayOf, numberOf } from '../../../domain/kernel/ids.ts';
import type { DayNumber } from '../../../domain/kernel/units.ts';
import { catalogue, type Recorded } from '../../../domain/oms/catalogue.ts';
import { NO_HASH, PAGE_BYTES_MAX } from '../../../domain/ports/journal.ts';
import { CODEC_VERSION } from './codecs.ts';
import { before, writeRecord } from './envelope.ts';
import { journalError } from './faults.ts';
import { FieldWriter } from './field-writer.ts';
import { faultIn } from './json-form.ts';
import { type EncodedPage, hashOf } from './page.ts';
import { WordBook } from './word-book.ts';

/** Where the pages of a day end, and what the next one needs to know of those before it. */
export type Tail = Readonly<{
  /** Of the last page; 0 before the first. */
  number: number;
  /** Of the last record. */
  position: number;
  /** Chain head in hex. */
  hash: string;
  /** Of the last page. */
  epoch: number;
  /** The number of the next order to be opened. */
  nextOrder: number;
  /** Words in the day's book. */
  words: number;
}>;
export const tailOf = (last: EncodedPage | undefined, words: number): Tail =>
  last === undefined
    ? NOTHING
    : {
        number: last.number,
        position: last.first + last.count - 1,
        hash: last.hash,
        epoch: last.epoch,
        nextOrder: last.firstOrder + last.orders,
        words,
      };

export const NOTHING: Tail = { number: 0, position: 0, hash: NO_HASH, epoch: 0, nextOrder: 1, words: 0 };

/**
 * Encodes the records of one day as pages, one after the other. Pages share one buffer that is used again: what `pages` gives
 * is good until the next call. Nothing counts until `keep`; `forget` undoes what was encoded and not kept.
 */
export class PageWriter {
  readonly #desk: string;
  readonly #day: DayNumber;
  readonly #date: string;
  readonly #file: string;
  readonly #words: WordBook;
  readonly #to: FieldWriter;
  /** One for each page of a batch, as long as a page may be, used again for the next batch. */
  readonly #buffers: Buffer[] = [];
  #kept: Tail;
  #last: Tail;

  /** `words` are the day's book so far, of which `tail.words` is the size. `file` is for errors. */
  constructor(at: Readonly<{ desk: string; day: DayNumber; file: string }>, tail: Tail = NOTHING, words: readonly string[] = []) {
    this.#desk = at.desk;
    this.#day = at.day;
    this.#date = dateOf(at.day);
    this.#file = at.file;
    this.#words = new WordBook(words);
    this.#to = new FieldWriter(at.day, this.#words);
    this.#kept = tail;
    this.#last = tail;
  }

  get tail(): Tail {
    return this.#kept;
  }

  /**
   * One page; more only when they would not fit one, cut where one turn ends and the next begins.
   * Throws JournalError `invalidEvent`, `dayClosed` when something follows the close of the day, and `pageTooLarge` when a
   * single turn does not fit a page; then it is as if nothing had been asked.
   */
  pages(records: readonly Recorded[], epoch: number): readonly EncodedPage[] {
    const pages: EncodedPage[] = [];
    try {
      for (let from = 0; from < records.length; from += pages.at(-1)?.count ?? 0) {
        this.#buffers[pages.length] ??= Buffer.allocUnsafeSlow(PAGE_BYTES_MAX);
        this.#to.bytes = this.#buffers[pages.length] as Buffer;
        pages.push(this.#page(records, from, epoch));
      }
    } catch (error) {
      this.forget();
      throw error;
    }
    return pages;
  }

  keep(): void {
    this.#kept = this.#last;
  }

  forget(): void {
    this.#words.backTo(this.#kept.words);
    this.#last = this.#kept;
  }

  /** As many whole turns from `from` on as fit. */
  #page(records: readonly Recorded[], from: number, epoch: number): EncodedPage {
    const { number, position, hash: previousHash, nextOrder, words } = this.#last;
    const time = (records[from] as Recorded).at;
    this.#to.at = 0;
    let previous: Omit<Recorded, 'event'> = before(time);
    let firstOrder = nextOrder;
    let orders = 0;
    let count = 0;
    for (let i = from; i < records.length; ) {
      const turn = { bytes: this.#to.at, words: this.#words.size, orders };
      const end = endOfTurn(records, i);
      for (; i < end; i += 1) {
        const record = records[i] as Recorded;
        const code = this.#write(record, position + 1 + i - from, previous);
        if (code === catalogue.DayClosed.code && i < records.length - 1) throw this.#closed(record.position);
        if (code === catalogue.OrderAccepted.code || code === catalogue.OrderRefused.code) {
          const opened = this.#opened(record);
          if (opened > 0 && orders++ === 0) firstOrder = opened;
        }
        previous = record;
      }
      if (this.#to.at + this.#words.bytesSince(words) > PAGE_BYTES_MAX) {
        if (count === 0) throw this.#tooLarge(end - from, position + 1);
        this.#to.at = turn.bytes;
        this.#words.backTo(turn.words);
        orders = turn.orders;
        break;
      }
      count = end - from;
    }
    if (orders === 0) firstOrder = nextOrder;
    const page = {
      desk: this.#desk,
      date: this.#date,
      number: number + 1,
      epoch,
      first: position + 1,
      count,
      time,
      codec: CODEC_VERSION,
      firstOrder,
      orders,
      firstWord: words + 1,
      previousHash,
      words: this.#words.writtenSince(words),
      payload: this.#to.bytes.subarray(0, this.#to.at),
    };
    const hash = hashOf(page);
    this.#last = {
      number: page.number,
      position: position + count,
      hash,
      epoch,
      nextOrder: firstOrder + orders,
      words: this.#words.size,
    };
    return { ...page, hash };
  }

  #write(record: Recorded, position: number, previous: Omit<Recorded, 'event'>): number {
    const where = { file: this.#file, position };
    if (record.position !== position)
      throw journalError(
        'invalidEvent',
        where,
        `a record calls itself position ${record.position} where ${position} is next`,
        BUG,
      );
    try {
      return writeRecord(this.#to, record, previous);
    } catch (error) {
      throw journalError(
        'invalidEvent',
        where,
        `${record.event.type} cannot be written: ${faultIn(record) ?? String(error)}`,
        BUG,
        error,
      );
    }
  }

  /** The number of the client order that the record opens today, accepted or refused; 0 when it is not one of today's. */
  #opened({ event }: Recorded): number {
    if (event.type !== 'OrderAccepted' && event.type !== 'OrderRefused') return 0;
    return dayOf(event.orderId) === this.#day ? numberOf(event.orderId) : 0;
  }

  #closed(position: number): Error {
    const what = `nothing can follow the close of ${this.#date}`;
    return journalError('dayClosed', { file: this.#file, position }, what, 'Append to the next day.');
  }

  #tooLarge(records: number, position: number): Error {
    const what = `a turn of ${records} records takes more than the ${PAGE_BYTES_MAX} bytes of a page`;
    return journalError(
      'pageTooLarge',
      { file: this.#file, position },
      what,
      'Do the work in smaller slices; nothing was written.',
    );
  }
}

const BUG = 'This is a fault in the program that wrote it: report it with the record. Nothing was written.';

/** One past the last record of the turn that begins at `from`: an input and all it led to name the same cause. */
const endOfTurn = (records: readonly Recorded[], from: number): number => {
  const cause = records[from]?.causationId;
  let end = from + 1;
  while (end < records.length && records[end]?.causationId === cause) end += 1;
  return end;
};
