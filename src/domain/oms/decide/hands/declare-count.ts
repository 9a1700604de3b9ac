import { formatQty } from '../../../instrument/instrument.ts';
import { known } from '../../../kernel/assert.ts';
import { formatChildId } from '../../../kernel/ids.ts';
import { minusToZero, plus, type Qty, smaller } from '../../../kernel/units.ts';
import { isLive } from '../../../order/lifecycle.ts';
import type { Events } from '../../catalogue.ts';
import type { Draft } from '../draft.ts';
import { shrink } from '../provisional.ts';
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
    const { orderId, childId, venue, status, cumQty, unheardQty: unheard } = child;
    const { provisionalQty: provisional } = child;
    const [booked, missing] = [minusToZero(cumQty, provisional), plus(unheard, provisional)];
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
    const said = readUnsigned('cumQty', ask.cumQty, instrument.qtyScale);
    if (typeof said !== 'number') return said;
    if (said < booked || said >= booked + missing) {
      const limit = `at least the ${formatQty(instrument, booked)} booked, and less than ${venue} counts`;
      return refusal(order, 'cumQty', name, limit, ask.cumQty, `${ask.cumQty} of ${name} is not ${limit}`);
    }
    const counted = said as Qty;
    let left = minusToZero(counted, booked);
    for (const execution of child.executions?.values() ?? []) {
      if (execution.provisional !== true || execution.busted) continue;
      const stays = smaller(execution.lastQty, left);
      left = minusToZero(left, stays);
      if (stays < execution.lastQty) shrink(draft, child, execution, stays, { by });
    }
    draft.say({ type: 'CountDeclared', orderId, childId, cumQty: counted, unheardQty: left, by, reason });
    if (counted > booked) return undefined;
    for (const { breakId, what, state, childId: about } of draft.state.breaks.values())
      if (about === childId && what === 'executionMissing' && state !== 'closed')
        draft.say({ type: 'BreakClosed', breakId, venue, orderId, childId, cause: reason, by });
    return undefined;
  });
