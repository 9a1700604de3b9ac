import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../../src/adapters/http/client/operations.ts';
import { deskServer } from './desk-server.ts';

describe('the OpenAPI document', () => {
  it('is valid, by a validator that is not ours', async () => {
    const { call } = await deskServer();
    const { body } = await call('GET', '/docs/json');
    const validator = new Validator();
    const { valid, errors } = await validator.validate(body);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('is what the client is made for: addresses, bodies and answers, both ways', async () => {
    const { document } = await deskServer();
    const named = (schema: { $ref?: string } | undefined): string | undefined => schema?.$ref?.split('/').at(-1);
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { requestBody, responses }]) => ({
        method,
        path,
        body: named(requestBody?.content['application/json']?.schema),
        answers: Object.entries(responses)
          .filter(([status]) => status.startsWith('2'))
          .map(([, { content }]) => named(content?.['application/json']?.schema)),
      })),
    );
    // Text and streams have their own readers; HEAD is GET without a body.
    const spoken = documented.filter(
      ({ method, path }) => method !== 'head' && !['/metrics', '/v1/stream', '/v1/ws'].includes(path),
    );
    const ours = Object.values(OPERATIONS).map((operation) => {
      const { method, path, answer } = operation;
      const body = 'body' in operation ? operation.body : undefined;
      const answers = spoken.find((one) => one.path === path && one.method === method)?.answers.map(() => answer);
      return { method, path, body, answers };
    });
    const byPlace = (a: { path: string; method: string }, b: { path: string; method: string }): number =>
      `${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1;
    expect(ours.sort(byPlace)).toEqual(spoken.sort(byPlace));
  });

  it('names every schema plainly, and keeps none that nothing refers to', async () => {
    const { document } = await deskServer();
    const names = Object.keys(document.components.schemas);
    expect(names.filter((name) => name.endsWith('Input'))).toEqual([]);
    const text = JSON.stringify(document);
    expect(names.filter((name) => name !== 'SocketMessage' && !text.includes(`"#/components/schemas/${name}"`))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['NewOrder', 'Order', 'Problem', 'SocketMessage']));
  });

  it('is shown to people at /docs, and / leads there', async () => {
    const { call } = await deskServer();
    const page = await call('GET', '/');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.body).toContain('href="/docs"');
    const docs = await call('GET', '/docs/');
    expect(docs.status).toBe(200);
    expect(docs.body).toContain('swagger-ui');
  });
});
