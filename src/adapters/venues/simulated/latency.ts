import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { Random } from '../../market-data/random.ts';
import type { Luck } from './faults.ts';

/** How long a message is under way: at least `minMicros`, and up to `jitterMicros` more, each as likely as the other. */
export type Latency = Readonly<{ minMicros: number; jitterMicros: number }>;

/** One direction between desk and venue. Messages arrive in the order in which they were sent, as on a TCP connection. */
export type Line = Readonly<{
  /** `again`: this is a copy that the network made. */
  carry(arrive: (again: boolean) => void): void;
  /** The same, but no fault of the network strikes it: a connection that comes up, the answer to a query. */
  carrySafely(arrive: (again: boolean) => void): void;
  /** What is under way never arrives. */
  cut(): void;
  /** From here until it is cut, whatever is sent is lost without a word: neither end knows yet. */
  goSilent(): void;
}>;

/** The longest that the network holds a message up. */
const HELD_UP_MS = 2_000;
/** The longest that a message which lost its place trails behind. */
const OVERTAKEN_MS = 50;

export const line = (
  clock: Clock,
  random: Random,
  { minMicros, jitterMicros }: Latency,
  luck?: Luck,
  direction: 'toVenue' | 'toDesk' = 'toVenue',
): Line => {
  let lastArrival = 0;
  let cuts = 0;
  let isSilent = false;
  const strikes = (what: 'Lost' | 'Twice' | 'Overtaken' | 'HeldUp' | 'Garbled'): boolean =>
    luck?.strikes(`${direction}${what}`, random) === true;

  const arriveAt = (when: number, arrive: () => void): void => {
    const wire = cuts;
    clock.at(when as Micros, () => {
      if (wire === cuts) arrive();
    });
  };
  const inOrder = (delayMicros = 0): number => {
    lastArrival = Math.max(lastArrival, clock.now() + minMicros + random.between(0, jitterMicros) + delayMicros);
    return lastArrival;
  };
  const carrySafely = (arrive: (again: boolean) => void): void => {
    const when = inOrder();
    if (!isSilent) arriveAt(when, () => arrive(false));
  };
  return {
    carry: (arrive) => {
      if (isSilent || strikes('Lost') || strikes('Garbled')) return;
      const when = inOrder(strikes('HeldUp') ? random.between(0, HELD_UP_MS * MICROS_PER_MS) : 0);
      const late = strikes('Overtaken') ? random.between(0, OVERTAKEN_MS * MICROS_PER_MS) : 0;
      arriveAt(when + late, () => arrive(false));
      if (strikes('Twice')) arriveAt(inOrder(), () => arrive(true));
    },
    carrySafely,
    cut: () => {
      cuts += 1;
      isSilent = false;
    },
    goSilent: () => {
      isSilent = true;
      cuts += 1;
    },
  };
};
