import type { Instrument } from '../../../domain/instrument/instrument.ts';
import { formatUnits, parseDecimal } from '../../../domain/kernel/decimal.ts';
import type { Micros, Price, Qty } from '../../../domain/kernel/units.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { Report, Reports } from '../../../domain/order/events.ts';
import type { CancelOrder, ReplaceOrder, SubmitOrder } from '../../../domain/ports/venue.ts';
import type { DeskFrameOf } from '../protocol/desk-frames.ts';
import type { VenueFrameOf } from '../protocol/venue-frames.ts';

type Instruments = ReadonlyMap<string, Instrument>;
/** Of what we do not know either the exchange will say that it is not listed. */
const UNKNOWN = { qtyScale: 0, priceScale: 0 };

const termsOf = (instruments: Instruments, symbol: string, { qty, price }: Readonly<{ qty: Qty; price?: Price | undefined }>) => {
  const { qtyScale, priceScale } = instruments.get(symbol) ?? UNKNOWN;
  return { qty: formatUnits(qty, qtyScale), ...(price === undefined ? {} : { price: formatUnits(price, priceScale) }) };
};
const ofOrder = ({ seqOut, sentId, symbol, side, origSentId, venueOrderId }: CancelOrder) => ({
  seqOut,
  sentId,
  symbol,
  side,
  origSentId,
  ...(venueOrderId === undefined ? {} : { venueOrderId }),
});

export const submitFrame = (instruments: Instruments, order: SubmitOrder): DeskFrameOf<'submit'> => {
  const { seqOut, sentId, symbol, side, ordType, timeInForce, expireTime, minQty } = order;
  const { qtyScale } = instruments.get(symbol) ?? UNKNOWN;
  return {
    type: 'submit',
    seqOut,
    sentId,
    symbol,
    side,
    ordType,
    timeInForce,
    ...termsOf(instruments, symbol, order),
    ...(expireTime === undefined ? {} : { expireTime }),
    ...(minQty === undefined ? {} : { minQty: formatUnits(minQty, qtyScale) }),
  };
};
export const cancelFrame = (order: CancelOrder): DeskFrameOf<'cancel'> => ({ type: 'cancel', ...ofOrder(order) });
export const statusFrame = (order: CancelOrder): DeskFrameOf<'status'> => ({ type: 'status', ...ofOrder(order) });
export const replaceFrame = (instruments: Instruments, order: ReplaceOrder): DeskFrameOf<'replace'> => ({
  type: 'replace',
  ...ofOrder(order),
  ...termsOf(instruments, order.symbol, order),
});

type From = Readonly<{ venue: string; session: string }>;
type Channel = Reports['ExecutionReported']['channel'];

/** A report in the desk's words. What the venue said of quantities and prices stays as it was said: the domain reads it. */
export const executionReport = (
  { type, seqIn, possDup, transactTime, ...rest }: VenueFrameOf<'execution'>,
  from: From,
  channel: Channel,
): Report => ({
  ...rest,
  type: 'ExecutionReported',
  ...from,
  seqIn,
  channel,
  ...(possDup === undefined ? {} : { possDup }),
  ...(transactTime === undefined ? {} : { transactTime: transactTime as Micros }),
});

export const requestReject = (
  { type, seqIn, possDup, transactTime, ...rest }: VenueFrameOf<'requestReject'>,
  from: From,
): Report => ({
  ...rest,
  type: 'RequestRejectReported',
  ...from,
  seqIn,
  channel: 'order',
  ...(possDup === undefined ? {} : { possDup }),
  ...(transactTime === undefined ? {} : { transactTime: transactTime as Micros }),
});

/** What the exchange threw away at its door is refused; it has no number. A question that it threw away is asked again in time. */
export const refusal = (frame: VenueFrameOf<'refusal'>, from: From): Report | undefined => {
  const { request, sentId, rejectReason, symbol, side, origSentId } = frame;
  const head = { ...from, seqIn: 0, channel: 'order' as const, sentId, rejectReason };
  if (request === 'status') return undefined;
  if (request === 'submit')
    return {
      ...head,
      type: 'ExecutionReported',
      execType: 'rejected',
      ordStatus: 'rejected',
      symbol,
      side,
      cumQty: '0',
      leavesQty: '0',
    };
  return { ...head, type: 'RequestRejectReported', request, ...(origSentId === undefined ? {} : { origSentId }) };
};

/** Levels of a book in whole units; undefined when one of them is finer than the instrument, or no price and quantity at all. */
export const levelsOf = (instrument: Instrument, said: VenueFrameOf<'book'>['bids']): readonly Level[] | undefined => {
  const levels: Level[] = [];
  for (const [price, qty] of said) {
    const [atPrice, atQty] = [parseDecimal(price, instrument.priceScale), parseDecimal(qty, instrument.qtyScale)];
    if (!atPrice.ok || !atQty.ok || atPrice.units <= 0 || atQty.units < 0) return undefined;
    levels.push({ price: atPrice.units as Price, qty: atQty.units as Qty });
  }
  return levels;
};
