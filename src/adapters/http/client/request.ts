import { setTimeout as wait } from 'node:timers/promises';
import { type AnswerOf, type Body, OPERATIONS, type OperationName, type Params } from './operations.ts';
import type { Problem } from './shapes.ts';

export type ClientOptions = Readonly<{
  /** `http://127.0.0.1:8080` */
  url: string;
  /** Account of every ask that names none. */
  account?: string;
  /** How often an ask that could not be answered (no connection, or 503) is repeated, under the same id. */
  retriesMax?: number;
}>;

/** The desk says no, and why: RFC 9457. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail}`);
    this.status = problem.status;
    this.problem = problem;
  }
}

type Query = Readonly<Record<string, string | number | undefined>>;
export type Call<Name extends OperationName> = Readonly<{
  params?: Params<Name>;
  query?: Query;
  body?: Body<Name>;
  /** Stands for clOrdId where the body has none. */
  key?: string;
  /** Instead of the client's own. */
  account?: string;
}>;

const RETRIES_MAX = 5;
const BACKOFF_MS = 200;

const addressOf = (url: string, path: string, params: Readonly<Record<string, string>>, query: Query): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const said = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return `${url}${filled}${said.length === 0 ? '' : `?${new URLSearchParams(said)}`}`;
};

/** An answer that is not the desk's: a proxy's, say. */
const foreign = (status: number, detail: string): Problem => ({ type: 'about:blank', title: `HTTP ${status}`, status, detail });

export const problemIn = async (response: Response): Promise<ApiProblem> => {
  const text = await response.text();
  if (response.headers.get('content-type')?.startsWith('application/problem+json') !== true)
    return new ApiProblem(foreign(response.status, text.slice(0, 200)));
  return new ApiProblem(JSON.parse(text) as Problem);
};

/**
 * One operation, repeated when nobody answered or the desk is busy: an ask carries its id, so that a repeat cannot become a second
 * order. Throws ApiProblem when the desk says no.
 */
export const request = async <Name extends OperationName>(
  { url, account, retriesMax = RETRIES_MAX }: ClientOptions,
  name: Name,
  call: Call<Name>,
): Promise<AnswerOf<Name>> => {
  const { method, path } = OPERATIONS[name];
  const { params = {}, query = {}, body, key } = call;
  const who = call.account ?? account;
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(who === undefined ? {} : { 'x-account': who }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
  const address = addressOf(url, path, params, query);
  const init = { method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(address, init).catch((error: unknown) => {
      if (attempt >= retriesMax) throw error;
      return undefined;
    });
    if (response?.ok === true) return (await response.json()) as AnswerOf<Name>;
    if (response !== undefined && (response.status !== 503 || attempt >= retriesMax)) throw await problemIn(response);
    await response?.body?.cancel();
    const asked = Number(response?.headers.get('retry-after') ?? 0) * 1_000;
    await wait(Math.max(asked, BACKOFF_MS * 2 ** attempt));
  }
};
