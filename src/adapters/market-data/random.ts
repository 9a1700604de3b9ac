import { assert } from '../../domain/kernel/assert.ts';
import { PPM, type Ppm } from '../../domain/kernel/units.ts';

/** Coins and dice in whole numbers. The same seed and stream always fall the same way, on every machine. */
export type Random = Readonly<{
  /** A whole number from 0 up to, but not including, `n` (at most 2^32), each equally likely. */
  upTo(n: number): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True this many times in a million. */
  chance(ppm: Ppm | number): boolean;
  pick<T>(choices: readonly T[]): T;
}>;

/**
 * sfc32 (Chris Doty-Humphrey, PractRand): small, fast, passes the known statistical tests. Streams of one seed are independent,
 * so that a new draw in one corner of a simulation moves nothing in another.
 */
export const seeded = (seed: number, stream = ''): Random => {
  let a = seed | 0;
  let b = Math.floor(seed / RANGE) | 0;
  let c = fnv1a(stream);
  let counter = 1;
  const next = (): number => {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return drawn >>> 0;
  };
  for (let i = 0; i < 12; i += 1) next(); // Mixes the seed into every bit, as its author asks.

  const upTo = (n: number): number => {
    assert(Number.isInteger(n) && n > 0 && n <= RANGE, () => `a die has 1 to 2^32 faces, not ${n}`);
    const fair = RANGE - (RANGE % n); // A draw past the last whole multiple of n would favour the small numbers.
    for (;;) {
      const drawn = next();
      if (drawn < fair) return drawn % n;
    }
  };
  return {
    upTo,
    between: (least, most) => least + upTo(most - least + 1),
    chance: (ppm) => ppm > 0 && upTo(PPM) < ppm,
    pick: (choices) => choices[upTo(choices.length)] as (typeof choices)[number],
  };
};

const RANGE = 2 ** 32;

/** FNV-1a, 32 bits: a name as a number. */
const fnv1a = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
};
