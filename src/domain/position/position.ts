import { parseBig } from '../kernel/decimal.ts';
import { divHalfEven, tenTo } from '../kernel/integers.ts';
import { notional, type Price, type Qty, ZERO_QTY } from '../kernel/units.ts';
import type { Side } from '../order/events.ts';
import { isBuy } from '../order/order.ts';

/** Money at 10^-(moneyScale + GUARD_DIGITS): a weighted average needs a division, and its remainder must not wear money away. */
export const GUARD_DIGITS = 12;
const GUARD = tenTo(GUARD_DIGITS);
/** Fees come in any currency with any number of digits; 18 hold every one that is in use. */
export const FEE_SCALE = 18;

/**
 * What an account holds of an instrument, by weighted average cost. `qty` is signed. `cost` is what the open quantity was bought
 * for (negative for a short), `realized` the profit of what was closed, before fees; both with guard digits.
 * Conserved, exactly, whatever the rounding: realized − cost = all that sells brought in − all that buys cost.
 */
export type Position = {
  readonly account: string;
  readonly symbol: string;
  qty: number;
  cost: bigint;
  realized: bigint;
  bought: Qty;
  sold: Qty;
  /** Per currency, at FEE_SCALE; a rebate is negative. */
  readonly fees: Map<string, bigint>;
};

export const flat = (account: string, symbol: string): Position => ({
  account,
  symbol,
  qty: 0,
  cost: 0n,
  realized: 0n,
  bought: ZERO_QTY,
  sold: ZERO_QTY,
  fees: new Map(),
});

/** Books an execution in place. Adding widens the cost; reducing realises against the average; a flip does one, then the other. */
export const book = (position: Position, side: Side, qty: Qty, px: Price): void => {
  const buys = isBuy(side);
  if (buys) position.bought = (position.bought + qty) as Qty;
  else position.sold = (position.sold + qty) as Qty;

  const held = position.qty;
  const signed = buys ? qty : -qty;
  const reduces = held !== 0 && held > 0 !== buys;
  const closing = reduces ? (qty < Math.abs(held) ? qty : (Math.abs(held) as Qty)) : ZERO_QTY;
  if (closing > 0) {
    const costClosed =
      closing === Math.abs(held) ? position.cost : divHalfEven(position.cost * BigInt(closing), BigInt(Math.abs(held)));
    const proceeds = notional(px, closing) * GUARD;
    position.realized += held > 0 ? proceeds - costClosed : -costClosed - proceeds;
    position.cost -= costClosed;
  }
  const opening = (qty - closing) as Qty;
  if (opening > 0) position.cost += (buys ? notional(px, opening) : -notional(px, opening)) * GUARD;
  position.qty = held + signed;
};

/**
 * Takes an execution back (a bust) by trading it the other way at its own price: quantity and total profit are exactly as if it had
 * never been; how the total splits into realised and unrealised follows the order in which things were known.
 */
export const unbook = (position: Position, side: Side, qty: Qty, px: Price): void => {
  const { bought, sold } = position;
  book(position, isBuy(side) ? 'sell' : 'buy', qty, px);
  position.bought = isBuy(side) ? ((bought - qty) as Qty) : bought;
  position.sold = isBuy(side) ? sold : ((sold - qty) as Qty);
};

/** Adds a fee as the venue said it. Undefined when it is not a decimal that fits: the caller raises a break. */
export const feeUnits = (fee: string): bigint | undefined => (fee === '0' ? 0n : parseBig(fee, FEE_SCALE));

export const charge = (position: Position, currency: string, fee: bigint): void => {
  if (fee !== 0n) position.fees.set(currency, (position.fees.get(currency) ?? 0n) + fee);
};

/** Profit not yet taken, at a mark, with guard digits. */
export const unrealized = (position: Readonly<Position>, mark: Price): bigint =>
  BigInt(position.qty) * BigInt(mark) * GUARD - position.cost;

/** Average price of the open quantity in units of 10^-(priceScale + GUARD_DIGITS), rounded half-even; undefined when flat. */
export const averagePrice = (position: Readonly<Position>): bigint | undefined =>
  position.qty === 0 ? undefined : divHalfEven(position.cost * BigInt(Math.sign(position.qty)), BigInt(Math.abs(position.qty)));

/** Every position, by account and instrument. */
export class Positions implements Iterable<Position> {
  readonly #byAccount = new Map<string, Map<string, Position>>();

  get(account: string, symbol: string): Readonly<Position> | undefined {
    return this.#byAccount.get(account)?.get(symbol);
  }

  /** The position, made flat if there is none yet. */
  of(account: string, symbol: string): Position {
    let bySymbol = this.#byAccount.get(account);
    if (bySymbol === undefined) this.#byAccount.set(account, (bySymbol = new Map()));
    let position = bySymbol.get(symbol);
    if (position === undefined) bySymbol.set(symbol, (position = flat(account, symbol)));
    return position;
  }

  *[Symbol.iterator](): Generator<Position> {
    for (const account of [...this.#byAccount.keys()].sort()) {
      const bySymbol = this.#byAccount.get(account) as Map<string, Position>;
      for (const symbol of [...bySymbol.keys()].sort()) yield bySymbol.get(symbol) as Position;
    }
  }
}

type Moved = Readonly<{
  symbol: string;
  side: Side;
  lastQty: Qty;
  lastPx: Price;
  fee: string;
  feeCurrency: string;
  fromAccount: string;
  account: string;
  childId?: number | undefined;
}>;

/** An execution leaves an account, and its fee with it. Given to an order it is booked as an execution of that, and so not here. */
export const moveStray = (positions: Positions, moved: Moved): void => {
  const { symbol, side, lastQty, lastPx, fee, feeCurrency, fromAccount, account, childId } = moved;
  if (fromAccount === account && childId === undefined) return; // It stays, and is nobody's to look at any more.
  const from = positions.of(fromAccount, symbol);
  unbook(from, side, lastQty, lastPx);
  charge(from, feeCurrency, -(feeUnits(fee) ?? 0n));
  if (childId !== undefined) return;
  const to = positions.of(account, symbol);
  book(to, side, lastQty, lastPx);
  charge(to, feeCurrency, feeUnits(fee) ?? 0n);
};
