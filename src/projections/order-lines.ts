import { known } from '../domain/kernel/assert.ts';
import { formatChildId, formatOrderId } from '../domain/kernel/ids.ts';
import { Table } from '../domain/kernel/table.ts';
import {
  type ChildId,
  type DayNumber,
  type Micros,
  minusToZero,
  type Notional,
  notional,
  type OrderId,
  type Price,
  type Qty,
  ZERO_NOTIONAL,
  ZERO_QTY,
} from '../domain/kernel/units.ts';
import type { Events, EventType, Recorded } from '../domain/oms/catalogue.ts';
import type { ChildStatus, OrderFacts, OrderStatus, RequestKind, TimeInForce } from '../domain/order/events.ts';
import { childLife, isLive, movesStatus, type Step, stepOf } from '../domain/order/lifecycle.ts';
import { type OrderTerms, type PendingRequest, provisionalIn, statusAfter } from '../domain/order/order.ts';
import type { Handlers } from './projection.ts';

/** A request to the venue that is not yet answered. */
type RequestLine = Pick<PendingRequest, 'sentId' | 'kind' | 'qty' | 'certain' | 'confirmed'>;

/** One order at one venue, as far as a view needs it. */
export type ChildLine = {
  readonly childId: ChildId;
  readonly venue: string;
  readonly timeInForce: TimeInForce;
  /** The id under which it first went out. */
  readonly submitId: string;
  status: ChildStatus;
  qty: Qty;
  price: Price | undefined;
  cumQty: Qty;
  unheardQty: Qty;
  /** Of what is executed, how much is booked on the venue's count alone. */
  provisionalQty: number;
  /** Of the submit. */
  certain: boolean;
  requests: RequestLine[];
};

/** One client order that the desk took on. Its own bookkeeping: it follows the records, not the state of the desk. */
export type OrderLine = {
  readonly orderId: OrderId;
  readonly terms: Pick<
    OrderTerms,
    'account' | 'strategy' | 'symbol' | 'side' | 'ordType' | 'timeInForce' | 'route' | 'cashOrderQty'
  >;
  readonly acceptedAt: Micros;
  status: OrderStatus;
  reason: string;
  clOrdId: string;
  qty: Qty;
  price: Price | undefined;
  cumQty: Qty;
  cumNotional: Notional;
  held: Events['CarriedOrder']['held'];
  cancel: Events['CarriedOrder']['cancel'];
  replaces: Events['CarriedOrder']['replaces'];
  readonly children: ChildLine[];
  closedAt: Micros | undefined;
  /** Of the last record about it. */
  position: number;
};

/** The requests of a child order whose outcome is unknown. A named person may say what became of each, by its id. */
export const inDoubt = ({
  certain,
  submitId,
  requests,
}: ChildLine): readonly Readonly<{ request: RequestKind; sentId: string }>[] => [
  ...(certain ? [] : [{ request: 'submit' as const, sentId: submitId }]),
  ...requests.filter((request) => !request.certain).map(({ kind, sentId }) => ({ request: kind, sentId })),
];

export type OrderLines = Table<OrderId, OrderLine>;
export const noOrderLines = (): OrderLines => new Table<OrderId, OrderLine>(0 as DayNumber);

const childOf = ({ children }: OrderLine, childId: ChildId): ChildLine =>
  known(
    children.find((child) => child.childId === childId),
    () => `${formatChildId(childId)} is a child order of this journal`,
  );

const advance = (child: ChildLine, step: Step): void => {
  child.status = statusAfter(child, step);
};

const answer = (child: ChildLine, sentId: string | undefined): void => {
  child.requests = child.requests.filter((request) => request.sentId !== sentId);
};

const without = ({ replaces }: OrderLine, clOrdId: string): OrderLine['replaces'] =>
  replaces.filter((replace) => replace.clOrdId !== clOrdId);

/** The venue says that this request is pending there. */
const confirm = (child: ChildLine, sentId: string | undefined): void => {
  child.requests = child.requests.map((request) => (request.sentId === sentId ? { ...request, confirmed: true } : request));
};

const setCertain = (line: OrderLine, childId: ChildId, request: RequestKind, sentId: string, certain: boolean): void => {
  const child = childOf(line, childId);
  if (request === 'submit') child.certain = certain;
  else child.requests = child.requests.map((pending) => (pending.sentId === sentId ? { ...pending, certain } : pending));
};

/** Adds an execution of either sign: a bust takes away, a correction takes away and adds. */
const executed = (line: OrderLine, childId: ChildId, qty: Qty, px: Price, sign: 1 | -1): void => {
  const child = childOf(line, childId);
  child.cumQty = (child.cumQty + sign * qty) as Qty;
  line.cumQty = (line.cumQty + sign * qty) as Qty;
  line.cumNotional = (line.cumNotional + BigInt(sign) * notional(px, qty)) as Notional;
};

