import { orderIdOf } from '../../../domain/kernel/ids.ts';
import type { ChildId, DayNumber, Micros, OrderId } from '../../../domain/kernel/units.ts';
import { ByteReader, Unreadable } from './byte-reader.ts';
import { LAST_DAY } from './field-writer.ts';

const ID_NUMBER_MAX = 2 ** 27;

/** Reads what FieldWriter wrote. `words` are those of the day up to and including the page that is read. */
export class FieldReader extends ByteReader {
  recordAt = 0 as Micros;
  readonly #words: readonly string[];
  readonly #day: DayNumber;
  readonly #idsFrom: number;

  constructor(bytes: Buffer, day: DayNumber, words: readonly string[]) {
    super(bytes);
    this.#day = day;
    this.#words = words;
    this.#idsFrom = orderIdOf(day, 1) - 1;
  }

  word(): string {
    const number = this.uint();
    if (number === 0) return this.text();
    const word = this.#words[number - 1];
    if (word === undefined) throw new Unreadable(`word ${number} is not in the day's book of ${this.#words.length}`);
    return word;
  }

  time(): Micros {
    const time = this.recordAt + this.int();
    if (!Number.isSafeInteger(time) || time < 0) throw new Unreadable(`${time} is not a time`);
    return time as Micros;
  }

  orderId(): OrderId {
    const days = this.int();
    const number = this.uint();
    if (number === 0 || number >= ID_NUMBER_MAX) throw new Unreadable(`${number} is not the number of an id`);
    if (days === 0) return (this.#idsFrom + number) as OrderId;
    const day = this.#day + days;
    if (day < 0 || day > LAST_DAY) throw new Unreadable(`${day} is not a day`);
    return orderIdOf(day as DayNumber, number);
  }

  childId(): ChildId {
    return this.orderId() as number as ChildId;
  }
}
