import { choice, optional, record, type ValueOf, word } from '../kernel/schema.ts';

/** FIX 4.4 words. Lists are on disk by index: append, never reorder. */
export const side = choice('buy', 'sell', 'sellShort');
export const ordType = choice('market', 'limit', 'stop', 'stopLimit', 'pegged');
export const timeInForce = choice('day', 'gtc', 'gtd', 'ioc', 'fok');
export const liquidity = choice('added', 'removed', 'auction', 'unknown');
export const execType = choice(
  'pendingNew',
  'new',
  'trade',
  'canceled',
  'replaced',
  'rejected',
  'expired',
  'doneForDay',
  'stopped',
  'suspended',
  'restated',
  'calculated',
  'pendingCancel',
  'pendingReplace',
  'orderStatus',
  'tradeCancel',
  'tradeCorrect',
  'triggered',
);
/** Why a venue restates an order, or ends it, unasked (FIX ExecRestatementReason, tag 378). */
export const restatementReason = choice(
  'gtCorporateAction',
  'gtRenewal',
  'verbalChange',
  'repricing',
  'brokerOption',
  'partialDecline',
  'cancelOnTradingHalt',
  'cancelOnSystemFailure',
  'marketOption',
  'canceledNotBest',
  'warehouseRecap',
  'pegRefresh',
  'other',
);
/** Where an order stands in the venue's own words (FIX OrdStatus, tag 39): what answers a status request. */
export const venueOrdStatus = choice(
  'pendingNew',
  'new',
  'partiallyFilled',
  'filled',
  'doneForDay',
  'canceled',
  'replaced',
  'pendingCancel',
  'stopped',
  'rejected',
  'suspended',
  'calculated',
  'expired',
  'pendingReplace',
);
/** How a venue's word reached us. Two channels may tell the same execution; the execution key says so. */
export const channel = choice('order', 'dropCopy', 'query', 'recovery');
/** Which request of ours is meant. Each has its own id and its own certainty. */
export const request = choice('submit', 'cancel', 'replace');
export const ask = choice(
  'new',
  'cancel',
  'replace',
  'kill',
  'resume',
  'massCancel',
  'declare',
  'resolveBreak',
  'mode',
  'assign',
  'forceClose',
  'adjust',
  'correctFill',
  'declareCount',
  'reconcile',
  'shutdown',
  'releaseVenue',
);
/** Where an order of a client stands. FIX words such as PartiallyFilled or PendingCancel are derived (fix-view.ts). */
export const orderStatus = choice('held', 'open', 'filled', 'canceled', 'rejected', 'expired', 'doneForDay');
/**
 * Where a child order stands at its venue, as far as the venue has told us. `doneForDay` is over; `overnight` is done for the day and
 * good for another one.
 */
export const childStatus = choice(
  'sent',
  'working',
  'filled',
  'canceled',
  'rejected',
  'expired',
  'doneForDay',
  'notSent',
  'stopped',
  'suspended',
  'overnight',
);
/** Why an order waits: its session is down, the venue takes no more at the moment, the desk is not yet level with it, or executions of it wait in suspense. */
export const heldWhy = choice('session', 'rate', 'levelling', 'strays', 'external', 'breaker', 'quarantine', 'closed');
/** What the hours of a venue make of it. */
export const openOrClosed = choice('open', 'closed');
export const breakReason = choice(
  'unknownOrder',
  'unexpectedAck',
  'unexpectedFill',
  'unexpectedClose',
  'unexpectedReplace',
  'overfill',
  'sameExecutionOtherTerms',
  'bustOfUnknownExecution',
  'unreadableReport',
  'tradeContradictsOrder',
  'sequenceGap',
  'correctionOfBusted',
  'executionMissing',
  'cancelUnanswered',
  'declarationContradicted',
  'queryUnanswered',
  'notCanceled',
  'absentAtVenue',
  'externalOrder',
  'venueQuarantined',
  'positionDiffers',
);
export const route = record({ strategy: choice('direct', 'best'), venue: optional(word) });

export type Side = ValueOf<typeof side>;
export type OrdType = ValueOf<typeof ordType>;
export type TimeInForce = ValueOf<typeof timeInForce>;
export type ExecType = ValueOf<typeof execType>;
export type Liquidity = ValueOf<typeof liquidity>;
export type RestatementReason = ValueOf<typeof restatementReason>;
export type VenueOrdStatus = ValueOf<typeof venueOrdStatus>;
export type RequestKind = ValueOf<typeof request>;
export type Route = ValueOf<typeof route>;
export type HeldWhy = ValueOf<typeof heldWhy>;
export type AskKind = ValueOf<typeof ask>;
export type OrderStatus = ValueOf<typeof orderStatus>;
export type ChildStatus = ValueOf<typeof childStatus>;
export type BreakReason = ValueOf<typeof breakReason>;
