import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seeded } from '../../../../src/adapters/market-data/random.ts';
import { waitMs } from '../../../../src/adapters/venues/remote/backoff.ts';

it('waits twice as long each time, at least half of it, and never longer than the most', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1_000, max: 60_000 }),
      fc.nat({ max: 2_000 }),
      fc.nat(),
      (leastMs, mostMs, failures, seed) => {
        const whole = Math.min(mostMs, leastMs * 2 ** Math.min(failures, 16));
        const wait = waitMs({ leastMs, mostMs }, failures, seeded(seed));
        expect(wait).toBeGreaterThanOrEqual(Math.floor(whole / 2));
        expect(wait).toBeLessThanOrEqual(whole);
        expect(Number.isInteger(wait)).toBe(true);
      },
    ),
  );
});
it('does not bring everybody back at once', () => {
  const waits = Array.from({ length: 100 }, (_, seed) => waitMs({ leastMs: 100, mostMs: 5_000 }, 3, seeded(seed)));
  expect(new Set(waits).size).toBeGreaterThan(50);
});
