import { formatPrice, formatQty, type Instrument } from '../domain/instrument/instrument.ts';
import { formatShort } from '../domain/kernel/decimal.ts';
import { formatOrderId } from '../domain/kernel/ids.ts';
import { divHalfEven, tenTo } from '../domain/kernel/integers.ts';
import type { Notional, Qty } from '../domain/kernel/units.ts';
import type { ExecutionReport, FixAnswer, OrderCancelReject } from '../domain/oms/fix-answers.ts';

const AVERAGE_DIGITS = 4;
/** Rounded half-even, to four digits beyond those of a price; "0" when nothing is executed. */
export const averagePx = (
  { cumNotional, cumQty }: Readonly<{ cumNotional: Notional; cumQty: Qty }>,
  { priceScale }: Instrument,
): string =>
  cumQty <= 0 ? '0' : formatShort(divHalfEven(cumNotional * tenTo(AVERAGE_DIGITS), BigInt(cumQty)), priceScale + AVERAGE_DIGITS);

/** An answer to a client as it is read: ids and numbers as text, and nothing that it does not say. */
export const plainAnswer = (answer: FixAnswer, instrument: Instrument | undefined): PlainAnswer =>
  answer.msgType === 'executionReport' ? plainReport(answer, instrument) : plainReject(answer);
export type PlainAnswer = ReturnType<typeof plainReport> | ReturnType<typeof plainReject>;

/** FIX's way to say that there is no order. */
const idOf = (orderId: FixAnswer['orderId']): string => (orderId === undefined ? 'NONE' : formatOrderId(orderId));

export const plainReject = ({ orderId, ...said }: OrderCancelReject) => ({ ...said, orderId: idOf(orderId) });

/** Without an instrument nothing can be executed, and what was asked is in the client's own words. */
export const plainReport = (report: ExecutionReport, instrument: Instrument | undefined) => {
  const { orderId, orderQty, price, cumQty, leavesQty, cumNotional: _, lastQty, lastPx, ...said } = report;
  const none = { ...said, orderId: idOf(orderId), cumQty: '0', leavesQty: '0', avgPx: '0' };
  if (instrument === undefined) return none;
  return {
    ...none,
    cumQty: formatQty(instrument, cumQty),
    leavesQty: formatQty(instrument, leavesQty),
    avgPx: averagePx(report, instrument),
    ...(orderQty === undefined ? {} : { orderQty: formatQty(instrument, orderQty) }),
    ...(price === undefined ? {} : { price: formatPrice(instrument, price) }),
    ...(lastQty === undefined ? {} : { lastQty: formatQty(instrument, lastQty) }),
    ...(lastPx === undefined ? {} : { lastPx: formatPrice(instrument, lastPx) }),
  };
};
