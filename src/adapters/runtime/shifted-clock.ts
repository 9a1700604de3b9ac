import type { Micros } from '../../domain/kernel/units.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import { wallClock } from './wall-clock.ts';

/** The wall clock, put back so that it shows `start` now: a recorded market is traded at its own hour, at the pace of today. */
export const shiftedClock = (start: Micros): Clock => {
  const back = wallClock.now() - start;
  return {
    now: () => (wallClock.now() - back) as Micros,
    mono: wallClock.mono,
    at: (when, what) => wallClock.at((when + back) as Micros, what),
  };
};
