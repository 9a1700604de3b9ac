import { formatShort } from '../kernel/decimal.ts';
import { isBuy } from '../order/order.ts';
import { allows } from '../resilience/modes.ts';
import { type Check, no } from './objection.ts';

const ACTS = {
  place: 'no new orders',
  raise: 'no changes of orders',
  lower: 'no changes of orders',
  route: 'no orders that waited',
  cancel: 'no cancels of clients',
} as const;

/** What the mode in force does not allow at all (RTS 6 Art. 12: to stop orders before they are sent, at any level). */
export const tradingMode: Check = ({ mode, act }) =>
  allows[mode.mode][act] === 'no'
    ? no('tradingMode', mode.scope, 'normal', mode.mode, `${mode.scope} is in mode ${mode.mode}: ${ACTS[act]}`)
    : undefined;

/**
 * In mode reduceOnly no more than closes the position, even if every other open order on that side fills first: by quantity, so that a
 * large sell cannot turn a small long into a short (RTS 6 Art. 12 and 15(1), SEC 15c3-5(c)(1)(i)).
 */
export const reduceOnly: Check = ({ mode, act, side, worstQty, cumQty, position, openBuy, openSell, instrument }) => {
  if (allows[mode.mode][act] !== 'ifReducing' || instrument === undefined) return undefined;
  const leaves = worstQty - cumQty;
  const closable = Math.max(0, isBuy(side) ? -position - openBuy : position - openSell);
  if (leaves <= closable) return undefined;
  const [limit, value] = [formatShort(closable, instrument.qtyScale), formatShort(leaves, instrument.qtyScale)];
  const text = `${mode.scope} is in mode ${mode.mode}: with the open orders on its side this may ${isBuy(side) ? 'buy' : 'sell'} ${limit}, not ${value}`;
  return no('reduceOnly', mode.scope, limit, value, text);
};
