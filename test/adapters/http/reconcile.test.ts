import { describe, expect, it } from 'vitest';
import { configTerms, venueTerms } from '../../support/desk.ts';
import { daybook } from '../cli/rig.ts';
import { buy, deskServer } from './desk-server.ts';

const asking = () => deskServer({ config: configTerms({ venues: [venueTerms('ALPHA', { listsOpenOrders: true })] }) });
type Server = Awaited<ReturnType<typeof asking>>;
const alphaOf = async ({ call }: Server) => (await call('GET', '/v1/venues')).body.venues[0];
const levelled = (server: Server): Promise<void> => expect.poll(async () => (await alphaOf(server)).level).toBe(true);

describe('the level of a venue over HTTP', () => {
  it('is shown with how long it took, and what the last comparison found; orders go there', async () => {
    const server = await asking();
    await levelled(server);
    expect(await alphaOf(server)).toMatchObject({ state: 'up', toLevelMs: 0, compared: { cause: 'recovery', outcome: 'done' } });
    expect((await server.call('POST', '/v1/orders', buy('c1'))).body).toMatchObject({ ordStatus: 'pendingNew' });
    expect(server.sent()).toHaveLength(1);
  });
});

describe('a comparison that a person asks for', () => {
  it('is begun, refused with the rule, and its end is shown', async () => {
    const server = await asking();
    await levelled(server);
    const asked = await server.call('POST', '/v1/venues/ALPHA/reconcile', { clOrdId: 'r1', person: 'Ann', reason: 'odd' });
    expect(asked).toMatchObject({ status: 200, body: { clOrdId: 'r1', person: 'Ann', venue: 'ALPHA', queryId: 3 } });
    await expect.poll(async () => (await alphaOf(server)).compared.cause).toBe('asked');
    expect(
      await server.call('POST', '/v1/venues/NOWHERE/reconcile', { clOrdId: 'r2', person: 'Ann', reason: 'odd' }),
    ).toMatchObject({
      status: 404,
      body: { check: 'unknownVenue' },
    });
    expect(
      await server.call('POST', '/v1/venues/NOWHERE/release', { clOrdId: 'r3', person: 'Ann', reason: 'odd' }),
    ).toMatchObject({ status: 404, body: { check: 'unknownVenue' } });
  });

  it('is asked for by the command, which waits for it and says what it found', async () => {
    const server = await asking();
    await levelled(server);
    const rows = [{ venueOrderId: 'V9', symbol: 'ACME', side: 'buy' as const, qty: '5', cumQty: '0', leavesQty: '5' }];
    server.alpha.openOrders = () => Promise.resolve({ asOf: server.clock.now(), total: 1, rows });
    const said = await daybook('reconcile', 'ALPHA', '--reason', 'odd', '--url', server.url, '--json');
    expect(said.code, said.stderr).toBe(0);
    expect(JSON.parse(said.stdout)).toMatchObject({
      venue: 'ALPHA',
      cause: 'asked',
      orders: 1,
      differences: 1,
      breaks: [{ what: 'externalOrder', venue: 'ALPHA' }],
    });
  });
});
