import { z } from 'zod';
import { actorNamed, releaseInput } from '../asks/inputs.ts';
import { venueRelease, venueReleased } from '../contract/venues.ts';
import { asker, name } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { ASKING, mayAnswer } from '../problems/documented.ts';
import type { Context } from './context.ts';
import { askerOf } from './order-entry.ts';

/** What only a person can do about a venue. */
export const venueRoutes = (http: Http, { ask }: Context): void => {
  http.post(
    '/v1/venues/:venue/release',
    {
      schema: {
        tags: ['operations'],
        summary: 'Let orders go to a venue again that was put in quarantine',
        description:
          'A venue that talks nonsense past a limit gets nothing new until a named person releases it; cancels always go.',
        headers: asker,
        params: z.strictObject({ venue: name }),
        body: venueRelease,
        response: { 200: venueReleased, ...mayAnswer(...ASKING, 'unknown-venue', 'request-refused') },
      },
    },
    async ({ body, headers, params }) =>
      (await ask(releaseInput(params.venue, body, askerOf(headers)), actorNamed(body.person))).body,
  );
};
