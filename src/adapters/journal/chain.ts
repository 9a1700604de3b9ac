import { dateOf } from '../../domain/kernel/ids.ts';
import type { DayNumber } from '../../domain/kernel/units.ts';
import { type Fault, JournalError } from '../../domain/ports/journal.ts';
import { Unreadable } from './codec/byte-reader.ts';
import { CODEC_VERSION } from './codec/codecs.ts';
import { fault, RESTORE, UPGRADE } from './codec/faults.ts';
import { type EncodedPage, hashOf } from './codec/page.ts';
import { readWords, WORDS_MAX } from './codec/word-book.ts';
import type { Start } from './store.ts';

/** Walks along the pages of one day and says of each whether it is the one that belongs there, as it was written. */
export class Chain {
  readonly words: string[];
  #number: number;
  #position: number;
  #hash: string;
  readonly #desk: string;
  readonly #date: string;
  readonly #file: string;

  constructor(at: Readonly<{ desk: string; day: DayNumber; file: string }>, { tail, words }: Start) {
    this.#desk = at.desk;
    this.#date = dateOf(at.day);
    this.#file = at.file;
    this.words = [...words];
    this.#number = tail.number;
    this.#position = tail.position;
    this.#hash = tail.hash;
  }

  /** The last position walked past. */
  get position(): number {
    return this.#position;
  }

  /** The chain head after the last page walked past. */
  get hash(): string {
    return this.#hash;
  }

  get number(): number {
    return this.#number;
  }

  /** What is wrong with this page as the next one. In any case the walk goes on behind it, as if it were right. */
  step(page: EncodedPage): readonly Fault[] {
    const faults = [...this.#faults(page)];
    this.#number = page.number;
    this.#position = page.first + page.count - 1;
    this.#hash = page.hash;
    const sound = page.codec <= CODEC_VERSION && !faults.some(({ code }) => code === 'corruptPage');
    if (sound && page.words.length > 0) this.#learn(page, faults);
    return faults;
  }

  /** As `step`, for those who stop at the first fault: throws it as a JournalError. */
  follow(page: EncodedPage): void {
    const [first] = this.step(page);
    if (first !== undefined) throw new JournalError(first);
  }

  *#faults(page: EncodedPage): Generator<Fault> {
    const where = { file: this.#file, page: page.number, position: page.first };
    if (page.codec > CODEC_VERSION)
      yield fault(
        'newerVersion',
        where,
        `page ${page.number} is written by codec version ${page.codec}; this release reads up to ${CODEC_VERSION}`,
        UPGRADE,
      );
    if (page.desk !== this.#desk || page.date !== this.#date)
      yield fault(
        'foreignFile',
        where,
        `page ${page.number} is of desk ${page.desk}, ${page.date}, not of ${this.#desk}, ${this.#date}`,
        FOREIGN,
      );
    if (hashOf(page) !== page.hash)
      yield fault(
        'corruptPage',
        where,
        `the bytes of page ${page.number} do not give the hash that is written beside them`,
        RESTORE,
      );

    const next = this.#position + 1;
    if (page.number > this.#number + 1 || page.first > next)
      yield fault(
        'missingPage',
        { ...where, position: next },
        `${missing(this.#number + 1, page.number - 1)}: position ${next} is wanted, ${page.first} is there`,
        RESTORE,
      );
    else if (page.number !== this.#number + 1 || page.first !== next)
      yield fault(
        'brokenChain',
        where,
        `page ${page.number} at position ${page.first} stands where page ${this.#number + 1} at position ${next} belongs`,
        RESTORE,
      );
    else if (page.previousHash !== this.#hash)
      yield fault(
        'brokenChain',
        where,
        `page ${page.number} continues a chain that ends in ${page.previousHash}, but page ${this.#number} ends in ${this.#hash}`,
        RESTORE,
      );
  }

  #learn(page: EncodedPage, faults: Fault[]): void {
    try {
      if (page.firstWord > WORDS_MAX) throw new Unreadable(`the day's book has no word ${page.firstWord}`);
      this.words.length = page.firstWord - 1; // As it is already, unless a page before was missing or damaged.
      this.words.push(...readWords(page.words));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const what = `the words of page ${page.number} (codec version ${page.codec}) cannot be read: ${error.message}`;
      faults.push(fault('corruptPage', { file: this.#file, page: page.number, position: page.first }, what, RESTORE));
    }
  }
}

const FOREIGN = 'Put each day back under its own name, in the folder of its own desk.';
const missing = (from: number, to: number): string =>
  to > from ? `pages ${from} to ${to} are missing` : `page ${from} is missing`;
