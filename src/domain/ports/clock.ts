import type { Micros, Mono } from '../kernel/units.ts';

/** The only door to time. The wall clock in production, a seeded one in tests, backtests and the virtual demo. */
export type Clock = Readonly<{
  now(): Micros;
  mono(): Mono;
  /** Runs `what` once, at a wall time; returns a way to call it off. */
  at(when: Micros, what: () => void): () => void;
}>;
