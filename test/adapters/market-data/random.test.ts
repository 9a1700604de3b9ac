import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../src/adapters/market-data/random.ts';

const draws = (seed: number, stream?: string): number[] => {
  const random = seeded(seed, stream);
  return Array.from({ length: 20 }, () => random.upTo(2 ** 32));
};

describe('seeded chance', () => {
  it('falls the same way for the same seed and stream, and for no other', () => {
    expect(draws(7, 'fair')).toEqual(draws(7, 'fair'));
    const others = [draws(7, 'fair'), draws(7), draws(8), draws(7 + 2 ** 32), draws(0)].map(String);
    expect(new Set(others).size).toBe(5);
  });

  it('never changes: a seed of today is the same story in ten years', () => {
    expect(draws(7).slice(0, 4)).toMatchInlineSnapshot(`
      [
        353850723,
        3747746329,
        151514735,
        144703236,
      ]
    `);
  });

  it('stays within what was asked for', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 2 ** 32 }),
        fc.integer({ min: -50, max: 50 }),
        fc.nat(9),
        (seed, n, least, span) => {
          const random = seeded(seed);
          const face = random.upTo(n);
          const value = random.between(least, least + span);
          expect(face >= 0 && face < n && Number.isInteger(face)).toBe(true);
          expect(value >= least && value <= least + span && Number.isInteger(value)).toBe(true);
        },
      ),
    );
  });

  it('gives every face its share (chi-squared, 9 degrees of freedom, far past one in a billion)', () => {
    const random = seeded(1);
    const faces = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i += 1) {
      const face = random.upTo(10);
      faces[face] = (faces[face] as number) + 1;
    }
    expect(faces.reduce((sum, seen) => sum + (seen - 10_000) ** 2 / 10_000, 0)).toBeLessThan(60);
  });

  it('does not favour small numbers where the faces do not divide 2^32', () => {
    const random = seeded(4);
    const faces = 3 * 2 ** 30;
    const low = Array.from({ length: 30_000 }, () => random.upTo(faces)).filter((face) => face < 2 ** 30).length;
    expect(Math.abs(low - 10_000)).toBeLessThan(500); // Without rejection it would be 15,000.
  });

  it('lets a chance come about as often as it says', () => {
    const random = seeded(2);
    const hits = Array.from({ length: 100_000 }, () => random.chance(250_000)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(24_000);
    expect(hits).toBeLessThan(26_000);
    expect([random.chance(0), random.chance(1_000_000)]).toEqual([false, true]);
  });

  it('picks only what is there', () => {
    const random = seeded(3);
    expect(new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('has no die without faces', () => {
    expect(() => seeded(1).upTo(0)).toThrow(/1 to 2\^32 faces/);
  });
});
