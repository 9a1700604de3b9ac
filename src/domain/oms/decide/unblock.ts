import type { Break, State } from '../state.ts';
import type { Draft } from './draft.ts';
import { begin, waitsFor } from './work.ts';

/** Executions that wait in suspense keep a venue from taking orders: its word about what is ours cannot be trusted (DESIGN §9). */
export const isBlocked = ({ unassigned, config }: State, venue: string): boolean =>
  unassigned.has(venue) && config?.venues.get(venue)?.terms.strays !== 'allow';

/** What waited for the last execution in suspense to find its place may go. */
export const releaseFrom = (draft: Draft, venue: string, executionKey: string): undefined => {
  const { unassigned, live } = draft.state;
  const waiting = unassigned.get(venue);
  if (waiting?.has(executionKey) !== true || waiting.size > 1) return undefined;
  if ([...live].some((order) => waitsFor(order, venue)))
    begin(draft, 'releaseHeld', 'venue', venue, 'no execution is in suspense any more');
  return undefined;
};

/** An order there that nobody of ours sent keeps new ones in its instrument away until it is over, or a person has settled it. */
export const isQuarantined = ({ external, breaks, children, config }: State, venue: string, symbol: string): boolean => {
  if (external.size === 0 || (config?.venues.get(venue)?.terms.externalOrders ?? 'quarantine') !== 'quarantine') return false;
  for (const breakId of external) {
    const { childId } = breaks.get(breakId) ?? {};
    const child = childId === undefined ? undefined : children.get(childId);
    if (child?.venue === venue && child.symbol === symbol) return true;
  }
  return false;
};

/** What waited for it may go. */
export const releaseAfter = (draft: Draft, { what, venue }: Pick<Break, 'what' | 'venue'>): void => {
  if (what !== 'externalOrder' || venue === undefined) return;
  if ([...draft.state.live].some((order) => waitsFor(order, venue)))
    begin(draft, 'releaseHeld', 'venue', venue, 'an order that was not ours is settled');
};
