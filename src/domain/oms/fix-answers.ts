import { dateOf, formatChildId } from '../kernel/ids.ts';
import { type DayNumber, type OrderId, type Qty, ZERO_QTY } from '../kernel/units.ts';
import type { ExecType } from '../order/events.ts';
import { isAcknowledged, type OrdStatus, ordStatusOf } from '../order/fix-view.ts';
import { isLive, isOpen, orderLife } from '../order/lifecycle.ts';
import { leavesQty } from '../order/order.ts';
import { type Events, isInput, type Recorded } from './catalogue.ts';
import { cxlRejReasonOf, ordRejReasonOf, reasonIn } from './fix-reasons.ts';
import { type ExecutionReport, type FixAnswer, type Known, type KnownOrders, nothing, reject, report } from './fix-reports.ts';

export type { ExecutionReport, FixAnswer, OrderCancelReject } from './fix-reports.ts';

type KnownDay = Readonly<{ day: Readonly<{ day: DayNumber }> | undefined }>;
/** What of an order its next fact changes, and the answer to that fact names all the same. */
export type Before = Readonly<
  Pick<Known, 'clOrdId' | 'cancel' | 'qty' | 'cumQty'> & {
    atVenue: boolean;
    acknowledged: boolean;
    ordStatus: OrdStatus;
    leavesQty: Qty;
  }
>;

const orderIn = (orders: KnownOrders['orders'], event: Recorded['event']): Known | undefined =>
  'orderId' in event && event.orderId !== undefined ? orders.get(event.orderId) : undefined;

/** To be taken just before the record is folded. */
export const before = ({ orders }: KnownOrders, { event }: Recorded): Before | undefined => {
  const order = orderIn(orders, event);
  if (order === undefined) return undefined;
  const { clOrdId, cancel, qty, cumQty } = order;
  const atVenue = isAtVenue(order);
  const view = { atVenue, acknowledged: isAcknowledged(order), ordStatus: ordStatusOf(order), leavesQty: leavesQty(order) };
  return { clOrdId, cancel, qty, cumQty, ...view };
};

/**
 * What a fact means to the client, in FIX words: `known` is how things stand just after the record was folded, `was` how the order
 * stood just before. Undefined when the client has nothing to hear of it.
 */
export const fixAnswerOf = (known: KnownOrders & KnownDay, record: Recorded, was: Before | undefined): FixAnswer | undefined => {
  const { event, position } = record;
  if (isInput(event)) return undefined; // What is said to the desk, or carried over a night, is no answer.
  const execId = `${dateOf(known.day?.day ?? NO_DAY)}:${position}`;
  if (event.type === 'OrderRefused') return refusal(event, execId);
  if (event.type === 'AskRefused') return askRefusal(known, event, execId);
  if (event.type === 'AskRepeated') return event.account === '' ? undefined : statusAnswerOf(known, event);
  const order = orderIn(known.orders, event);
  if (order === undefined) return undefined;
  const answer = (answers as Partial<Record<string, Answer<never>>>)[event.type]?.(order, event as never, execId, was);
  if (answer === LATER) return undefined;
  return answer ?? (was === undefined ? undefined : change(order, execId, was));
};
/** The next fact of the turn says it, and more. */
const LATER = 'later';

/** What has no report of its own and yet changes how the order stands: its client hears of that all the same. */
const change = (order: Known, execId: string, was: Before): ExecutionReport | undefined => {
  const isNew = isOpen(order.status) && order.cancel === undefined && !was.acknowledged && isAcknowledged(order);
  const ordStatus = ordStatusOf(order);
  if (isNew) return report(order, execId, { execType: 'new' });
  const isSame = order.qty === was.qty && order.cumQty === was.cumQty && leavesQty(order) === was.leavesQty;
  if (isSame && ordStatus === was.ordStatus) return undefined;
  return report(order, execId, { execType: TOLD_AS[ordStatus] ?? 'restated' });
};
const TOLD_AS: Partial<Record<OrdStatus, ExecType>> = {
  doneForDay: 'doneForDay',
  pendingCancel: 'pendingCancel',
  stopped: 'stopped',
  suspended: 'suspended',
};

/** The answer to a client that asks how its order stands (FIX OrderStatusRequest), by its clOrdId or ours. */
export const statusAnswerOf = (
  { orders, asks }: KnownOrders,
  { account, clOrdId, orderId }: Readonly<{ account: string; clOrdId: string; orderId?: OrderId | undefined }>,
): ExecutionReport => {
  const memory = asks.get(account)?.get(clOrdId);
  const order = orders.get(orderId ?? memory?.orderId ?? NO_ORDER);
  const said = { execType: 'orderStatus', execId: '0' } as const; // FIX gives a status no id: it is no event.
  if (order?.terms.account === account) return { ...report(order, '0', said), ...(clOrdId === '' ? {} : { clOrdId }) };
  const refused = orderId === undefined && order === undefined && memory?.ask === 'new';
  const ordRejReason = refused ? 'brokerOption' : 'unknownOrder';
  return { ...nothing(account, clOrdId), ...said, ordRejReason, orderId: refused ? memory.orderId : undefined };
};
const NO_ORDER = 0 as OrderId;
const NO_DAY = 0 as DayNumber;

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
  if (order !== undefined) return reject(order, ask, clOrdId, text, check);
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

