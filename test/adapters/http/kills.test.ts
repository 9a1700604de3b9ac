import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { daybook } from '../cli/rig.ts';
import { buy, type DeskServer, deskServer } from './desk-server.ts';

const DESK = { scope: 'desk', id: '*' };
const ack = ({ venueSays, sent }: DeskServer, n: number): Promise<void> =>
  venueSays({ execType: 'new', sentId: sent()[n], venueOrderId: `V${n}` });

describe('GET /v1/kills', () => {
  it('shows who pulled it, why, since when and what is left, and reports once every answer is in', async () => {
    const server = await deskServer();
    const { call, desk, sent, venueSays } = server;
    await call('POST', '/v1/orders', buy('c1'));
    await call('POST', '/v1/orders', buy('c2'));
    await ack(server, 0);
    await ack(server, 1);
    const answer = await call('POST', '/v1/kill', { clOrdId: 'k1', reason: 'too fast' });
    await desk.engine.quiet();
    const before = (await call('GET', '/v1/kills')).body;
    expect(before.kills).toMatchObject([
      { ...DESK, reason: 'too fast', by: 'operator:http', openOrders: 2, left: expect.any(Array) },
    ]);
    expect(before.reports).toMatchObject([{ ...DESK, workId: answer.body.workId, state: 'waiting', orders: 2 }]);
    await venueSays({ execType: 'canceled', sentId: sent()[0] });
    await venueSays({ execType: 'canceled', sentId: sent()[1] });
    const after = (await call('GET', '/v1/kills')).body;
    expect(after.reports).toMatchObject([
      { state: 'reported', orders: 2, canceled: 2, filled: 0, failed: 0, unknown: 0, left: [] },
    ]);
    expect(after.kills).toMatchObject([{ openOrders: 0, left: [] }]);
  });

  it('names what a silent venue leaves, when the time for answers is over', async () => {
    const server = await deskServer();
    const { call, clock, desk } = server;
    await call('POST', '/v1/orders', buy('c1'));
    await ack(server, 0);
    await call('POST', '/v1/kill', { clOrdId: 'k1', scope: 'firm', reason: 'a drill' });
    await desk.engine.quiet();
    clock.runUntil((clock.now() + 4_000_000) as Micros);
    await desk.engine.quiet();
    expect((await call('GET', '/v1/kills')).body.reports).toMatchObject([
      { scope: 'firm', state: 'reported', unknown: 1, left: ['O-20261121-1'] },
    ]);
    expect((await call('POST', '/v1/orders', buy('c2'))).body).toMatchObject({
      status: 422,
      check: 'killSwitch',
      scope: 'the firm',
    });
  });
});

describe('daybook kill and resume', () => {
  it('pull the switch, wait for the report, and let trading go on', async () => {
    const server = await deskServer();
    const { url, call } = server;
    const killed = await daybook('kill', 'account', 'A1', '--reason', 'a drill', '--url', url);
    expect(killed).toMatchObject({ code: 0, stdout: expect.stringContaining('account A1: 0 orders') });
    expect((await call('POST', '/v1/orders', buy('c1'))).status).toBe(422);
    expect(await daybook('resume', 'account', 'A1', '--reason', 'over', '--url', url)).toMatchObject({ code: 0 });
    expect((await call('POST', '/v1/orders', buy('c2'))).status).toBe(201);
    const again = await daybook('resume', 'account', 'A1', '--reason', 'over', '--url', url);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('no kill switch') });
  });
  it('ends with 1 and names what is still live', async () => {
    const server = await deskServer();
    await server.call('POST', '/v1/orders', buy('c1'));
    await ack(server, 0);
    const killed = await daybook('kill', '--reason', 'a drill', '--wait', '0', '--url', server.url);
    expect(killed).toMatchObject({ code: 1, stdout: expect.stringContaining('not every venue has answered') });
    const { sent, venueSays } = server;
    await server.desk.engine.quiet();
    server.alpha.onMessage = () => {};
    await venueSays({ execType: 'canceled', sentId: sent()[0] });
    expect(JSON.parse((await daybook('kill', '--reason', 'again', '--json', '--url', server.url)).stdout)).toMatchObject({
      left: [],
    });
  });
});
