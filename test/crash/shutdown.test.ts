import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deskClient } from '../../src/adapters/http/client/client.ts';
import { daybook, folder } from '../adapters/cli/rig.ts';
import { premises, SERVE, SYMBOLS } from './serve-process.ts';

/** `serve` on a folder of its own, ended as a person would end it. */
const served = async (shutdown: object) => {
  const { dir, remove } = folder();
  onTestFinished(remove);
  const { journalDir, configFile } = premises(dir, 1);
  writeFileSync(configFile, JSON.stringify({ ...JSON.parse(readFileSync(configFile, 'utf8')), shutdown }));
  const store = `sqlite:${journalDir}`;
  const child = spawn(
    process.execPath,
    [...SERVE, '--config', configFile, '--journal', store, '--port', '0', '--log', 'silent'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [line] = await new Promise<string[]>((resolve) => createInterface(child.stdout).once('line', (text) => resolve([text])));
  const { listening: url } = JSON.parse(line as string) as { listening: string };
  const desk = deskClient({ url, retriesMax: 0 });
  await expect.poll(async () => (await desk.mode()).mode, { timeout: 20_000 }).toBe('normal');
  return { child, desk, ended, store, stderr: () => stderr };
};

/** An order that rests far from the market, acknowledged. */
const rests = async (desk: ReturnType<typeof deskClient>, clOrdId: string): Promise<string> => {
  const symbol = SYMBOLS[0] as string;
  await expect.poll(async () => (await desk.book(symbol)).bids.length, { timeout: 20_000 }).toBeGreaterThan(0);
  const bid = Number((await desk.book(symbol, 50)).bids[0]?.price);
  const price = (Math.floor(bid * 90) / 100).toFixed(2);
  const order = {
    clOrdId,
    account: 'A1',
    symbol,
    side: 'buy',
    ordType: 'limit',
    qty: '10',
    price,
    timeInForce: 'gtc',
    route: { venue: 'ALPHA' },
  } as const;
  const { orderId } = await desk.placeOrder(order);
  await expect.poll(async () => (await desk.order(orderId)).ordStatus, { timeout: 10_000 }).toBe('new');
  return orderId;
};

describe('serve ends in order', () => {
  it('on SIGTERM: cancels what works, as configured, and exits with 0', async () => {
    const { child, desk, ended, store } = await served({ orders: 'cancel' });
    const orderId = await rests(desk, 'c1');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect((await daybook('explain', orderId, '--journal', store)).stdout).toMatch(/canceled/);
    const told = await daybook('events', 'latest', '--journal', store, '--type', 'ShutdownReported', '--json');
    expect(told.stdout).toContain('"live":0');
  });

  it('by POST /v1/shutdown: takes nothing new, leaves what works, seals the day if asked, and verifies', async () => {
    const { desk, ended, store } = await served({ orders: 'leave', waitMs: 2_000 });
    await rests(desk, 'c1');
    const answer = await desk.shutdown({ clOrdId: 's1', person: 'Ann', reason: 'maintenance', day: 'seal' });
    expect(answer).toMatchObject({ orders: 'leave', sealsDay: true, person: 'Ann' });
    expect(await ended).toBe(0);
    expect((await daybook('days', '--journal', store)).stdout).toContain('sealed');
    expect(await daybook('verify', '--journal', store)).toMatchObject({ code: 0 });
    const told = await daybook('events', 'latest', '--journal', store, '--type', 'ShutdownReported', '--json');
    expect(told.stdout).toContain('"live":1');
  });

  it('at once on a second signal', async () => {
    const other = await served({ orders: 'cancel', waitMs: 600_000 });
    await rests(other.desk, 'c1');
    other.child.kill('SIGINT');
    other.child.kill('SIGTERM');
    expect(await other.ended).toBeTypeOf('number');
  });
});
