import { known } from '../../kernel/assert.ts';
import { formatUnits, parseTold } from '../../kernel/decimal.ts';
import { formatChildId } from '../../kernel/ids.ts';
import type { Price, Qty } from '../../kernel/units.ts';
import type { Reports } from '../../order/events.ts';
import { isLive, orderLife } from '../../order/lifecycle.ts';
import type { Child, Order, PendingRequest } from '../../order/order.ts';
import type { Draft } from './draft.ts';

type Report = Reports['ExecutionReported'];
export type Terms = Readonly<{ qty: Qty; price: Price | undefined }>;

const instrumentOf = (draft: Draft, { symbol }: Child) =>
  known(draft.config.instruments.get(symbol), () => `${symbol} is an instrument`);

/** A decimal of a report in units, if it is one and not below nothing. */
const told = (said: string | undefined, scale: number): number | undefined => {
  const parsed = said === undefined ? undefined : parseTold(said, scale);
  return parsed?.ok === true && parsed.units >= 0 ? parsed.units : undefined;
};

/** The terms that a report tells; what it leaves out is as we asked, or else as it was. */
export const toldTerms = (draft: Draft, child: Child, report: Report, request?: PendingRequest): Terms => {
  const { qtyScale, priceScale } = instrumentOf(draft, child);
  return {
    qty: (told(report.orderQty, qtyScale) ?? request?.qty ?? child.qty) as Qty,
    price: (told(report.price, priceScale) ?? request?.price ?? child.price) as Price | undefined,
  };
};

/**
 * The venue tells the order anew (FIX Restated, Triggered): it is working, perhaps under other terms. A corporate action scales what is
 * executed too: quantity and executed quantity as the venue now counts them, for the same money. The position itself is the account's,
 * and a corporate action on it is another matter.
 */
export const restated = (draft: Draft, order: Order, child: Child, report: Report): void => {
  const { orderId, childId } = child;
  const { execType, venueOrderId, transactTime, restatementReason: why } = report;
  const text = report.text ?? why ?? execType;
  const terms = toldTerms(draft, child, report);
  const scaled = why === 'gtCorporateAction' ? told(report.cumQty, instrumentOf(draft, child).qtyScale) : undefined;
  const cumQty = (scaled ?? child.cumQty) as Qty;
  if (terms.qty === child.qty && terms.price === child.price && cumQty === child.cumQty)
    return draft.say({ type: 'ChildRemarked', orderId, childId, execType, text, venueOrderId, transactTime });
  draft.say({ type: 'ChildRestated', orderId, childId, ...terms, cumQty, venueOrderId, why, text, transactTime });
  if (why === undefined) raiseUnasked(draft, child, report, terms);
  follow(draft, order, child, terms, text);
};

/** Other terms than we asked for, and the venue does not say why. They hold all the same. */
export const raiseUnasked = (draft: Draft, child: Child, { venue }: Report, { qty, price }: Terms): void => {
  const { qtyScale, priceScale } = instrumentOf(draft, child);
  const at = price === undefined ? 'the market' : formatUnits(price, priceScale);
  draft.raise(
    'unexpectedReplace',
    `${venue} changed ${formatChildId(child.childId)} to ${formatUnits(qty, qtyScale)} at ${at} without being asked`,
    { venue, child },
  );
};

/** A direct order is what its one live child is at the venue: terms that the venue has changed are the order's own. */
export const follow = (draft: Draft, order: Order, child: Child, { qty, price }: Terms, reason: string): void => {
  const { orderId, terms, children, status, cumQty } = order;
  if (terms.route.strategy !== 'direct' || orderLife[status].restate === undefined) return;
  if (children.some((other) => other !== child && isLive(other.status))) return;
  const total = (cumQty - child.cumQty + qty) as Qty;
  if (total !== order.qty || price !== order.price) draft.say({ type: 'OrderRestated', orderId, qty: total, price, reason });
};
