import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deskClient } from '../../src/adapters/http/client/client.ts';
import { daybook } from '../adapters/cli/rig.ts';
import { SYMBOLS, startServe } from './serve-process.ts';
import { openTwoProcesses } from './two-processes.ts';

const MINUTE = 60_000;
const ORDERS = 5;

/** Orders far from the market, some at each of two venues, acknowledged. */
const rest = async (url: string, prefix: string): Promise<readonly string[]> => {
  const desk = deskClient({ url, retriesMax: 0 });
  const symbol = SYMBOLS[0] as string;
  const bid = Number((await desk.book(symbol)).bids[0]?.price);
  const price = (Math.floor(bid * 90) / 100).toFixed(2);
  const ids: string[] = [];
  for (let n = 0; n < 2 * ORDERS; n += 1) {
    const route = { venue: n < ORDERS ? 'ALPHA' : 'BETA' };
    const order = {
      clOrdId: `${prefix}${n}`,
      account: 'A1',
      symbol,
      side: 'buy',
      ordType: 'limit',
      qty: '10',
      price,
      timeInForce: 'gtc',
      route,
    } as const;
    ids.push((await desk.placeOrder(order)).orderId);
  }
  for (const id of ids) await expect.poll(async () => (await desk.order(id)).ordStatus, { timeout: 20_000 }).toBe('new');
  return ids;
};

describe('processes that end with orders open', () => {
  let both: Awaited<ReturnType<typeof openTwoProcesses>>;
  beforeAll(async () => {
    both = await openTwoProcesses(1);
    const { configFile } = both.at;
    const config = JSON.parse(readFileSync(configFile, 'utf8')) as object;
    writeFileSync(configFile, JSON.stringify({ ...config, shutdown: { orders: 'cancel', waitMs: 1_000 } }));
  }, MINUTE);
  afterAll(async () => {
    await both.endOfTest();
    await both.close();
  });
  const emergency = (...more: readonly string[]) =>
    daybook(
      'emergency-cancel',
      'ALPHA',
      '--config',
      both.at.configFile,
      '--journal',
      `sqlite:${both.at.journalDir}`,
      '--reason',
      'the desk died',
      '--json',
      ...more,
    );

  it('emergency-cancel gets out of one venue, of which nothing is left, and of that alone; serve goes on from there', {
    timeout: 3 * MINUTE,
  }, async () => {
    const desk = await startServe(both.spawnDesk());
    await both.trading(desk.url);
    await rest(desk.url, 'e');
    const refused = await emergency();
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('process') });
    desk.kill();
    await desk.ended;
    // Nobody here sent it, and it is got rid of with the others.
    const foreign = { symbol: SYMBOLS[0], side: 'buy', qty: '7', price: '1.00' };
    const act = await fetch(`${both.exchangeUrl}/admin/venues/ALPHA/foreign-order`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(foreign),
    });
    expect(act.status, await act.text()).toBe(200);

    const copied = await emergency('--copy-to', `sqlite:${join(both.folder, 'copy')}`);
    expect(copied.stderr).toBe('');
    expect({ ...copied, stdout: JSON.parse(copied.stdout) }).toMatchObject({
      code: 0,
      stdout: { venue: 'ALPHA', orders: ORDERS, left: [], listed: [] },
    });
    const verified = await daybook('verify', 'latest', '--journal', `sqlite:${join(both.folder, 'copy')}`);
    expect(verified.code).toBe(0);

    // In the original nothing of this was written: there they are found to be over.
    const again = await emergency();
    expect({ code: again.code, ...JSON.parse(again.stdout) }).toMatchObject({ code: 0, connected: true, left: [], listed: [] });
    const next = await startServe(both.spawnDesk());
    await both.trading(next.url);
    const client = deskClient({ url: next.url });
    const open = (await client.orders({ open: 'true' })).orders;
    expect(open.map(({ children }) => children[0]?.venue)).toEqual(Array.from({ length: ORDERS }, () => 'BETA'));
    expect((await client.kills()).kills).toMatchObject([{ scope: 'venue', id: 'ALPHA', reason: 'the desk died' }]);
    await client.resume({ clOrdId: 'r1', scope: 'venue', id: 'ALPHA', reason: 'all is well' });
    next.stop();
    expect(await next.ended).toBe(0);
  });

  it('serve that ends while its venues are gone names what it leaves, and exits with 1', { timeout: 2 * MINUTE }, async () => {
    const desk = await startServe(both.spawnDesk());
    await both.trading(desk.url);
    await rest(desk.url, 's');
    await both.killExchange();
    await pause(500);
    desk.stop();
    expect(await desk.ended).toBe(1);
  });
});