type Move<Type extends EventType> = (line: OrderLine, event: Events[Type], record: Recorded) => void;
type Moves = { readonly [Type in Exclude<keyof OrderFacts, NotAMove> | 'CountDeclared' | 'ExternalOrderAdopted']: Move<Type> };
/** Facts that make an order, or that leave every order as it was. */
type NotAMove =
  | 'OrderAccepted'
  | 'OrderRefused'
  | 'AskRepeated'
  | 'AskRefused'
  | 'StrayExecutionBooked'
  | 'StrayExecutionAmended'
  | 'ResendRequested'
  | 'BreakRaised';

const moves: Moves = {
  OrderHeld: (line, { why, venue, until }) => {
    line.status = 'held';
    line.held = { why, venue, until };
  },
  OrderReleased: (line) => {
    line.status = 'open';
    line.held = undefined;
  },
  CancelAccepted: (line, { clOrdId, reason }) => {
    line.cancel = { clOrdId, reason };
  },
  ReplaceAccepted: (line, { clOrdId, qty, price }) => {
    line.replaces = [...line.replaces, { clOrdId, qty, price }];
  },
  OrderReplaced: (line, { clOrdId, qty, price }) => {
    Object.assign(line, { clOrdId, qty, price, replaces: without(line, clOrdId) });
  },
  AskFailed: (line, { ask, clOrdId }) => {
    if (ask === 'cancel') line.cancel = undefined;
    else line.replaces = without(line, clOrdId);
  },
  OrderClosed: (line, { as, reason }, { at }) => {
    Object.assign(line, { status: as, reason, held: undefined, cancel: undefined, replaces: [], closedAt: at });
  },
  OrderReopened: (line) => {
    Object.assign(line, { status: 'open', reason: '', closedAt: undefined });
  },
  OrderRestated: (line, { qty, price }) => {
    Object.assign(line, { qty, price });
  },
  ChildRouted: (line, { childId, venue, timeInForce, sentId, qty, price }) => {
    const untouched = { status: 'sent', cumQty: ZERO_QTY, unheardQty: ZERO_QTY, provisionalQty: 0, certain: true } as const;
    line.children.push({ childId, venue, timeInForce, submitId: sentId, qty, price, ...untouched, requests: [] });
  },
  ChildAcknowledged: (line, { childId }) => advance(childOf(line, childId), 'acknowledged'),
  ChildStands: (line, { childId }) => advance(childOf(line, childId), 'standing'),
  UnheardCounted: (line, { childId, unheardQty }) => {
    childOf(line, childId).unheardQty = unheardQty;
  },
  ExternalOrderAdopted: (line, { childId, venue, timeInForce, sentId, qty, price, cumQty }) => {
    const found = { status: 'working', unheardQty: ZERO_QTY, provisionalQty: 0, certain: true } as const;
    line.children.push({ childId, venue, timeInForce, submitId: sentId, qty, price, cumQty, ...found, requests: [] });
    line.cumQty = (line.cumQty + cumQty) as Qty;
  },
  CountDeclared: (line, { childId, unheardQty }) => {
    childOf(line, childId).unheardQty = unheardQty;
  },
  ChildClosed: (line, { childId, as, unheardQty }) => {
    const child = childOf(line, childId);
    child.unheardQty = unheardQty;
    child.status = childLife[child.status][as].to;
    child.certain = true;
    if (!isLive(child.status)) child.requests = [];
  },
  ChildCancelSent: (line, { childId, sentId }) => {
    childOf(line, childId).requests.push({ sentId, kind: 'cancel', certain: true, confirmed: false });
  },
  ChildReplaceSent: (line, { childId, sentId, qty }) => {
    childOf(line, childId).requests.push({ sentId, kind: 'replace', certain: true, confirmed: false, qty });
  },
  ChildReplaced: (line, { childId, sentId, qty, price }) => {
    const child = childOf(line, childId);
    child.qty = qty;
    child.price = price;
    answer(child, sentId);
    advance(child, 'replaced');
  },
  ChildRequestRejected: (line, { childId, sentId }) => answer(childOf(line, childId), sentId),
  ChildRemarked: (line, { childId, execType, sentId }) => {
    const child = childOf(line, childId);
    if (execType === 'pendingCancel' || execType === 'pendingReplace') confirm(child, sentId);
    const step = stepOf(execType, child.timeInForce);
    if (movesStatus(step)) advance(child, step);
  },
  ChildStatusAsked: () => {}, // A question moves nothing.
  FillsAsked: () => {},
  ChildRestated: (line, { childId, qty, price, cumQty }) => {
    const child = childOf(line, childId);
    line.cumQty = (line.cumQty + cumQty - child.cumQty) as Qty;
    Object.assign(child, { qty, price, cumQty });
    advance(child, 'restated');
  },
  ExecutionBooked: (line, { childId, lastQty, lastPx, provisional, adoptedQty = 0 }) => {
    executed(line, childId, lastQty, lastPx, 1);
    const child = childOf(line, childId);
    child.cumQty = (child.cumQty - adoptedQty) as Qty;
    line.cumQty = (line.cumQty - adoptedQty) as Qty;
    if (provisional) child.provisionalQty += lastQty;
    child.unheardQty = minusToZero(child.unheardQty, lastQty);
    advance(child, 'trade');
  },
  ExecutionBusted: (line, { childId, lastQty, lastPx, reopens, provisional }) => {
    executed(line, childId, lastQty, lastPx, -1);
    if (provisional === true) childOf(line, childId).provisionalQty -= lastQty;
    advance(childOf(line, childId), reopens ? 'reopened' : 'bust');
  },
  ExecutionCorrected: (line, { childId, oldQty, oldPx, lastQty, lastPx, reopens, provisional }) => {
    if (provisional === true) childOf(line, childId).provisionalQty += lastQty - oldQty;
    executed(line, childId, oldQty, oldPx, -1);
    executed(line, childId, lastQty, lastPx, 1);
    childOf(line, childId).unheardQty = minusToZero(childOf(line, childId).unheardQty, minusToZero(lastQty, oldQty));
    advance(childOf(line, childId), reopens ? 'reopened' : 'correct');
  },
  CertaintyLost: (line, { childId, request, sentId }) => setCertain(line, childId, request, sentId, false),
  CertaintyRegained: (line, { childId, request, sentId }) => setCertain(line, childId, request, sentId, true),
};

