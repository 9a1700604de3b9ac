import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { eventId, streamQuery } from '../contract/socket.ts';
import type { Http } from '../http.ts';
import { mayAnswer } from '../problems/documented.ts';
import { type CutOff, follow } from '../stream/follower.ts';
import { eventIdOf } from '../stream/frame.ts';
import { type SseOutlet, sseOutlet } from '../stream/sse-outlet.ts';
import type { ViewName } from '../stream/view-feed.ts';
import type { Cursor } from '../views.ts';
import type { Context } from './context.ts';
import { placeAfter } from './places.ts';

const DESCRIPTION = `Server-Sent Events: one for each record, \`id\` <day>:<position>, \`event\` its type, \`data\` its JSON form.
Reconnect with Last-Event-ID (header, or the query lastEventId) and nothing is missed or repeated, over any number of days;
without it the stream begins now. With \`view\`, \`data\` has the rows of that view as they stand, as often as the client can read.
Before a slow client is cut off it is told \`event: cutOff\`. Lines that begin with a colon are signs of life.`;

/** GET /v1/stream. */
export const eventStream = (http: Http, context: Context): void => {
  const { feed, viewFeed, journal, metrics, streamLimits, farewells } = context;

  const openOutlet = (reply: FastifyReply, from: Cursor): SseOutlet => {
    reply.hijack();
    const headers = Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
    const outlet = sseOutlet(reply.raw, headers, eventIdOf(from), streamLimits);
    const ended = metrics.streaming('sse');
    const told: SseOutlet = {
      ...outlet,
      end: (why: CutOff) => {
        if (!outlet.gone.aborted) metrics.cutOff(why);
        outlet.end(why);
      },
    };
    const closing = (): void => told.end('closing');
    farewells.add(closing);
    outlet.gone.addEventListener('abort', () => {
      farewells.delete(closing);
      ended();
    });
    return told;
  };

  /** One update at a time, no more often than anybody reads, and never while the last one is still on its way. */
  const watch = (view: ViewName, outlet: SseOutlet): void => {
    const ready = async (): Promise<void> => {
      await wait(streamLimits.viewEveryMs, undefined, { signal: outlet.gone }).catch(() => {});
      if (!(await outlet.drained())) outlet.end('slowConsumer');
    };
    const stop = viewFeed.watch(view, ready, ({ lastEventId, rows }) => outlet.send(view, JSON.stringify(rows), lastEventId));
    outlet.gone.addEventListener('abort', stop);
  };

  http.get(
    '/v1/stream',
    {
      exposeHeadRoute: false,
      schema: {
        tags: ['streams'],
        summary: 'Everything that happens, as it becomes durable',
        description: DESCRIPTION,
        headers: z.looseObject({ 'last-event-id': eventId.optional() }),
        querystring: streamQuery,
        response: { 200: z.string().describe('text/event-stream'), ...mayAnswer('unknown-day') },
      },
    },
    async ({ headers, query, log }, reply) => {
      const place = await placeAfter(context, headers['last-event-id'] ?? query.lastEventId);
      const outlet = openOutlet(reply, place);
      if (query.view !== undefined) return watch(query.view, outlet);
      await follow(feed, journal, place, outlet, streamLimits.waitingBytesMax).catch((error: unknown) => {
        log.error({ err: error }, 'a stream could not be continued');
        outlet.end('closing');
      });
    },
  );
};
