import { z } from 'zod';
import { reasonText } from './codec.ts';
import { execution } from './venue-frames.ts';
import { decimal, id, said, sides, word } from './words.ts';

const openOrder = z.object({
  sentId: id,
  venueOrderId: id,
  symbol: word,
  side: sides,
  qty: decimal,
  price: decimal.optional(),
  cumQty: decimal,
  leavesQty: decimal,
});
const position = z.object({ symbol: word, qty: said });
/** `total` is how many there are: an answer with fewer rows than that is a partial one. */
const answer = <Row extends z.ZodType>(row: Row) => z.object({ rows: z.array(row).max(1_000_000), total: z.int().nonnegative() });

export const openOrdersAnswer = answer(openOrder);
export const fillsAnswer = answer(execution);
export const positionsAnswer = answer(position);

/** What every refusal of a call says. */
export const refusedCall = z.object({ error: word, text: z.string().max(2_000), retryAfterMs: z.int().nonnegative().optional() });
export type RefusedCall = z.infer<typeof refusedCall>;

export type Answer<Row> = Readonly<{ rows: readonly Row[]; total: number }>;

/** The answer to a query, whole; throws when it is malformed or partial, and says which. */
export const readAnswer = <Row>(schema: z.ZodType<Answer<Row>>, text: string): readonly Row[] => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('the answer is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`the answer is malformed: ${reasonText(parsed.error)}`);
  const { rows, total } = parsed.data;
  if (rows.length !== total) throw new Error(`the answer is partial: ${rows.length} of ${total} rows`);
  return rows;
};
