import { dayOf, numberOf, orderIdOf } from '../../../domain/kernel/ids.ts';
import type { ChildId, DayNumber, Micros, OrderId } from '../../../domain/kernel/units.ts';
import { ByteWriter, NotWritable } from './byte-writer.ts';
import type { WordBook } from './word-book.ts';

/** 9999-12-31: the last day that an id of ours can be written in eight digits. */
export const LAST_DAY = 2_932_896;

/** Until it is given a page to write on. */
const NOWHERE = Buffer.alloc(0);

/** Adds the forms that depend on where they stand: words on the day's book, times on the record's own, ids on the day. */
export class FieldWriter extends ByteWriter {
  /** When the record that is being written was heard. */
  recordAt = 0 as Micros;
  readonly #words: WordBook;
  readonly #day: DayNumber;
  /** Ids of the day are between these two, exclusive. */
  readonly #idsFrom: number;
  readonly #idsTo: number;

  constructor(day: DayNumber, words: WordBook) {
    super(NOWHERE);
    this.#day = day;
    this.#words = words;
    this.#idsFrom = orderIdOf(day, 1) - 1;
    this.#idsTo = orderIdOf((day + 1) as DayNumber, 1) - 1;
  }

  /** Its number in the day's book; 0 and the text when it is not in there. */
  word(value: string): void {
    if (typeof value !== 'string') throw new NotWritable();
    const number = this.#words.numberOf(value);
    this.uint(number);
    if (number === 0) this.text(value);
  }

  /** Microseconds after the record's own time (an int: mostly before it). */
  time(value: Micros): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new NotWritable();
    this.int(value - this.recordAt);
  }

  /** How many days after this one (an int, mostly 0), then the number within that day. */
  orderId(id: OrderId | ChildId): void {
    if (!Number.isSafeInteger(id)) throw new NotWritable();
    if (id > this.#idsFrom && id < this.#idsTo) {
      this.byte(0);
      this.uint(id - this.#idsFrom);
      return;
    }
    if (id < 0 || numberOf(id) === 0 || dayOf(id) > LAST_DAY) throw new NotWritable();
    this.int(dayOf(id) - this.#day);
    this.uint(numberOf(id));
  }

  childId(id: ChildId): void {
    this.orderId(id);
  }
}
