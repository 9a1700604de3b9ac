import {
  type ChildId,
  larger,
  type Micros,
  minusToZero,
  type Notional,
  type OrderId,
  type Price,
  type Qty,
  ZERO_QTY,
} from '../kernel/units.ts';
import type { Events } from '../oms/catalogue.ts';
import type { ChildStatus, OrderFacts, OrderStatus, OrdType, Side, TimeInForce } from './events.ts';
import { childLife, isLive, isOpen, type Step } from './lifecycle.ts';

/** What a client asked for, as the desk took it on. Never changes; current quantity and price are the order's. */
export type OrderTerms = OrderFacts['OrderAccepted'];
type Carried = Events['CarriedOrder'];
type CarriedChild = Events['CarriedChild'];

export type Execution = CarriedChild['executions'][number];
export type PendingRequest = {
  readonly sentId: string;
  readonly kind: 'cancel' | 'replace';
  /** The id under which the venue knew the order when this was sent. */
  readonly origSentId: string;
  seqOut: number;
  /** False once its outcome is unknown (DESIGN §2.5). */
  certain: boolean;
  /** The venue has said that it is pending there. */
  confirmed: boolean;
  /** By when the venue should have answered; undefined once that is past. */
  timeoutAt?: Micros | undefined;
  readonly qty?: Qty | undefined;
  readonly price?: Price | undefined;
  /** Of the client's replace behind it. */
  readonly clOrdId?: string | undefined;
};

/** One order at one venue. Owned and changed by `evolve` alone; everybody else reads. */
export type Child = {
  readonly childId: ChildId;
  readonly orderId: OrderId;
  readonly venue: string;
  readonly session: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly epoch: number;
  status: ChildStatus;
  reason: string;
  /** The id under which the venue now knows it; `sentIds` has all that were ever sent about it. */
  sentId: string;
  readonly sentIds: string[];
  venueOrderId: string | undefined;
  qty: Qty;
  price: Price | undefined;
  cumQty: Qty;
  /** What corporate actions have added to `cumQty` beyond its executions (a split), of either sign. */
  adjustedQty: number;
  /** Of `cumQty`, what is booked on the venue's count alone. */
  provisionalQty: Qty;
  /** Executed by the venue's own count when it ended, and not heard of since. */
  unheardQty: Qty;
  /** The session number of the submit. */
  seqOut: number;
  /** Why it ended, in the venue's words. */
  rejectReason: string | undefined;
  why: CarriedChild['why'];
  /** When a cancel that did not get out is tried again. */
  againAt: Micros | undefined;
  /** Ids of requests that a person has declared done. */
  readonly declared: string[];
  /** A person has closed it, and the venue has not said so: any word that it lives brings it back. */
  forced: true | undefined;
  /** Nobody of ours sent it: it was found at the venue. */
  readonly external: true | undefined;
  /** A status request that is not yet answered. */
  query: CarriedChild['query'];
  /** What waits for a turn at the venue, one of each kind at most. */
  waits: CarriedChild['waits'];
  /** The venue's own time of its latest word about status, and of that about terms. */
  toldAt: Micros | undefined;
  termsAt: Micros | undefined;
  /** Its latest count: how much is executed, and whether something is left to trade. */
  counted: CarriedChild['counted'];
  /** Of the submit. False once its outcome is unknown: then it counts as live until evidence says otherwise. */
  certain: boolean;
  /** By when the venue should have answered the submit; undefined once it has. */
  timeoutAt: Micros | undefined;
  requests: PendingRequest[];
  executions: Map<string, Execution> | undefined;
};

/** What a client asked for and what became of it. Owned and changed by `evolve` alone. */
export type Order = {
  readonly orderId: OrderId;
  readonly terms: OrderTerms;
  readonly acceptedAt: Micros;
  status: OrderStatus;
  reason: string;
  clOrdId: string;
  qty: Qty;
  price: Price | undefined;
  cumQty: Qty;
  cumNotional: Notional;
  /** How often it was routed. */
  attempts: number;
  wants: Carried['wants'];
  held: Carried['held'];
  cancel: Carried['cancel'];
  /** Accepted and not yet done, first asked first. */
  replaces: Carried['replaces'];
  /** When its time is over (good till date); undefined once that has been acted on. */
  expiresAt: Micros | undefined;
  readonly children: Child[];
  /** What exposure counts for it now; `reservation` says what it should be. */
  reserved: Qty;
  closedAt: Micros | undefined;
};

