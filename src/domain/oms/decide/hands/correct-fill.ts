import { formatOrderId } from '../../../kernel/ids.ts';
import type { Price, Qty } from '../../../kernel/units.ts';
import type { Events } from '../../catalogue.ts';
import type { Draft } from '../draft.ts';
import { overfillOf, raiseOverfill } from '../trade.ts';
import { byHand, type Refusal, refusal } from './ask.ts';
import { readUnsigned } from './read.ts';

/**
 * A person corrects an execution, or takes it back with a quantity of 0. The fee stays, unless nothing is left of it. Nothing works again
 * because of it: that is the venue's to say. Should the venue correct it later, the venue is right.
 */
export const correctFill = (draft: Draft, ask: Events['FillCorrectRequested']): void =>
  byHand(draft, 'correctFill', ask, ({ by }): Refusal | undefined => {
    const { executionKey } = ask;
    const order = draft.state.orders.get(ask.orderId);
    if (order === undefined)
      return refusal(
        undefined,
        'unknownOrder',
        'order',
        'an order of this desk',
        formatOrderId(ask.orderId),
        'there is no such order, or it was closed long ago',
      );
    const child = order.children.find(({ executions }) => executions?.has(executionKey) === true);
    const old = child?.executions?.get(executionKey);
    const instrument = draft.config.instruments.get(order.terms.symbol);
    if (child === undefined || old === undefined || instrument === undefined)
      return refusal(
        order,
        'unknownExecution',
        formatOrderId(order.orderId),
        'an execution of the order',
        executionKey,
        `the order has no execution ${executionKey}`,
      );
    const lastQty = readUnsigned('lastQty', ask.lastQty, instrument.qtyScale);
    const lastPx = readUnsigned('lastPx', ask.lastPx, instrument.priceScale);
    if (typeof lastQty !== 'number') return lastQty;
    if (typeof lastPx !== 'number') return lastPx;
    const isSame = old.busted ? lastQty === 0 : old.lastQty === lastQty && (old.lastPx === lastPx || lastQty === 0);
    if (isSame)
      return refusal(order, 'noChange', executionKey, 'other terms than it has', ask.lastQty, `${executionKey} is so already`);
    const { orderId, childId, account, symbol, side, venue } = child;
    const of = { orderId, childId, account, symbol, side, executionKey, reopens: false, by };
    const { fee, feeCurrency } = old;
    if (lastQty === 0) {
      draft.say({ type: 'ExecutionBusted', ...of, lastQty: old.lastQty, lastPx: old.lastPx, fee, feeCurrency });
      return undefined;
    }
    const oldQty = old.lastQty; // Nothing, where it was taken back.
    const now = { lastQty: lastQty as Qty, lastPx: lastPx as Price, oldFee: fee, oldFeeCurrency: feeCurrency, fee, feeCurrency };
    draft.say({ type: 'ExecutionCorrected', ...of, oldQty, oldPx: old.lastPx, ...now });
    const overfilled = overfillOf(child, (child.cumQty - oldQty + lastQty) as Qty);
    if (lastQty > oldQty) raiseOverfill(draft, overfilled, instrument, executionKey, { venue, child });
    return undefined;
  });
