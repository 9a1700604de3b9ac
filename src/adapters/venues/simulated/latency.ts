import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { Random } from '../../market-data/random.ts';
import type { Luck } from './faults.ts';

/** How long a message is under way: at least `minMicros`, and up to `jitterMicros` more, each as likely as the other. */
export type Latency = Readonly<{ minMicros: number; jitterMicros: number }>;

/** Of a venue in the same town, where nobody says otherwise. */
export const USUAL_LATENCY = {
  toVenue: { minMicros: 400, jitterMicros: 600 },
  toDesk: { minMicros: 300, jitterMicros: 500 },
} as const satisfies Readonly<Record<string, Latency>>;

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
  /** Another latency, for what is sent from now on. */
  change(latency: Latency): void;
}>;

/** The longest that the network holds a message up. */
const HELD_UP_MS = 2_000;
/** The longest that a message which lost its place trails behind. */
const OVERTAKEN_MS = 50;

export const line = (
  clock: Clock,
  random: Random,
  latency: Latency,
  luck?: Luck,
  direction: 'toVenue' | 'toDesk' = 'toVenue',
): Line => {
  let lastArrival = 0;
  let cuts = 0;
  let isSilent = false;
  let { minMicros, jitterMicros } = latency;
  /** What keeps its place, first sent first, and how many of those were sent and have arrived. */
  const inTurn: (() => void)[] = [];
  let sent = 0;
  let arrived = 0;
  const strikes = (what: 'Lost' | 'Twice' | 'Overtaken' | 'HeldUp' | 'Garbled'): boolean =>
    luck?.strikes(`${direction}${what}`, random) === true;

  const arriveAt = (when: number, arrive: () => void): void => {
    const wire = cuts;
    clock.at(when as Micros, () => {
      if (wire === cuts) arrive();
    });
  };
  /** A timer of a real clock may be late: whatever was sent before then arrives before, at the latest now. */
  const arriveInTurn = (when: number, arrive: () => void): void => {
    const turn = (sent += 1);
    inTurn.push(arrive);
    clock.at(when as Micros, () => {
      while (arrived < turn) {
        arrived += 1;
        inTurn.shift()?.();
      }
    });
  };
  const inOrder = (delayMicros = 0): number => {
    lastArrival = Math.max(lastArrival, clock.now() + minMicros + random.between(0, jitterMicros) + delayMicros);
    return lastArrival;
  };
  const drop = (): void => {
    cuts += 1;
    inTurn.length = 0;
    arrived = sent;
  };
  const carrySafely = (arrive: (again: boolean) => void): void => {
    const when = inOrder();
    if (!isSilent) arriveInTurn(when, () => arrive(false));
  };
  return {
    carry: (arrive) => {
      if (isSilent || strikes('Lost') || strikes('Garbled')) return;
      const when = inOrder(strikes('HeldUp') ? random.between(0, HELD_UP_MS * MICROS_PER_MS) : 0);
      if (strikes('Overtaken')) arriveAt(when + random.between(0, OVERTAKEN_MS * MICROS_PER_MS), () => arrive(false));
      else arriveInTurn(when, () => arrive(false));
      if (strikes('Twice')) arriveInTurn(inOrder(), () => arrive(true));
    },
    carrySafely,
    cut: () => {
      drop();
      isSilent = false;
    },
    goSilent: () => {
      drop();
      isSilent = true;
    },
    change: (next) => {
      ({ minMicros, jitterMicros } = next);
    },
  };
};
