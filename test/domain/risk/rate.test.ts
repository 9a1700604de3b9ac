import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MICROS_PER_SECOND, type Micros } from '../../../src/domain/kernel/units.ts';
import { freeAt, type Rate, rateOf, take } from '../../../src/domain/risk/rate.ts';

const at = (micros: number): Micros => micros as Micros;

/** Sends whenever the limit lets it, at the moments given; returns when it sent. */
const sendings = (rate: Rate, moments: readonly number[]): readonly number[] => {
  let onSchedule = 0;
  return moments.filter((now) => {
    if (freeAt(rate, onSchedule, at(now)) > now) return false;
    onSchedule = take(rate, onSchedule, at(now));
    return true;
  });
};

const limit = fc.record({ perSecond: fc.integer({ min: 1, max: 5_000 }), burst: fc.integer({ min: 1, max: 20 }) });
/** Moments in rising order, now dense, now sparse. */
const moments = fc.array(fc.oneof(fc.nat(3), fc.nat(2_000), fc.nat(2_000_000)), { maxLength: 120, size: 'max' }).map((steps) => {
  let now = 1_000_000;
  return steps.map((step) => (now += step));
});

describe('a rate limit', () => {
  it('never lets more through than its burst and its rate, in any window, counted one by one', () => {
    fc.assert(
      fc.property(limit, moments, ({ perSecond, burst }, asked) => {
        const sent = sendings(rateOf(perSecond, burst), asked);
        for (let first = 0; first < sent.length; first += 1)
          for (let last = first; last < sent.length; last += 1) {
            const window = (sent[last] as number) - (sent[first] as number);
            const most = BigInt(burst) + (BigInt(window) * BigInt(perSecond)) / BigInt(MICROS_PER_SECOND);
            expect(BigInt(last - first + 1) <= most, `${last - first + 1} in ${window} µs`).toBe(true);
          }
      }),
    );
  });

  it('lets the whole burst through at once, and then one at a time', () => {
    const rate = rateOf(10, 3);
    expect(sendings(rate, [0, 0, 0, 0, 99_999, 100_000, 100_000, 200_000])).toEqual([0, 0, 0, 100_000, 200_000]);
  });

  it('says when the next may go, and means it: not a microsecond sooner', () => {
    fc.assert(
      fc.property(limit, moments, ({ perSecond, burst }, asked) => {
        const rate = rateOf(perSecond, burst);
        let onSchedule = 0;
        for (const now of asked) {
          const free = freeAt(rate, onSchedule, at(now));
          expect(free).toBeGreaterThanOrEqual(now);
          expect(freeAt(rate, onSchedule, free)).toBe(free);
          if (free > now) expect(freeAt(rate, onSchedule, at(free - 1))).toBe(free);
          onSchedule = take(rate, onSchedule, free);
        }
      }),
    );
  });

  it('is never shut for longer than one interval once it has been quiet for its burst', () => {
    const rate = rateOf(3, 2); // An interval of 333,334 µs: rounded up, so that three a second stay three.
    expect(rate.everyMicros).toBe(333_334);
    expect(sendings(rate, [0, 0, 1_000_000, 1_000_000])).toEqual([0, 0, 1_000_000, 1_000_000]);
  });
});
