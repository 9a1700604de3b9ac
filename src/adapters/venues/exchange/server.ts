import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock } from '../../../domain/ports/clock.ts';
import { reasonText, SOCKET_BYTES_MAX } from '../protocol/codec.ts';
import { BadAct } from './acts.ts';
import { admin } from './admin.ts';
import { calls, refuseCall } from './calls.ts';
import { type ChannelName, HostedVenue, type HostedVenueOptions } from './hosted-venue.ts';

export type ExchangeOptions = Readonly<{
  /** Loopback only: there is no TLS, and nobody is asked who he is. */
  host: '127.0.0.1' | 'localhost' | '::1';
  /** 0 takes a free one. */
  port: number;
  clock: Clock;
  log: Logger;
}>;
export type RunningExchange = Readonly<{
  url: string;
  /** Where a desk finds a venue: this with `/session`, `/drop-copy`, `/market`, `/orders`, `/fills`, `/positions`. */
  urlOf(venue: string): string;
  /** Opens a venue, which trades from now on. */
  add(options: HostedVenueOptions): HostedVenue;
  close(): Promise<void>;
}>;

const CHANNELS: readonly ChannelName[] = ['session', 'drop-copy', 'market'];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', '::1'];
const named = z.object({ venue: z.string() });

/** The exchange on its port: sessions, drop copies and market feeds over WebSocket, queries and the hands of an operator over HTTP. */
export const startExchange = async ({ host, port, clock, log }: ExchangeOptions): Promise<RunningExchange> => {
  const venues = new Map<string, HostedVenue>();
  const http = fastify({ forceCloseConnections: true });
  const venueOf = (name: string): HostedVenue => {
    const hosted = venues.get(name);
    if (hosted === undefined) throw new NoSuchVenue(`there is no venue ${name}; there are ${[...venues.keys()].join(', ')}`);
    return hosted;
  };
  answerFaults(http, log);
  http.addHook('preClose', async () => {
    for (const hosted of venues.values()) hosted.close(); // Before the plugin closes their sockets without a word.
  });
  await http.register(websocket, { options: { maxPayload: SOCKET_BYTES_MAX, perMessageDeflate: false } });
  http.get('/v1/venues', async () => ({ venues: [...venues.keys()] }));
  calls(http, venueOf, clock);
  admin(http, venueOf, clock);
  for (const channel of CHANNELS)
    http.get(
      `/v1/venues/:venue/${channel}`,
      { websocket: true, preValidation: async ({ params }) => void venueOf(named.parse(params).venue) },
      (socket, { params }) => venueOf(named.parse(params).venue).accept(socket, channel),
    );
  const url = await http.listen({ host, port });

  return {
    url,
    urlOf: (venue) => `${url}/v1/venues/${encodeURIComponent(venue)}`,
    add: (options) => {
      const hosted = new HostedVenue(options, clock, log);
      if (venues.has(hosted.name)) throw new Error(`venue ${hosted.name} is there already`);
      venues.set(hosted.name, hosted);
      return hosted;
    },
    close: () => http.close(),
  };
};

class NoSuchVenue extends Error {
  override readonly name = 'NoSuchVenue';
}

/** Every refusal has one form, and a web page elsewhere cannot trade through a browser on this machine. */
const answerFaults = (http: FastifyInstance, log: Logger): void => {
  http.addHook('onRequest', async ({ hostname, headers }, reply) => {
    if (LOOPBACK.includes(hostname) && headers.origin === undefined) return;
    return refuseCall(reply, 421, { error: 'misdirected', text: 'this exchange answers to programs on this machine only' });
  });
  http.setNotFoundHandler((request, reply) =>
    refuseCall(reply, 404, { error: 'notFound', text: `there is no ${request.method} ${request.url.slice(0, 200)}` }),
  );
  http.setErrorHandler((error, _request, reply) => {
    if (error instanceof NoSuchVenue) return refuseCall(reply, 404, { error: 'noSuchVenue', text: error.message });
    if (error instanceof BadAct) return refuseCall(reply, 400, { error: 'malformed', text: error.message });
    if (error instanceof z.ZodError) return refuseCall(reply, 400, { error: 'malformed', text: reasonText(error) });
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'fault');
    return refuseCall(reply, status, { error: 'failed', text: status >= 500 ? 'see the log' : (error as Error).message });
  });
};
