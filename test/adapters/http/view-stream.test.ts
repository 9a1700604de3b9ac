import { describe, expect, it } from 'vitest';
import { buy, deskServer } from './desk-server.ts';
import { listenUntil, moment } from './stream-client.ts';

describe('GET /v1/stream?view=', () => {
  it('tells how the positions stand: at once, and after each change that the client had time for', async () => {
    const server = await deskServer({ limits: { viewEveryMs: 30 } });
    await server.call('POST', '/v1/orders', buy('c1'));
    const listening = listenUntil(
      `${server.url}/v1/stream?view=positions`,
      {},
      (heard) => heard.at(-1)?.data.includes('"qty":"100"') === true,
    );
    await moment(50);
    for (let i = 1; i <= 50; i += 1)
      await server.venueSays({ execType: 'trade', sentId: server.sent()[0], execId: `E${i}`, lastQty: '2', lastPx: '10.00' });
    const { heard } = await listening;
    expect(heard[0]?.data).toBe('[]');
    expect(heard.length).toBeLessThan(25); // Fifty changes, conflated.
    expect(heard.at(-1)?.event).toBe('positions');
    const { body } = await server.call('GET', '/v1/positions');
    expect(JSON.parse(heard.at(-1)?.data ?? '')).toEqual(body.positions);
  });

  it('tells of orders those that changed, beginning with all that are open', async () => {
    const server = await deskServer({ limits: { viewEveryMs: 10 } });
    for (const id of ['c1', 'c2']) await server.call('POST', '/v1/orders', buy(id, { qty: '1' }));
    await server.call('POST', '/v1/orders', buy('c3', { qty: '9999' }));
    const listening = listenUntil(`${server.url}/v1/stream?view=orders`, {}, (heard) => heard.length === 2);
    await moment(50);
    await server.venueSays({ execType: 'trade', sentId: server.sent()[1], execId: 'E1', lastQty: '1', lastPx: '10.00' });
    const [open, changed] = (await listening).heard.map(({ data }) => JSON.parse(data));
    expect(open.map(({ clOrdId }: { clOrdId: string }) => clOrdId)).toEqual(['c1', 'c2']);
    expect(changed).toMatchObject([{ clOrdId: 'c2', ordStatus: 'filled' }]);
  });

  it('tells of kills and of venues', async () => {
    const server = await deskServer({ limits: { viewEveryMs: 10 } });
    const risk = listenUntil(`${server.url}/v1/stream?view=risk`, {}, (heard) => heard.at(-1)?.data.includes('stop it') === true);
    const venues = listenUntil(`${server.url}/v1/stream?view=venues`, {}, (heard) => heard.length === 1);
    await moment(50);
    await server.call('POST', '/v1/kill', { clOrdId: 'k1', reason: 'stop it' });
    expect(JSON.parse((await risk).heard.at(-1)?.data ?? '')).toMatchObject([{ kills: [{ reason: 'stop it' }] }]);
    expect(JSON.parse((await venues).heard[0]?.data ?? '')).toMatchObject([
      { venue: 'ALPHA', state: 'up' },
      { venue: 'BETA' },
      { venue: 'DARK' },
    ]);
    expect((await server.call('GET', '/v1/stream?view=weather')).status).toBe(400);
  });
});
