import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../../../domain/ports/clock.ts';
import { acts } from './acts.ts';
import { faultsForm } from './fault-form.ts';
import type { HostedVenue } from './hosted-venue.ts';
import { limitsForm } from './limits.ts';

const named = z.object({ venue: z.string() });

/** For tests and for whoever runs the exchange: what really happened there, and every way to make its life hard. */
export const admin = (http: FastifyInstance, venueOf: (name: string) => HostedVenue, clock: Clock): void => {
  const of = (params: unknown): HostedVenue => venueOf(named.parse(params).venue);
  http.get('/admin/venues/:venue/truth', async ({ params }) => of(params).venue.truth());
  http.get('/admin/venues/:venue/state', async ({ params }) => {
    const { session, counts, faults } = of(params);
    return { loggedOn: session.isLoggedOn, counts, faults };
  });
  http.put('/admin/venues/:venue/faults', async ({ params, body }) => {
    of(params).change(faultsForm.parse(body));
    return {};
  });
  http.put('/admin/venues/:venue/limits', async ({ params, body }) => {
    of(params).limiter.change(limitsForm.parse(body));
    return {};
  });
  for (const [name, act] of Object.entries(acts))
    http.post(`/admin/venues/:venue/${name}`, async ({ params, body }) => act.do(of(params), body, clock.now()));
};
