import type { State } from '../state.ts';
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
