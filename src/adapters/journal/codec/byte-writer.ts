import { parsePacked, RAW_DECIMAL } from './decimals.ts';

/** A value that its kind does not allow. Which event and field it was is found out afterwards: it should never happen. */
export class NotWritable extends Error {
  override readonly name = 'NotWritable';
}

const SEVEN_BITS = 0x7f;
const MORE = 0x80;
const TWO_TO_28 = 2 ** 28;
const TWO_TO_30 = 2 ** 30;

/**
 * Writes the elementary forms of the page format, one after the other, into bytes that are there already. What does not fit is
 * not written but counted: whoever lent the bytes looks once whether `at` is past their end, instead of every form at every byte.
 * The layout is fixed in journal/README.md; `test/support/naive-codec.ts` is its slow twin.
 */
export class ByteWriter {
  bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  /** 0 … 2^53 − 1, seven bits to a byte, lowest first; the high bit says that more follows. */
  uint(value: number): void {
    if ((value & SEVEN_BITS) === value) this.bytes[this.at++] = value;
    else this.#longUint(value);
  }

  /** Either sign: twice the magnitude, plus one when negative, written as a uint. */
  int(value: number): void {
    if ((value | 0) === value && value > -TWO_TO_30 && value < TWO_TO_30) this.uint(value < 0 ? -2 * value + 1 : 2 * value);
    else this.#longInt(value);
  }

  /** The same form as `int`, without a limit. */
  big(value: bigint): void {
    if (typeof value !== 'bigint') throw new NotWritable();
    const magnitude = value < 0n ? -value : value;
    if (magnitude <= Number.MAX_SAFE_INTEGER) {
      this.int(Number(value));
      return;
    }
    let rest = magnitude * 2n + (value < 0n ? 1n : 0n);
    for (; rest > SEVEN_BITS; rest >>= 7n) this.byte(Number(rest & 0x7fn) | MORE);
    this.byte(Number(rest));
  }

  flag(value: boolean): void {
    if (typeof value !== 'boolean') throw new NotWritable();
    this.byte(value ? 1 : 0);
  }

  /** How many items follow. */
  count(list: readonly unknown[]): void {
    if (!Array.isArray(list)) throw new NotWritable();
    this.uint(list.length);
  }

  /** The index of a choice; −1 when the word is not one of the choices. */
  choice(index: number): void {
    if (index < 0) throw new NotWritable();
    this.byte(index);
  }

  /**
   * Twice the length, then one byte a character; plus one, and two bytes a character (lowest first), when some character needs it.
   * Any string JavaScript can hold comes back as it was, unpaired surrogates too, which UTF-8 would lose.
   */
  text(value: string): void {
    const { length } = value;
    const start = this.at;
    this.uint(length * 2);
    const bytes = this.bytes;
    let at = this.at;
    for (let i = 0; i < length; i += 1) {
      const code = value.charCodeAt(i);
      if (code > 0xff) {
        this.at = start;
        this.#wideText(value);
        return;
      }
      bytes[at++] = code;
    }
    this.at = at;
  }

  /** Scale and sign in a byte and the digits as a uint, when that gives back the same characters; else the text itself. */
  decimal(value: string): void {
    const packed = parsePacked(value);
    if (packed === undefined) {
      this.byte(RAW_DECIMAL);
      this.text(value);
    } else {
      this.byte(packed.form);
      this.uint(packed.digits);
    }
  }

  #longUint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new NotWritable();
    const { bytes } = this;
    let rest = value;
    if (value >= TWO_TO_28) {
      rest = Math.floor(value / TWO_TO_28);
      let low = value - rest * TWO_TO_28;
      for (let i = 0; i < 4; i += 1, low >>>= 7) bytes[this.at++] = (low & SEVEN_BITS) | MORE;
    }
    for (; rest > SEVEN_BITS; rest >>>= 7) bytes[this.at++] = (rest & SEVEN_BITS) | MORE;
    bytes[this.at++] = rest;
  }

  /** Six bits and the sign first, so that twice the magnitude need not be a safe integer. */
  #longInt(value: number): void {
    if (!Number.isSafeInteger(value)) throw new NotWritable();
    const magnitude = Math.abs(value);
    const rest = Math.floor(magnitude / 64);
    this.byte(((magnitude - rest * 64) << 1) | (value < 0 ? 1 : 0) | MORE);
    this.uint(rest);
  }

  #wideText(value: string): void {
    this.uint(value.length * 2 + 1);
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i);
      this.byte(code & 0xff);
      this.byte(code >> 8);
    }
  }
}
