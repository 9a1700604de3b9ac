import { type Listing, toVenueLot, toVenueTick } from '../instrument/instrument.ts';
import { PPM, type Ppm, type Price, type Qty, smaller, ZERO_QTY } from '../kernel/units.ts';
import { isBuy } from '../order/order.ts';
import type { Candidate, Leg, Plan, ToRoute } from './plan.ts';

/**
 * Best price net of fees: takes the cheapest displayed levels of all venues, one after the other, until the order or its limit
 * is reached; what cannot trade at once rests where our side of the market is best. Fees are linear in the notional, so this
 * greedy sweep is optimal (a property compares it with brute force).
 */
export const planBest = (order: ToRoute, candidates: readonly Candidate[]): Plan => {
  if (candidates.length === 0) return { legs: [], reason: 'no venue has a fresh book' };
  if (order.timeInForce === 'fok') return planWhole(order, candidates);
  if (order.mayTake) {
    const legs = sweep(order, candidates);
    if (legs.length > 0) return { legs, reason: '' };
  }
  if (order.ordType === 'market' || order.timeInForce === 'ioc')
    return { legs: [], reason: 'nothing more is for sale within the limit' };
  return rest(order, candidates);
};

type Offer = { readonly candidate: Candidate; readonly price: Price; qty: Qty };

/** Price with the fee in it, at 10^-6 of a price unit. A bigint, because price × 10^6 may pass 2^53. */
const netOf = (price: Price, fee: Ppm, buys: boolean): bigint => BigInt(price) * BigInt(buys ? PPM + fee : PPM - fee);

/** Displayed levels that the limit admits, best net price first; equal ones by the larger size, then by the venue's name. */
const offersOf = (order: ToRoute, candidates: readonly Candidate[]): Offer[] => {
  const buys = isBuy(order.side);
  const ranked: { offer: Offer; net: bigint }[] = [];
  for (const candidate of candidates)
    for (const { price, qty } of buys ? candidate.book.asks : candidate.book.bids) {
      if (order.price !== undefined && (buys ? price > order.price : price < order.price)) break;
      ranked.push({ offer: { candidate, price, qty }, net: netOf(price, candidate.takerPpm, buys) });
    }
  ranked.sort((a, b) => {
    if (a.net !== b.net) return a.net < b.net === buys ? -1 : 1;
    return b.offer.qty - a.offer.qty || (a.offer.candidate.venue < b.offer.candidate.venue ? -1 : 1);
  });
  return ranked.map(({ offer }) => offer);
};

/** Whole lots of the venue, and not fewer than it takes. */
const fits = (qty: Qty, listing: Listing): boolean => qty >= listing.minQty && toVenueLot(qty, listing) === qty;

/** Immediate-or-cancel legs, one per venue, each limited by the worst level it means to reach there. */
const sweep = (order: ToRoute, all: readonly Candidate[]): readonly Leg[] => {
  const candidates = all.filter(({ timeInForces }) => timeInForces.includes('ioc'));
  const taken = new Map<Candidate, { qty: Qty; worst: Price }>();
  let left = order.qty;
  for (const { candidate, price, qty } of offersOf(order, candidates)) {
    const share = smaller(left, qty);
    const venue = taken.get(candidate);
    if (venue === undefined) taken.set(candidate, { qty: share, worst: price });
    else {
      venue.qty = (venue.qty + share) as Qty;
      venue.worst = price; // Within one venue net order is price order: the last is the worst.
    }
    left = (left - share) as Qty;
    if (left === 0) break;
  }
  const legs: Leg[] = [];
  for (const [{ venue, listing }, { qty, worst }] of taken) {
    const lots = toVenueLot(qty, listing);
    if (lots > 0 && fits(lots, listing))
      legs.push({ venue, ordType: 'limit', qty: lots, price: worst, timeInForce: 'ioc', expectedQty: lots, worstPrice: worst });
  }
  return legs;
};

/** Fill-or-kill cannot be split: the one venue that shows it all within the limit, for the least money. */
const planWhole = (order: ToRoute, candidates: readonly Candidate[]): Plan => {
  const buys = isBuy(order.side);
  let best: { leg: Leg; cost: bigint } | undefined;
  for (const candidate of candidates) {
    if (!candidate.timeInForces.includes('fok') || !fits(order.qty, candidate.listing)) continue;
    let left = order.qty;
    let cost = 0n;
    let worst: Price | undefined;
    for (const { price, qty } of offersOf(order, [candidate])) {
      const share = smaller(left, qty);
      cost += netOf(price, candidate.takerPpm, buys) * BigInt(share);
      worst = price;
      left = (left - share) as Qty;
      if (left === 0) break;
    }
    if (left > 0 || worst === undefined || (best !== undefined && (buys ? cost >= best.cost : cost <= best.cost))) continue;
    const leg: Leg = {
      venue: candidate.venue,
      ordType: 'limit',
      qty: order.qty,
      price: worst,
      timeInForce: 'fok',
      expectedQty: order.qty,
      worstPrice: worst,
    };
    best = { leg, cost };
  }
  return best === undefined
    ? { legs: [], reason: 'no venue shows the whole quantity within the limit' }
    : { legs: [best.leg], reason: '' };
};

/** Where our own side is best there is most flow to meet; equal ones by the lower maker fee, then by name. */
const rest = (order: ToRoute, candidates: readonly Candidate[]): Plan => {
  if (order.price === undefined) return { legs: [], reason: 'a market order cannot rest' };
  const buys = isBuy(order.side);
  const touch = ({ book }: Candidate): number => {
    const best = (buys ? book.bids : book.asks)[0]?.price;
    return best === undefined ? Number.MAX_SAFE_INTEGER : buys ? -best : best;
  };
  const takers = candidates.filter(
    ({ listing, timeInForces }) => timeInForces.includes(order.timeInForce) && fits(order.qty, listing),
  );
  const [first] = takers.sort((a, b) => touch(a) - touch(b) || a.makerPpm - b.makerPpm || (a.venue < b.venue ? -1 : 1));
  if (first === undefined) return { legs: [], reason: 'no venue takes the rest: its lot, minimum or time in force does not fit' };
  const price = toVenueTick(order.price, order.side, first.listing);
  const leg: Leg = {
    venue: first.venue,
    ordType: 'limit',
    qty: order.qty,
    price,
    timeInForce: order.timeInForce,
    expectedQty: ZERO_QTY,
    worstPrice: price,
  };
  return { legs: [leg], reason: '' };
};
