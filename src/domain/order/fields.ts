import { childId, optional, orderId, time, word } from '../kernel/schema.ts';
import { restatementReason } from './words.ts';

/** The venue's own time of what it says (FIX TransactTime): what is older than the latest heard moves nothing back. */
export const toldAt = { transactTime: optional(time) };
/** Why, in the venue's word for it (FIX OrdRejReason, CxlRejReason) and not only in text. */
export const why = { rejectReason: optional(word), why: optional(restatementReason) };
export const ofOrder = { orderId };
export const ofChild = { orderId, childId };
