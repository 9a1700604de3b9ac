import { formatQty } from '../../instrument/instrument.ts';
import { parseTold } from '../../kernel/decimal.ts';
import { formatOrderId } from '../../kernel/ids.ts';
import type { Price, Qty } from '../../kernel/units.ts';
import type { OpenOrderRow, QueryEvents } from '../../reconcile/query-events.ts';
import type { Draft } from './draft.ts';

/**
 * The venue has an order open under our name that none of ours explains. It becomes an order of the suspense account, so that it counts in
 * risk at once, and whatever is said of it later finds it. What it had executed before is no fill of ours until the venue tells it.
 */
export const hearUnknownRow = (
  draft: Draft,
  { venue, session, asOf }: Pick<QueryEvents['OpenOrdersReported'], 'venue' | 'session' | 'asOf'>,
  row: OpenOrderRow,
): void => {
  const { venueOrderId, symbol, side } = row;
  const sentId = row.sentId ?? venueOrderId;
  const instrument = draft.config.instruments.get(symbol);
  const read = (said: string | undefined, scale = 0): number | undefined => {
    const parsed = said === undefined ? undefined : parseTold(said, scale);
    return parsed?.ok === true && parsed.units >= 0 ? parsed.units : undefined;
  };
  const qty = read(row.qty, instrument?.qtyScale) as Qty | undefined;
  const cumQty = read(row.cumQty, instrument?.qtyScale) as Qty | undefined;
  const price = read(row.price, instrument?.priceScale) as Price | undefined;
  if (sentId === undefined || instrument === undefined || qty === undefined || qty === 0 || cumQty === undefined) {
    const name = sentId ?? 'an order without an id';
    return draft.raise('unknownOrder', `${venue} has ${name} open, a ${side} of ${row.qty} ${symbol} that is not ours`, {
      venue,
    });
  }
  const account = draft.config.terms.suspenseAccount;
  const policy = draft.config.venues.get(venue)?.terms.externalOrders ?? 'quarantine';
  const [orderId, childId] = [draft.newOrderId(), draft.newChildId()];
  const terms = { account, symbol, side, qty, price, timeInForce: 'day' } as const;
  const route = { strategy: 'direct', venue } as const;
  const reason = `${venue} has it open, and this desk did not send it`;
  const plain = { clOrdId: sentId, ordType: 'limit', route, postOnly: false, reduceOnly: false, reason } as const;
  draft.say({ type: 'OrderAccepted', orderId, ...terms, ...plain });
  draft.say({
    type: 'ExternalOrderAdopted',
    orderId,
    childId,
    venue,
    session,
    ...terms,
    sentId,
    venueOrderId,
    cumQty,
    asOf,
    policy,
  });
  const detail = `${venue} has ${sentId} open, a ${side} of ${formatQty(instrument, qty)} ${symbol} that is not ours: it is ${formatOrderId(orderId)}`;
  draft.raise('externalOrder', detail, { venue, child: { orderId, childId } });
  if (policy === 'cancel') draft.say({ type: 'CancelAccepted', orderId, clOrdId: '', reason: 'it is not ours' });
};
