import { z } from 'zod';
import { dateOf } from '../../../domain/kernel/ids.ts';
import { adjustInput, assignInput, correctFillInput, countInput, forceCloseInput } from '../asks/hands.ts';
import { actorNamed } from '../asks/inputs.ts';
import { strayBody } from '../bodies/stray-body.ts';
import {
  countDeclaration,
  fillCorrection,
  forcedClose,
  handAnswer,
  positionAdjustment,
  strayAssignment,
  suspenseList,
  suspenseQuery,
} from '../contract/hands.ts';
import { asker, orderId, sentId } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { ASKING, mayAnswer } from '../problems/documented.ts';
import type { Context } from './context.ts';
import { askerOf } from './order-entry.ts';

const tags = ['operations'];
const requestNamed = z.strictObject({ sentId: sentId.min(1).max(64) });

/** What people do by hand where nothing else can. */
export const handRoutes = (http: Http, { door: { views }, ask }: Context): void => {
  http.get(
    '/v1/suspense',
    {
      schema: {
        tags,
        summary: 'Executions that matched no order of ours, and whose they are by now',
        querystring: suspenseQuery,
        response: { 200: suspenseList, ...mayAnswer() },
      },
    },
    async ({ query: { venue, state } }) => ({
      day: dateOf(views.head.day),
      position: views.head.position,
      executions: [...views.suspense.strays.values()]
        .filter((line) => (venue === undefined || line.venue === venue) && (state === undefined || line.state === state))
        .map((line) => strayBody(line, views)),
    }),
  );
  http.post(
    '/v1/suspense/assign',
    {
      schema: {
        tags,
        summary: 'Say whose an execution in suspense is',
        description:
          'It moves as it stands (quantity, cost and fee) to an account, or becomes an execution of an order. What the venue says of it later follows it there. Its break is closed by it, and when it was the last of its venue, that takes new orders again.',
        headers: asker,
        body: strayAssignment,
        response: { 200: handAnswer, ...mayAnswer(...ASKING, 'unknown-order', 'unknown-execution', 'request-refused') },
      },
    },
    async ({ body, headers }) => (await ask(assignInput(body, askerOf(headers)), actorNamed(body.person))).body,
  );

  const OVER =
    'Only where nothing else can end it: its fate at the venue is in doubt, or a break about it is open. What is in order is cancelled instead. Executions that come later are booked; should the venue show that it lives, the venue is right.';
  http.post(
    '/v1/orders/:id/force-close',
    {
      schema: {
        tags,
        summary: 'Say that an order is over',
        description: OVER,
        headers: asker,
        params: z.strictObject({ id: orderId }),
        body: forcedClose,
        response: { 200: handAnswer, ...mayAnswer(...ASKING, 'unknown-order', 'request-refused') },
      },
    },
    async ({ body, headers, params: { id } }) =>
      (await ask(forceCloseInput({ orderId: id }, body, askerOf(headers)), actorNamed(body.person))).body,
  );
  http.post(
    '/v1/requests/:sentId/force-close',
    {
      schema: {
        tags,
        summary: 'Say that what a request placed at a venue is over',
        description: OVER,
        headers: asker,
        params: requestNamed,
        body: forcedClose,
        response: { 200: handAnswer, ...mayAnswer(...ASKING, 'unknown-request', 'request-refused') },
      },
    },
    async ({ body, headers, params: { sentId: of } }) =>
      (await ask(forceCloseInput({ sentId: of }, body, askerOf(headers)), actorNamed(body.person))).body,
  );
  http.post(
    '/v1/requests/:sentId/count',
    {
      schema: {
        tags,
        summary: 'Say how much was executed of what is over, where the venue miscounts',
        description:
          'What a venue has counted and not told counts as open until it tells it. Where it never will, a named person says how much it was; the break about it closes once nothing is missing.',
        headers: asker,
        params: requestNamed,
        body: countDeclaration,
        response: { 200: handAnswer, ...mayAnswer(...ASKING, 'unknown-request', 'request-refused') },
      },
    },
    async ({ body, headers, params: { sentId: of } }) =>
      (await ask(countInput(of, body, askerOf(headers)), actorNamed(body.person))).body,
  );
  http.post(
    '/v1/positions/adjust',
    {
      schema: {
        tags,
        summary: 'Change a position that no execution explains',
        description:
          'As if so much had been traded at that price: what is closed is profit or loss, what is opened has that cost.',
        headers: asker,
        body: positionAdjustment,
        response: { 200: handAnswer, ...mayAnswer(...ASKING, 'unknown-venue', 'request-refused') },
      },
    },
    async ({ body, headers }) => (await ask(adjustInput(body, askerOf(headers)), actorNamed(body.person))).body,
  );
  http.post(
    '/v1/executions/correct',
    {
      schema: {
        tags,
        summary: 'Correct an execution of an order, or take it back',
        description: 'Nothing works again because of it. Should the venue correct it later, the venue is right.',
        headers: asker,
        body: fillCorrection,
        response: { 200: handAnswer, ...mayAnswer(...ASKING, 'unknown-order', 'unknown-execution', 'request-refused') },
      },
    },
    async ({ body, headers }) => (await ask(correctFillInput(body, askerOf(headers)), actorNamed(body.person))).body,
  );
};
