import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

/** A day has at most so many words, so that a client who makes up symbols cannot fill our memory. Further ones are written in full. */
export const WORDS_MAX = 65_536;
/** A longer word is written in full where it stands: it is hardly one that repeats all day. */
export const WORD_CHARS_MAX = 63;

/**
 * The words of one day by number, from 1 up. A word gets its number where it first occurs, and the page it occurs in
 * carries it, so a day can be read by itself and the next one starts afresh.
 */
export class WordBook {
  readonly #numbers = new Map<string, number>();
  readonly #words: string[] = [];
  readonly #ends: number[] = [];
  readonly #writer = new ByteWriter(4096);

  constructor(words: readonly string[] = []) {
    for (const word of words) this.#add(word);
  }

  get size(): number {
    return this.#words.length;
  }

  /** The number of a word, given out now if need be; 0 for one that must be written in full. */
  numberOf(word: string): number {
    return this.#numbers.get(word) ?? (word.length <= WORD_CHARS_MAX && this.size < WORDS_MAX ? this.#add(word) : 0);
  }

  /** How many bytes the words after the first `size` take. */
  bytesSince(size: number): number {
    return this.#end(this.size) - this.#end(size);
  }

  /** The words after the first `from`, up to `to` of them, as a page carries them. */
  written(from: number, to: number): Buffer {
    return this.#writer.bytes.subarray(this.#end(from), this.#end(to));
  }

  /** Forgets all but the first `size` words: what they were in was not written after all. */
  backTo(size: number): void {
    this.#writer.at = this.#end(size);
    for (const word of this.#words.splice(size)) this.#numbers.delete(word);
    this.#ends.length = size;
  }

  #add(word: string): number {
    this.#writer.text(word);
    this.#ends.push(this.#writer.at);
    const number = this.#words.push(word);
    this.#numbers.set(word, number);
    return number;
  }

  #end(size: number): number {
    return size === 0 ? 0 : (this.#ends[size - 1] ?? 0);
  }
}

/** The words a page carries. Throws Unreadable. */
export const readWords = (bytes: Buffer): readonly string[] => {
  const reader = new ByteReader(bytes);
  const words: string[] = [];
  while (reader.at < bytes.length) words.push(reader.text());
  return words;
};
