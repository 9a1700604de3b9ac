import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import type { Random } from '../../market-data/random.ts';
import { type Answer, type RefusedCall, readAnswer, refusedCall } from '../protocol/queries.ts';
import { type Backoff, waitMs } from './backoff.ts';
import type { Fetch, Fetched } from './transport.ts';

const ATTEMPTS_MAX = 4;
const OK = 200;
const TOO_MANY_REQUESTS = 429;
const SERVER_FAILED = 500;

export type Query = Readonly<{
  url: string;
  fetch: Fetch;
  random: Random;
  backoff: Backoff;
  timeoutMs: number;
  /** The session that it is asked for: it ends with it. */
  life: AbortSignal;
}>;

/**
 * One question, asked again when nobody answered, too much was asked, or the answer is malformed: asking changes nothing.
 * Throws when there is no answer in the end, and says why.
 */
export const ask = async <Row>(query: Query, schema: z.ZodType<Answer<Row>>): Promise<Answer<Row>> => {
  const { life, backoff, random } = query;
  for (let attempt = 1; ; attempt += 1) {
    let retryAfterMs = 0;
    try {
      return read(await once(query), schema);
    } catch (error) {
      life.throwIfAborted();
      if (attempt >= ATTEMPTS_MAX || (error instanceof Refused && !error.mayRepeat)) throw error;
      if (error instanceof Refused) retryAfterMs = error.retryAfterMs;
    }
    await wait(Math.max(retryAfterMs, waitMs(backoff, attempt - 1, random)), undefined, { signal: life }).catch(() => {});
    life.throwIfAborted();
  }
};

/** The exchange says no. */
class Refused extends Error {
  readonly mayRepeat: boolean;
  readonly retryAfterMs: number;
  constructor(status: number, { text, retryAfterMs = 0 }: RefusedCall) {
    super(`the exchange answered ${status}: ${text}`);
    this.mayRepeat = status === TOO_MANY_REQUESTS || status >= SERVER_FAILED;
    this.retryAfterMs = retryAfterMs;
  }
}

const read = <Row>(got: Fetched, schema: z.ZodType<Answer<Row>>): Answer<Row> => {
  if (got.status !== OK) throw new Refused(got.status, refusedIn(got));
  return readAnswer(schema, got.text);
};

const once = async ({ url, fetch, life, timeoutMs }: Query): Promise<Fetched> => {
  try {
    return await fetch(url, AbortSignal.any([life, AbortSignal.timeout(timeoutMs)]));
  } catch (error) {
    throw new Error(`no answer from ${url}: ${(error as Error).message}`, { cause: error });
  }
};

const refusedIn = ({ text }: Fetched): RefusedCall => {
  try {
    return refusedCall.parse(JSON.parse(text));
  } catch {
    return { error: 'unreadable', text: text.slice(0, 200) };
  }
};
