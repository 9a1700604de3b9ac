import { SHUTDOWN_DEFAULT } from '../../runtime/config.ts';
import { actorNamed, shutdownInput } from '../asks/inputs.ts';
import { shutdownAnswer, shutdownRequest } from '../contract/shutdown.ts';
import { asker } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { ASKING, mayAnswer } from '../problems/documented.ts';
import type { Context } from './context.ts';
import { askerOf } from './order-entry.ts';

/** Ends the process in order: as SIGTERM does, with a name and a reason. */
export const shutdownRoutes = (http: Http, { door, ask }: Context): void => {
  http.post(
    '/v1/shutdown',
    {
      schema: {
        tags: ['operations'],
        summary: 'End the desk in order',
        description:
          'Once there are tokens, role `admin`. From here on nothing new is taken (503). What works is cancelled or left, answers are waited for, what is left is journaled, the day is sealed or left open; then the process ends, and its exit code tells.',
        headers: asker,
        body: shutdownRequest,
        response: { 200: shutdownAnswer, ...mayAnswer(...ASKING, 'request-refused') },
      },
    },
    async ({ body, headers }) =>
      (await ask(shutdownInput(body, door.shutdown ?? SHUTDOWN_DEFAULT, askerOf(headers)), actorNamed(body.person))).body,
  );
};
