import { formatChildId, formatOrderId } from '../../domain/kernel/ids.ts';
import type { HandEvents } from '../../domain/reconcile/hand-events.ts';
import { childAt, type Lexicon, priceOf, qtyOf } from './lexicon.ts';

/** As order-words.ts, for what people do by hand. */
type Words = { readonly [Type in keyof HandEvents]: (event: HandEvents[Type], lexicon: Lexicon) => string };

const money = (lexicon: Lexicon, { side, symbol, qty, px }: HandEvents['PositionAdjusted']): string =>
  `${side === 'buy' ? '' : '-'}${qtyOf(lexicon, symbol, qty)} ${symbol} at ${priceOf(lexicon, symbol, px)}`;

export const handWords: Words = {
  OrderForceCloseRequested: ({ orderId, sentId, as, clOrdId, reason }) =>
    `a person says that ${orderId === undefined ? `what ${sentId ?? 'no request'} placed` : formatOrderId(orderId)} is over, ${as}, as ${clOrdId}: ${reason}`,
  PositionAdjustRequested: ({ inAccount, symbol, qty, px, clOrdId, reason }) =>
    `a person adjusts the ${symbol} of ${inAccount} by ${qty} at ${px} as ${clOrdId}: ${reason}`,
  FillCorrectRequested: ({ orderId, executionKey, lastQty, lastPx, clOrdId, reason }) =>
    `a person says that execution ${executionKey} of ${formatOrderId(orderId)} was ${lastQty} at ${lastPx}, as ${clOrdId}: ${reason}`,
  CountDeclareRequested: ({ sentId, cumQty, clOrdId, reason }) =>
    `a person says that ${cumQty} were executed of what ${sentId} placed, as ${clOrdId}: ${reason}`,
  PositionAdjusted: (event, lexicon) =>
    `the position of ${event.account} changes by ${money(lexicon, event)}, says ${event.by}: ${event.reason}`,
  ExternalOrderAdopted: (event, lexicon) => {
    const { venue, sentId, side, symbol, qty, cumQty, policy, childId } = event;
    const done = { adopt: 'left at work', quarantine: 'left alone until a person settles it', cancel: 'to be cancelled' }[policy];
    return `${venue} has ${sentId} open, a ${side} of ${qtyOf(lexicon, symbol, qty)} ${symbol} with ${qtyOf(lexicon, symbol, cumQty)} executed, which this desk did not send: it is ${formatChildId(childId)} from here on, ${done}`;
  },
  CountDeclared: (event, lexicon) => {
    const { childId, orderId, cumQty, unheardQty, by, reason } = event;
    const symbol = lexicon.symbols.get(orderId);
    return `${qtyOf(lexicon, symbol, cumQty)} of ${childAt(lexicon, childId)} were executed, says ${by}, and ${qtyOf(lexicon, symbol, unheardQty)} are yet to be heard of: ${reason}`;
  },
  StrayAssignRequested: ({ venue, executionKey, toAccount, orderId, clOrdId, reason }) =>
    `a person gives execution ${executionKey} of ${venue} to ${orderId === undefined ? (toAccount ?? 'nobody') : formatOrderId(orderId)} as ${clOrdId}: ${reason}`,
  StrayAssigned: (event, lexicon) => {
    const { symbol, lastQty, lastPx, venue, executionKey, fromAccount, account, childId, by, reason } = event;
    const what = `${qtyOf(lexicon, symbol, lastQty)} ${symbol} at ${priceOf(lexicon, symbol, lastPx)} (${executionKey} of ${venue})`;
    const where = childId === undefined ? `in ${account}` : `in ${account}, as an execution of ${formatChildId(childId)}`;
    return `${what} moves from ${fromAccount}: it is now ${where}, says ${by}: ${reason}`;
  },
};
