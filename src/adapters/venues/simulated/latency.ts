import type { Micros } from '../../../domain/kernel/units.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { Random } from '../../market-data/random.ts';

/** How long a message is under way: at least `minMicros`, and up to `jitterMicros` more, each as likely as the other. */
export type Latency = Readonly<{ minMicros: number; jitterMicros: number }>;

/** One direction between desk and venue. Messages arrive in the order in which they were sent, as on a TCP connection. */
export type Line = Readonly<{
  carry(arrive: () => void): void;
  /** What is under way never arrives. */
  cut(): void;
}>;

export const line = (clock: Clock, random: Random, { minMicros, jitterMicros }: Latency): Line => {
  let lastArrival = 0;
  let cuts = 0;
  return {
    carry: (arrive) => {
      const wire = cuts;
      lastArrival = Math.max(lastArrival, clock.now() + minMicros + random.between(0, jitterMicros));
      clock.at(lastArrival as Micros, () => {
        if (wire === cuts) arrive();
      });
    },
    cut: () => {
      cuts += 1;
    },
  };
};
