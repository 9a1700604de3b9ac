import type { Events } from '../catalogue.ts';
import { isClosed } from '../state.ts';
import type { Draft } from './draft.ts';
import { begin, waitsFor } from './work.ts';

/** A venue that opens takes what has waited for that, with everything checked again. */
export const hoursChanged = (draft: Draft, { venue, state: now }: Events['VenueHoursChanged']): void => {
  if (now === 'open' && isClosed(draft.state, venue) && [...draft.state.live].some((order) => waitsFor(order, venue)))
    begin(draft, 'releaseHeld', 'venue', venue, 'the venue opens');
};

/** Closed for a while: what was good for the day should be over there, and nothing is guessed about what is not. */
export const closedForAWhile = (draft: Draft, venue: string): void => {
  const { state } = draft;
  if (isClosed(state, venue) && [...state.live].some(({ children }) => children.some((child) => child.venue === venue)))
    begin(draft, 'askAfterClose', 'venue', venue, 'the venue has closed');
};
