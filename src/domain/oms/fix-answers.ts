import { dateOf, formatChildId } from '../kernel/ids.ts';
import { type DayNumber, type Notional, type OrderId, type Price, type Qty, ZERO_NOTIONAL, ZERO_QTY } from '../kernel/units.ts';
import type { ExecType, Side } from '../order/events.ts';
import { isAcknowledged, type OrdStatus, ordStatusOf } from '../order/fix-view.ts';
import { isLive, isOpen } from '../order/lifecycle.ts';
import { leavesQty, type Order, type OrderFigures, type OrderTerms } from '../order/order.ts';
import type { Events, Recorded } from './catalogue.ts';

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
  price?: Price | undefined;
  cumQty: Qty;
  leavesQty: Qty;
  /** Of all that is executed; with cumQty it is the average price. */
  cumNotional: Notional;
  lastQty?: Qty;
  lastPx?: Price;
  ordRejReason?: OrdRejReason;
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

/** FIX 4.4 OrdRejReason (103) and CxlRejReason (102), as far as a desk has use for them. */
export type OrdRejReason = ValueOf<typeof ORD_REJ_REASONS> | 'brokerOption';
export type CxlRejReason = ValueOf<typeof CXL_REJ_REASONS> | 'brokerOption';
type ValueOf<T> = T[keyof T];

/** Our checks' names, and the words of venues, in FIX's few. All others are the option of whoever says no. */
const ORD_REJ_REASONS = {
  instrumentTradable: 'unknownSymbol',
  listed: 'unknownSymbol',
  unknownSymbol: 'unknownSymbol',
  marketClosed: 'exchangeClosed',
  maxQty: 'exceedsLimit',
  maxNotional: 'exceedsLimit',
  positionLimit: 'exceedsLimit',
  priceCollar: 'exceedsLimit',
  orderRate: 'exceedsLimit',
  unknownOrder: 'unknownOrder',
  clOrdIdReused: 'duplicateOrder',
  duplicateOrder: 'duplicateOrder',
  duplicateVerbalOrder: 'duplicateVerbalOrder',
  supported: 'unsupportedOrder',
  unsupportedOrdType: 'unsupportedOrder',
  unsupportedTimeInForce: 'unsupportedOrder',
  wholeLots: 'incorrectQuantity',
  minQty: 'incorrectQuantity',
  offLot: 'incorrectQuantity',
  belowMinQty: 'incorrectQuantity',
  accountKnown: 'unknownAccount',
} as const;
const CXL_REJ_REASONS = {
  tooLate: 'tooLate',
  unknownOrder: 'unknownOrder',
  alreadyPending: 'alreadyPending',
  clOrdIdReused: 'duplicateClOrdId',
  duplicateRequest: 'duplicateClOrdId',
} as const;
const ordRejReasonOf = (word: string): OrdRejReason =>
  (ORD_REJ_REASONS as Partial<Record<string, OrdRejReason>>)[word] ?? 'brokerOption';
const cxlRejReasonOf = (word: string): CxlRejReason =>
  (CXL_REJ_REASONS as Partial<Record<string, CxlRejReason>>)[word] ?? 'brokerOption';

/** As much of an order as its answers need: the desk's own has it, and so has a line of a view. */
type Known = OrderFigures &
  Readonly<Pick<Order, 'orderId' | 'clOrdId' | 'price' | 'cumNotional'>> &
  Readonly<{ terms: Readonly<Pick<OrderTerms, 'account' | 'symbol' | 'side' | 'route'>> }>;
/** Orders, and which of them a clOrdId of an account means. The state of a desk is one; the views of a server are another. */
export type KnownOrders = Readonly<{
  orders: Readonly<{ get(orderId: OrderId): Known | undefined }>;
  asks: ReadonlyMap<string, ReadonlyMap<string, Readonly<{ orderId?: OrderId | undefined }>>>;
}>;
type KnownDay = Readonly<{ day: Readonly<{ day: DayNumber }> | undefined }>;
/** What of an order its next fact changes, and the answer to that fact names all the same. */
export type Before = Readonly<
  Pick<Known, 'clOrdId' | 'cancel' | 'replace' | 'qty'> & {
    atVenue: boolean;
    acknowledged: boolean;
    ordStatus: OrdStatus;
    leavesQty: Qty;
  }
>;

/** To be taken just before the record is folded. */
export const before = ({ orders }: KnownOrders, { event }: Recorded): Before | undefined => {
  const order = 'orderId' in event && event.orderId !== undefined ? orders.get(event.orderId) : undefined;
  if (order === undefined) return undefined;
  const { clOrdId, cancel, replace, qty } = order;
  const atVenue = order.children.some(({ status }) => isLive(status));
  const view = { atVenue, acknowledged: isAcknowledged(order), ordStatus: ordStatusOf(order), leavesQty: leavesQty(order) };
  return { clOrdId, cancel, replace, qty, ...view };
};

