import type { z } from 'zod';
import { formatChildId, formatOrderId, parseOrderId } from '../../../domain/kernel/ids.ts';
import type { Events, Fact } from '../../../domain/oms/catalogue.ts';
import type { handInputs } from '../../../domain/reconcile/hand-events.ts';
import type {
  countDeclaration,
  fillCorrection,
  forcedClose,
  handAnswer,
  positionAdjustment,
  strayAssignment,
} from '../contract/hands.ts';
import { malformed } from '../problems/problem.ts';
import { type Asker, idOf } from './inputs.ts';
import type { Turn } from './turn.ts';

export type HandAsk = Events[keyof typeof handInputs];
export type HandAnswer = z.output<typeof handAnswer>;

const orderNamed = (orderId: string): NonNullable<ReturnType<typeof parseOrderId>> => {
  const found = parseOrderId(orderId);
  if (found === undefined) throw malformed('orderId', 'must be an order of this desk, such as O-20261121-1');
  return found;
};

export const assignInput = (body: z.output<typeof strayAssignment>, asker: Asker): Events['StrayAssignRequested'] => {
  const { clOrdId, venue, executionKey, account, orderId, reason } = body;
  return {
    type: 'StrayAssignRequested',
    clOrdId: idOf(clOrdId, asker),
    venue,
    executionKey,
    ...(account === undefined ? {} : { toAccount: account }),
    ...(orderId === undefined ? {} : { orderId: orderNamed(orderId) }),
    reason,
  };
};

export const forceCloseInput = (
  what: Readonly<{ orderId: string } | { sentId: string }>,
  { clOrdId, as, reason }: z.output<typeof forcedClose>,
  asker: Asker,
): Events['OrderForceCloseRequested'] => ({
  type: 'OrderForceCloseRequested',
  clOrdId: idOf(clOrdId, asker),
  ...('orderId' in what ? { orderId: orderNamed(what.orderId) } : { sentId: what.sentId }),
  as,
  reason,
});

export const adjustInput = (
  { clOrdId, account, symbol, qty, px, reason, venue }: z.output<typeof positionAdjustment>,
  asker: Asker,
): Events['PositionAdjustRequested'] => ({
  type: 'PositionAdjustRequested',
  clOrdId: idOf(clOrdId, asker),
  inAccount: account,
  symbol,
  qty,
  px,
  reason,
  atVenue: venue,
});

export const correctFillInput = (
  { clOrdId, orderId, executionKey, lastQty, lastPx, reason }: z.output<typeof fillCorrection>,
  asker: Asker,
): Events['FillCorrectRequested'] => ({
  type: 'FillCorrectRequested',
  clOrdId: idOf(clOrdId, asker),
  orderId: orderNamed(orderId),
  executionKey,
  lastQty,
  lastPx,
  reason,
});

export const countInput = (
  sentId: string,
  { clOrdId, cumQty, reason }: z.output<typeof countDeclaration>,
  asker: Asker,
): Events['CountDeclareRequested'] => ({ type: 'CountDeclareRequested', clOrdId: idOf(clOrdId, asker), sentId, cumQty, reason });

const REQUEST = {
  StrayAssignRequested: 'assign',
  OrderForceCloseRequested: 'forceClose',
  PositionAdjustRequested: 'adjust',
  FillCorrectRequested: 'correctFill',
  CountDeclareRequested: 'declareCount',
} as const satisfies Record<HandAsk['type'], HandAnswer['request']>;

/** The fact that says so; of an order that is closed, and of an execution, it is the first that names the order. */
const DONE: Partial<Record<HandAsk['type'], Fact['type']>> = {
  StrayAssignRequested: 'StrayAssigned',
  PositionAdjustRequested: 'PositionAdjusted',
  CountDeclareRequested: 'CountDeclared',
};

/** What the turn says that it was done to. */
export const handAnswerOf = (ask: HandAsk, { facts }: Turn): Pick<HandAnswer, 'request' | 'account' | 'orderId' | 'childId'> => {
  const done = facts.find(({ type }) => type === DONE[ask.type]) ?? facts.find((fact) => 'orderId' in fact);
  const { account, orderId, childId } = (done ?? {}) as Partial<Events['StrayAssigned']>;
  return {
    request: REQUEST[ask.type],
    ...(account === undefined ? {} : { account }),
    ...(orderId === undefined ? {} : { orderId: formatOrderId(orderId) }),
    ...(childId === undefined ? {} : { childId: formatChildId(childId) }),
  };
};
