import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { PROBLEM_TYPES, problemNames, problemUri } from '../../../src/adapters/http/problems/problem-types.ts';
import { buy, type DeskServer, deskServer } from './desk-server.ts';

/** Bytes as they are, and what comes back. */
const raw = ({ url }: DeskServer, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });

describe('problems', () => {
  it('are all listed, each at its own address, and all in the documentation', async () => {
    const { call, document } = await deskServer();
    const { body } = await call('GET', '/problems');
    expect(body.problems.map(({ type }: { type: string }) => type)).toEqual(problemNames.map(problemUri));
    for (const { type, status } of body.problems) expect((await call('GET', type)).body).toMatchObject({ type, status });
    expect((await call('GET', '/problems/nothing')).body).toMatchObject({ status: 404, type: '/problems/unknown-problem' });
    // Those that come before a route is known belong to no operation; every other is named by one that may answer it.
    const beforeRouting = ['unknown-route', 'method-not-allowed', 'request-timeout', 'uri-too-long', 'headers-too-large'];
    const text = JSON.stringify(document);
    for (const name of problemNames)
      expect(text.includes(`${problemUri(name)})`) || beforeRouting.includes(name), name).toBe(true);
  });

  it('tell what came before any route: unknown address, wrong method, wrong type, too large, unreadable', async () => {
    const server = await deskServer({ limits: { bodyBytesMax: 2_000 } });
    const { call } = server;
    const large = buy('c1', { reason: 'x'.repeat(3_000) });
    const cases = [
      ['GET', '/v1/nothing', undefined, {}, 'unknown-route'],
      ['PUT', '/v1/orders', {}, {}, 'method-not-allowed'],
      ['POST', '/v1/positions', {}, {}, 'method-not-allowed'],
      ['DELETE', '/v1/orders', undefined, {}, 'method-not-allowed'],
      ['POST', '/v1/orders', 'side=buy', { 'content-type': 'application/x-www-form-urlencoded' }, 'unsupported-media-type'],
      ['POST', '/v1/orders', 'hello', { 'content-type': 'text/plain' }, 'unsupported-media-type'],
      ['POST', '/v1/orders', large, {}, 'body-too-large'],
      ['POST', '/v1/orders', '', {}, 'malformed-request'],
      ['POST', '/v1/orders', '{"__proto__":{"x":1}}', {}, 'malformed-request'],
      ['POST', '/v1/orders', 'null', {}, 'malformed-request'],
      ['GET', '/v1/orders/%E0%A4%A', undefined, {}, 'malformed-request'],
      ['GET', `/v1/orders/${'x'.repeat(65)}`, undefined, {}, 'malformed-request'],
      ['GET', '/v1/orders/x', undefined, { 'x-account': 'a b' }, 'malformed-request'],
    ] as const;
    for (const [method, path, body, headers, name] of cases) {
      const answer = await call(method, path, body, headers);
      expect(answer.body, `${method} ${path}`).toMatchObject({ type: problemUri(name), status: PROBLEM_TYPES[name].status });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body.instance).toBe(answer.headers.get('x-correlation-id') ?? answer.body.instance);
    }
    const wrong = await call('PUT', '/v1/orders', {});
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, POST');
    const metrics = (await call('GET', '/metrics')).body;
    expect(metrics).toContain('daybook_bad_input_total{kind="unsupported-media-type"} 2');
    expect(metrics).toContain('daybook_bad_input_total{kind="body-too-large"} 1');
    expect((await call('HEAD', '/v1/orders')).status).toBe(200);
  });

  it('tell of bytes that are no HTTP, of heads that are too large, and of clients that are too slow', async () => {
    const server = await deskServer({ limits: { requestTimeoutMs: 200 } });
    expect(await raw(server, 'hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*malformed-request/s);
    expect(await raw(server, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 .*headers-too-large/s,
    );
    expect(
      await raw(
        server,
        'POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      ),
    ).toMatch(/^HTTP\/1.1 408 .*request-timeout/s);
    expect((await server.call('GET', '/healthz')).status).toBe(200);
  });

  it('turn away whoever calls the desk by a name that is not its own', async () => {
    const server = await deskServer();
    const answer = await raw(server, 'GET /v1/orders HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 421 .*misdirected-request/s);
    for (const host of ['localhost', '127.0.0.1:80', '[::1]:80'])
      expect(await raw(server, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 200/);
  });

  it('never show what is inside: a fault in us is a 500 without a stack, and is in the log', async () => {
    const lines: string[] = [];
    const server = await deskServer({ lines });
    Object.defineProperty(server.views.pnl, 'positions', { get: () => assertNothing() });
    const answer = await server.call('GET', '/v1/positions');
    expect(answer.body).toEqual({
      type: '/problems/unexpected',
      title: 'The server made a mistake',
      status: 500,
      detail: 'see the log of the desk',
      instance: answer.headers.get('x-correlation-id'),
    });
    const fault = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'fault');
    expect(fault).toMatchObject({ correlationId: answer.body.instance, err: { message: 'a secret path' } });
    expect((await server.call('GET', '/metrics')).body).toContain('daybook_unanswered_total{kind="unexpected"} 1');
  });
});

const assertNothing = (): never => {
  throw new Error('a secret path');
};

it('listens on loopback only', async () => {
  const { http } = await deskServer();
  const { listen } = await import('../../../src/adapters/http/server.ts');
  await expect(listen(http, 0, '0.0.0.0')).rejects.toThrow(/not a loopback address/);
});
