import { formatChildId } from '../../kernel/ids.ts';
import type { Break, State } from '../state.ts';
import { missingNumbers } from './likely-cause.ts';

type About = Readonly<{ state: State; venue: string; symbol: string }>;

/** An execution that the venue has counted, and that has not come. */
const counted = ({ state, venue, symbol }: About): string | undefined => {
  for (const { what, state: life, childId, breakId } of state.breaks.values()) {
    const child =
      what === 'executionMissing' && life !== 'closed' && childId !== undefined ? state.children.get(childId) : undefined;
    if (child?.venue === venue && child.symbol === symbol)
      return `executions of ${formatChildId(child.childId)} are missing, as break ${breakId} says`;
  }
  return undefined;
};

/** What is booked on the venue's count alone may be another quantity. */
const assumed = ({ state, venue, symbol }: About): string | undefined => {
  for (const { children } of state.live)
    for (const child of children)
      if (child.venue === venue && child.symbol === symbol && child.provisionalQty > 0)
        return `executions of ${formatChildId(child.childId)} are booked provisionally`;
  return undefined;
};

/** One for none of our orders may be somebody else's. */
const inSuspense = ({ state, venue, symbol }: About): string | undefined => {
  const keys = [...(state.unassigned.get(venue) ?? [])].sort();
  const key = keys.find((executionKey) => state.venueKeys.get(venue)?.get(executionKey)?.symbol === symbol);
  return key === undefined ? undefined : `execution ${key} is in suspense`;
};

const unheard = ({ state, venue }: About): string | undefined => {
  const session = state.sessions.get(venue);
  return session === undefined ? undefined : missingNumbers(session);
};

/** Where a difference of positions probably comes from, the most telling first. */
export const positionCause = (state: State, { venue = '', symbol = '' }: Break): string | undefined => {
  for (const suspicion of [counted, assumed, inSuspense, unheard]) {
    const cause = suspicion({ state, venue, symbol });
    if (cause !== undefined) return cause;
  }
  return undefined;
};
