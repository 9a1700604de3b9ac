import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Where the golden days are: a folder of days as any other, so `daybook verify --journal sqlite:journal/golden` reads it too. */
export const GOLDEN = join(import.meta.dirname, '../../journal/golden');
const BOOK = join(GOLDEN, 'golden.json');

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const deviation = z.strictObject({ position: z.int(), what: z.string() });
const goldenDay = z.strictObject({
  name: z.string(),
  file: z.string(),
  fileHash: hex,
  chainHead: hex,
  stateDigest: hex,
  records: z.int(),
  /** How often each event is in it. */
  events: z.record(z.string(), z.int()),
  seed: z.int(),
  /** The build that made it. */
  madeBy: z.string(),
  /** Where today's rules decide otherwise than those that made it, and why that is right. Empty in a day that is decided again the same. */
  differs: z.strictObject({ why: z.string(), deviations: z.array(deviation) }).optional(),
});
const book = z.strictObject({
  /** From the first release on no golden day is ever made anew. */
  released: z.boolean(),
  days: z.array(goldenDay),
});

export type GoldenDay = z.output<typeof goldenDay>;
export type Book = z.output<typeof book>;

export const readBook = (): Book => book.parse(JSON.parse(readFileSync(BOOK, 'utf8')));
export const writeBook = (changed: Book): void => writeFileSync(BOOK, `${JSON.stringify(book.parse(changed), null, 2)}\n`);
