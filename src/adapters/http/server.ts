import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import websocket from '@fastify/websocket';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { ASK_LIMITS, type AskLimits, createAsker } from './asks/asker.ts';
import type { Http } from './http.ts';
import { logBreaks, logTurns } from './log.ts';
import { createMetrics } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { patient } from './patient-journal.ts';
import type { DeskDoor } from './ports.ts';
import { createClientErrorHandler } from './problems/client-error.ts';
import { createErrorHandler } from './problems/error-handler.ts';
import { Problem } from './problems/problem.ts';
import { AllowedMethods } from './problems/unknown-route.ts';
import { breakRoutes } from './routes/breaks.ts';
import type { Context } from './routes/context.ts';
import { dayReads } from './routes/day-reads.ts';
import { deskReads } from './routes/desk-reads.ts';
import { eventStream } from './routes/event-stream.ts';
import { handRoutes } from './routes/hands.ts';
import { modeRoutes } from './routes/mode.ts';
import { operations } from './routes/operations.ts';
import { orderEntry } from './routes/order-entry.ts';
import { orderReads } from './routes/order-reads.ts';
import { reportReads } from './routes/order-reports.ts';
import { pages } from './routes/pages.ts';
import { reconcileRoutes } from './routes/reconcile.ts';
import { service } from './routes/service.ts';
import { shutdownRoutes } from './routes/shutdown.ts';
import { socket } from './routes/socket.ts';
import { venueRoutes } from './routes/venues.ts';
import { LiveFeed } from './stream/live-feed.ts';
import { STREAM_LIMITS, type StreamLimits } from './stream/sse-outlet.ts';
import { ViewFeed } from './stream/view-feed.ts';

export type HttpOptions = Readonly<{
  door: DeskDoor;
  log: Logger;
  /** Host names that it answers to. Others are turned away: a web page elsewhere must not trade through a browser on this machine. */
  hosts?: readonly string[];
  limits?: Partial<AskLimits & StreamLimits & ServerLimits>;
}>;
type ServerLimits = Readonly<{
  bodyBytesMax: number;
  /** Until a request has arrived whole. */
  requestTimeoutMs: number;
  /** Requests a second that replay a day, per client. */
  replaysPerSecond: number;
}>;

const SERVER_LIMITS: ServerLimits = { bodyBytesMax: 1024 * 1024, requestTimeoutMs: 10_000, replaysPerSecond: 20 };
/** Node looks for requests that are late at intervals only, by default half a minute. */
const SLOW_CLIENTS_LOOKED_FOR_MS = 500;
const MESSAGE_BYTES_MAX = 64 * 1024;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', '::1'];
const CORRELATION_ID = /^[\w.:-]{1,64}$/;

/** The HTTP face of a desk, not yet listening. Closing it ends its streams and leaves the desk as it is. */
export const createHttp = async ({ door, log, hosts = LOOPBACK, limits: changed = {} }: HttpOptions): Promise<Http> => {
  const limits = { ...ASK_LIMITS, ...STREAM_LIMITS, ...SERVER_LIMITS, ...changed };
  const metrics = createMetrics(door);
  const feed = new LiveFeed(door.views);
  const viewFeed = new ViewFeed(door);
  const farewells = new Set<() => void>();
  const context: Context = {
    door,
    ask: createAsker(door, limits),
    journal: patient(door.journal),
    feed,
    viewFeed,
    metrics,
    streamLimits: limits,
    farewells,
    replaysPerSecond: limits.replaysPerSecond,
  };
  const stops = [door.views.onCommit(metrics.committed), door.views.onCommit(logTurns(log)), door.views.onCommit(logBreaks(log))];

  const http: Http = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    genReqId: correlationIds(),
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    // A head that takes longer than a whole request may would keep Node from looking at either.
    http: { headersTimeout: limits.requestTimeoutMs, connectionsCheckingInterval: SLOW_CLIENTS_LOOKED_FOR_MS },
    forceCloseConnections: true,
    clientErrorHandler: createClientErrorHandler(metrics),
    frameworkErrors: (error, request, reply) => createErrorHandler(metrics)(error, request, reply),
    routerOptions: { maxParamLength: 256 },
  }).withTypeProvider<ZodTypeProvider>();
  http.setValidatorCompiler(validatorCompiler);
  // Shapes of answers are documented and tested; to check each one as it leaves would cost a third of the throughput.
  http.setSerializerCompiler(() => JSON.stringify);
  http.removeContentTypeParser('text/plain');
  http.setErrorHandler(createErrorHandler(metrics));

  const allowed = new AllowedMethods();
  http.addHook('onRoute', (route) => allowed.add(route));
  http.setNotFoundHandler((request) => {
    throw allowed.refuse(request);
  });
  http.addHook('onRequest', async ({ hostname, headers, id }, reply) => {
    reply.header('x-correlation-id', id);
    const origin = headers.upgrade === undefined ? undefined : headers.origin;
    const asked = [hostname, ...(origin === undefined ? [] : [hostOf(origin)])];
    const stranger = asked.find((host) => !hosts.includes(host));
    if (stranger !== undefined) throw new Problem('misdirected-request', `this desk does not answer to ${stranger}`);
  });
  http.addHook('onResponse', async ({ routeOptions, method, log: line }, reply) => {
    metrics.answered(routeOptions.url ?? 'unknown', method, reply.statusCode, reply.elapsedTime);
    line.debug({ route: routeOptions.url, method, status: reply.statusCode, ms: reply.elapsedTime }, 'request');
  });
  // Before the plugin for WebSockets closes them without a word.
  http.addHook('preClose', async () => {
    for (const farewell of farewells) farewell();
  });
  http.addHook('onClose', async () => {
    feed.close();
    viewFeed.close();
    for (const stop of stops) stop();
  });

  await describeApi(http, door);
  await http.register(websocket, { options: { maxPayload: MESSAGE_BYTES_MAX } });
  await http.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_, { ttl }) =>
      new Problem('too-many-requests', 'such requests replay a day', {}, Math.max(1, Math.ceil(ttl / 1_000))),
  });
  for (const routes of [
    orderEntry,
    operations,
    breakRoutes,
    modeRoutes,
    reconcileRoutes,
    shutdownRoutes,
    venueRoutes,
    handRoutes,
    orderReads,
    reportReads,
    deskReads,
    dayReads,
    service,
    eventStream,
    socket,
  ])
    routes(http, context);
  await http.register(async (scope) => {
    await scope.register(helmet, { hsts: false, contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
    await pages(scope.withTypeProvider<ZodTypeProvider>(), door);
  });
  return http;
};

/** Listens, and returns its URL. Off loopback there would have to be TLS and tokens, which there are not. */
export const listen = async (http: Http, port: number, host = '127.0.0.1'): Promise<string> => {
  if (!LOOPBACK.includes(host))
    throw new Error(`${host} is not a loopback address: this desk has no TLS and no tokens, so it listens on 127.0.0.1 only`);
  return http.listen({ port, host });
};

const hostOf = (origin: string): string => {
  try {
    return new URL(origin).hostname;
  } catch {
    return origin;
  }
};

/** The client's own id for a request, if it is one that a log can hold; ours otherwise. */
const correlationIds = (): ((request: { headers: NodeJS.Dict<string | string[]> }) => string) => {
  const process = randomUUID().slice(0, 8);
  let n = 0;
  return ({ headers }) => {
    const given = headers['x-correlation-id'];
    n += 1;
    return typeof given === 'string' && CORRELATION_ID.test(given) ? given : `${process}-${n}`;
  };
};
