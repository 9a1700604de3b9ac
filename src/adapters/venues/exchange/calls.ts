import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Micros } from '../../../domain/kernel/units.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { RefusedCall } from '../protocol/queries.ts';
import type { Latency } from '../simulated/latency.ts';
import type { HostedVenue } from './hosted-venue.ts';

const TOO_MANY_REQUESTS = 429;
const BANNED = 403;
const MS_PER_SECOND = 1_000;

/** Sends a refusal in the one form that they all have. */
export const refuseCall = (reply: FastifyReply, status: number, refused: RefusedCall): FastifyReply => {
  if (refused.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(refused.retryAfterMs / MS_PER_SECOND));
  return reply.code(status).send(refused);
};

type VenueOf = (name: string) => HostedVenue;
const named = z.object({ venue: z.string() });
const since = z.object({ since: z.coerce.number().pipe(z.int().nonnegative()).default(0) });

/** The queries of a venue: limited, as slow as its wire, and sometimes answered wrongly or in part. They do not need a session. */
export const calls = (http: FastifyInstance, venueOf: VenueOf, clock: Clock): void => {
  const answering = (
    path: string,
    rowsOf: (hosted: HostedVenue, query: unknown) => readonly Readonly<Record<string, unknown>>[],
  ): void => {
    http.get(`/v1/venues/:venue/${path}`, async (request, reply) => {
      const hosted = venueOf(named.parse(request.params).venue);
      const { limiter, counts, gate, faults, random } = hosted;
      const before = limiter.banned(clock.now());
      const verdict = limiter.call(path, clock.now());
      if (!verdict.ok) {
        const { why, retryAfterMs } = verdict;
        counts.refusals += 1;
        if (why === 'banned' && before === undefined) hosted.session.banned(retryAfterMs);
        const text = why === 'banned' ? 'too many calls; come back later' : `more ${path} calls than the limit`;
        return refuseCall(reply, why === 'banned' ? BANNED : TOO_MANY_REQUESTS, { error: why, text, retryAfterMs });
      }
      const underWay = ({ minMicros, jitterMicros }: Latency): Promise<void> =>
        new Promise((resolve) => {
          clock.at((clock.now() + minMicros + random.between(0, jitterMicros)) as Micros, resolve);
        });
      await gate.passed();
      await underWay(faults.toVenue);
      const answer = hosted.answers.to(
        path,
        { ...hosted.venue.books.standing(), rows: rowsOf(hosted, request.query) },
        hosted.faults,
      );
      await underWay(faults.toDesk);
      await gate.passed();
      return answer;
    });
  };
  answering('orders', ({ venue }) => venue.books.openOrders());
  answering('positions', ({ venue }) => venue.books.positions());
  answering('fills', ({ venue }, query) =>
    venue.books.fillsSince(since.parse(query).since as Micros).map(({ type, ...said }) => said),
  );
};
