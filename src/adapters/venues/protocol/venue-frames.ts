import { z } from 'zod';
import { heartbeatMs } from './desk-frames.ts';
import {
  decimal,
  execTypes,
  id,
  liquidities,
  ordStatuses,
  remark,
  requests,
  restatementReasons,
  said,
  seq,
  sides,
  time,
  word,
} from './words.ts';

/** What is known of an order or an execution: the fields of FIX ExecutionReport by their names. */
export const execution = z.object({
  execType: execTypes,
  ordStatus: ordStatuses.optional(),
  restatementReason: restatementReasons.optional(),
  queryId: id.optional(),
  sentId: id.optional(),
  origSentId: id.optional(),
  venueOrderId: id.optional(),
  execId: id.optional(),
  execRefId: id.optional(),
  symbol: word.optional(),
  side: sides.optional(),
  orderQty: said.optional(),
  price: said.optional(),
  lastQty: said.optional(),
  lastPx: said.optional(),
  cumQty: said.optional(),
  leavesQty: said.optional(),
  avgPx: said.optional(),
  fee: said.optional(),
  feeCurrency: word.optional(),
  liquidity: liquidities.optional(),
  tradeDate: word.optional(),
  transactTime: time.optional(),
  rejectReason: word.optional(),
  text: remark.optional(),
});
/** `seqIn` 0: the answer to a question, which has no number. */
const reported = { seqIn: z.int().nonnegative(), possDup: z.boolean().optional() };

/** Why the exchange closes a connection or throws a message away. */
export const errorCode = z.enum([
  ...(['tooLarge', 'notText', 'notJson', 'malformed', 'notLoggedOn', 'alreadyLoggedOn', 'unknownSession'] as const),
  ...(['banned', 'takenOver', 'tooManyErrors', 'closing'] as const),
]);
export type ErrorCode = z.infer<typeof errorCode>;

const levels = z.array(z.tuple([decimal, decimal])).max(1_000);

/** What an exchange may say. Keys that this version does not know are left out. */
export const venueFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('logonAccepted'),
    session: word,
    /** The number of the desk's that the exchange expects next: whatever had it or a higher one never arrived. Absent when it cannot know. */
    expects: seq.optional(),
    /** The number that it will say next, where its numbers begin anew. */
    nextSeqIn: seq.optional(),
    heartbeatMs,
  }),
  execution.extend({ type: z.literal('execution'), ...reported }),
  z.object({
    type: z.literal('requestReject'),
    ...reported,
    sentId: id,
    origSentId: id.optional(),
    venueOrderId: id.optional(),
    request: requests,
    rejectReason: word,
    transactTime: time.optional(),
    text: remark.optional(),
  }),
  /** Thrown away at the door: over the rate limit, or finer than the instrument allows. The exchange has never taken it. */
  z.object({
    type: z.literal('refusal'),
    sentId: id,
    request: z.enum([...requests.options, 'status']),
    rejectReason: word,
    symbol: word,
    side: sides,
    origSentId: id.optional(),
  }),
  /** A book of the market feed: numbered densely per connection, first a snapshot of each. */
  z.object({
    type: z.literal('book'),
    seq,
    symbol: word,
    kind: z.enum(['snapshot', 'delta']),
    bids: levels,
    asks: levels,
  }),
  z.object({ type: z.literal('heartbeat'), id: id.optional() }),
  z.object({
    type: z.literal('error'),
    code: errorCode,
    text: remark,
    /** Come back no sooner. */
    retryAfterMs: z.int().nonnegative().optional(),
  }),
]);
export type VenueFrame = z.infer<typeof venueFrame>;
export type VenueFrameOf<Type extends VenueFrame['type']> = Extract<VenueFrame, { type: Type }>;