type Lines = { lines: OrderLines };
/** Told of every order that has just changed, after the change. */
export type Changed<View> = (view: View, line: OrderLine) => void;

/** For views about orders: keeps a line for each order that the desk took on, carried ones included, and says which one changed. */
export const followOrders = <View extends Lines>(changed: Changed<View>): Handlers<View> => {
  const begin = (view: View, line: OrderLine): void => {
    view.lines.set(line.orderId, line);
    changed(view, line);
  };
  const following =
    <Type extends keyof Moves>(move: Move<Type>) =>
    (view: View, event: Events[Type], record: Recorded): void => {
      const line = known(view.lines.get(event.orderId), () => `${formatOrderId(event.orderId)} is an order of this journal`);
      move(line, event, record);
      line.position = record.position;
      changed(view, line);
    };
  const followed = Object.entries(moves).map(([type, move]) => [type, following(move as Move<keyof Moves>)]);
  return {
    ...(Object.fromEntries(followed) as Handlers<View>),
    DayOpened: (view, { day }) => {
      view.lines = new Table(day);
    },
    OrderAccepted: (view, terms, { at, position }) => {
      const { orderId, clOrdId, qty, price } = terms;
      const untouched = { status: 'open', reason: '', cumQty: ZERO_QTY, cumNotional: ZERO_NOTIONAL } as const;
      const nothing = { held: undefined, cancel: undefined, replaces: [], closedAt: undefined };
      begin(view, { orderId, terms, acceptedAt: at, clOrdId, qty, price, ...untouched, ...nothing, children: [], position });
    },
    CarriedOrder: (view, event, { position }) => {
      const { orderId, acceptedAt, status, reason, clOrdId, qty, price, cumQty, cumNotional, held, cancel, replaces, closedAt } =
        event;
      const figures = { status, reason, clOrdId, qty, price, cumQty, cumNotional, held, cancel, replaces, closedAt };
      begin(view, { orderId, terms: event, acceptedAt, ...figures, children: [], position });
    },
    CarriedChild: (
      view,
      { orderId, childId, venue, timeInForce, sentIds, status, qty, price, cumQty, unheardQty, certain, requests, executions },
      { position },
    ) => {
      const line = known(view.lines.get(orderId), () => `${formatOrderId(orderId)} was carried before its children`);
      line.children.push({
        childId,
        venue,
        timeInForce,
        submitId: sentIds[0] as string,
        status,
        qty,
        price,
        cumQty,
        unheardQty,
        provisionalQty: provisionalIn(executions),
        certain,
        requests: [...requests],
      });
      line.position = position;
      changed(view, line);
    },
  };
};
