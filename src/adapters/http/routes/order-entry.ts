import { z } from 'zod';
import { type Asker, cancelInput, newOrderInput, operatorInput, replaceInput } from '../asks/inputs.ts';
import { amendment, massCancel, newOrder, newOrders, operatorAnswer, order, requestAnswer } from '../contract/orders.ts';
import { batchAnswer } from '../contract/reads.ts';
import { asker, remark } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { ASKING, mayAnswer } from '../problems/documented.ts';
import { malformed, Problem } from '../problems/problem.ts';
import { accountOfOrder, type Context, clientOf, OPERATOR, orderNamed } from './context.ts';

export const askerOf = (headers: z.output<typeof asker>): Asker => ({
  account: headers['x-account'],
  key: headers['idempotency-key'],
});
const tags = ['order entry'];

type BatchResult = z.output<typeof batchAnswer>['results'][number];

/** New orders, amendments, cancels. */
export const orderEntry = (http: Http, { door, ask }: Context): void => {
  http.post(
    '/v1/orders',
    {
      schema: {
        tags,
        summary: 'New order',
        description: '201 with the order as its first turn leaves it; 200 with the same answer when it is asked again.',
        headers: asker,
        body: newOrder,
        response: { 201: order, 200: order, ...mayAnswer(...ASKING, 'order-refused') },
      },
    },
    async ({ body, headers }, reply) => {
      const input = newOrderInput(body, askerOf(headers));
      const answered = await ask(input, clientOf(input.account));
      return reply.code(answered.repeated ? 200 : 201).send(answered.body);
    },
  );

  http.post(
    '/v1/orders/batch',
    {
      schema: {
        tags,
        summary: 'Several new orders',
        description: 'Checked as a whole, then decided one by one; `results` has the status of each.',
        headers: asker,
        body: newOrders,
        response: { 200: batchAnswer, ...mayAnswer('body-too-large', 'unsupported-media-type') },
      },
    },
    async ({ body, headers, id }) => {
      const { account } = askerOf(headers);
      const inputs = body.orders.map((one, i) => {
        if (one.clOrdId === undefined) throw malformed(`orders.${i}.clOrdId`, 'is missing: a batch needs one for each order');
        return newOrderInput(one, { account });
      });
      const results = await Promise.all(
        inputs.map(async (input): Promise<BatchResult> => {
          try {
            const answered = await ask(input, clientOf(input.account));
            return { status: answered.repeated ? 200 : 201, order: answered.body };
          } catch (error) {
            if (!(error instanceof Problem)) throw error;
            return { status: error.status, problem: error.body(id) };
          }
        }),
      );
      return { results };
    },
  );

  http.patch(
    '/v1/orders/:id',
    {
      schema: {
        tags,
        summary: 'Change the quantity or price of an order',
        headers: asker,
        params: orderNamed,
        body: amendment,
        response: { 202: requestAnswer, 200: requestAnswer, ...mayAnswer(...ASKING, 'unknown-order', 'request-refused') },
      },
    },
    async ({ body, headers, params }, reply) => {
      const who = askerOf(headers);
      const account = accountOfOrder(door.views, params.id, body.account ?? who.account);
      const answered = await ask(replaceInput(params.id, body, account, who), clientOf(account));
      return reply.code(answered.repeated ? 200 : 202).send(answered.body);
    },
  );

  http.delete(
    '/v1/orders/:id',
    {
      schema: {
        tags,
        summary: 'Cancel an order',
        description: 'Its id as an ask is the header Idempotency-Key.',
        headers: asker,
        params: orderNamed,
        querystring: z.strictObject({ reason: remark.optional() }),
        response: { 202: requestAnswer, 200: requestAnswer, ...mayAnswer(...ASKING, 'unknown-order', 'request-refused') },
      },
    },
    async ({ headers, params, query }, reply) => {
      const who = askerOf(headers);
      const account = accountOfOrder(door.views, params.id, who.account);
      const answered = await ask(cancelInput(params.id, query, account, who), clientOf(account));
      return reply.code(answered.repeated ? 200 : 202).send(answered.body);
    },
  );

  http.post(
    '/v1/orders/cancel-all',
    {
      schema: {
        tags,
        summary: 'Cancel every open order of a scope',
        description: 'Answered once the intent is on record; the cancels follow in slices.',
        headers: asker,
        body: massCancel,
        response: { 202: operatorAnswer, 200: operatorAnswer, ...mayAnswer(...ASKING, 'request-refused') },
      },
    },
    async ({ body, headers }, reply) => {
      const answered = await ask(operatorInput('MassCancelRequested', body, askerOf(headers)), OPERATOR);
      return reply.code(answered.repeated ? 200 : 202).send(answered.body);
    },
  );
};
