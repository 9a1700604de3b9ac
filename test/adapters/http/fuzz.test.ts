import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { buy, deskServer } from './desk-server.ts';
import type { Document, DocumentedOperation, JsonSchema, Parameter } from './document.ts';

/** Bounded: a run is a few seconds, and its seed is printed; CI runs fresh ones. */
const REQUESTS = 1_500;
const SHUTDOWNS = 50;

/** The submit of the order that every run begins with; nobody answers it, so it is in doubt. */
const FIRST_SENT = 'T1M9A3AQ800001';

/** What the desk knows under these names, so that many requests get past the first check. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  account: ['A1', 'A1', 'A1', 'SUSPENSE'],
  'x-account': ['A1', 'A1', 'A1', 'SUSPENSE'],
  symbol: ['ACME'],
  venue: ['ALPHA', 'BETA', 'DARK'],
  qty: ['1', '1', '10', '9999', '0', '-1'],
  cashOrderQty: ['1000', '1'],
  price: ['10.00', '10.02', '9.995', '0'],
  id: ['c1', 'c2', 'O-20261121-1', 'O-20261121-2', 'O-20261120-9', 'A1', 'ACME'],
  sentId: [FIRST_SENT, FIRST_SENT, 'T1M9A3AQ800002', 'T1M9A3AQ899999', 'NOTHING'],
  person: ['Ada Meier'],
  day: ['2026-11-21', '2026-11-20'],
  at: ['1', '14:30:00', '2026-11-21T14:30:00Z'],
  expireTime: ['2026-11-22T00:00:00Z', '2026-11-20T00:00:00Z'],
  ordType: ['limit', 'limit', 'limit', 'market'],
};
const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  ' ',
  '\0',
  '\ud800',
  '"',
  "'; drop",
  '{}',
  [],
  {},
  [[[]]],
  { constructor: 1 },
  'x'.repeat(3_000),
  '9'.repeat(40),
];

/** What is optional is mostly left out, these excepted: a request with every field there is seldom gets far, and without these neither. */
const OFTEN: readonly string[] = ['qty', 'price'];

/** Mostly what the schema asks for, now and then anything at all. */
const anyValueOf = (schema: JsonSchema, document: Document, depth = 0, name = ''): fc.Arbitrary<unknown> => {
  const formed = wellFormed(schema, document, depth);
  const known = KNOWN[name];
  const well = known === undefined ? formed : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, formed);
  return depth > 4 ? well : fc.oneof({ weight: 30, arbitrary: well }, { weight: 1, arbitrary: fc.constantFrom(...JUNK) });
};

const wellFormed = (schema: JsonSchema, document: Document, depth: number): fc.Arbitrary<unknown> => {
  const { $ref, anyOf, oneOf, type, properties = {}, required = [], items = {} } = schema;
  if ($ref !== undefined) return wellFormed(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, document, depth);
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => anyValueOf(choice, document, depth + 1)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return fc.integer({ min: Math.max(schema.minimum ?? -10, -(2 ** 31)), max: Math.min(schema.maximum ?? 10, 2 ** 31 - 1) });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(anyValueOf(items, document, depth + 1), { maxLength: 4 });
    case 'object': {
      const fields = Object.entries(properties).map(([name, field]): [string, fc.Arbitrary<unknown>] => {
        const any = anyValueOf(field, document, depth + 1, name);
        return [
          name,
          required.includes(name) || OFTEN.includes(name) ? any : fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, any),
        ];
      });
      const colour = fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, fc.constant('red'));
      return fc.record(Object.fromEntries([...fields, ['colour', colour]]), { noNullPrototype: true });
    }
    default:
      return fc.jsonValue();
  }
};

const textOf = ({ pattern }: JsonSchema): fc.Arbitrary<string> => {
  // fast-check does not know classes such as \P{Cc}.
  if (pattern === undefined || /\\p/i.test(pattern)) return fc.string({ maxLength: 20 });
  return fc.stringMatching(new RegExp(pattern));
};

