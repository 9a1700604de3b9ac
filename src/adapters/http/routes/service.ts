import { z } from 'zod';
import { dateOf } from '../../../domain/kernel/ids.ts';
import { RETRY_AFTER_RESTART } from '../asks/asker.ts';
import { modeBody } from '../bodies/mode-body.ts';
import { problemType, problemTypes } from '../contract/problem.ts';
import { health, readiness } from '../contract/reads.ts';
import type { Http } from '../http.ts';
import { mayAnswer } from '../problems/documented.ts';
import { Problem } from '../problems/problem.ts';
import { PROBLEM_TYPES, type ProblemName, problemNames, problemUri } from '../problems/problem-types.ts';
import type { Context } from './context.ts';

const tags = ['service'];
const described = (name: ProblemName): z.output<typeof problemType> => ({ type: problemUri(name), ...PROBLEM_TYPES[name] });

/** Is it alive, is it ready, how does it do, and what do its problems mean? */
export const service = (http: Http, { door, metrics }: Context): void => {
  http.get(
    '/healthz',
    { schema: { tags, summary: 'The process answers', response: { 200: health, ...mayAnswer() } } },
    async () => ({ status: 'ok' as const }),
  );
  http.get(
    '/readyz',
    { schema: { tags, summary: 'The desk trades', response: { 200: readiness, ...mayAnswer('desk-halted', 'not-ready') } } },
    async () => {
      const why = door.halted();
      if (why !== undefined) throw new Problem('desk-halted', why.message, { mode: 'halted' }, RETRY_AFTER_RESTART);
      const { facts, head } = door.views;
      if (!facts.ready || facts.closed) throw new Problem('not-ready', 'no trading day is open', {}, 1);
      const { name: desk, build } = door;
      return {
        status: 'ready' as const,
        desk,
        build,
        configDigest: facts.configDigest,
        day: dateOf(head.day),
        position: head.position,
        mode: modeBody(door.views, undefined).mode,
      };
    },
  );
  http.get(
    '/metrics',
    { schema: { tags, summary: 'For Prometheus', produces: ['text/plain'], response: { 200: z.string(), ...mayAnswer() } } },
    async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );
  http.get(
    '/problems',
    { schema: { tags, summary: 'Every kind of problem that this API has', response: { 200: problemTypes, ...mayAnswer() } } },
    async () => ({ problems: problemNames.map(described) }),
  );
  http.get(
    '/problems/:name',
    {
      schema: {
        tags,
        summary: 'What a problem means and what to do',
        params: z.strictObject({ name: z.string().max(64) }),
        response: { 200: problemType, ...mayAnswer('unknown-problem') },
      },
    },
    async ({ params: { name } }) => {
      const found = problemNames.find((one) => one === name);
      if (found === undefined) throw new Problem('unknown-problem', `there is no problem ${name}`);
      return described(found);
    },
  );
};
