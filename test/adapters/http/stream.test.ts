import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deskClient } from '../../../src/adapters/http/client/client.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { DAY } from '../../support/desk.ts';
import { buy, type DeskServer, deskServer } from './desk-server.ts';
import { type Heard, listenUntil, moment } from './stream-client.ts';

const MIDNIGHT = ((DAY + 1) * 86_400_000_000) as Micros;
const idsOf = ({ desk }: DeskServer): string[] => {
  let day = '';
  return desk.published.map(({ event, position }) => {
    if (event.type === 'DayOpened') day = event.day === DAY ? '2026-11-21' : '2026-11-22';
    return `${day}:${position}`;
  });
};
const last = (heard: readonly Heard[]): string | undefined => heard.at(-1)?.id;

describe('GET /v1/stream', () => {
  it('tells each record once it is durable: id, type, JSON form', async () => {
    const server = await deskServer();
    const before = server.views.head.position;
    const listening = listenUntil(`${server.url}/v1/stream`, {}, (heard) => heard.length >= 3);
    await moment(50);
    await server.call('POST', '/v1/orders', buy('c1'));
    const { heard } = await listening;
    expect(heard.map(({ event }) => event)).toEqual(['NewOrderRequested', 'OrderAccepted', 'ChildRouted']);
    expect(heard[0]?.id).toBe(`2026-11-21:${before + 1}`);
    const { body } = await server.call('GET', `/v1/days/2026-11-21/events?cursor=${before + 1}`);
    expect(heard.map(({ data }) => JSON.parse(data))).toEqual(body.events);
  });

  it('resumes from the journal by header or by query, from any place of the day', async () => {
    const server = await deskServer();
    for (let i = 0; i < 5; i += 1) await server.call('POST', '/v1/orders', buy(`c${i}`, { qty: '1' }));
    const ids = idsOf(server);
    const all = await listenUntil(`${server.url}/v1/stream?lastEventId=2026-11-21:0`, {}, (heard) => heard.length >= ids.length);
    expect(all.heard.map(({ id }) => id)).toEqual(ids);
    const some = await listenUntil(
      `${server.url}/v1/stream`,
      { lastEventId: '2026-11-21:9' },
      (heard) => last(heard) === ids.at(-1),
    );
    expect(some.heard.map(({ id }) => id)).toEqual(ids.slice(9));
  });

  it('a client cut off 20 times at random hears every event once and in order, also over a roll of the day', async () => {
    const clock = virtualClock((MIDNIGHT - 3_600_000_000) as Micros);
    const server = await deskServer({ clock });
    const random = fc.sample(fc.integer({ min: 1, max: 20_000 }), 20);
    const ids = (): string[] => idsOf(server);
    let trading = true;
    const trade = async (): Promise<void> => {
      for (let i = 0; trading; i += 1) {
        await server.call('POST', '/v1/orders', buy(`c${i}`, { qty: '1', timeInForce: 'gtc' }));
        if (i === 40) clock.runUntil((MIDNIGHT + 1_000_000) as Micros);
        await moment(i % 3);
      }
    };
    const traded = trade();

    const heard: Heard[] = [];
    for (const cutAfterBytes of random) {
      const lastEventId = last(heard) ?? '2026-11-21:0';
      heard.push(...(await listenUntil(`${server.url}/v1/stream`, { lastEventId, cutAfterBytes }, () => false)).heard);
    }
    await expect.poll(() => server.views.head.day, { timeout: 20_000 }).toBe(DAY + 1);
    trading = false;
    await traded;
    await server.desk.engine.quiet();
    const end = ids().at(-1);
    const rest = await listenUntil(`${server.url}/v1/stream`, { lastEventId: last(heard) }, (said) => last(said) === end);
    heard.push(...rest.heard);
    expect(heard.map(({ id }) => id)).toEqual(ids());
    expect(heard.some(({ id }) => id.startsWith('2026-11-22:'))).toBe(true);
  });

  it('the client library connects again by itself, and misses nothing', async () => {
    const server = await deskServer();
    const over = new AbortController();
    const heard: string[] = [];
    const following = (async () => {
      for await (const { id } of deskClient({ url: server.url }).follow({ lastEventId: '2026-11-21:0', signal: over.signal }))
        heard.push(id);
    })();
    for (let i = 0; i < 6; i += 1) {
      await server.call('POST', '/v1/orders', buy(`c${i}`, { qty: '1' }));
      await moment(60);
      server.http.server.closeAllConnections();
    }
    const ids = idsOf(server);
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(ids.length);
    over.abort();
    await following;
    expect(heard).toEqual(ids);
  });

  it('a client that was cut off before its first event misses nothing either', async () => {
    const server = await deskServer();
    const before = server.views.head.position;
    const over = new AbortController();
    const following = deskClient({ url: server.url }).follow({ signal: over.signal });
    const first = following.next();
    await moment(100);
    server.http.server.closeAllConnections();
    await server.call('POST', '/v1/orders', buy('c1')); // While nobody is connected.
    expect((await first).value).toMatchObject({ id: `2026-11-21:${before + 1}`, record: { type: 'NewOrderRequested' } });
    over.abort();
    await following.return(undefined);
  });

  it('does not guess a place that there is not', async () => {
    const { call, url } = await deskServer();
    for (const [id, status] of [
      ['2026-11-21:999', 400],
      ['yesterday:1', 400],
      ['2026-02-30:1', 400],
      ['2026-11-20:1', 404],
    ] as const) {
      expect((await call('GET', '/v1/stream', undefined, { 'last-event-id': id })).status).toBe(status);
      expect((await call('GET', `/v1/stream?lastEventId=${id}`)).status).toBe(status);
    }
    const following = deskClient({ url }).follow({ lastEventId: '2026-11-20:1' });
    await expect(following.next()).rejects.toMatchObject({ status: 404 });
  });

  it('gives signs of life, and says goodbye when the desk closes', async () => {
    const server = await deskServer({ limits: { heartbeatMs: 30 } });
    const listening = listenUntil(`${server.url}/v1/stream`, {}, () => false);
    // However long this machine takes to connect the two.
    await expect
      .poll(async () => (await server.call('GET', '/metrics')).body, { timeout: 5_000 })
      .toContain('daybook_streams{kind="sse"} 1');
    await moment(120);
    await server.http.close();
    const { text } = await listening;
    expect(text).toContain(': still here');
    expect(text).toContain('event: cutOff\ndata: {"reason":"closing"}');
  });

  it('cuts off a client that does not read, and serves the others', async () => {
    const server = await deskServer({ limits: { waitingBytesMax: 20_000 } });
    const { port } = new URL(server.url);
    const sleeper = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => sleeper.once('connect', resolve));
    sleeper.write('GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
    sleeper.pause();
    const end = 3_000;
    const listening = listenUntil(`${server.url}/v1/stream`, {}, (heard) => heard.length >= end);
    await moment(50);
    let text = '';
    for (let i = 0; i < 200 && !text.includes('slowConsumer'); i += 1) {
      const orders = Array.from({ length: 100 }, (_, n) => buy(`c${i}-${n}`, { qty: '9999' }));
      await server.call('POST', '/v1/orders/batch', { orders });
      text = (await server.call('GET', '/metrics')).body;
    }
    expect(text).toContain('daybook_streams_cut_off_total{why="slowConsumer"} 1');
    expect((await listening).heard.length).toBeGreaterThanOrEqual(end);
    sleeper.destroy();
  });
});
