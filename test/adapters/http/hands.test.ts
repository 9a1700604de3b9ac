import { describe, expect, it } from 'vitest';
import { buy, type DeskServer, deskServer } from './desk-server.ts';

let asked = 0;
const said = (over: Record<string, unknown> = {}) => ({
  clOrdId: `h${(asked += 1)}`,
  person: 'Ada Meier',
  reason: 'they called',
  ...over,
});
/** An order at ALPHA; its id, and that of the request that placed it. */
const placed = async ({ call, sent }: DeskServer, clOrdId = 'c1'): Promise<{ orderId: string; sentId: string }> => {
  const { body } = await call('POST', '/v1/orders', buy(clOrdId));
  return { orderId: body.orderId, sentId: sent().at(-1) as string };
};
const positionOf = async ({ call }: DeskServer) => (await call('GET', '/v1/positions?account=A1')).body.positions[0];
const story = async ({ call }: DeskServer, orderId: string): Promise<string> =>
  JSON.stringify((await call('GET', `/v1/orders/${orderId}/explain`)).body);

describe('what people do by hand', () => {
  it('closes an order that nothing else ends, and says who did', async () => {
    const server = await deskServer();
    const { orderId, sentId } = await placed(server);
    const early = await server.call('POST', `/v1/orders/${orderId}/force-close`, said());
    expect(early).toMatchObject({ status: 422, body: { type: '/problems/request-refused', check: 'notInDoubt' } });
    await server.venueSays({ execType: 'new', sentId });
    await server.venueSays({ execType: 'replaced', sentId, orderQty: '80' });
    const ask = said({ as: 'expired' });
    const { status, body } = await server.call('POST', `/v1/orders/${orderId}/force-close`, ask);
    expect({ status, body }).toMatchObject({ status: 200, body: { request: 'forceClose', orderId, person: 'Ada Meier' } });
    expect((await server.call('GET', `/v1/orders/${orderId}`)).body).toMatchObject({ ordStatus: 'expired', leavesQty: '0' });
    expect(await story(server, orderId)).toContain('they called');
    expect(await server.call('POST', `/v1/orders/${orderId}/force-close`, ask)).toMatchObject({ status: 200, body });
    expect((await server.call('POST', '/v1/orders/O-20261121-9/force-close', said())).body.type).toBe('/problems/unknown-order');
    expect((await server.call('POST', '/v1/requests/NONE/force-close', said())).body.type).toBe('/problems/unknown-request');
    expect((await server.call('POST', '/v1/orders/c1/force-close', said())).status).toBe(400);
  });
  it('corrects an execution, and takes it back', async () => {
    const server = await deskServer();
    const { orderId, sentId } = await placed(server);
    await server.venueSays({ execType: 'trade', sentId, execId: 'E1', lastQty: '40', lastPx: '10.00' });
    const correction = { orderId, executionKey: 'E1/2026-11-21', lastQty: '30', lastPx: '9.99' };
    const { body } = await server.call('POST', '/v1/executions/correct', said(correction));
    expect(body).toMatchObject({ request: 'correctFill', account: 'A1', orderId, childId: 'C-20261121-1' });
    expect(await positionOf(server)).toMatchObject({ qty: '30' });
    await server.call('POST', '/v1/executions/correct', said({ ...correction, lastQty: '0' }));
    expect(await positionOf(server)).toMatchObject({ qty: '0' });
    expect((await server.call('POST', '/v1/executions/correct', said({ ...correction, executionKey: 'E9' }))).body).toMatchObject(
      {
        status: 404,
        type: '/problems/unknown-execution',
      },
    );
  });
  it('adjusts a position, and its profit with it', async () => {
    const server = await deskServer();
    const change = { account: 'A1', symbol: 'ACME', qty: '40', px: '10.00' };
    const { body } = await server.call('POST', '/v1/positions/adjust', said(change));
    expect(body).toMatchObject({ request: 'adjust', account: 'A1' });
    await server.call('POST', '/v1/positions/adjust', said({ ...change, qty: '-40', px: '10.10' }));
    expect(await positionOf(server)).toMatchObject({ qty: '0', realizedPnl: '4' });
    const refused = await server.call('POST', '/v1/positions/adjust', said({ ...change, qty: '0' }));
    expect(refused).toMatchObject({ status: 422, body: { check: 'qty' } });
  });
  it('says how much was executed where the venue miscounts', async () => {
    const server = await deskServer();
    const { orderId, sentId } = await placed(server);
    await server.venueSays({ execType: 'canceled', sentId, cumQty: '40', leavesQty: '0', transactTime: server.clock.now() });
    const { body } = await server.call('POST', `/v1/requests/${sentId}/count`, said({ cumQty: '0' }));
    expect(body).toMatchObject({ request: 'declareCount', orderId, childId: 'C-20261121-1' });
    expect((await server.call('GET', '/v1/breaks/1')).body).toMatchObject({ state: 'closed', ending: 'they called' });
    expect((await server.call('POST', `/v1/requests/${sentId}/count`, said({ cumQty: '0' }))).body.check).toBe('nothingMissing');
  });
});
