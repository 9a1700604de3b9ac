import { known } from '../../kernel/assert.ts';
import type { Micros } from '../../kernel/units.ts';
import { isOpen } from '../../order/lifecycle.ts';
import type { Order } from '../../order/order.ts';
import type { Waiting } from '../../resilience/line.ts';
import { groupOf } from '../state.ts';
import { askStatusNow, isInDoubt } from './ask-status.ts';
import type { Draft } from './draft.ts';

/** So many are called at once at the most, so that no turn grows without bound. */
const CALLED_MAX = 200;

/** There is room at a venue again: cancels go first, then one of each strategy in turn. */
export const callNext = (draft: Draft, name: string): void => {
  const venue = draft.venue(name);
  const { room } = draft;
  const { line, turn: last } = room.of(name);
  const roomFor = (kind: 'cancel' | 'submit', most: number): number => {
    let found = 0;
    for (; found < most && room.isFree(venue, kind); found += 1) room.take(venue, kind);
    return found;
  };
  const cancels = line.cancels.slice(0, roomFor('cancel', Math.min(CALLED_MAX, line.cancels.length)));
  const isLeft = cancels.length < line.cancels.length;
  const others = isLeft ? [] : line.turns(last, roomFor('submit', Math.min(CALLED_MAX, line.working)));
  for (const waiting of [...cancels, ...others]) callOne(draft, waiting);
  const turn = others.reduce((_, waiting) => groupIn(draft, waiting), last);
  const isAnybodyLeft = isLeft || others.length < line.working;
  const nextAt = isAnybodyLeft ? later(room.freeFor(venue, isLeft ? 'cancel' : 'submit'), draft.now) : undefined;
  draft.say({ type: 'BudgetFreed', venue: name, turn, nextAt });
};

/** A moment from now at the earliest: the rest of a bunch that was too large for one turn is called in the next. */
const later = (at: Micros, now: Micros): Micros => (at > now ? at : ((now + 1) as Micros));

const orderOf = (draft: Draft, { orderId }: Waiting): Order =>
  known(draft.state.orders.get(orderId), 'who waits in line is an order of this journal');
const groupIn = (draft: Draft, waiting: Waiting): string => groupOf(orderOf(draft, waiting).terms);

const callOne = (draft: Draft, waiting: Waiting): void => {
  const { orderId, childId, request } = waiting;
  const order = orderOf(draft, waiting);
  const { symbol } = order.terms;
  if (childId === undefined || request === undefined)
    return draft.say({ type: 'EvidenceWanted', orderId, purpose: 'release', symbol });
  const child = known(draft.state.children.get(childId), 'who waits in line is a child order of this journal');
  // New terms are held against the market as it now is.
  if (request === 'replace' && isOpen(order.status) && order.wants === undefined)
    return draft.say({ type: 'EvidenceWanted', orderId, purpose: 'change', symbol });
  draft.say({ type: 'RequestReleased', orderId, childId, venue: child.venue, request });
  if (request === 'status' && isInDoubt(child) && child.query === undefined) askStatusNow(draft, child);
};
