import { actorNamed, modeInput } from '../asks/inputs.ts';
import { modeBody } from '../bodies/mode-body.ts';
import { modeAnswer, modeRequest, modeState } from '../contract/mode.ts';
import { asker } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { ASKING, mayAnswer } from '../problems/documented.ts';
import type { Context } from './context.ts';
import { askerOf } from './order-entry.ts';

const tags = ['operations'];

/** What may leave the desk now, and who changes that. */
export const modeRoutes = (http: Http, { door, ask }: Context): void => {
  http.get(
    '/v1/mode',
    {
      schema: {
        tags,
        summary: 'The mode of the desk, why it is in force, and what each mode allows',
        response: { 200: modeState, ...mayAnswer() },
      },
    },
    async () => modeBody(door.views, door.halted()),
  );
  http.post(
    '/v1/mode',
    {
      schema: {
        tags,
        summary: 'Set the mode of a scope, or lift it',
        description:
          'Once there are tokens, role `risk` or `admin`. What a person has set only a person lifts. Orders that wait are checked again by the mode that is then in force.',
        headers: asker,
        body: modeRequest,
        response: { 200: modeAnswer, ...mayAnswer(...ASKING, 'request-refused') },
      },
    },
    async ({ body, headers }) => (await ask(modeInput(body, askerOf(headers)), actorNamed(body.person))).body,
  );
};
