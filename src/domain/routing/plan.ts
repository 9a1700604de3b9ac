import type { Listing } from '../instrument/instrument.ts';
import type { Ppm, Price, Qty } from '../kernel/units.ts';
import type { BookSeen } from '../market/events.ts';
import type { OrdType, Side, TimeInForce } from '../order/events.ts';

/** What is to be placed: the part of a client order that no venue has yet. */
export type ToRoute = Readonly<{
  side: Side;
  ordType: OrdType;
  qty: Qty;
  price: Price | undefined;
  timeInForce: TimeInForce;
  /** False on the last attempt: what is left rests or ends instead of chasing the market for ever. */
  mayTake: boolean;
}>;

/** A venue that could take it now: connected, within its rate, with a fresh book. */
export type Candidate = Readonly<{
  venue: string;
  listing: Listing;
  book: BookSeen;
  makerPpm: Ppm;
  takerPpm: Ppm;
  timeInForces: readonly TimeInForce[];
}>;

/** One child order, and what the router expects of it: the evidence that goes beside the decision. */
export type Leg = Readonly<{
  venue: string;
  ordType: OrdType;
  qty: Qty;
  price: Price | undefined;
  timeInForce: TimeInForce;
  expectedQty: Qty;
  worstPrice: Price | undefined;
}>;
/** No legs and a reason: nothing sensible can be done with it now. */
export type Plan = Readonly<{ legs: readonly Leg[]; reason: string }>;