type Request = Readonly<{ method: string; path: string; headers: Record<string, string>; body: unknown }>;
const isHeader = (text: string): boolean => /^[\x20-\x7e\x80-\xff]*$/.test(text);

const requestOf = (
  document: Document,
  path: string,
  method: string,
  { parameters = [], requestBody }: DocumentedOperation,
): fc.Arbitrary<Request> => {
  const valuesIn = (place: Parameter['in']) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((one) => one.in === place)
          .map(({ name, schema }) => [name, anyValueOf(schema, document, 0, name).map(String)]),
      ),
      place === 'path' ? { noNullPrototype: true } : { requiredKeys: [], noNullPrototype: true },
    ) as fc.Arbitrary<Record<string, string>>;
  const body = requestBody?.content['application/json'];
  return fc
    .record({
      params: valuesIn('path'),
      query: valuesIn('query'),
      headers: valuesIn('header'),
      body: body === undefined ? fc.constant(undefined) : anyValueOf(body.schema, document),
    })
    .map(({ params, query, headers, body: said }) => ({
      method: method.toUpperCase(),
      path: `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent((params[name] ?? '').toWellFormed()))}?${new URLSearchParams(query)}`,
      headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => isHeader(value))),
      body: said,
    }));
};

/** Whatever else is drawn, some orders are taken on. */
const GOOD_ORDER = {
  weight: 2,
  arbitrary: fc
    .nat({ max: 1_000 })
    .map((n): Request => ({ method: 'POST', path: '/v1/orders', headers: {}, body: buy(`good-${n}`) })),
};

it('whatever is asked, the answer is documented, and none is a 500 or stops the desk', async () => {
  const server = await deskServer({ limits: { replaysPerSecond: 1_000_000 } });
  const { document } = server;
  await server.call('POST', '/v1/orders', buy('first'));
  expect(server.sent()).toEqual([FIRST_SENT]);
  server.clock.runUntil((server.clock.now() + 1_000_000) as Micros);
  // After a shutdown no order is taken any more: it is asked for last.
  const operationsOf = (isShutdown: boolean) =>
    Object.entries(document.paths)
      // A stream does not end, and a WebSocket is no request: they have their own tests.
      .filter(([path]) => path !== '/v1/stream' && path !== '/v1/ws')
      .filter(([path]) => (path === '/v1/shutdown') === isShutdown)
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({
          weight: method === 'post' && path === '/v1/orders' ? 6 : 1,
          arbitrary: requestOf(document, path, method, operation),
        })),
      );
  const seen = new Map<number, number>();
  const ask = async ({ method, path, headers, body }: Request): Promise<void> => {
    const { status } = await server.call(method, path, method === 'GET' || method === 'HEAD' ? undefined : body, headers);
    seen.set(status, (seen.get(status) ?? 0) + 1);
    expect(status).not.toBe(500);
    expect(server.desk.engine.halt).toBeUndefined();
    if (status === 200 && method === 'POST' && path.startsWith('/v1/kill')) {
      const { scope = 'desk', id } = body as { scope?: string; id?: string };
      const lift = {
        clOrdId: `lift-${server.views.head.position}`,
        scope,
        reason: 'go on',
        ...(id === undefined ? {} : { id }),
      };
      await server.call('POST', '/v1/resume', lift);
    }
    if (status === 200 && method === 'POST' && path.startsWith('/v1/mode')) {
      const { scope = 'desk', id } = body as { scope?: string; id?: string };
      const clOrdId = `normal-${server.views.head.position}`;
      const lift = { clOrdId, person: 'Ann', mode: 'normal', scope, reason: 'go on', ...(id === undefined ? {} : { id }) };
      await server.call('POST', '/v1/mode', lift);
    }
  };
  await fc.assert(fc.asyncProperty(fc.oneof(GOOD_ORDER, ...operationsOf(false)), ask), { numRuns: REQUESTS });
  for (const status of [200, 201, 400, 404, 422]) expect(seen.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0);
  await fc.assert(fc.asyncProperty(fc.oneof(...operationsOf(true)), ask), { numRuns: SHUTDOWNS });
});
