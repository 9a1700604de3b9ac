import { formatQty } from '../../../instrument/instrument.ts';
import { known } from '../../../kernel/assert.ts';
import { formatChildId } from '../../../kernel/ids.ts';
import { minusToZero, type Qty } from '../../../kernel/units.ts';
import { isLive } from '../../../order/lifecycle.ts';
import type { Events } from '../../catalogue.ts';
import type { Draft } from '../draft.ts';
import { byHand, refusal } from './ask.ts';
import { readUnsigned } from './read.ts';

/**
 * Of a child order that is over, the venue counts more executed than it has told, and will never tell it: a person says how much it
 * really was. What then is not missing counts no more, and the break about it is closed. Should the venue insist, the venue is right.
 */
export const declareCount = (draft: Draft, ask: Events['CountDeclareRequested']): void =>
  byHand(draft, 'declareCount', ask, ({ by, reason }) => {
    const { sentId } = ask;
    const child = draft.state.sentIds.find(sentId);
    const order = child === undefined ? undefined : draft.state.orders.get(child.orderId);
    if (child === undefined || order === undefined)
      return refusal(
        undefined,
        'unknownRequest',
        'request',
        'a request of this desk',
        sentId,
        `${sentId} is no request of this desk`,
      );
    const { orderId, childId, venue, status, cumQty: booked, unheardQty: missing } = child;
    const name = formatChildId(childId);
    const instrument = known(draft.config.instruments.get(child.symbol), () => `${child.symbol} is an instrument`);
    if (isLive(status) || missing === 0)
      return refusal(
        order,
        'nothingMissing',
        name,
        'executions that are missing of what is over',
        status,
        `nothing that ${venue} has counted of ${name} is missing`,
      );
    const cumQty = readUnsigned('cumQty', ask.cumQty, instrument.qtyScale);
    if (typeof cumQty !== 'number') return cumQty;
    if (cumQty < booked || cumQty >= booked + missing) {
      const limit = `at least the ${formatQty(instrument, booked)} booked, and less than ${venue} counts`;
      return refusal(order, 'cumQty', name, limit, ask.cumQty, `${ask.cumQty} of ${name} is not ${limit}`);
    }
    const unheardQty = minusToZero(cumQty as Qty, booked);
    draft.say({ type: 'CountDeclared', orderId, childId, cumQty: cumQty as Qty, unheardQty, by, reason });
    if (unheardQty > 0) return undefined;
    for (const { breakId, what, state, childId: about } of draft.state.breaks.values())
      if (about === childId && what === 'executionMissing' && state !== 'closed')
        draft.say({ type: 'BreakClosed', breakId, venue, orderId, childId, cause: reason, by });
    return undefined;
  });
