import { MICROS_PER_SECOND, type Micros } from '../kernel/units.ts';

/**
 * A rate limit as a decider: the generic cell rate algorithm (ITU-T I.371), which needs one number per bucket, the time at
 * which the next message would be on schedule. Exact in whole microseconds, nothing to refill, nothing to drift.
 */
export type Rate = Readonly<{ everyMicros: number; burstMicros: number }>;

/** `perSecond` messages sustained, `burst` at once. An interval is rounded up, so the limit is never exceeded. */
export const rateOf = (perSecond: number, burst: number): Rate => {
  const everyMicros = Math.ceil(MICROS_PER_SECOND / perSecond);
  return { everyMicros, burstMicros: everyMicros * (burst - 1) };
};

/** When the next message may go: now, or later. `onSchedule` is what `take` returned last, 0 at first. */
export const freeAt = (rate: Rate, onSchedule: number, now: Micros): Micros => {
  const earliest = onSchedule - rate.burstMicros;
  return (earliest > now ? earliest : now) as Micros;
};

/** Counts a message; keep the result. */
export const take = (rate: Rate, onSchedule: number, now: Micros): Micros =>
  ((onSchedule > now ? onSchedule : now) + rate.everyMicros) as Micros;
