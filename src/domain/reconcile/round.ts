import type { ChildId, Micros } from '../kernel/units.ts';
import type { QueryKind, RoundCause } from './query-events.ts';

/** One question: what, the how manieth time, and how often without an answer that will do. */
export type Question = Readonly<{ query: QueryKind; pass: number; attempt: number }>;

/**
 * A comparison with a venue under way: one question at a time, and only one comparison for each venue. It ends with the session that it
 * was begun in.
 */
export type Round = Question & {
  readonly venue: string;
  readonly cause: RoundCause;
  readonly beganAt: Micros;
  queryId: number;
  query: QueryKind;
  pass: number;
  attempt: number;
  /** Executions are asked for since then. */
  since: Micros;
  /** Until when an answer is waited for; undefined once it has come. */
  timeoutAt: Micros | undefined;
  /** What is asked next, and when. */
  next: Readonly<Question & { at: Micros }> | undefined;
  /** The latest time of the venue's own that it had told before the question: an answer of before that is stale. */
  toldAt: Micros | undefined;
  /** Rows heard of the answer that is coming in. */
  rows: number;
  /** Of the last whole answer: how many orders of ours the venue has open. */
  orders: number;
  /** The venue's clock when it gave that. */
  asOf: Micros | undefined;
  /** How often its books and ours differed. */
  differences: number;
  /** Child orders that its answer lists. */
  seen: Set<ChildId>;
  /** Those that it did not list the first time, and that nothing was heard of since. */
  suspects: Set<ChildId>;
  /** Child orders of which something was sent or heard since the question: its answer says nothing about them. */
  touched: Set<ChildId>;
  /** What the venue holds for us of each instrument, as far as its answer has come in. */
  held: Map<string, number>;
  /** What it held the time before where that is not what we have booked, and nothing was executed there since. */
  doubted: Map<string, number>;
};
