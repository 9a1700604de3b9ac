import { z } from 'zod';
import { actorNamed, operatorInput, outcomeInput } from '../asks/inputs.ts';
import { killStateBody } from '../bodies/kill-body.ts';
import { killState } from '../contract/kills.ts';
import { killSwitch, operatorAnswer, outcomeAnswer, outcomeDeclaration } from '../contract/orders.ts';
import { asker, sentId } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { ASKING, mayAnswer } from '../problems/documented.ts';
import { type Context, OPERATOR } from './context.ts';
import { askerOf } from './order-entry.ts';

const tags = ['operations'];
const response = { 200: operatorAnswer, ...mayAnswer(...ASKING, 'request-refused') };

const requestNamed = z.strictObject({ sentId: sentId.min(1).max(64) });

/** The kill switch, both ways, and what only a person can settle. */
export const operations = (http: Http, { ask, door }: Context): void => {
  http.post(
    '/v1/kill',
    {
      schema: {
        tags,
        summary: 'Stop trading within a scope',
        description:
          'Nothing new leaves from this position on, and what works there is cancelled. GET /v1/kills tells what could not be.',
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
  http.get(
    '/v1/kills',
    {
      schema: {
        tags,
        summary:
          'Engaged kill switches: by whom, why, since when, what is left; and what kills and mass cancels could not cancel',
        response: { 200: killState, ...mayAnswer() },
      },
    },
    async () => killStateBody(door.views),
  );
  http.post(
    '/v1/requests/:sentId/outcome',
    {
      schema: {
        tags,
        summary: 'Say what became of a request that is in doubt',
        description:
          'A submit, a cancel or a replace whose outcome is unknown counts at its worst until the venue, or a named person, says what became of it. Should the venue later say otherwise, the venue is right.',
        headers: asker,
        params: requestNamed,
        body: outcomeDeclaration,
        response: { 200: outcomeAnswer, ...mayAnswer(...ASKING, 'unknown-request', 'request-refused') },
      },
    },
    async ({ body, headers, params }) =>
      (await ask(outcomeInput(params.sentId, body, askerOf(headers)), actorNamed(body.person))).body,
  );
};
