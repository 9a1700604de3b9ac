import { formatPrice, formatQty, type Instrument } from '../../../domain/instrument/instrument.ts';
import { formatShort } from '../../../domain/kernel/decimal.ts';
import { dateOf } from '../../../domain/kernel/ids.ts';
import { divFloor, divHalfEven, tenTo } from '../../../domain/kernel/integers.ts';
import { type DayNumber, MICROS_PER_SECOND, type Micros } from '../../../domain/kernel/units.ts';
import type { Report, Reports, VenueOrdStatus } from '../../../domain/order/events.ts';
import type { CancelOrder, StatusRequest, SubmitOrder, VenueOrder } from '../../../domain/ports/venue.ts';
import type { RejectReason } from './acceptance.ts';
import { leavesOf, type Order, sentIdOf } from './orders.ts';

type Envelope = 'venue' | 'session' | 'seqIn' | 'channel';
type Bare<R> = R extends unknown ? Omit<R, Envelope> : never;
/** What the exchange has to say, before the session puts its name and number on it. */
export type Said = Bare<Exclude<Report, Reports['NotSentReported']>>;
export type ExecutionSaid = Bare<Reports['ExecutionReported']>;

/** Digits of an average price beyond those of a price. It is rounded here, at the edge, half to even; the fills themselves are exact. */
const AVERAGE_EXTRA_SCALE = 6;

const averagePx = ({ priceScale }: Instrument, { paid, cumQty }: Order): string | undefined =>
  cumQty === 0
    ? undefined
    : formatShort(divHalfEven(paid * tenTo(AVERAGE_EXTRA_SCALE), BigInt(cumQty)), priceScale + AVERAGE_EXTRA_SCALE);

const ordStatusOf = ({ status, cumQty }: Order): VenueOrdStatus =>
  status === 'working' ? (cumQty > 0 ? 'partiallyFilled' : 'new') : status === 'forgotten' ? 'canceled' : status;

/** The state of an order, as every execution report carries it. */
export const stateOf = (instrument: Instrument, order: Order) => ({
  sentId: sentIdOf(order),
  venueOrderId: order.venueOrderId,
  ordStatus: ordStatusOf(order),
  symbol: order.symbol,
  side: order.side,
  orderQty: formatQty(instrument, order.qty),
  price: order.price === undefined ? undefined : formatPrice(instrument, order.price),
  cumQty: formatQty(instrument, order.cumQty),
  leavesQty: formatQty(instrument, leavesOf(order)),
  avgPx: averagePx(instrument, order),
});

/** The answer to a status request, under the id that was asked about; of an order that the venue does not know as FIX has it (G.1.a). */
export const statusSaid = (
  { sentId: queryId, origSentId: sentId, symbol, side }: StatusRequest,
  state: ReturnType<typeof stateOf> | undefined,
  transactTime: Micros,
): ExecutionSaid => {
  const unknown = { ordStatus: 'rejected', rejectReason: 'unknownOrder', symbol, side, cumQty: '0', leavesQty: '0' } as const;
  return { type: 'ExecutionReported', execType: 'orderStatus', ...(state ?? unknown), sentId, queryId, transactTime };
};

/** For an order that never became one: not listed, not allowed, not on the tick. */
export const refusal = (order: SubmitOrder, rejectReason: RejectReason): Omit<ExecutionSaid, 'execId'> => ({
  type: 'ExecutionReported',
  execType: 'rejected',
  sentId: order.sentId,
  symbol: order.symbol,
  side: order.side,
  cumQty: '0',
  leavesQty: '0',
  rejectReason,
});

export const requestRefusal = (asked: CancelOrder, request: 'cancel' | 'replace', rejectReason: RejectReason): Said => ({
  type: 'RequestRejectReported',
  sentId: asked.sentId,
  origSentId: asked.origSentId,
  venueOrderId: asked.venueOrderId,
  request,
  rejectReason,
});

/** A row of the answer to an open-order query. */
export const rowOf = (instrument: Instrument, order: Order): VenueOrder => {
  const { sentId, venueOrderId, symbol, side, ordStatus, orderQty, price, cumQty, leavesQty } = stateOf(instrument, order);
  return { sentId, venueOrderId, symbol, side, ordStatus, qty: orderQty, price, cumQty, leavesQty };
};

/** The UTC date, as FIX writes it: 20261121. */
export const tradeDateOf = (at: Micros): string => dateOf(divFloor(at, MICROS_PER_DAY) as DayNumber).replaceAll('-', '');
const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
