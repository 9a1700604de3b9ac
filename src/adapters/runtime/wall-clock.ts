import { MICROS_PER_MS, type Micros, type Mono } from '../../domain/kernel/units.ts';
import type { Clock } from '../../domain/ports/clock.ts';

/** The one place that asks the machine for the time. A step of the wall clock is passed on as it is: the desk decides what it means. */
export const wallClock: Clock = {
  now: () => Number(Temporal.Now.instant().epochNanoseconds / 1_000n) as Micros,
  mono: () => Number(process.hrtime.bigint() / 1_000n) as Mono,
  at: (when, what) => {
    // Timers count whole milliseconds, may fire a little early and cannot wait for 25 days: so each one looks at the clock again.
    const wake = (): void => {
      if (wallClock.now() >= when) what();
      else timer = setTimeout(wake, waitMs(when));
    };
    let timer = setTimeout(wake, waitMs(when));
    return () => clearTimeout(timer);
  },
};

const waitMs = (when: Micros): number =>
  Math.min(Math.max(0, Math.ceil((when - wallClock.now()) / MICROS_PER_MS)), TIMEOUT_MS_MAX);
/** Beyond it, Node fires at once. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;
