import { childId, decimal, flag, list, optional, priceUnits, qtyUnits, record, text, time, word } from '../kernel/schema.ts';
import { side } from '../order/words.ts';

/** `aliases` are the ids of its corrections; `toldAt` is the venue's time of the last word about it. */
export const execution = record({
  executionKey: text,
  lastQty: qtyUnits,
  lastPx: priceUnits,
  busted: flag,
  fee: decimal,
  feeCurrency: word,
  aliases: list(text),
  amended: flag,
  toldAt: optional(time),
  /** Booked on the venue's count alone, until the true one comes. */
  provisional: optional(flag),
});
/** Of an execution in suspense: what of it stands, and where. */
export const stray = record({
  symbol: word,
  side,
  execId: text,
  lastQty: qtyUnits,
  lastPx: priceUnits,
  fee: decimal,
  feeCurrency: word,
  /** Where a person has put it; absent while it waits in suspense. With a child order it is an execution of that. */
  account: optional(word),
  childId: optional(childId),
});

/** The trade date is the last part of every key of an execution. */
export const tradeDateOf = (executionKey: string): string => executionKey.slice(executionKey.lastIndexOf('/') + 1);