/**
 * What a fact means to the client, in FIX words: `known` is how things stand just after the record was folded, `was` how the order
 * stood just before. Undefined when the client has nothing to hear of it.
 */
export const fixAnswerOf = (known: KnownOrders & KnownDay, record: Recorded, was: Before | undefined): FixAnswer | undefined => {
  const { event, position } = record;
  const execId = `${dateOf(known.day?.day ?? NO_DAY)}:${position}`;
  if (event.type === 'OrderRefused') return refusal(event, execId);
  if (event.type === 'AskRefused') return askRefusal(known, event, execId);
  if (event.type === 'AskRepeated') return event.account === '' ? undefined : statusAnswerOf(known, event);
  const order = 'orderId' in event && event.orderId !== undefined ? known.orders.get(event.orderId) : undefined;
  if (order === undefined) return undefined;
  const answer = (answers as Partial<Record<string, Answer<never>>>)[event.type]?.(order, event as never, execId, was);
  return answer ?? (was === undefined || isThrownOut(order, event, was) ? undefined : change(order, execId, was));
};

/** What has no report of its own and yet changes how the order stands: its client hears of that all the same. */
const change = (order: Known, execId: string, was: Before): ExecutionReport | undefined => {
  const isNew = isOpen(order.status) && order.cancel === undefined && !was.acknowledged && isAcknowledged(order);
  const ordStatus = ordStatusOf(order);
  if (isNew) return report(order, execId, { execType: 'new' });
  if (ordStatus === was.ordStatus && order.qty === was.qty && leavesQty(order) === was.leavesQty) return undefined;
  return report(order, execId, { execType: TOLD_AS[ordStatus] ?? 'restated' });
};
/** One venue was asked and said no: what follows is the rejection of the order, not that it was taken on. */
const isThrownOut = ({ terms }: Known, event: Recorded['event'], { atVenue }: Before): boolean =>
  atVenue && event.type === 'ChildClosed' && event.as === 'rejected' && terms.route.strategy === 'direct';
const TOLD_AS: Partial<Record<OrdStatus, ExecType>> = { doneForDay: 'doneForDay', pendingCancel: 'pendingCancel' };

/** The answer to a client that asks how its order stands (FIX OrderStatusRequest), by its clOrdId or ours. */
export const statusAnswerOf = (
  { orders, asks }: KnownOrders,
  { account, clOrdId, orderId }: Readonly<{ account: string; clOrdId: string; orderId?: OrderId | undefined }>,
): ExecutionReport => {
  const memory = asks.get(account)?.get(clOrdId);
  const order = orders.get(orderId ?? memory?.orderId ?? NO_ORDER);
  const said = { execType: 'orderStatus', execId: '0' } as const; // FIX gives a status no id: it is no event.
  if (order?.terms.account === account) return { ...report(order, '0', said), ...(clOrdId === '' ? {} : { clOrdId }) };
  const refused = orderId === undefined && memory?.orderId !== undefined;
  const ordRejReason = refused ? 'brokerOption' : 'unknownOrder';
  return { ...nothing(account, clOrdId), ...said, ordRejReason, orderId: refused ? memory.orderId : undefined };
};
const NO_ORDER = 0 as OrderId;
const NO_DAY = 0 as DayNumber;

const nothing = (account: string, clOrdId: string) =>
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

const report = (
  order: Known,
  execId: string,
  said: Partial<ExecutionReport> & Pick<ExecutionReport, 'execType'>,
): ExecutionReport => {
  const { orderId, clOrdId, terms, qty, price, cumQty, cumNotional } = order;
  const { account, symbol, side } = terms;
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
    price,
    cumQty,
    leavesQty: leavesQty(order),
    cumNotional,
    ...said,
  };
};

const reject = (
  order: Known,
  ask: 'cancel' | 'replace',
  clOrdId: string,
  reason: string,
  origClOrdId = order.clOrdId,
): OrderCancelReject => ({
  msgType: 'orderCancelReject',
  ordStatus: ordStatusOf(order),
  orderId: order.orderId,
  clOrdId,
  origClOrdId,
  account: order.terms.account,
  cxlRejResponseTo: ask,
  cxlRejReason: cxlRejReasonOf(reason),
  text: reason,
});

