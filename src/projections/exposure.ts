import { type OrderId, type Qty, ZERO_QTY } from '../domain/kernel/units.ts';
import { reservation } from '../domain/order/order.ts';
import type { Positions } from '../domain/position/position.ts';
import { Exposure } from '../domain/risk/exposure.ts';
import { followOrders, noOrderLines, type OrderLines } from './order-lines.ts';
import type { Projection } from './projection.ts';

type ExposureView = { lines: OrderLines; open: Exposure; reserved: Map<OrderId, Qty> };

/** What could still be bought and sold, each open or unknown order at its worst case? */
export const exposure: Projection<ExposureView> = {
  name: 'exposure',
  initial: () => ({ lines: noOrderLines(), open: new Exposure(), reserved: new Map() }),
  on: followOrders(({ open, reserved }, line) => {
    const { account, symbol, side } = line.terms;
    const now = reservation(line);
    open.move(account, symbol, side, reserved.get(line.orderId) ?? ZERO_QTY, now);
    if (now > 0) reserved.set(line.orderId, now);
    else reserved.delete(line.orderId);
  }),
};

/** In units of 10^-qtyScale. `longest` and `shortest` are the position if everything on one side fills and nothing on the other. */
export type ExposureRow = Readonly<{
  account: string;
  symbol: string;
  position: number;
  openBuy: Qty;
  openSell: Qty;
  orders: number;
  longest: number;
  shortest: number;
}>;

const rowOf = (account: string, symbol: string, position: number, open: Exposure): ExposureRow => {
  const { buy = ZERO_QTY, sell = ZERO_QTY, orders = 0 } = open.get(account, symbol) ?? {};
  return { account, symbol, position, openBuy: buy, openSell: sell, orders, longest: position + buy, shortest: position - sell };
};

const byName = (a: ExposureRow, b: ExposureRow): number => (`${a.account}\0${a.symbol}` < `${b.account}\0${b.symbol}` ? -1 : 1);

/** Every account and instrument with a position or with something that may still trade, by account and symbol. */
export const exposureRows = ({ open }: Pick<ExposureView, 'open'>, positions: Positions): readonly ExposureRow[] => {
  const held = [...positions].map(({ account, symbol, qty }) => rowOf(account, symbol, qty, open));
  const wanted = [...open].filter(({ account, symbol }) => positions.get(account, symbol) === undefined);
  const rows = [...held, ...wanted.map(({ account, symbol }) => rowOf(account, symbol, 0, open))];
  return rows.filter(({ position, orders }) => position !== 0 || orders > 0).sort(byName);
};
