import type { ValueOf } from '../kernel/schema.ts';
import type { ChildStatus } from '../order/words.ts';
import type { ours, theirs } from './query-events.ts';

/** Where a child order stands by our books, as far as a comparison cares. */
export type Ours = ValueOf<typeof ours>;
/** Where it stands in the venue's list of what is open, against our books. */
export type Theirs = ValueOf<typeof theirs>;

/**
 * What the desk does about it. `stand`: it is live, under the venue's terms; `askFills`: that too, and the executions behind the count are
 * asked for; `suspect`: looked for again, and its own question put; `takeBack`: it is live after all, with a break, and is cancelled.
 */
export type Conclusion = 'nothing' | 'stand' | 'askFills' | 'suspect' | 'takeBack' | 'stranger';

/** DESIGN §9, total over what we believe and what the venue lists. */
// biome-ignore format: a table is read by its columns
export const comparison: Readonly<Record<Ours, Readonly<Record<Theirs, Conclusion>>>> = {
  unacked: { absent: 'suspect', same: 'stand',    otherTerms: 'stand',    moreExecuted: 'askFills', lessExecuted: 'askFills' },
  live:    { absent: 'suspect', same: 'nothing',  otherTerms: 'stand',    moreExecuted: 'askFills', lessExecuted: 'askFills' }, // Less: what was taken back shows among the executions, too.
  unsure:  { absent: 'suspect', same: 'stand',    otherTerms: 'stand',    moreExecuted: 'askFills', lessExecuted: 'askFills' }, // Listed, it is certain again.
  full:    { absent: 'nothing', same: 'nothing',  otherTerms: 'stand',    moreExecuted: 'askFills', lessExecuted: 'askFills' },
  over:    { absent: 'nothing', same: 'takeBack', otherTerms: 'takeBack', moreExecuted: 'takeBack', lessExecuted: 'takeBack' },
  notSent: { absent: 'nothing', same: 'takeBack', otherTerms: 'takeBack', moreExecuted: 'takeBack', lessExecuted: 'takeBack' }, // The proof was wrong; the venue is right.
  unknown: { absent: 'nothing', same: 'stranger', otherTerms: 'stranger', moreExecuted: 'stranger', lessExecuted: 'stranger' },
};

const OURS: Readonly<Record<ChildStatus, Ours>> = {
  sent: 'unacked',
  working: 'live',
  stopped: 'live',
  suspended: 'live',
  overnight: 'live',
  filled: 'full',
  canceled: 'over',
  rejected: 'over',
  expired: 'over',
  doneForDay: 'over',
  notSent: 'notSent',
};
export const oursOf = ({ status, certain }: Readonly<{ status: ChildStatus; certain: boolean }>): Ours => {
  const is = OURS[status];
  return is === 'live' && !certain ? 'unsure' : is;
};

type Figures = Readonly<{ qty: number; price: number | undefined; cumQty: number }>;
/** A difference of what is executed says more than one of terms. */
export const theirsOf = (listed: Figures, booked: Figures): Theirs => {
  if (listed.cumQty > booked.cumQty) return 'moreExecuted';
  if (listed.cumQty < booked.cumQty) return 'lessExecuted';
  return listed.qty === booked.qty && listed.price === booked.price ? 'same' : 'otherTerms';
};
