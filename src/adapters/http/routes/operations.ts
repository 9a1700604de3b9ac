import { operatorInput } from '../asks/inputs.ts';
import { killSwitch, operatorAnswer } from '../contract/orders.ts';
import { asker } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { ASKING, mayAnswer } from '../problems/documented.ts';
import { type Context, OPERATOR } from './context.ts';
import { askerOf } from './order-entry.ts';

const tags = ['operations'];
const response = { 200: operatorAnswer, ...mayAnswer(...ASKING, 'request-refused') };

/** The kill switch, both ways. */
export const operations = (http: Http, { ask }: Context): void => {
  http.post(
    '/v1/kill',
    {
      schema: {
        tags,
        summary: 'Stop trading within a scope',
        description: 'Nothing new leaves from this position on, and what works there is cancelled.',
        headers: asker,
        body: killSwitch,
        response,
      },
    },
    async ({ body, headers }) => (await ask(operatorInput('KillRequested', body, askerOf(headers)), OPERATOR)).body,
  );
  http.post(
    '/v1/resume',
    { schema: { tags, summary: 'Let trading within a scope go on', headers: asker, body: killSwitch, response } },
    async ({ body, headers }) => (await ask(operatorInput('ResumeRequested', body, askerOf(headers)), OPERATOR)).body,
  );
};
