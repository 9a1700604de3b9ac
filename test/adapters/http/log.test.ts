import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/adapters/http/log.ts';
import { buy, deskServer } from './desk-server.ts';

describe('the log', () => {
  it('has a line a turn at debug, and a correlation id on every line', async () => {
    const lines: string[] = [];
    const { call, venueSays, sent } = await deskServer({ lines });
    await call('POST', '/v1/orders', buy('c1'), { 'x-correlation-id': 'my-request-1' });
    await venueSays({ execType: 'trade', sentId: sent()[0], execId: 'E1', lastQty: '1', lastPx: '10.00' });
    await call('POST', '/v1/orders', buy('c2', { qty: 1 }));
    const said = lines.map((line) => JSON.parse(line));
    expect(said.every(({ correlationId }) => typeof correlationId === 'string')).toBe(true);
    expect(lines.every((line) => line.split('"correlationId"').length === 2)).toBe(true);
    expect(said.filter(({ msg }) => msg === 'turn')).toMatchObject([
      { correlationId: 'O-20261121-1', input: 'NewOrderRequested', actor: 'client:A1', facts: ['OrderAccepted', 'ChildRouted'] },
      { correlationId: 'O-20261121-1', input: 'ExecutionReported', actor: 'venue:ALPHA', facts: ['ExecutionBooked'] },
    ]);
    expect(said.find(({ correlationId }) => correlationId === 'my-request-1')).toMatchObject({
      msg: 'request',
      status: 201,
      route: '/v1/orders',
    });
    expect(said.find(({ msg }) => msg === 'refused')).toMatchObject({
      problem: 'malformed-request',
      detail: expect.stringContaining('qty'),
    });
  });

  it('takes a correlation id only when a log can hold it, and always says which one it used', async () => {
    const { call } = await deskServer();
    const used = async (id: string): Promise<string | null> =>
      (await call('GET', '/healthz', undefined, { 'x-correlation-id': id })).headers.get('x-correlation-id');
    expect(await used('abc-1')).toBe('abc-1');
    expect(await used('a b{}')).not.toBe('a b{}');
    expect(await used('x'.repeat(65))).toMatch(/^[0-9a-f]{8}-\d+$/);
  });

  it('leaves out what looks like a secret, wherever it is', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    log.info(
      {
        token: 's3cret',
        headers: { authorization: 's3cret', cookie: 's3cret', 'x-api-key': 's3cret' },
        venue: { login: { password: 's3cret' } },
      },
      'x',
    );
    log.child({ apiKey: 's3cret' }).info({ req: { headers: { 'x-api-key': 's3cret' } }, secret: 's3cret' }, 'y');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('s3cret');
    expect(lines.join('')).toContain('[left out]');
  });
});
