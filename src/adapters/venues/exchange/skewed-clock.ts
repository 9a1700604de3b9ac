import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import type { Clock } from '../../../domain/ports/clock.ts';

/** A clock that is wrong by as much as one likes, from now on. What it has already been asked to wake for keeps its moment. */
export const skewedClock = (right: Clock): Readonly<{ clock: Clock; skew(ms: number): void }> => {
  let ahead = 0;
  return {
    clock: {
      now: () => (right.now() + ahead) as Micros,
      mono: right.mono,
      at: (when, what) => right.at((when - ahead) as Micros, what),
    },
    skew: (ms) => {
      ahead = ms * MICROS_PER_MS;
    },
  };
};
