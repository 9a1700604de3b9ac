import fc from 'fast-check';
import type { Micros, Price, Qty } from '../../src/domain/kernel/units.ts';
import type { Level } from '../../src/domain/market/events.ts';
import type { BookUpdate } from '../../src/domain/ports/market.ts';

/** [price, quantity] pairs, best first, as a desk would read them out. */
export type Quotes = readonly (readonly [price: number, qty: number])[];
export const levels = (quotes: Quotes): readonly Level[] =>
  quotes.map(([price, qty]) => ({ price: price as Price, qty: qty as Qty }));

type Shown = Readonly<{ venue?: string; symbol?: string; at?: number; bids?: Quotes; asks?: Quotes }>;
const update = (
  kind: BookUpdate['kind'],
  { venue = 'XA', symbol = 'ACME', at = 0, bids = [], asks = [] }: Shown,
): BookUpdate => ({
  venue,
  symbol,
  at: at as Micros,
  kind,
  bids: levels(bids),
  asks: levels(asks),
});
export const snapshot = (shown: Shown): BookUpdate => update('snapshot', shown);
export const delta = (shown: Shown): BookUpdate => update('delta', shown);

/** Few prices and quantities, so that levels are often changed, emptied and restored. */
const quotes = fc.array(fc.tuple(fc.integer({ min: -5, max: 25 }), fc.nat(3)), { maxLength: 14 });
export const anyUpdate: fc.Arbitrary<BookUpdate> = fc
  .record({ kind: fc.constantFrom('snapshot', 'delta', 'delta', 'delta'), bids: quotes, asks: quotes })
  .map(({ kind, ...shown }) => update(kind as BookUpdate['kind'], shown));
