import type { z } from 'zod';
import { formatPrice, formatQty, type Instrument } from '../../../domain/instrument/instrument.ts';
import { known } from '../../../domain/kernel/assert.ts';
import { dateOf, formatChildId, formatOrderId } from '../../../domain/kernel/ids.ts';
import type { DayNumber, OrderId, Qty } from '../../../domain/kernel/units.ts';
import { childOrdStatusOf, ordStatusOf } from '../../../domain/order/fix-view.ts';
import { childLeavesQty, isUncertain, leavesQty } from '../../../domain/order/order.ts';
import { blotterRow } from '../../../projections/blotter.ts';
import { averagePx } from '../../../projections/client-report.ts';
import { type ChildLine, inDoubt, type OrderLine } from '../../../projections/order-lines.ts';
import { isoTime } from '../../../projections/words/time.ts';
import type { childOrder, order } from '../contract/orders.ts';
import type { DeskViews } from '../views.ts';

export type OrderBody = z.output<typeof order>;
type ChildBody = z.output<typeof childOrder>;

const childBody = (child: ChildLine, instrument: Instrument): ChildBody => ({
  childId: formatChildId(child.childId),
  venue: child.venue,
  status: child.status,
  ordStatus: childOrdStatusOf(child),
  certainty: inDoubt(child).length === 0 ? 'known' : 'unknown',
  inDoubt: [...inDoubt(child)],
  qty: formatQty(instrument, child.qty),
  ...(child.price === undefined ? {} : { price: formatPrice(instrument, child.price) }),
  cumQty: formatQty(instrument, child.cumQty),
  leavesQty: formatQty(instrument, childLeavesQty(child)),
  ...(child.provisionalQty === 0 ? {} : { provisionalQty: formatQty(instrument, child.provisionalQty as Qty) }),
});

/** An order that the desk took on, without the moment at which it did. */
export const lineBody = (line: OrderLine, instrument: Instrument, day: DayNumber): OrderBody => {
  const { orderId, clOrdId, terms, qty, price, cumQty, held, reason, position, children } = line;
  const { account, strategy, symbol, side, ordType, timeInForce, cashOrderQty } = terms;
  return {
    orderId: formatOrderId(orderId),
    clOrdId,
    account,
    ...(strategy === undefined ? {} : { strategy }),
    symbol,
    side,
    ordType,
    timeInForce,
    qty: formatQty(instrument, qty),
    ...(cashOrderQty === undefined ? {} : { cashOrderQty }),
    ...(price === undefined ? {} : { price: formatPrice(instrument, price) }),
    ordStatus: ordStatusOf(line),
    cumQty: formatQty(instrument, cumQty),
    leavesQty: formatQty(instrument, leavesQty(line)),
    avgPx: averagePx(line, instrument),
    certainty: isUncertain(line) ? 'unknown' : 'known',
    ...(children.some(({ provisionalQty }) => provisionalQty > 0) ? { provisional: true } : {}),
    reason: held === undefined ? reason : `held (${held.why}) for ${held.venue}`,
    day: dateOf(day),
    position,
    children: children.map((child) => childBody(child, instrument)),
  };
};

/** Any order of the day's blotter, a refused one included; undefined when there is none. */
export const orderBody = ({ blotter, facts }: DeskViews, orderId: OrderId): OrderBody | undefined => {
  const day = known(facts.day?.day, 'an order belongs to a day');
  const line = blotter.lines.get(orderId);
  if (line !== undefined) {
    const instrument = known(blotter.instruments.get(line.terms.symbol), 'an order is for an instrument of this journal');
    return { ...lineBody(line, instrument, day), acceptedAt: isoTime(line.acceptedAt) };
  }
  const refused = blotterRow(blotter, orderId);
  if (refused === undefined) return undefined;
  const { clOrdId, account, strategy, symbol, side, ordType, timeInForce, asked, reason, position } = refused;
  return {
    orderId: formatOrderId(orderId),
    clOrdId,
    account,
    ...(strategy === undefined ? {} : { strategy }),
    symbol,
    side,
    ordType,
    timeInForce,
    ...(asked?.qty === undefined ? {} : { qty: asked.qty }),
    ...(asked?.cashOrderQty === undefined ? {} : { cashOrderQty: asked.cashOrderQty }),
    ...(asked?.price === undefined ? {} : { price: asked.price }),
    ordStatus: 'rejected',
    cumQty: '0',
    leavesQty: '0',
    avgPx: '0',
    certainty: 'known',
    reason,
    day: dateOf(day),
    position,
    children: [],
  };
};
