import { existsSync, readFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { unitsOf } from '../../../src/domain/instrument/instrument.ts';
import type { Price, Qty } from '../../../src/domain/kernel/units.ts';
import {
  averagePrice,
  book,
  charge,
  FEE_SCALE,
  feeUnits,
  flat,
  GUARD_DIGITS,
  type Position,
  unrealized,
} from '../../../src/domain/position/position.ts';

/** What other systems say of the same trades. Each has a convention of its own; what is compared is said in that one. */
const FILE = '../shared/vectors/positions.json';
type Fill = Readonly<{
  side: 'BUY' | 'SELL';
  qty: string;
  price: string;
  commission: string | null;
  commission_ccy?: string | null;
}>;
type Expected = Readonly<Record<string, string | Readonly<Record<string, string>> | null>>;
type Vector = Readonly<{
  id: string;
  convention: string;
  instrument?: string;
  steps?: readonly Readonly<{ fill: Fill; expect?: Expected }>[];
  legs?: readonly Readonly<{ signed_qty: string; avg_px: string }>[];
  inputs?: Readonly<Record<string, string>>;
  start?: Readonly<Record<string, string>>;
  fill?: Readonly<Record<string, string>>;
  rate_to_account?: string;
  asset?: string;
  expect?: Expected;
  mark?: Readonly<Record<string, string>>;
}>;
type Terms = Readonly<{ inverse: boolean; settlement: string; money_dp: number }>;
type File = Readonly<{ count: number; instruments: Readonly<Record<string, Terms>>; vectors: readonly Vector[] }>;

const [PRICE_SCALE, QTY_SCALE] = [6, 6];
const Exact = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_EVEN });
const money = (units: bigint): Decimal =>
  new Exact(units.toString()).div(new Exact(10).pow(PRICE_SCALE + QTY_SCALE + GUARD_DIGITS));
const qtyOf = ({ qty }: Position): Decimal => new Exact(qty).div(new Exact(10).pow(QTY_SCALE));
const averageOf = (position: Position): Decimal =>
  new Exact((averagePrice(position) ?? 0n).toString()).div(new Exact(10).pow(PRICE_SCALE + GUARD_DIGITS));
const priceOf = (text: string): Price => unitsOf(text, PRICE_SCALE) as Price;
const trade = (position: Position, signedQty: string, price: string): void => {
  const qty = new Exact(signedQty);
  book(position, qty.gt(0) ? 'buy' : 'sell', unitsOf(qty.abs().toFixed(), QTY_SCALE) as Qty, priceOf(price));
};
const fees = (position: Position, currency: string): Decimal =>
  new Exact((position.fees.get(currency) ?? 0n).toString()).div(new Exact(10).pow(FEE_SCALE));
/** Peers that count in doubles are right to some fifteen digits. */
const alike = (found: Decimal, said: string, what: string): void => {
  const [over = '0', under = '1'] = said.split('/');
  const expected = new Exact(over).div(under);
  expect(found.minus(expected).abs().lte(expected.abs().times('1e-12')), `${what}: ${found} is ${said}`).toBe(true);
};
const equal = (found: Decimal, said: string, what: string): void => expect(found.toFixed(), what).toBe(new Exact(said).toFixed());

/** Nautilus: profit since the position was last flat, less commission, rounded to the currency. */
const nautilus = ({ steps = [], mark }: Vector, { settlement, money_dp: digits }: Terms): void => {
  const position = flat('A', 'X');
  let before = { realized: 0n, fees: new Exact(0) };
  const realized = (): Decimal => money(position.realized - before.realized).minus(fees(position, settlement).minus(before.fees));
  for (const { fill, expect: said = {} } of steps) {
    if (position.qty === 0) before = { realized: position.realized, fees: fees(position, settlement) };
    trade(position, fill.side === 'BUY' ? fill.qty : `-${fill.qty}`, fill.price);
    charge(position, fill.commission_ccy ?? settlement, feeUnits(fill.commission ?? '0') ?? 0n);
    if (typeof said.net_qty === 'string') equal(qtyOf(position), said.net_qty, 'net_qty');
    if (typeof said.side === 'string') expect(Math.sign(position.qty), 'side').toBe({ FLAT: 0, LONG: 1, SHORT: -1 }[said.side]);
    if (typeof said.avg_px_open === 'string' && position.qty !== 0) alike(averageOf(position), said.avg_px_open, 'avg_px_open');
    if (typeof said.realized_pnl === 'string') equal(realized().toDecimalPlaces(digits), said.realized_pnl, 'realized_pnl');
    for (const [currency, amount] of Object.entries((said.commissions as Record<string, string> | undefined) ?? {}))
      equal(fees(position, currency), amount, 'commissions');
  }
  if (mark?.price === undefined) return;
  const open = money(unrealized(position, priceOf(mark.price)));
  if (mark.unrealized_pnl !== undefined) equal(open.toDecimalPlaces(digits), mark.unrealized_pnl, 'unrealized_pnl');
  if (mark.total_pnl !== undefined) equal(open.plus(realized()).toDecimalPlaces(digits), mark.total_pnl, 'total_pnl');
  if (mark.notional !== undefined) equal(qtyOf(position).abs().times(mark.price), mark.notional, 'notional');
};

