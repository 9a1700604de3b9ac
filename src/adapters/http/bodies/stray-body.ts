import type { z } from 'zod';
import { formatPrice, formatQty } from '../../../domain/instrument/instrument.ts';
import { formatChildId, formatOrderId } from '../../../domain/kernel/ids.ts';
import type { Price, Qty } from '../../../domain/kernel/units.ts';
import type { StrayLine } from '../../../projections/suspense.ts';
import { isoTime } from '../../../projections/words/time.ts';
import { personNamed } from '../asks/inputs.ts';
import type { strayRow } from '../contract/hands.ts';
import type { DeskViews } from '../views.ts';

export const strayBody = (line: StrayLine, { blotter: { instruments } }: DeskViews): z.output<typeof strayRow> => {
  const { venue, executionKey, execId, symbol, side, fee, feeCurrency, since, state, account, orderId, childId, by, reason } =
    line;
  const instrument = instruments.get(symbol);
  return {
    venue,
    executionKey,
    execId,
    symbol,
    side,
    lastQty: instrument === undefined ? String(line.lastQty) : formatQty(instrument, line.lastQty as Qty),
    lastPx: instrument === undefined ? String(line.lastPx) : formatPrice(instrument, line.lastPx as Price),
    fee,
    feeCurrency,
    since: isoTime(since),
    state,
    account,
    ...(orderId === undefined ? {} : { orderId: formatOrderId(orderId) }),
    ...(childId === undefined ? {} : { childId: formatChildId(childId) }),
    ...(by === undefined ? {} : { person: personNamed(by) }),
    ...(reason === undefined ? {} : { reason }),
  };
};
