import { formatOrderId } from '../../domain/kernel/ids.ts';
import { tenTo } from '../../domain/kernel/integers.ts';
import type { Recorded } from '../../domain/oms/catalogue.ts';
import { FEE_SCALE, GUARD_DIGITS, type Position } from '../../domain/position/position.ts';
import { type BlotterRow, blotter, blotterRows } from '../../projections/blotter.ts';
import { exposure, exposureRows } from '../../projections/exposure.ts';
import type { Instruments } from '../../projections/instruments.ts';
import { pnl, pnlRows } from '../../projections/pnl.ts';
import { apply, type Projection } from '../../projections/projection.ts';
import { priceOf, qtyOf } from '../../projections/words/lexicon.ts';
import { averageText, rounded } from './figures.ts';
import type { Row } from './table.ts';

/** A question that `replay` answers: fold the records, then ask for the rows. `columns` are what a table shows of them. */
export type Answering = Readonly<{
  columns: readonly string[];
  fold: (record: Recorded) => void;
  rows: (figures: Figures) => readonly Row[];
}>;
/** Money to all its digits, for programs, or to six, for people. */
export type Figures = 'exact' | 'short';

const MONEY_DIGITS = 6;

const watching = <View extends object>(
  projection: Projection<View>,
): Readonly<{ view: View; fold: (record: Recorded) => void }> => {
  const view = projection.initial();
  return { view, fold: (record) => apply(projection, view, record) };
};

export const orderRow = (row: BlotterRow, instruments: Instruments): Row => {
  const {
    orderId,
    clOrdId,
    account,
    symbol,
    side,
    ordType,
    timeInForce,
    ordStatus,
    avgPx,
    children,
    certainty,
    reason,
    position,
  } = row;
  const scales = { instruments };
  const qty = (units: number | undefined): string | null => (units === undefined ? null : qtyOf(scales, symbol, units));
  const priceScale = instruments.get(symbol)?.priceScale ?? 0;
  return {
    orderId: formatOrderId(orderId),
    clOrdId,
    account,
    strategy: row.strategy ?? null,
    symbol,
    side,
    ordType,
    timeInForce,
    qty: row.asked?.qty ?? qty(row.qty),
    price: row.asked?.price ?? (row.price === undefined ? null : priceOf(scales, symbol, row.price)),
    ordStatus,
    cumQty: qty(row.cumQty),
    leavesQty: qty(row.leavesQty),
    avgPx: avgPx.qty > 0 ? averageText(avgPx.notional, BigInt(avgPx.qty), priceScale) : null,
    children: children.total,
    liveChildren: children.live,
    venues: children.venues.join('+'),
    certainty,
    reason,
    position,
  };
};
export const ORDER_COLUMNS: readonly string[] = [
  ...['orderId', 'clOrdId', 'account', 'symbol', 'side', 'qty', 'price', 'ordStatus'],
  ...['cumQty', 'leavesQty', 'avgPx', 'venues', 'certainty', 'reason'],
];

const orders = (): Answering => {
  const { view, fold } = watching(blotter);
  return { columns: ORDER_COLUMNS, fold, rows: () => blotterRows(view).map((row) => orderRow(row, view.instruments)) };
};

const feesOf = (fees: ReadonlyMap<string, bigint>): string =>
  [...fees].map(([currency, amount]) => `${rounded(amount, FEE_SCALE, FEE_SCALE)} ${currency}`).join(', ');

const positions = (): Answering => {
  const { view, fold } = watching(pnl);
  const rowOf = (position: Position): Row => {
    const { account, symbol, qty, cost, bought, sold, fees } = position;
    const priceScale = view.instruments.get(symbol)?.priceScale ?? 0;
    return {
      account,
      symbol,
      position: qtyOf(view, symbol, qty),
      avgPx: qty === 0 ? null : averageText(qty > 0 ? cost : -cost, BigInt(Math.abs(qty)) * tenTo(GUARD_DIGITS), priceScale),
      bought: qtyOf(view, symbol, bought),
      sold: qtyOf(view, symbol, sold),
      fees: feesOf(fees),
    };
  };
  return {
    columns: ['account', 'symbol', 'position', 'avgPx', 'bought', 'sold', 'fees'],
    fold,
    rows: () => [...view.positions].map(rowOf),
  };
};

const openExposure = (): Answering => {
  const open = watching(exposure);
  const held = watching(pnl);
  const rows = (): readonly Row[] =>
    exposureRows(open.view, held.view.positions).map(
      ({ account, symbol, position, openBuy, openSell, orders, longest, shortest }) => ({
        account,
        symbol,
        position: qtyOf(held.view, symbol, position),
        openBuy: qtyOf(held.view, symbol, openBuy),
        openSell: qtyOf(held.view, symbol, openSell),
        orders,
        longest: qtyOf(held.view, symbol, longest),
        shortest: qtyOf(held.view, symbol, shortest),
      }),
    );
  const fold = (record: Recorded): void => {
    open.fold(record);
    held.fold(record);
  };
  return { columns: ['account', 'symbol', 'position', 'openBuy', 'openSell', 'orders', 'longest', 'shortest'], fold, rows };
};

const profit = (): Answering => {
  const { view, fold } = watching(pnl);
  const rows = (figures: Figures): readonly Row[] =>
    pnlRows(view).map(({ account, symbol, quote, scale, realizedGross, fees, realizedNet, mark, unrealized, total }) => {
      const money = (units: bigint | undefined): string | null =>
        units === undefined ? null : rounded(units, scale, figures === 'exact' ? scale : MONEY_DIGITS);
      return {
        account,
        symbol,
        quote,
        realizedGross: money(realizedGross),
        fees: feesOf(fees),
        realizedNet: money(realizedNet),
        mark: mark === undefined ? null : priceOf(view, symbol, mark.price),
        unrealized: money(unrealized),
        total: money(total),
      };
    });
  return {
    columns: ['account', 'symbol', 'quote', 'realizedGross', 'fees', 'realizedNet', 'mark', 'unrealized', 'total'],
    fold,
    rows,
  };
};

export const QUESTIONS = { orders, positions, exposure: openExposure, pnl: profit } as const;
export type QuestionName = keyof typeof QUESTIONS;
export const QUESTION_NAMES = Object.keys(QUESTIONS) as readonly QuestionName[];
