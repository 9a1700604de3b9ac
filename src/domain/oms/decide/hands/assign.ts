import { formatOrderId } from '../../../kernel/ids.ts';
import { plus } from '../../../kernel/units.ts';
import { type Child, isBuy, type Order } from '../../../order/order.ts';
import type { Events } from '../../catalogue.ts';
import { tradeDateOf } from '../../executions.ts';
import type { Stray } from '../../state.ts';
import type { Draft } from '../draft.ts';
import { overfillOf, raiseOverfill, sayBooked } from '../trade.ts';
import { releaseFrom } from '../unblock.ts';
import { byHand, type Refusal, refusal } from './ask.ts';

type Ask = Events['StrayAssignRequested'];

/**
 * A person says whose an execution in suspense is. It moves as it stands, quantity, cost and fee; whatever the venue says of it later
 * follows it there. The suspense account itself may be named: then it stays, and nobody has to look at it any more.
 */
export const assignStray = (draft: Draft, ask: Ask): void =>
  byHand(draft, 'assign', ask, (onWhoseWord) => {
    const { venue, executionKey, toAccount: account, orderId } = ask;
    const stray = draft.state.venueKeys.get(venue)?.get(executionKey);
    const scope = `${venue} ${executionKey}`;
    if (stray === undefined)
      return refusal(
        undefined,
        'unknownExecution',
        'suspense',
        'an execution in suspense',
        scope,
        `no execution ${scope} is in suspense`,
      );
    if (stray.lastQty === 0)
      return refusal(undefined, 'nothingLeft', scope, 'an execution that stands', '0', `${venue} has taken ${executionKey} back`);
    if ((account === undefined) === (orderId === undefined))
      return refusal(
        undefined,
        'target',
        scope,
        'an account or an order',
        account === undefined ? 'neither' : 'both',
        'it goes to an account, or to an order',
      );
    if (stray.childId !== undefined)
      return refusal(
        undefined,
        'alreadyAssigned',
        scope,
        'not of an order',
        'of an order',
        `${executionKey} is an execution of an order already`,
      );
    if (account !== undefined) {
      const no = accountRefusal(draft, scope, stray, account);
      if (no === undefined)
        draft.say({ type: 'StrayAssigned', ...moved(draft, venue, executionKey, stray), account, ...onWhoseWord });
      return no ?? releaseFrom(draft, venue, executionKey);
    }
    const order = orderId === undefined ? undefined : draft.state.orders.get(orderId);
    const child = order === undefined ? undefined : childFor(order, venue, stray);
    const no = orderRefusal(scope, stray, order, child);
    if (no !== undefined || order === undefined || child === undefined) return no;
    return giveTo(draft, order, child, executionKey, stray, onWhoseWord);
  });

/** It becomes an execution of that order. */
export const giveTo = (
  draft: Draft,
  order: Order,
  child: Child,
  executionKey: string,
  stray: Stray,
  onWhoseWord: Readonly<{ by: string; reason: string }>,
): undefined => {
  const { account, orderId, childId, venue } = child;
  draft.say({ type: 'StrayAssigned', ...moved(draft, venue, executionKey, stray), account, orderId, childId, ...onWhoseWord });
  bookOn(draft, order, child, stray, executionKey);
  return releaseFrom(draft, venue, executionKey);
};

const moved = (draft: Draft, venue: string, executionKey: string, stray: Stray) => {
  const { symbol, side, lastQty, lastPx, fee, feeCurrency } = stray;
  const fromAccount = stray.account ?? draft.config.terms.suspenseAccount;
  return { venue, executionKey, symbol, side, lastQty, lastPx, fee, feeCurrency, fromAccount };
};

const accountRefusal = (draft: Draft, scope: string, stray: Stray, account: string): Refusal | undefined => {
  if (!draft.config.accounts.has(account))
    return refusal(
      undefined,
      'unknownAccount',
      scope,
      'an account of this desk',
      account,
      `${account} is no account of this desk`,
    );
  if (stray.account === account)
    return refusal(undefined, 'alreadyAssigned', scope, 'another account', account, `it is in ${account} already`);
  return undefined;
};

/** The last child order that it may be of. */
const childFor = ({ children }: Order, venue: string, { symbol, side }: Stray): Child | undefined =>
  children.findLast((child) => child.venue === venue && child.symbol === symbol && isBuy(child.side) === isBuy(side));

const orderRefusal = (scope: string, stray: Stray, order: Order | undefined, child: Child | undefined): Refusal | undefined => {
  if (order === undefined)
    return refusal(
      undefined,
      'unknownOrder',
      scope,
      'an order of this desk',
      'unknown',
      'there is no such order, or it was closed long ago',
    );
  const name = formatOrderId(order.orderId);
  const { side, symbol } = stray;
  if (child === undefined)
    return refusal(
      order,
      'doesNotFit',
      scope,
      `an order that was there to ${side} ${symbol}`,
      name,
      `${name} was never there to ${side} ${symbol}`,
    );
  if (child.executions?.has(keyOn(stray, scope)) === true)
    return refusal(
      order,
      'executionKnown',
      scope,
      'an execution that the order does not have',
      stray.execId,
      `${name} has an execution ${stray.execId} of that date`,
    );
  return undefined;
};

/** Within an order, the id and the date are enough. */
const keyOn = ({ execId }: Stray, executionKey: string): string => `${execId}/${tradeDateOf(executionKey)}`;

const bookOn = (draft: Draft, order: Order, child: Child, stray: Stray, executionKey: string): void => {
  const { execId, lastQty, lastPx, fee, feeCurrency } = stray;
  const tradeDate = tradeDateOf(executionKey);
  const overfilled = overfillOf(child, plus(child.cumQty, lastQty));
  sayBooked(
    draft,
    order,
    child,
    { execId, executionKey: keyOn(stray, executionKey), tradeDate, lastQty, lastPx, fee, feeCurrency },
    overfilled,
  );
  const instrument = draft.config.instruments.get(child.symbol);
  if (instrument !== undefined) raiseOverfill(draft, overfilled, instrument, execId, { venue: child.venue, child });
};
