import { divFloor } from '../kernel/integers.ts';
import type { Micros } from '../kernel/units.ts';
import { freeAt, type Rate, rateOf, take } from '../risk/rate.ts';

/** Every message counts at the venue, whatever it is about. */
export type MessageKind = 'submit' | 'cancel' | 'replace' | 'status' | 'query';

/** What a venue takes: of all messages, and of those that are not cancels. */
export type Limits = Readonly<{ all: Rate; work: Rate }>;
/** How much of both is used up: when the next message of each would be on schedule. */
export type Spent = Readonly<{ all: Micros; work: Micros }>;
export const UNSPENT: Spent = { all: 0 as Micros, work: 0 as Micros };

export type LimitTerms = Readonly<{ messagesPerSecond: number; messagesBurst: number; headroomMs: number }>;

const fourFifths = (n: number): number => Math.max(1, divFloor(n * 4, 5));

/**
 * Of what the venue takes at once, the messages of `headroomMs` are left free, though never more than half: what is decided in time may
 * be sent, and arrive, in a bunch. Four fifths are for new work; the fifth that is left is for cancels alone, so that we can always get
 * out. Cancels may also use what is free of the rest.
 */
export const limitsOf = ({ messagesPerSecond, messagesBurst, headroomMs }: LimitTerms): Limits => {
  const free = Math.min(divFloor(messagesPerSecond * headroomMs, MS_PER_SECOND), divFloor(messagesBurst, 2));
  const atOnce = messagesBurst - free;
  return {
    all: rateOf(messagesPerSecond, atOnce),
    work: rateOf(fourFifths(messagesPerSecond), fourFifths(atOnce)),
  };
};
const MS_PER_SECOND = 1_000;

/** When a message of this kind may go: now, or later. */
export const freeFor = (limits: Limits, spent: Spent, kind: MessageKind, now: Micros): Micros => {
  const all = freeAt(limits.all, spent.all, now);
  if (kind === 'cancel') return all;
  const work = freeAt(limits.work, spent.work, now);
  return Math.max(all, work) as Micros;
};

/** Counts a message; keep the result. */
export const spend = (limits: Limits, spent: Spent, kind: MessageKind, now: Micros): Spent => ({
  all: take(limits.all, spent.all, now),
  work: kind === 'cancel' ? spent.work : take(limits.work, spent.work, now),
});

/** How long one message takes up, of what this kind may use. */
export const everyMicros = ({ all, work }: Limits, kind: MessageKind): number =>
  kind === 'cancel' ? all.everyMicros : work.everyMicros;
