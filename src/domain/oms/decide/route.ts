import { minusToZero, type OrderId, type Price, plus, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import type { Evidence } from '../../market/events.ts';
import type { TimeInForce } from '../../order/events.ts';
import { atVenuesQty, type Order, type OrderTerms } from '../../order/order.ts';
import { collarEnd } from '../../risk/checks.ts';
import { planBest } from '../../routing/best.ts';
import type { Candidate, Leg, Plan } from '../../routing/plan.ts';
import type { VenueConfig } from '../config.ts';
import { isKilled } from '../state.ts';
import type { Draft } from './draft.ts';
import { inWords, type NotNow, notNow } from './opening.ts';
import { mayGoTo } from './risk-view.ts';

/** The part of a client order that goes out now. */
export type Placing = Readonly<{ orderId: OrderId; terms: OrderTerms; qty: Qty; price: Price | undefined; attempts: number }>;

/** What a venue may still execute is not placed a second time. */
export const placingOf = (order: Order): Placing => ({
  orderId: order.orderId,
  terms: order.terms,
  qty: minusToZero(order.qty, plus(order.cumQty, atVenuesQty(order))),
  price: order.price,
  attempts: order.attempts,
});

const isImmediate = (timeInForce: TimeInForce): boolean => timeInForce === 'ioc' || timeInForce === 'fok';

/** Sends the order on its way: children to venues, or held in the desk, or ended because nothing sensible can be done. */
export const routeOrder = (draft: Draft, placing: Placing, evidence: Evidence | undefined): void => {
  const { route } = placing.terms;
  if (route.venue !== undefined) routeDirect(draft, placing, draft.venue(route.venue));
  else routeBest(draft, placing, evidence);
};

const routeDirect = (draft: Draft, placing: Placing, venue: VenueConfig): void => {
  const { terms, qty, price } = placing;
  const closed = notNow(draft, venue, placing);
  if (closed === undefined) {
    const { ordType, timeInForce } = terms;
    sendChild(
      draft,
      placing,
      { venue: venue.terms.venue, ordType, qty, price, timeInForce, expectedQty: qty, worstPrice: price },
      'direct',
    );
  } else if (isImmediate(terms.timeInForce)) end(draft, placing, inWords[closed.why](venue.terms.venue));
  else hold(draft, placing, { venue: venue.terms.venue, ...closed });
};

const routeBest = (draft: Draft, placing: Placing, evidence: Evidence | undefined): void => {
  const { terms, qty, attempts } = placing;
  const { symbol, side, ordType, timeInForce } = terms;
  const price = placing.price ?? marketLimit(draft, terms, evidence);
  const own = draft.state.orders.get(placing.orderId)?.reserved ?? ZERO_QTY; // A new one is not counted yet.
  const candidates: Candidate[] = [];
  let waiting: Waiting | undefined;
  for (const venue of draft.config.venues.values()) {
    const { venue: name, kind, makerPpm, takerPpm, timeInForces } = venue.terms;
    const listing = venue.listings.get(symbol);
    if (kind !== 'lit' || listing === undefined || isKilled(draft.state, 'venue', name)) continue;
    if (!mayGoTo(draft.state, name, { ...terms, qty }, own)) continue;
    const closed = notNow(draft, venue, placing);
    const book = evidence?.books.find((seen) => seen.venue === name);
    if (closed !== undefined) waiting = sooner(waiting, { venue: name, ...closed });
    else if (book !== undefined) candidates.push({ venue: name, listing, book, makerPpm, takerPpm, timeInForces });
  }
  if (candidates.length === 0 && waiting !== undefined && !isImmediate(timeInForce)) return hold(draft, placing, waiting);
  const plan: Plan = planBest(
    { side, ordType, qty, price, timeInForce, mayTake: attempts < draft.config.terms.routeAttemptsMax },
    candidates,
  );
  for (const leg of plan.legs) sendChild(draft, placing, leg, 'best');
  if (plan.legs.length === 0) end(draft, placing, plan.reason);
};

type Waiting = NotNow & Readonly<{ venue: string }>;
/** Nobody knows when a session comes back, so a rate limit that ends at a known time is sooner. */
const sooner = (first: Waiting | undefined, other: Waiting): Waiting =>
  first === undefined || (other.until !== undefined && (first.until === undefined || other.until < first.until)) ? other : first;

/** A market order takes what the collar admits and no more: that is also as dear as risk has counted it. */
const marketLimit = (draft: Draft, { account, symbol, side }: OrderTerms, evidence: Evidence | undefined): Price | undefined => {
  const limits = draft.config.limits(account, symbol);
  const reference = evidence?.reference?.price;
  return limits === undefined || reference === undefined ? undefined : collarEnd(side, reference, limits.collarPpm);
};

const sendChild = (draft: Draft, { orderId, terms, attempts }: Placing, leg: Leg, strategy: string): void => {
  const { venue, ordType, qty, price, timeInForce, expectedQty, worstPrice } = leg;
  draft.say({
    type: 'ChildRouted',
    orderId,
    childId: draft.newChildId(),
    ...draft.toVenue(draft.venue(venue), 'submit'),
    account: terms.account,
    symbol: terms.symbol,
    side: terms.side,
    ordType,
    qty,
    price,
    timeInForce,
    expireTime: timeInForce === 'gtd' ? terms.expireTime : undefined,
    because: { strategy, attempt: attempts + 1, expectedQty, worstPrice, evidenceAt: draft.cause.causationId },
  });
};

const hold = (draft: Draft, { orderId }: Placing, { why, venue, until }: Waiting): void =>
  draft.say({ type: 'OrderHeld', orderId, why, venue, until });

const end = (draft: Draft, { orderId }: Placing, reason: string): void =>
  draft.say({ type: 'OrderClosed', orderId, as: 'canceled', reason });
