import { type Notional, type OrderId, type Price, type Qty, ZERO_NOTIONAL, ZERO_QTY } from '../kernel/units.ts';
import type { AskKind, ExecType, RestatementReason, Side } from '../order/events.ts';
import { type OrdStatus, ordStatusOf } from '../order/fix-view.ts';
import { leavesQty, type Order, type OrderFigures, type OrderTerms } from '../order/order.ts';
import { type CxlRejReason, cxlRejReasonOf, type OrdRejReason } from './fix-reasons.ts';

/** What a client is told of its order (FIX ExecutionReport). Quantities and prices are whole numbers of the instrument. */
export type ExecutionReport = Readonly<{
  msgType: 'executionReport';
  execType: ExecType;
  ordStatus: OrdStatus;
  /** None when there is no such order. */
  orderId: OrderId | undefined;
  execId: string;
  /** Of a bust or a correction: the execution that it is about, by the execId that the client has for it. */
  execRefId?: string;
  clOrdId: string;
  /** The last accepted clOrdId, in the answer to a request. */
  origClOrdId?: string;
  account: string;
  symbol?: string;
  side?: Side;
  /** Absent when an order was refused at the door: what it asked for is then in the client's own words alone. */
  orderQty?: Qty;
  /** The money that it was made of, in the client's own words. */
  cashOrderQty?: string;
  price?: Price | undefined;
  cumQty: Qty;
  leavesQty: Qty;
  /** Of all that is executed; with cumQty it is the average price. */
  cumNotional: Notional;
  lastQty?: Qty;
  lastPx?: Price;
  ordRejReason?: OrdRejReason;
  /** Why the venue restated or ended the order unasked (FIX ExecRestatementReason). */
  restatementReason?: RestatementReason;
  text?: string;
}>;

/** A cancel or a replace that comes to nothing (FIX OrderCancelReject). */
export type OrderCancelReject = Readonly<{
  msgType: 'orderCancelReject';
  ordStatus: OrdStatus;
  orderId: OrderId | undefined;
  clOrdId: string;
  origClOrdId: string;
  account: string;
  cxlRejResponseTo: 'cancel' | 'replace';
  cxlRejReason: CxlRejReason;
  text: string;
}>;
export type FixAnswer = ExecutionReport | OrderCancelReject;

/** As much of an order as its answers need: the desk's own has it, and so has a line of a view. */
export type Known = OrderFigures &
  Readonly<Pick<Order, 'orderId' | 'clOrdId' | 'price' | 'cumNotional'>> &
  Readonly<{ terms: Readonly<Pick<OrderTerms, 'account' | 'symbol' | 'side' | 'route' | 'cashOrderQty'>> }>;
/** Orders, and which of them a clOrdId of an account means. The state of a desk is one; the views of a server are another. */
export type KnownOrders = Readonly<{
  orders: Readonly<{ get(orderId: OrderId): Known | undefined }>;
  asks: ReadonlyMap<string, ReadonlyMap<string, Readonly<{ ask: AskKind; orderId?: OrderId | undefined }>>>;
}>;
/** What is said of an order that there is not. */
export const nothing = (account: string, clOrdId: string) =>
  ({
    msgType: 'executionReport',
    ordStatus: 'rejected',
    orderId: undefined,
    clOrdId,
    account,
    cumQty: ZERO_QTY,
    leavesQty: ZERO_QTY,
    cumNotional: ZERO_NOTIONAL,
  }) as const;

/** An order as it stands, and what else is to be said of it. */
export const report = (
  order: Known,
  execId: string,
  said: Partial<ExecutionReport> & Pick<ExecutionReport, 'execType'>,
): ExecutionReport => {
  const { orderId, clOrdId, terms, qty, price, cumQty, cumNotional } = order;
  const { account, symbol, side, cashOrderQty } = terms;
  return {
    msgType: 'executionReport',
    ordStatus: ordStatusOf(order),
    orderId,
    execId,
    clOrdId,
    account,
    symbol,
    side,
    orderQty: qty,
    ...(cashOrderQty === undefined ? {} : { cashOrderQty }),
    price,
    cumQty,
    leavesQty: leavesQty(order),
    cumNotional,
    ...said,
  };
};

export const reject = (
  order: Known,
  ask: 'cancel' | 'replace',
  clOrdId: string,
  text: string,
  reason = text,
): OrderCancelReject => ({
  msgType: 'orderCancelReject',
  ordStatus: ordStatusOf(order),
  orderId: order.orderId,
  clOrdId,
  origClOrdId: order.clOrdId,
  account: order.terms.account,
  cxlRejResponseTo: ask,
  cxlRejReason: cxlRejReasonOf(reason),
  text,
});
