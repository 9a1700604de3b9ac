import type { Notional, OrderId, Price, Qty } from '../domain/kernel/units.ts';
import type { Events } from '../domain/oms/catalogue.ts';
import { type OrdStatus, ordStatusOf } from '../domain/order/fix-view.ts';
import { isLive } from '../domain/order/lifecycle.ts';
import { isUncertain, leavesQty, type OrderTerms } from '../domain/order/order.ts';
import { type Instruments, knowInstruments } from './instruments.ts';
import { followOrders, noOrderLines, type OrderLine, type OrderLines } from './order-lines.ts';
import type { Projection } from './projection.ts';

/** What a refused order asked for is kept as it was said: it may not even have been a number. */
type Refused = Readonly<{ asked: Events['NewOrderRequested']; why: Events['OrderRefused']; position: number }>;
type Blotter = {
  lines: OrderLines;
  instruments: Instruments;
  refused: Map<OrderId, Refused>;
  asked: Events['NewOrderRequested'] | undefined;
};

/** What became of every order that a client asked for? */
export const blotter: Projection<Blotter> = {
  name: 'blotter',
  initial: () => ({ lines: noOrderLines(), instruments: new Map(), refused: new Map(), asked: undefined }),
  on: {
    ...followOrders(() => {}),
    ...knowInstruments,
    NewOrderRequested: (view, asked) => {
      view.asked = asked; // Its refusal, if it comes, is the next record.
    },
    OrderRefused: ({ refused, asked }, why, { position }) => {
      if (asked !== undefined) refused.set(why.orderId, { asked, why, position });
    },
  },
};

/** In FIX words; quantities and prices in units of the instrument, absent for a refused order, whose `asked` has the words. */
export type BlotterRow = Readonly<{
  orderId: OrderId;
  clOrdId: string;
  account: string;
  strategy: string | undefined;
  symbol: string;
  side: OrderTerms['side'];
  ordType: OrderTerms['ordType'];
  timeInForce: OrderTerms['timeInForce'];
  qty: Qty | undefined;
  price: Price | undefined;
  asked: Readonly<Pick<Events['NewOrderRequested'], 'qty' | 'cashOrderQty' | 'price'>> | undefined;
  ordStatus: OrdStatus;
  cumQty: Qty;
  leavesQty: Qty;
  /** Exact: notional over quantity, rounded only where it is shown. */
  avgPx: Readonly<{ notional: Notional; qty: Qty }>;
  children: Readonly<{ total: number; live: number; venues: readonly string[] }>;
  certainty: 'known' | 'unknown';
  /** Why it was refused, is held or has ended; empty while there is nothing to say. */
  reason: string;
  /** Of the last record about it. */
  position: number;
}>;

const rowOf = (line: OrderLine): BlotterRow => {
  const { orderId, clOrdId, terms, qty, price, cumQty, cumNotional, children, held, reason, position } = line;
  const { account, strategy, symbol, side, ordType, timeInForce } = terms;
  return {
    orderId,
    clOrdId,
    account,
    strategy,
    symbol,
    side,
    ordType,
    timeInForce,
    qty,
    price,
    asked: undefined,
    position,
    cumQty,
    ordStatus: ordStatusOf(line),
    leavesQty: leavesQty(line),
    avgPx: { notional: cumNotional, qty: cumQty },
    children: {
      total: children.length,
      live: children.filter(({ status }) => isLive(status)).length,
      venues: [...new Set(children.map(({ venue }) => venue))],
    },
    certainty: isUncertain(line) ? 'unknown' : 'known',
    reason: held === undefined ? reason : `held (${held.why}) for ${held.venue}`,
  };
};

const refusedRowOf = ({ asked, why, position }: Refused): BlotterRow => {
  const { clOrdId, account, strategy, symbol, side, ordType, timeInForce, qty, cashOrderQty, price } = asked;
  const none = {
    qty: undefined,
    price: undefined,
    cumQty: 0 as Qty,
    leavesQty: 0 as Qty,
    avgPx: { notional: 0n as Notional, qty: 0 as Qty },
  };
  return {
    orderId: why.orderId,
    clOrdId,
    account,
    strategy,
    symbol,
    side,
    ordType,
    timeInForce,
    ...none,
    asked: { qty, cashOrderQty, price },
    position,
    ordStatus: 'rejected',
    children: { total: 0, live: 0, venues: [] },
    certainty: 'known',
    reason: `${why.check}: ${why.text}`,
  };
};

/** Every row, in order of the order ids; or those of one order. */
export const blotterRows = ({ lines, refused }: Blotter): readonly BlotterRow[] =>
  [...[...lines].map(rowOf), ...[...refused.values()].map(refusedRowOf)].sort((a, b) => a.orderId - b.orderId);

export const blotterRow = ({ lines, refused }: Blotter, orderId: OrderId): BlotterRow | undefined => {
  const line = lines.get(orderId);
  if (line !== undefined) return rowOf(line);
  const no = refused.get(orderId);
  return no && refusedRowOf(no);
};
