import type { Micros } from '../kernel/units.ts';
import type { Evidence, Level } from '../market/events.ts';

/** A change of one venue's book: a snapshot replaces it, a delta sets levels (quantity 0 removes one). Prices in units of the instrument. */
export type BookUpdate = Readonly<{
  venue: string;
  symbol: string;
  at: Micros;
  kind: 'snapshot' | 'delta';
  bids: readonly Level[];
  asks: readonly Level[];
}>;

/** Where market data comes from: a generator, a recording, a feed. */
export type MarketSource = Readonly<{
  name: string;
  /** Starts handing out updates, in order of time, through the clock it was made with. */
  start(listen: (update: BookUpdate) => void): void;
  stop(): void;
}>;

/** What a decision needs to see before it can be made; named by the pure `needs`. */
export type Need = Readonly<{ symbol: string; depth: number }>;
/** Captures what the desk can see now; undefined when it sees nothing of this instrument. */
export type Witness = (need: Need, now: Micros) => Evidence | undefined;