/** Barter: profit less all fees; no position is left when it is flat. */
const barter = ({ steps = [], expect: said = {} }: Vector): void => {
  const position = flat('A', 'X');
  for (const { fill } of steps) {
    trade(position, fill.side === 'BUY' ? fill.qty : `-${fill.qty}`, fill.price);
    charge(position, 'USD', feeUnits(fill.commission ?? '0') ?? 0n);
  }
  const left = (said.position ?? said.exited) as Readonly<Record<string, string>>;
  equal(money(position.realized).minus(fees(position, 'USD')), left.realized_pnl as string, 'realized_pnl');
  equal(qtyOf(position).abs(), said.position === null ? '0' : (left.qty_abs as string), 'qty_abs');
  if (said.position !== null) alike(averageOf(position), left.avg_px_open as string, 'avg_px_open');
};

/** LEAN: profit of the last trade before fees, in the account's currency at a rate; cash where the instrument is paid for in full. */
const lean = ({ start = {}, fill = {}, expect: said = {}, rate_to_account: rate = '1', asset }: Vector): void => {
  const position = flat('A', 'X');
  if (start.qty !== '0') trade(position, start.qty as string, start.avg as string);
  const before = { realized: position.realized, cash: position.realized - position.cost };
  trade(position, fill.signed_qty as string, fill.price as string);
  const profit = money(position.realized - before.realized);
  const text = (key: string): string | undefined => said[key] as string | undefined;
  const compare = (found: Decimal, key: string): void => {
    const expected = text(key);
    if (expected !== undefined) equal(found, expected, key);
  };
  compare(profit, 'last_trade_profit');
  compare(profit.times(rate), 'last_trade_profit_account');
  compare(qtyOf(position), 'net_qty');
  compare(averageOf(position), 'avg');
  compare(money(position.cost).abs().times(rate), 'holdings_cost_abs');
  if (said.mark !== undefined)
    compare(
      qtyOf(position)
        .abs()
        .times(said.mark as string)
        .times(rate),
      'holdings_value_abs',
    );
  if (asset === 'equity')
    compare(
      new Exact(start.cash_ccy ?? 0).plus(money(position.realized - position.cost - before.cash)).minus(fill.fee ?? 0),
      'cash_ccy',
    );
};

const small: Readonly<Record<string, (vector: Vector) => void>> = {
  nautilus_fold_net_position: ({ legs = [], expect: said = {} }) => {
    const position = flat('A', 'X');
    for (const { signed_qty, avg_px } of legs) trade(position, signed_qty, avg_px);
    equal(qtyOf(position), said.net_qty as string, 'net_qty');
    alike(averageOf(position), said.net_avg_px as string, 'net_avg_px');
  },
  barter_avg_price: ({ inputs: at = {}, expect: said = {} }) => {
    const position = flat('A', 'X');
    trade(position, at.qty_abs as string, at.avg_px_open as string);
    trade(position, at.trade_qty as string, at.trade_price as string);
    alike(averageOf(position), said.avg_px_open as string, 'avg_px_open');
  },
  barter_unrealized_net_of_est_exit_fee: ({ inputs: at = {}, expect: said = {} }) => {
    const position = flat('A', 'X');
    trade(position, at.side === 'BUY' ? (at.qty_abs as string) : `-${at.qty_abs}`, at.avg_px_open as string);
    const exitFee = new Exact(at.fees_enter as string).times(at.qty_abs as string).div(at.qty_abs_max as string);
    equal(
      money(unrealized(position, priceOf(at.mark as string))).minus(exitFee),
      said.unrealized_pnl as string,
      'unrealized_pnl',
    );
  },
  realized_leg_minus_close_fee: ({ inputs: at = {}, expect: said = {} }) => {
    const position = flat('A', 'X');
    const sign = at.side === 'BUY' ? '' : '-';
    trade(position, `${sign}${at.closed_qty}`, at.avg_px_open as string);
    trade(position, sign === '' ? `-${at.closed_qty}` : (at.closed_qty as string), at.closed_price as string);
    equal(money(position.realized).minus(at.closed_fee as string), said.realized_pnl as string, 'realized_pnl');
  },
  barter,
  lean,
};

const file = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as File) : undefined;
/** Inverse contracts, commissions that change the quantity and returns are not said of a position in this version. */
const runOf = (vector: Vector): (() => void) | undefined => {
  if (vector.convention !== 'nautilus') return small[vector.convention] && (() => small[vector.convention]?.(vector));
  const terms = file?.instruments[vector.instrument ?? ''];
  const ownCurrency = (vector.steps ?? []).every(({ fill }) => (fill.commission_ccy ?? terms?.settlement) === terms?.settlement);
  return terms === undefined || terms.inverse || !ownCurrency ? undefined : () => nautilus(vector, terms);
};

describe.skipIf(file === undefined)(
  'positions as other systems have them (../shared/vectors/positions.json; left out where it is absent)',
  () => {
    const vectors = file?.vectors ?? [];
    const applying = vectors.filter((vector) => runOf(vector) !== undefined);
    it(`${applying.length} of ${vectors.length} apply`, () => {
      expect(vectors.length).toBe(file?.count);
      expect(vectors.filter((vector) => !applying.includes(vector)).map(({ id }) => id)).toEqual([
        'nt-19-inverse-long-b',
        'nt-37-base-commission-buy',
        'nt-41-base-commission-sell-partials',
        'nt-43-base-commission-on-close-leaves-short',
        'nt-44-quote-commission-on-close-flat',
        'barter-ret-0',
      ]);
    });
    it.each(applying.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
      expect.hasAssertions();
      runOf(vector)?.();
    });
  },
);
