import { z } from 'zod';
import { decimal, id, ordTypes, remark, seq, sides, time, timesInForce, word } from './words.ts';

/** How often either end must be heard of, and what it may ask for. */
export const HEARTBEAT_MS = { least: 20, most: 60_000, usual: 1_000 } as const;
export const heartbeatMs = z.int().min(HEARTBEAT_MS.least).max(HEARTBEAT_MS.most);

const numbered = { seqOut: seq, sentId: id, symbol: word, side: sides };
const ofOrder = { ...numbered, origSentId: id, venueOrderId: id.optional() };

/** What a desk may say on an order session or a drop copy. Another key than these is a fault: a misspelt price must not be a missing one. */
export const deskFrame = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('logon'),
    session: word,
    /** The number that the desk expects next; without it nothing is said again. */
    nextSeqIn: seq.optional(),
    heartbeatMs,
  }),
  z.strictObject({
    type: z.literal('submit'),
    ...numbered,
    ordType: ordTypes,
    qty: decimal,
    price: decimal.optional(),
    timeInForce: timesInForce,
    expireTime: time.optional(),
    minQty: decimal.optional(),
  }),
  z.strictObject({ type: z.literal('cancel'), ...ofOrder }),
  z.strictObject({ type: z.literal('replace'), ...ofOrder, qty: decimal, price: decimal.optional() }),
  z.strictObject({ type: z.literal('status'), ...ofOrder }),
  z.strictObject({ type: z.literal('resend'), fromSeq: seq }),
  /** Answered by a heartbeat with the same id, after all that was said before it. */
  z.strictObject({ type: z.literal('testRequest'), id }),
  z.strictObject({ type: z.literal('heartbeat') }),
  z.strictObject({ type: z.literal('logoff') }),
  z.strictObject({ type: z.literal('error'), code: word, text: remark }),
]);
export type DeskFrame = z.infer<typeof deskFrame>;
export type DeskFrameOf<Type extends DeskFrame['type']> = Extract<DeskFrame, { type: Type }>;
/** Those that have a number of the desk's. */
export type OrderFrame = DeskFrameOf<'submit' | 'cancel' | 'replace' | 'status'>;
