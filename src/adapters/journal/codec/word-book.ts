import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

/** A day has at most so many words, so that a client who makes up symbols cannot fill our memory. Further ones are written in full. */
export const WORDS_MAX = 65_536;
/** A longer word is written in full where it stands: it is hardly one that repeats all day. */
const WORD_CHARS_MAX = 63;
/**
 * The words of one day by number, from 1 up. A word gets its number where it first occurs, and the page it occurs in
 * carries it, so a day can be read by itself and the next one starts afresh.
 */
export class WordBook {
  readonly #numbers = new Map<string, number>();
  readonly #words: string[] = [];
  /** How many bytes the first words take in pages: none of them 0, the first one …, and so on. */
  readonly #bytes: number[] = [0];

  constructor(words: readonly string[] = []) {
    for (const word of words) this.#add(word);
  }

  get size(): number {
    return this.#words.length;
  }

  /** The number of a word, given out now if need be; 0 for one that must be written in full. */
  numberOf(word: string): number {
    const number = this.#numbers.get(word);
    if (number !== undefined) return number;
    return word.length <= WORD_CHARS_MAX && this.size < WORDS_MAX ? this.#add(word) : 0;
  }

  /** How many bytes the words after the first `size` take in a page. */
  bytesSince(size: number): number {
    return (this.#bytes[this.size] as number) - (this.#bytes[size] as number);
  }

  /** The words after the first `size`, as a page carries them. */
  writtenSince(size: number): Buffer {
    const to = new ByteWriter(Buffer.allocUnsafe(this.bytesSince(size)));
    for (let i = size; i < this.size; i += 1) to.text(this.#words[i] as string);
    return to.bytes;
  }

  /** Forgets all but the first `size` words: what they were in was not written after all. */
  backTo(size: number): void {
    for (const word of this.#words.splice(size)) this.#numbers.delete(word);
    this.#bytes.length = size + 1;
  }

  #add(word: string): number {
    this.#bytes.push((this.#bytes[this.size] as number) + bytesOf(word));
    const number = this.#words.push(word);
    this.#numbers.set(word, number);
    return number;
  }
}

const WIDE = /[^\0-\xff]/;
/** So short a text has one byte for its length. */
const bytesOf = (word: string): number => 1 + word.length * (WIDE.test(word) ? 2 : 1);

/** The words a page carries. Throws Unreadable. */
export const readWords = (bytes: Buffer): readonly string[] => {
  const reader = new ByteReader(bytes);
  const words: string[] = [];
  while (reader.at < bytes.length) words.push(reader.text());
  return words;
};