const refusal = (event: Events['OrderRefused'], execId: string): ExecutionReport => {
  const { orderId, account, clOrdId, symbol, side, check, text } = event;
  const why = { execType: 'rejected', execId, ordRejReason: ordRejReasonOf(check), text } as const;
  return { ...nothing(account, clOrdId), ...why, orderId, symbol, side };
};

/** A second order under a clOrdId is rejected with the state of the first (F.1.a). What was never an order is rejected as unknown. */
const askRefusal = (known: KnownOrders, event: Events['AskRefused'], execId: string): FixAnswer | undefined => {
  const { ask, account, clOrdId, orderId, check, text, said } = event;
  if (ask === 'new') {
    const { execType: _, ordRejReason: __, ...first } = statusAnswerOf(known, { account, clOrdId });
    return { ...first, execType: 'rejected', execId, ordRejReason: ordRejReasonOf(check), text };
  }
  if (ask !== 'cancel' && ask !== 'replace') return undefined;
  const order = orderId === undefined ? undefined : known.orders.get(orderId);
  if (order !== undefined) return { ...reject(order, ask, clOrdId, check), text };
  const { origClOrdId = '' } = JSON.parse(said) as { origClOrdId?: string };
  const cxlRejReason = cxlRejReasonOf(check);
  return {
    msgType: 'orderCancelReject',
    ordStatus: 'rejected',
    orderId,
    clOrdId,
    origClOrdId,
    account,
    cxlRejResponseTo: ask,
    cxlRejReason,
    text,
  };
};

type Answer<E> = (order: Known, event: E, execId: string, was: Before | undefined) => FixAnswer | undefined;
type Answers = { readonly [Type in keyof Events]?: Answer<Events[Type]> };

/** The desk's own asks (a kill, an expiry) have no client to answer: what they change is told as a change. */
const answers: Answers = {
  OrderAccepted: (order, _, execId) => report(order, execId, { execType: 'pendingNew' }),
  CancelAccepted: (order, { clOrdId }, execId) =>
    clOrdId === '' ? undefined : report(order, execId, { execType: 'pendingCancel', clOrdId, origClOrdId: order.clOrdId }),
  ReplaceAccepted: (order, { clOrdId }, execId) =>
    report(order, execId, { execType: 'pendingReplace', clOrdId, origClOrdId: order.clOrdId }),
  OrderReplaced: (order, { clOrdId }, execId, was) =>
    report(order, execId, { execType: 'replaced', clOrdId, ...(was === undefined ? {} : { origClOrdId: was.clOrdId }) }),
  AskFailed: (order, { ask, clOrdId, reason }) => (clOrdId === '' ? undefined : reject(order, ask, clOrdId, reason)),
  ChildAcknowledged: (order, _, execId, was) =>
    was?.acknowledged === false && isOpen(order.status) ? report(order, execId, { execType: 'new' }) : undefined,
  OrderClosed: (order, event, execId, was) => closing(order, event, execId, was),

  ExecutionBooked: (order, { childId, executionKey, lastQty, lastPx }, execId) =>
    report(order, execId, { execType: 'trade', execId: tradeId(childId, executionKey), lastQty, lastPx }),
  ExecutionBusted: (order, { childId, executionKey }, execId) =>
    report(order, execId, { execType: 'tradeCancel', execRefId: tradeId(childId, executionKey), lastQty: ZERO_QTY }),
  ExecutionCorrected: (order, { childId, executionKey, lastQty, lastPx }, execId) =>
    report(order, execId, { execType: 'tradeCorrect', execRefId: tradeId(childId, executionKey), lastQty, lastPx }),
};

/** An execution keeps its name; what takes it back or corrects it refers to that. */
const tradeId = (childId: Events['ExecutionBooked']['childId'], executionKey: string): string =>
  `${formatChildId(childId)}/${executionKey}`;

/** Fills have told the client that the order is filled; a request that is still open by then came too late. */
const closing = (
  order: Known,
  { as, reason }: Events['OrderClosed'],
  execId: string,
  was: Before | undefined,
): FixAnswer | undefined => {
  const cancelId = was?.cancel?.clOrdId ?? '';
  if (as === 'filled') return cancelId === '' ? undefined : reject(order, 'cancel', cancelId, 'tooLate');
  // A venue that rejects after it traded has, in FIX words, canceled the rest.
  const execType = as === 'rejected' && order.cumQty > 0 ? 'canceled' : as;
  if (execType === 'rejected') return report(order, execId, { execType, ordRejReason: ordRejReasonOf(reason), text: reason });
  const request = cancelId === '' ? {} : { clOrdId: cancelId, origClOrdId: order.clOrdId };
  return report(order, execId, { execType, ...request, text: reason });
};
