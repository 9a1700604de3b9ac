import { createHash } from 'node:crypto';
import type { Input } from '../../domain/oms/catalogue.ts';
import type { Effect } from '../../domain/oms/effects.ts';
import type { Answer, QueryFailure, Venue } from '../../domain/ports/venue.ts';

export type Query = Extract<Effect, { kind: 'query' }>;

/** Rows of one input: a turn stays small, however much is open. */
const PART_ROWS = 200;
/** Of what cannot be read, and of what is said about it, so much is kept. */
const KEPT_CHARACTERS = 1_024;

/** Puts a question to a venue. What comes of it, as inputs in the order in which they are to be told: the answer in parts, or why there is none. */
export const askVenue = async (venue: Venue | undefined, query: Query): Promise<readonly Input[]> => {
  try {
    if (venue === undefined) throw new Error('no connection to this venue is configured');
    return await answerOf(venue, query);
  } catch (error) {
    return [failureOf(query, error as QueryFailure)];
  }
};

const answerOf = async (venue: Venue, { query, since, ...effect }: Query): Promise<readonly Input[]> => {
  const of = { venue: effect.venue, session: effect.session, queryId: effect.queryId };
  switch (query) {
    case 'openOrders':
      return inParts(await venue.openOrders(), (part) => ({ type: 'OpenOrdersReported', ...of, ...part }));
    case 'positions':
      return inParts(await venue.positions(), (part) => ({ type: 'PositionsReported', ...of, ...part }));
    case 'fills': {
      const { rows, ...answer } = await venue.fillsSince(since);
      return [...rows, { type: 'FillsReported', ...of, ...answer, told: rows.length, since }];
    }
  }
};

type Part<Row> = Omit<Answer<Row>, 'rows'> & Readonly<{ part: number; parts: number; rows: readonly Row[] }>;

/** An answer without rows is one part, too. */
const inParts = <Row>({ rows, ...answer }: Answer<Row>, inputOf: (part: Part<Row>) => Input): readonly Input[] => {
  const parts = Math.max(1, Math.ceil(rows.length / PART_ROWS));
  return Array.from({ length: parts }, (_, i) =>
    inputOf({ ...answer, part: i + 1, parts, rows: rows.slice(i * PART_ROWS, (i + 1) * PART_ROWS) }),
  );
};

const failureOf = ({ venue, session, queryId }: Query, { message, raw, retryAfterMs }: QueryFailure): Input => ({
  type: 'QueryFailed',
  venue,
  session,
  queryId,
  reason: message.slice(0, KEPT_CHARACTERS),
  retryAfterMs,
  ...(raw === undefined
    ? {}
    : {
        raw: raw.slice(0, KEPT_CHARACTERS),
        rawBytes: Buffer.byteLength(raw),
        rawHash: createHash('sha256').update(raw).digest('hex'),
      }),
});
