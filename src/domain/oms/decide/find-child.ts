import type { Child, Order } from '../../order/order.ts';
import type { State } from '../state.ts';

type Named = Readonly<{
  venue: string;
  sentId?: string | undefined;
  origSentId?: string | undefined;
  venueOrderId?: string | undefined;
}>;

/** By the id we sent (any that was ever about it), else by the venue's own: among what is live, and only then among all, which is many. */
export const findChild = (state: State, named: Named): Child | undefined => {
  for (const id of [named.sentId, named.origSentId]) {
    const child = id === undefined ? undefined : state.sentIds.find(id);
    if (child?.venue === named.venue) return child;
  }
  if (named.venueOrderId === undefined) return undefined;
  return byVenueOrderId(state.live, named) ?? byVenueOrderId(state.orders, named);
};

/** The oldest, should a venue use an id twice: which one comes first must not depend on how the state was made. */
const byVenueOrderId = (orders: Iterable<Order>, { venue, venueOrderId }: Named): Child | undefined => {
  let found: Child | undefined;
  for (const { children } of orders)
    for (const child of children)
      if (child.venue === venue && child.venueOrderId === venueOrderId && (found === undefined || child.childId < found.childId))
        found = child;
  return found;
};
