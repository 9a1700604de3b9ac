import type { Micros, Ppm, Price, Qty } from '../../../src/domain/kernel/units.ts';
import type { BookSeen } from '../../../src/domain/market/events.ts';
import type { TimeInForce } from '../../../src/domain/order/events.ts';
import type { Candidate, ToRoute } from '../../../src/domain/routing/plan.ts';

export type Levels = readonly (readonly [price: number, qty: number])[];
const book = (venue: string, bids: Levels, asks: Levels): BookSeen => {
  const seen = (levels: Levels) => levels.map(([price, qty]) => ({ price: price as Price, qty: qty as Qty }));
  return { venue, at: 0 as Micros, bids: seen(bids), asks: seen(asks) };
};
/** A venue that shows these levels; free of fees, and taking everything, unless said otherwise. */
export const venue = (
  name: string,
  over: Partial<{
    bids: Levels;
    asks: Levels;
    maker: number;
    taker: number;
    tick: number;
    lot: number;
    minQty: number;
    tifs: readonly TimeInForce[];
  }> = {},
): Candidate => ({
  venue: name,
  listing: { symbol: 'ACME', tick: over.tick ?? 1, lot: over.lot ?? 1, minQty: (over.minQty ?? 1) as Qty },
  book: book(name, over.bids ?? [], over.asks ?? []),
  makerPpm: (over.maker ?? 0) as Ppm,
  takerPpm: (over.taker ?? 0) as Ppm,
  timeInForces: over.tifs ?? ['day', 'gtc', 'gtd', 'ioc', 'fok'],
});
export const order = (over: Partial<ToRoute> = {}): ToRoute => ({
  side: 'buy',
  ordType: 'limit',
  qty: 100 as Qty,
  price: 105 as Price,
  timeInForce: 'day',
  mayTake: true,
  ...over,
});
