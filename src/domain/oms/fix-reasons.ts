import type { RestatementReason } from '../order/events.ts';

/** FIX 4.4 OrdRejReason (103) and CxlRejReason (102), as far as a desk has use for them. */
export type OrdRejReason = ValueOf<typeof ORD_REJ_REASONS> | 'brokerOption';
export type CxlRejReason = ValueOf<typeof CXL_REJ_REASONS> | 'brokerOption';
type ValueOf<T> = T[keyof T];

/** Our checks' names, and the words of venues, in FIX's few. All others are the option of whoever says no. */
const ORD_REJ_REASONS = {
  instrumentTradable: 'unknownSymbol',
  listed: 'unknownSymbol',
  unknownSymbol: 'unknownSymbol',
  marketClosed: 'exchangeClosed',
  maxQty: 'exceedsLimit',
  maxNotional: 'exceedsLimit',
  positionLimit: 'exceedsLimit',
  priceCollar: 'exceedsLimit',
  orderRate: 'exceedsLimit',
  unknownOrder: 'unknownOrder',
  clOrdIdReused: 'duplicateOrder',
  duplicateOrder: 'duplicateOrder',
  duplicateVerbalOrder: 'duplicateVerbalOrder',
  supported: 'unsupportedOrder',
  unsupportedOrdType: 'unsupportedOrder',
  unsupportedTimeInForce: 'unsupportedOrder',
  wholeLots: 'incorrectQuantity',
  minQty: 'incorrectQuantity',
  offLot: 'incorrectQuantity',
  belowMinQty: 'incorrectQuantity',
  accountKnown: 'unknownAccount',
} as const;
const CXL_REJ_REASONS = {
  tooLate: 'tooLate',
  unknownOrder: 'unknownOrder',
  alreadyPending: 'alreadyPending',
  clOrdIdReused: 'duplicateClOrdId',
  duplicateRequest: 'duplicateClOrdId',
} as const;
export const ordRejReasonOf = (word: string): OrdRejReason =>
  (ORD_REJ_REASONS as Partial<Record<string, OrdRejReason>>)[word] ?? 'brokerOption';
export const cxlRejReasonOf = (word: string): CxlRejReason =>
  (CXL_REJ_REASONS as Partial<Record<string, CxlRejReason>>)[word] ?? 'brokerOption';

/** Which of a venue's words are reasons of FIX (ExecRestatementReason): total, so that a new one is not forgotten. */
const RESTATEMENT: Readonly<Record<RestatementReason, true>> = {
  gtCorporateAction: true,
  gtRenewal: true,
  verbalChange: true,
  repricing: true,
  brokerOption: true,
  partialDecline: true,
  cancelOnTradingHalt: true,
  cancelOnSystemFailure: true,
  marketOption: true,
  canceledNotBest: true,
  warehouseRecap: true,
  pegRefresh: true,
  other: true,
};
/** The venue's words, and beside them its reason when they are one. */
export const reasonIn = (
  text: string,
  why = Object.hasOwn(RESTATEMENT, text) ? (text as RestatementReason) : undefined,
): Readonly<{ text: string; restatementReason?: RestatementReason }> =>
  why === undefined ? { text } : { text, restatementReason: why };
