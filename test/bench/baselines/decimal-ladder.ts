import { Decimal } from 'decimal.js';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { freeAt, type Rate } from '../../../src/domain/risk/rate.ts';

/**
 * The ladder of src/domain/risk/checks.ts as one writes it with a decimal library: the same fourteen checks in the same order, fed
 * by the same look-ups. Numbers are decimals already, so that reading them is not held against the library.
 */
export type DecimalOrder = Readonly<{
  now: Micros;
  account: string;
  symbol: string;
  buys: boolean;
  qty: Decimal;
  price: Decimal;
  venue: string;
  reference: Readonly<{ price: Decimal; at: Micros }> | undefined;
}>;
export type DecimalInstrument = Readonly<{
  symbol: string;
  quote: string;
  tradable: boolean;
  tick: Decimal;
  lot: Decimal;
  minQty: Decimal;
  maxQty: Decimal;
}>;
export type DecimalListing = Readonly<{ tick: Decimal; lot: Decimal; minQty: Decimal }>;
export type DecimalLimits = Readonly<{
  maxOrderQty: Decimal;
  maxOrderNotional: Decimal;
  maxLong: Decimal;
  maxShort: Decimal;
  collar: Decimal;
  referenceMaxAgeMicros: number;
}>;
export type DecimalBook = Readonly<{
  kills: ReadonlySet<string>;
  accounts: ReadonlyMap<string, Readonly<{ tradable: boolean; rate: Rate; onSchedule: number }>>;
  instruments: ReadonlyMap<string, DecimalInstrument>;
  listings: ReadonlyMap<string, ReadonlyMap<string, DecimalListing>>;
  limits: ReadonlyMap<string, ReadonlyMap<string, DecimalLimits>>;
  held: ReadonlyMap<string, ReadonlyMap<string, Readonly<{ position: Decimal; openBuy: Decimal; openSell: Decimal }>>>;
}>;

type View = Readonly<{
  order: DecimalOrder;
  killed: boolean;
  account: Readonly<{ tradable: boolean; rate: Rate; onSchedule: number }> | undefined;
  instrument: DecimalInstrument | undefined;
  listing: DecimalListing | undefined;
  limits: DecimalLimits | undefined;
  position: Decimal;
  openBuy: Decimal;
  openSell: Decimal;
}>;
type Check = (view: View) => string | undefined;

const NOTHING = new Decimal(0);
const ONE = new Decimal(1);

const ladder: readonly Check[] = [
  ({ killed }) => (killed ? 'a kill switch is engaged' : undefined),
  ({ order, account }) => (account?.tradable === true ? undefined : `account ${order.account} may not trade`),
  ({ order, instrument }) => (instrument?.tradable === true ? undefined : `instrument ${order.symbol} may not trade`),
  ({ order, listing }) => (listing === undefined ? `${order.symbol} is not listed at ${order.venue}` : undefined),
  ({ limits, account }) => (limits !== undefined && account !== undefined ? undefined : 'there are no limits'),
  ({ order, listing }) =>
    listing === undefined || order.price.modulo(listing.tick).isZero()
      ? undefined
      : `price ${order.price} is off the tick ${listing.tick}`,
  ({ order, listing }) =>
    listing === undefined || order.qty.modulo(listing.lot).isZero()
      ? undefined
      : `quantity ${order.qty} is off the lot ${listing.lot}`,
  ({ order, instrument, listing }) => {
    if (instrument === undefined || listing === undefined) return undefined;
    const least = Decimal.max(listing.minQty, instrument.minQty);
    return order.qty.greaterThanOrEqualTo(least) ? undefined : `quantity ${order.qty} is below ${least}`;
  },
  ({ order, instrument, limits }) => {
    if (instrument === undefined || limits === undefined) return undefined;
    const most = Decimal.min(limits.maxOrderQty, instrument.maxQty);
    return order.qty.lessThanOrEqualTo(most) ? undefined : `quantity ${order.qty} is above ${most}`;
  },
  ({ order, limits }) => {
    if (limits === undefined) return undefined;
    if (order.reference === undefined) return 'there is no reference price';
    const age = order.now - order.reference.at;
    return age <= limits.referenceMaxAgeMicros ? undefined : `the reference price is ${age} µs old`;
  },
  ({ order, limits }) => {
    if (limits === undefined || order.reference === undefined) return undefined;
    const { price: reference } = order.reference;
    const width = reference.abs().times(limits.collar);
    return order.price.minus(reference).abs().lessThanOrEqualTo(width)
      ? undefined
      : `price ${order.price} is outside ${width} around ${reference}`;
  },
  ({ order, limits }) => {
    if (limits === undefined || order.reference === undefined) return undefined;
    const worst = order.buys ? order.price : Decimal.max(order.price, order.reference.price);
    const worth = worst.times(order.qty);
    return worth.lessThanOrEqualTo(limits.maxOrderNotional)
      ? undefined
      : `the order is worth ${worth}, above ${limits.maxOrderNotional}`;
  },
  ({ order, limits, position, openBuy, openSell }) => {
    if (limits === undefined) return undefined;
    const [reached, most] = order.buys
      ? [position.plus(openBuy).plus(order.qty), limits.maxLong]
      : [position.negated().plus(openSell).plus(order.qty), limits.maxShort];
    return reached.lessThanOrEqualTo(most) ? undefined : `the position would be ${reached}, beyond ${most}`;
  },
  ({ order, account }) =>
    account === undefined || freeAt(account.rate, account.onSchedule, order.now) <= order.now
      ? undefined
      : `account ${order.account} is too fast`,
];

const killed = ({ kills }: DecimalBook, { account, symbol, venue }: DecimalOrder): boolean =>
  kills.size > 0 &&
  (kills.has('desk:*') || kills.has(`account:${account}`) || kills.has(`instrument:${symbol}`) || kills.has(`venue:${venue}`));

export const decimalObjection = (book: DecimalBook, order: DecimalOrder): string | undefined => {
  const { account, symbol, venue } = order;
  const held = book.held.get(account)?.get(symbol);
  const view: View = {
    order,
    killed: killed(book, order),
    account: book.accounts.get(account),
    instrument: book.instruments.get(symbol),
    listing: book.listings.get(venue)?.get(symbol),
    limits: book.limits.get(account)?.get(symbol),
    position: held?.position ?? NOTHING,
    openBuy: held?.openBuy ?? NOTHING,
    openSell: held?.openSell ?? NOTHING,
  };
  for (const check of ladder) {
    const found = check(view);
    if (found !== undefined) return found;
  }
  return undefined;
};

export const ofUnits = (units: number, scale: number): Decimal =>
  new Decimal(units).times(ONE.dividedBy(new Decimal(10).pow(scale)));
