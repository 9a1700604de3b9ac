import type { Draft } from './draft.ts';

/** What a venue calls it when it throws a message away for being one too many: it never took it. */
export const RATE_LIMITED = 'rateLimited';
/** What our own gate calls it when it lets a message not out because the venue would. */
export const OVER_RATE = 'rate';

/** Nothing goes to the venue for a while; what was thrown away waits for its turn again. */
export const throttle = (draft: Draft, venue: string, by: 'venue' | 'us'): void => {
  const fact = draft.room.pause(draft.venue(venue), by);
  if (fact !== undefined) draft.say(fact);
};
