import { ASK_LIMITS, type AskDesk, createAsker } from '../../src/adapters/http/asks/asker.ts';
import { adjustInput, assignInput, correctFillInput, forceCloseInput } from '../../src/adapters/http/asks/hands.ts';
import {
  actorNamed,
  cancelInput,
  modeInput,
  newOrderInput,
  operatorInput,
  replaceInput,
} from '../../src/adapters/http/asks/inputs.ts';
import type { ClientAsk } from '../../src/adapters/http/asks/outcome.ts';
import type { Http } from '../../src/adapters/http/http.ts';
import { createLog } from '../../src/adapters/http/log.ts';
import type { DeskDoor } from '../../src/adapters/http/ports.ts';
import { Problem } from '../../src/adapters/http/problems/problem.ts';
import { clientOf, OPERATOR } from '../../src/adapters/http/routes/context.ts';
import { createHttp } from '../../src/adapters/http/server.ts';

/** One request of a client, as it would be typed into curl. */
export type Request =
  | Readonly<{ what: 'new'; account: string; clOrdId: string; body: NewOrder }>
  | Readonly<{ what: 'replace'; account: string; clOrdId: string; order: string; body: Amendment }>
  | Readonly<{ what: 'cancel'; account: string; clOrdId: string; order: string }>
  | Readonly<{ what: 'mode'; clOrdId: string; body: ModeRequest }>
  | Readonly<{ what: 'force-close'; clOrdId: string; sentId: string; body: Parameters<typeof forceCloseInput>[1] }>
  | Readonly<{ what: 'correct-fill'; clOrdId: string; body: Parameters<typeof correctFillInput>[0] }>
  | Readonly<{ what: 'adjust'; clOrdId: string; body: Parameters<typeof adjustInput>[0] }>
  | Readonly<{ what: 'assign'; clOrdId: string; body: Parameters<typeof assignInput>[0] }>
  | Readonly<{ what: 'kill' | 'resume' | 'cancel-all'; clOrdId: string; body: Operation }>;
export type NewOrder = Parameters<typeof newOrderInput>[0];
export type Amendment = Parameters<typeof replaceInput>[1];
export type ModeRequest = Parameters<typeof modeInput>[0];
export type Operation = Parameters<typeof operatorInput>[1];

// biome-ignore lint/suspicious/noExplicitAny: what a body holds is for the checkers to look at
export type Reply = Readonly<{ status: number; body: any }>;
/** `http`: over the real routes, server and all. Otherwise through the functions that those routes call. */
export type Ask = (request: Request, over: 'http' | 'asks') => Promise<Reply>;

export type Door = Readonly<{ ask: Ask; read(url: string): Promise<Reply>; close(): Promise<void> }>;
export const openDoor = async (door: DeskDoor): Promise<Door> => {
  const http = await createHttp({ door, log: createLog('silent', { write: () => {} }) });
  await http.ready();
  const asks = createAsker(door, ASK_LIMITS);
  return {
    ask: (request, over) => (over === 'http' ? inject(http, request) : throughAsks(asks, request)),
    read: async (url) => {
      const response = await http.inject({ method: 'GET', url });
      return { status: response.statusCode, body: response.json() };
    },
    close: () => http.close(),
  };
};

const inject = async (http: Http, request: Request): Promise<Reply> => {
  const response = await http.inject(wireOf(request));
  return { status: response.statusCode, body: response.json() };
};

type Wire = Readonly<{ method: 'POST' | 'PATCH' | 'DELETE'; url: string; headers: Record<string, string>; payload?: object }>;
const wireOf = (request: Request): Wire => {
  const headers = { 'idempotency-key': request.clOrdId, ...('account' in request ? { 'x-account': request.account } : {}) };
  switch (request.what) {
    case 'new':
      return { method: 'POST', url: '/v1/orders', headers, payload: request.body };
    case 'replace':
      return { method: 'PATCH', url: `/v1/orders/${request.order}`, headers, payload: request.body };
    case 'cancel':
      return { method: 'DELETE', url: `/v1/orders/${request.order}`, headers };
    case 'force-close':
      return { method: 'POST', url: `/v1/requests/${request.sentId}/force-close`, headers, payload: request.body };
    case 'correct-fill':
      return { method: 'POST', url: '/v1/executions/correct', headers, payload: request.body };
    case 'adjust':
      return { method: 'POST', url: '/v1/positions/adjust', headers, payload: request.body };
    case 'assign':
      return { method: 'POST', url: '/v1/suspense/assign', headers, payload: request.body };
    case 'cancel-all':
      return { method: 'POST', url: '/v1/orders/cancel-all', headers, payload: request.body };
    default:
      return { method: 'POST', url: `/v1/${request.what}`, headers, payload: request.body };
  }
};

const throughAsks = async (asks: AskDesk, request: Request): Promise<Reply> => {
  const [ask, actor] = inputOf(request);
  try {
    const { body, repeated } = await asks(ask, actor);
    return { status: repeated ? 200 : 201, body };
  } catch (error) {
    if (error instanceof Problem) return { status: error.status, body: error.body() };
    throw error;
  }
};

const inputOf = (request: Request): readonly [ClientAsk, string] => {
  const { what, clOrdId: key } = request;
  if (request.what === 'mode') return [modeInput(request.body, { key }), actorNamed(request.body.person)];
  if (request.what === 'force-close') return [forceCloseInput(request, request.body, { key }), actorNamed(request.body.person)];
  if (request.what === 'correct-fill') return [correctFillInput(request.body, { key }), actorNamed(request.body.person)];
  if (request.what === 'adjust') return [adjustInput(request.body, { key }), actorNamed(request.body.person)];
  if (request.what === 'assign') return [assignInput(request.body, { key }), actorNamed(request.body.person)];
  if (!('account' in request)) {
    const type = what === 'kill' ? 'KillRequested' : what === 'resume' ? 'ResumeRequested' : 'MassCancelRequested';
    return [operatorInput(type, request.body, { key }), OPERATOR];
  }
  const { account } = request;
  const asker = { account, key };
  if (request.what === 'new') return [newOrderInput(request.body, asker), clientOf(account)];
  if (request.what === 'replace') return [replaceInput(request.order, request.body, account, asker), clientOf(account)];
  return [cancelInput(request.order, {}, account, asker), clientOf(account)];
};
