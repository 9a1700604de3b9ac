import { actorNamed, reconcileInput } from '../asks/inputs.ts';
import { reconcileAnswer, reconcileRequest, venueNamed } from '../contract/reconcile.ts';
import { asker } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { ASKING, mayAnswer } from '../problems/documented.ts';
import type { Context } from './context.ts';
import { askerOf } from './order-entry.ts';

/** A person has a venue's books compared with ours. */
export const reconcileRoutes = (http: Http, { ask }: Context): void => {
  http.post(
    '/v1/venues/:venue/reconcile',
    {
      schema: {
        tags: ['operations'],
        summary: "Compare a venue's books with ours now",
        description:
          'Open orders, and the executions behind what differs. Orders in flight are left alone. The answer is that the venue is asked; GET /v1/venues says, under `compared`, what came of it, and GET /v1/breaks what does not fit.',
        headers: asker,
        params: venueNamed,
        body: reconcileRequest,
        response: { 200: reconcileAnswer, ...mayAnswer(...ASKING, 'unknown-venue', 'request-refused') },
      },
    },
    async ({ body, headers, params }) =>
      (await ask(reconcileInput(params.venue, body, askerOf(headers)), actorNamed(body.person))).body,
  );
};