/** As much of a child order, and of an order, as its arithmetic needs: the fold's own have it, and so has a line of a blotter. */
export type ChildFigures = Readonly<Pick<Child, 'status' | 'qty' | 'cumQty' | 'certain' | 'unheardQty'>> &
  Readonly<{ requests: readonly Readonly<Pick<PendingRequest, 'certain' | 'qty'>>[] }>;
export type OrderFigures = Readonly<Pick<Order, 'status' | 'qty' | 'cumQty' | 'cancel' | 'replaces'>> &
  Readonly<{ children: readonly ChildFigures[] }>;

/** Where a step leads: to the cell of the table, except that what has nothing left to trade is filled. */
export const statusAfter = (
  { status, qty, cumQty }: Pick<ChildFigures, 'status' | 'qty' | 'cumQty'>,
  step: Step,
): ChildStatus => {
  const { to } = childLife[status][step];
  return isLive(to) && cumQty >= qty ? 'filled' : to;
};

/**
 * Has this count been overtaken by the venue's latest? By its clock; and of one moment by what grew since, as only an amendment takes
 * something away.
 */
export const isCountOvertaken = (
  { counted }: Pick<Child, 'counted'>,
  { at, cumQty, amends }: Readonly<{ at: Micros; cumQty: number | undefined; amends: boolean }>,
): boolean =>
  counted !== undefined && (at < counted.at || (at === counted.at && !amends && (cumQty ?? 0) < (counted.cumQty ?? 0)));

/** "Unknown order" is no count of nothing: it may be on its way, or forgotten. */
export const isNotKnownThere = ({
  execType,
  rejectReason,
}: Pick<Events['ExecutionReported'], 'execType' | 'rejectReason'>): boolean =>
  execType === 'orderStatus' && rejectReason === 'unknownOrder';

export const leavesQty = (order: OrderFigures): Qty => (isOpen(order.status) ? minusToZero(order.qty, order.cumQty) : ZERO_QTY);
export const endedQty = (order: OrderFigures): Qty => (isOpen(order.status) ? ZERO_QTY : minusToZero(order.qty, order.cumQty));
export const childLeavesQty = (child: ChildFigures): Qty =>
  isLive(child.status) ? minusToZero(child.qty, child.cumQty) : ZERO_QTY;

/** How much of what is booked stands on the venue's count alone. */
export const provisionalIn = (executions: Iterable<Execution>): Qty => {
  let sum = 0;
  for (const { provisional, busted, lastQty } of executions) if (provisional === true && !busted) sum += lastQty;
  return sum as Qty;
};

/** Could the venue still execute it? A full one too, while a replace that may give it more is unanswered. */
export const mayTrade = ({ status, requests }: ChildFigures): boolean =>
  isLive(status) || (status === 'filled' && requests.some(({ qty }) => qty !== undefined));

/** The most that the venue may still execute: a pending replace may or may not have happened, so the larger counts. */
export const worstLeavesQty = (child: ChildFigures): Qty => {
  if (!mayTrade(child)) return child.unheardQty;
  let most = child.qty;
  for (const { qty } of child.requests) if (qty !== undefined) most = larger(most, qty);
  return minusToZero(most, child.cumQty);
};

/** The same for all its children: what no new child may be placed for. */
export const atVenuesQty = (order: OrderFigures): Qty => {
  let sum = 0;
  for (const child of order.children) sum += worstLeavesQty(child);
  return sum as Qty;
};

/** Its quantity, or that of a replace which may yet be done. */
export const mostWanted = ({ qty, replaces }: Pick<OrderFigures, 'qty' | 'replaces'>): Qty => {
  let most = qty;
  for (const replace of replaces) most = larger(most, replace.qty);
  return most;
};

/** What risk must count for an order: all that it may still execute, whichever of its requests have happened. */
export const reservation = (order: OrderFigures): Qty => {
  const wanted = isOpen(order.status) ? minusToZero(mostWanted(order), order.cumQty) : ZERO_QTY;
  return larger(wanted, atVenuesQty(order));
};

/** Is anything about it unknown: a submit, a cancel or a replace whose outcome we lost? */
export const isUncertain = (order: OrderFigures): boolean =>
  order.children.some((child) => !child.certain || child.requests.some((request) => !request.certain));

export const isBuy = (side: Side): boolean => side === 'buy';
