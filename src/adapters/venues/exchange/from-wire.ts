import type { Instrument } from '../../../domain/instrument/instrument.ts';
import { parseDecimal } from '../../../domain/kernel/decimal.ts';
import type { ChildId, Micros, Price, Qty } from '../../../domain/kernel/units.ts';
import type { CancelOrder, ReplaceOrder, StatusRequest, SubmitOrder } from '../../../domain/ports/venue.ts';
import type { OrderFrame } from '../protocol/desk-frames.ts';
import type { RejectReason } from '../simulated/acceptance.ts';

export type Message =
  | Readonly<{ kind: 'submit'; order: SubmitOrder }>
  | Readonly<{ kind: 'cancel'; order: CancelOrder }>
  | Readonly<{ kind: 'replace'; order: ReplaceOrder }>
  | Readonly<{ kind: 'status'; order: StatusRequest }>;

/** Ids of children are the desk's own and do not travel. */
const NO_CHILD = 0 as ChildId;
/** Of what is not traded here nobody knows the digits; the venue says that it does not list it. */
const UNLISTED = { qtyScale: 9, priceScale: 9 };

/** The venue's message in a frame of the desk's: whole units of the instrument, or why it cannot be one. */
export const fromWire = (frame: OrderFrame, session: string, instrument: Instrument | undefined): Message | RejectReason => {
  const { qtyScale, priceScale } = instrument ?? UNLISTED;
  const head = {
    sentId: frame.sentId,
    childId: NO_CHILD,
    session,
    seqOut: frame.seqOut,
    symbol: frame.symbol,
    side: frame.side,
  };
  if (frame.type === 'cancel' || frame.type === 'status')
    return { kind: frame.type, order: { ...head, origSentId: frame.origSentId, venueOrderId: frame.venueOrderId } };

  const qty = parseDecimal(frame.qty, qtyScale);
  if (!qty.ok) return 'offLot';
  const price = frame.price === undefined ? undefined : parseDecimal(frame.price, priceScale);
  if (price?.ok === false) return 'offTick';
  const terms = { qty: qty.units as Qty, price: price?.units as Price | undefined };
  if (frame.type === 'replace')
    return { kind: 'replace', order: { ...head, origSentId: frame.origSentId, venueOrderId: frame.venueOrderId, ...terms } };

  const minQty = frame.minQty === undefined ? undefined : parseDecimal(frame.minQty, qtyScale);
  if (minQty?.ok === false) return 'offLot';
  const { ordType, timeInForce } = frame;
  const order = { ...head, ordType, timeInForce, expireTime: frame.expireTime as Micros | undefined, ...terms };
  return { kind: 'submit', order: { ...order, minQty: minQty?.units as Qty | undefined } };
};
