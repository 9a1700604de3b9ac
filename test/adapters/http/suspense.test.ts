import { describe, expect, it } from 'vitest';
import { buy, type DeskServer, deskServer } from './desk-server.ts';

const stray = ({ venueSays }: Pick<DeskServer, 'venueSays'>, over: Record<string, unknown> = {}): Promise<void> =>
  venueSays({
    execType: 'trade',
    sentId: 'THEIRS',
    execId: 'E1',
    symbol: 'ACME',
    side: 'buy',
    lastQty: '40',
    lastPx: '10.00',
    fee: '0.12',
    feeCurrency: 'USD',
    ...over,
  });
const KEY = 'THEIRS/buy/E1/2026-11-21';
const said = (over: Record<string, unknown> = {}) => ({
  clOrdId: 'a1',
  person: 'Ada Meier',
  venue: 'ALPHA',
  executionKey: KEY,
  account: 'A1',
  reason: 'they called',
  ...over,
});
const qtyOf = async ({ call }: DeskServer, account: string): Promise<string | undefined> => {
  const { body } = await call('GET', `/v1/positions?account=${account}`);
  return body.positions[0]?.qty;
};

describe('GET /v1/suspense', () => {
  it('lists executions that matched no order, and whose they are by now', async () => {
    const server = await deskServer();
    await stray(server);
    const { body } = await server.call('GET', '/v1/suspense');
    expect(body).toMatchObject({ day: '2026-11-21', position: server.views.head.position });
    const waiting = {
      venue: 'ALPHA',
      executionKey: KEY,
      execId: 'E1',
      symbol: 'ACME',
      side: 'buy',
      lastQty: '40',
      lastPx: '10.00',
      fee: '0.12',
      feeCurrency: 'USD',
      since: '2026-11-21T14:30:00.000000Z',
      state: 'waits',
      account: 'SUSPENSE',
    };
    expect(body.executions).toEqual([waiting]);
    await server.call('POST', '/v1/suspense/assign', said());
    const assigned = { ...waiting, state: 'assigned', account: 'A1', person: 'Ada Meier', reason: 'they called' };
    expect((await server.call('GET', '/v1/suspense?state=assigned&venue=ALPHA')).body.executions).toEqual([assigned]);
    expect((await server.call('GET', '/v1/suspense?state=waits')).body.executions).toEqual([]);
    expect((await server.call('GET', '/v1/suspense?venue=BETA')).body.executions).toEqual([]);
  });
});

describe('POST /v1/suspense/assign', () => {
  it('moves it to the account, closes its break, and lets the venue take orders again', async () => {
    const server = await deskServer();
    await stray(server);
    const held = await server.call('POST', '/v1/orders', buy('c1'));
    expect(held.body.reason).toBe('held (strays) for ALPHA');
    const { status, body } = await server.call('POST', '/v1/suspense/assign', said());
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { request: 'assign', clOrdId: 'a1', person: 'Ada Meier', reason: 'they called', account: 'A1' },
    });
    expect([await qtyOf(server, 'A1'), await qtyOf(server, 'SUSPENSE')]).toEqual(['40', '0']);
    expect((await server.call('GET', '/v1/breaks/1')).body).toMatchObject({
      state: 'closed',
      executionKey: KEY,
      ending: 'it is assigned to A1',
    });
    // Told again it is the first answer, whoever says so.
    const again = await server.call('POST', '/v1/suspense/assign', said());
    expect(again).toMatchObject({ status: 200, body });
    expect(await qtyOf(server, 'A1')).toBe('40');
  });
  it('gives it to an order, whose story has it', async () => {
    const server = await deskServer();
    const { orderId } = (await server.call('POST', '/v1/orders', buy('c1'))).body;
    await stray(server);
    const { body } = await server.call('POST', '/v1/suspense/assign', said({ account: undefined, orderId }));
    expect(body).toMatchObject({ account: 'A1', orderId, childId: 'C-20261121-1' });
    expect((await server.call('GET', `/v1/orders/${orderId}`)).body).toMatchObject({ cumQty: '40', avgPx: '10' });
    const { steps } = (await server.call('GET', `/v1/orders/${orderId}/explain`)).body.days[0];
    expect(steps.map(({ what }: { what: string }) => what)).toContainEqual(expect.stringContaining('they called'));
  });
  it('says which rule it breaks', async () => {
    const server = await deskServer();
    await stray(server);
    const refusal = async (over: Record<string, unknown>) => {
      const { status, body } = await server.call('POST', '/v1/suspense/assign', said(over));
      return [status, body.type, body.check];
    };
    expect(await refusal({ clOrdId: 'x1', executionKey: 'NONE' })).toEqual([
      404,
      '/problems/unknown-execution',
      'unknownExecution',
    ]);
    expect(await refusal({ clOrdId: 'x2', account: undefined, orderId: 'O-20261121-7' })).toEqual([
      404,
      '/problems/unknown-order',
      'unknownOrder',
    ]);
    expect(await refusal({ clOrdId: 'x3', account: 'A9' })).toEqual([422, '/problems/request-refused', 'unknownAccount']);
    for (const over of [
      { account: undefined },
      { orderId: 'O-20261121-1' },
      { person: undefined },
      { reason: '' },
      { account: undefined, orderId: 'x' },
    ])
      expect(
        (await server.call('POST', '/v1/suspense/assign', said({ clOrdId: 'x4', ...over }))).status,
        JSON.stringify(over),
      ).toBe(400);
    expect(await qtyOf(server, 'SUSPENSE')).toBe('40');
  });
});
