import { divFloor } from '../kernel/integers.ts';
import { MICROS_PER_MS } from '../kernel/units.ts';
import type { BreakerKind, BreakerState } from './events.ts';

/** What happens to a circuit breaker. `failedTooOften`: so often in a row that the venue counts as not answering. */
export type BreakerStep = 'answered' | 'failed' | 'failedTooOften' | 'rested';

/** The life of a circuit breaker, total over (state, step). */
// biome-ignore format: a table is read by its columns
export const breakerLife: Readonly<Record<BreakerState, Readonly<Record<BreakerStep, BreakerState>>>> = {
  closed:   { answered: 'closed', failed: 'closed', failedTooOften: 'open', rested: 'closed' },
  open:     { answered: 'open',   failed: 'open',   failedTooOften: 'open', rested: 'halfOpen' }, // A late answer is about earlier times.
  halfOpen: { answered: 'closed', failed: 'open',   failedTooOften: 'open', rested: 'halfOpen' },
};

export type BreakerTerms = Readonly<{ failures: number; openMs: number; openMsMax: number }>;
/** One kind of request to one venue. */
export type Breaker = {
  readonly kind: BreakerKind;
  state: BreakerState;
  /** In a row. */
  failures: number;
  /** How often it opened since it was last closed: each time it stays open for twice as long. */
  times: number;
  /** Half open, and one message is on its way to find out. */
  probing: boolean;
};
export const newBreaker = (kind: BreakerKind): Breaker => ({ kind, state: 'closed', failures: 0, times: 0, probing: false });

/** Does it keep a message from going? Half open it lets one through. */
export const blocks = ({ state, probing }: Pick<Breaker, 'state' | 'probing'>): boolean =>
  state === 'open' || (state === 'halfOpen' && probing);

const DOUBLINGS_MAX = 16;
const QUARTER = 4;
/** Spreads what comes one after another (Knuth, multiplicative hashing): breakers that opened together do not close together. */
const SPREAD = 40_503;
const SPREAD_OVER = 65_536;

/** How long it stays open: doubled each time, less up to a quarter by the position of what opened it. Never by chance: it must replay. */
export const openMicros = ({ openMs, openMsMax }: BreakerTerms, times: number, position: number): number => {
  const micros = Math.min(openMsMax, openMs * 2 ** Math.min(times, DOUBLINGS_MAX)) * MICROS_PER_MS;
  const share = (position * SPREAD) % SPREAD_OVER;
  return micros - divFloor(divFloor(micros, QUARTER) * share, SPREAD_OVER);
};