type Answer<E> = (order: Known, event: E, execId: string, was: Before | undefined) => FixAnswer | typeof LATER | undefined;
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
  AskFailed: (order, { ask, clOrdId, reason, rejectReason }) =>
    clOrdId === '' ? undefined : reject(order, ask, clOrdId, reason, rejectReason),
  ChildAcknowledged: (order, _, execId, was) =>
    was?.acknowledged === false && isOpen(order.status) ? report(order, execId, { execType: 'new' }) : undefined,
  /** One venue was asked and said no: what follows is the rejection of the order, not that it was taken on. */
  ChildClosed: (order, { as }, _, was) =>
    as === 'rejected' && order.status === 'open' && isDirect(order) && was?.atVenue === true && !isAtVenue(order)
      ? LATER
      : undefined,
  /** A direct order is what its child is at the venue, so what the venue remarks is about the order. */
  ChildRemarked: (order, { execType, text, lastQty, lastPx }, execId) =>
    isDirect(order) && PASSED_ON[execType] === true
      ? report(order, execId, { execType, ...reasonIn(text), ...(lastQty && { lastQty }), ...(lastPx && { lastPx }) })
      : undefined,
  ChildRestated: (order, event, execId) => {
    if (!isDirect(order)) return undefined;
    return isFollowed(order, event) ? LATER : report(order, execId, { execType: 'restated', ...reasonIn(event.text, event.why) });
  },
  OrderRestated: (order, { reason }, execId) => report(order, execId, { execType: 'restated', ...reasonIn(reason) }),
  /** After the bust, or before the replace, that says so. */
  OrderReopened: () => LATER,
  OrderClosed: (order, event, execId, was) => closing(order, event, execId, was),

  ExecutionBooked: (order, { childId, executionKey, lastQty, lastPx }, execId) =>
    report(order, execId, { execType: 'trade', execId: tradeId(childId, executionKey), lastQty, lastPx }),
  ExecutionBusted: (order, { childId, executionKey, reopens }, execId) =>
    report(reopened(order, reopens), execId, {
      execType: 'tradeCancel',
      execRefId: tradeId(childId, executionKey),
      lastQty: ZERO_QTY,
    }),
  ExecutionCorrected: (order, { childId, executionKey, lastQty, lastPx, reopens }, execId) =>
    report(reopened(order, reopens), execId, {
      execType: 'tradeCorrect',
      execRefId: tradeId(childId, executionKey),
      lastQty,
      lastPx,
    }),
};

/** An execution keeps its name; what takes it back or corrects it refers to that. */
const tradeId = (childId: Events['ExecutionBooked']['childId'], executionKey: string): string =>
  `${formatChildId(childId)}/${executionKey}`;

const isAtVenue = ({ children }: Known): boolean => children.some(({ status }) => isLive(status));
const isDirect = ({ terms }: Known): boolean => terms.route.strategy === 'direct';
const PASSED_ON: Partial<Record<ExecType, true>> = {
  restated: true,
  triggered: true,
  stopped: true,
  suspended: true,
  doneForDay: true,
};
/** The order's own terms are about to follow those of its child: then it is told of both at once. */
const isFollowed = ({ status, children, qty, price, cumQty }: Known, event: Events['ChildRestated']): boolean =>
  orderLife[status].restate !== undefined &&
  children.filter(({ status }) => isLive(status)).length <= 1 &&
  (cumQty - event.cumQty + event.qty !== qty || event.price !== price);
/** What an amendment re-opens it re-opens with the same word; the order follows in the next fact. */
const reopened = (order: Known, reopens: boolean): Known =>
  reopens && order.status === 'filled' ? { ...order, status: 'open' } : order;

/** Fills have told the client that the order is filled. */
const closing = (
  order: Known,
  { as, reason, rejectReason, why }: Events['OrderClosed'],
  execId: string,
  was: Before | undefined,
): FixAnswer | undefined => {
  if (as === 'filled') return undefined;
  // A venue that rejects after it traded has, in FIX words, canceled the rest.
  const execType = as === 'rejected' && order.cumQty > 0 ? 'canceled' : as;
  if (execType === 'rejected')
    return report(order, execId, { execType, ordRejReason: ordRejReasonOf(rejectReason ?? reason), text: reason });
  const cancelId = was?.cancel?.clOrdId ?? '';
  const request = cancelId === '' ? {} : { clOrdId: cancelId, origClOrdId: order.clOrdId };
  return report(order, execId, { execType, ...request, ...reasonIn(reason, why) });
};
