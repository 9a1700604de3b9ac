import { DecimalCache, RAW_DECIMAL } from './decimals.ts';

/** Bytes that nobody wrote: the page says where, the reader only says why. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const SEVEN_BITS = 0x7f;
const MORE = 0x80;
const TWO_TO_28 = 2 ** 28;
/** Bytes of an int that always fit a safe integer; longer ones take the slow way. */
const QUICK_BIG_BYTES = 7;
const decimals = new DecimalCache();

/**
 * Reads what ByteWriter wrote. Reading past the end gives zeros rather than a check on every byte;
 * whoever reads a record asks `overrun` once, when it is done.
 */
export class ByteReader {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get overrun(): boolean {
    return this.at > this.bytes.length;
  }

  byte(): number {
    return this.#next();
  }

  uint(): number {
    const first = this.#next();
    return first <= SEVEN_BITS ? first : this.#longUint(first);
  }

  int(): number {
    const first = this.#next();
    let magnitude = (first & SEVEN_BITS) >>> 1;
    if (first > SEVEN_BITS) magnitude += this.uint() * 64;
    if (magnitude > Number.MAX_SAFE_INTEGER) throw new Unreadable('a number is larger than 2^53 − 1');
    return (first & 1) === 0 ? magnitude : 0 - magnitude;
  }

  big(): bigint {
    let end = this.at;
    while (((this.bytes[end] ?? 0) & MORE) !== 0) end += 1;
    if (end - this.at < QUICK_BIG_BYTES) return BigInt(this.int());
    let twice = 0n;
    for (let i = end; i >= this.at; i -= 1) twice = (twice << 7n) | BigInt((this.bytes[i] ?? 0) & SEVEN_BITS);
    this.at = end + 1;
    return (twice & 1n) === 0n ? twice >> 1n : -(twice >> 1n);
  }

  flag(): boolean {
    const value = this.#next();
    if (value > 1) throw new Unreadable(`a flag is 0 or 1, not ${value}`);
    return value === 1;
  }

  choice<Choice>(choices: readonly Choice[]): Choice {
    const index = this.#next();
    const chosen = choices[index];
    if (chosen === undefined) throw new Unreadable(`choice ${index} of ${choices.length} does not exist`);
    return chosen;
  }

  /** How many items follow. Each takes a byte at least, so a list cannot be longer than what is left. */
  count(): number {
    const count = this.uint();
    if (count > this.bytes.length - this.at) throw new Unreadable(`a list of ${count} is longer than its page`);
    return count;
  }

  text(): string {
    const header = this.uint();
    const wide = (header & 1) === 1;
    const start = this.at;
    this.at += wide ? header - 1 : header / 2;
    if (this.at > this.bytes.length) throw new Unreadable('a text is longer than its page');
    return this.bytes.toString(wide ? 'utf16le' : 'latin1', start, this.at);
  }

  decimal(): string {
    const form = this.#next();
    if (form === RAW_DECIMAL) return this.text();
    const text = decimals.text(form, this.uint());
    if (text === undefined) throw new Unreadable(`there is no form ${form} of a decimal`);
    return text;
  }

  #next(): number {
    const byte = this.bytes[this.at];
    this.at += 1;
    return byte === undefined ? 0 : byte;
  }

  #longUint(first: number): number {
    let low = first & SEVEN_BITS;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.#next();
      low |= (byte & SEVEN_BITS) << shift;
      if (byte <= SEVEN_BITS) return low;
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#next();
      high |= (byte & SEVEN_BITS) << shift;
      if (byte <= SEVEN_BITS) {
        const value = low + high * TWO_TO_28;
        if (value <= Number.MAX_SAFE_INTEGER) return value;
        break;
      }
    }
    throw new Unreadable('a number is larger than 2^53 − 1');
  }
}
