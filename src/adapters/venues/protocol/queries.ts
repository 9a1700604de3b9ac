import { z } from 'zod';
import { reasonText } from './codec.ts';
import { execution } from './venue-frames.ts';
import { decimal, id, ordStatuses, said, sides, time, word } from './words.ts';

const openOrder = z.object({
  sentId: id,
  venueOrderId: id,
  symbol: word,
  side: sides,
  ordStatus: ordStatuses.optional(),
  qty: decimal,
  price: decimal.optional(),
  cumQty: decimal,
  leavesQty: decimal,
});
const position = z.object({ symbol: word, qty: said });
/**
 * `total` is how many there are: an answer with fewer rows than that is a partial one. `asOf` is the exchange's clock when it answered,
 * `seqIn` the last number of the order session that it had said by then.
 */
const answer = <Row extends z.ZodType>(row: Row) =>
  z.object({
    asOf: time,
    seqIn: z.int().nonnegative().optional(),
    rows: z.array(row).max(1_000_000),
    total: z.int().nonnegative(),
  });

export const openOrdersAnswer = answer(openOrder);
export const fillsAnswer = answer(execution);
export const positionsAnswer = answer(position);

/** What every refusal of a call says. */
export const refusedCall = z.object({ error: word, text: z.string().max(2_000), retryAfterMs: z.int().nonnegative().optional() });
export type RefusedCall = z.infer<typeof refusedCall>;

export type Answer<Row> = Readonly<{ asOf: number; seqIn?: number | undefined; rows: readonly Row[]; total: number }>;

/** An answer that cannot be read; `raw` is what it was. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
  readonly raw: string;
  constructor(why: string, raw: string) {
    super(why);
    this.raw = raw;
  }
}

/** The answer to a query; throws when it is malformed, and says how. */
export const readAnswer = <Row>(schema: z.ZodType<Answer<Row>>, text: string): Answer<Row> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnreadableAnswer('the answer is not JSON', text);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new UnreadableAnswer(`the answer is malformed: ${reasonText(parsed.error)}`, text);
  return parsed.data;
};
