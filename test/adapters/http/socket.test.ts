import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buy, type DeskServer, deskServer } from './desk-server.ts';
import { moment } from './stream-client.ts';

type Said = Readonly<{ type: string; id?: unknown; status?: number; body?: Record<string, unknown>; [key: string]: unknown }>;

/** A client on a WebSocket: says, and waits for the answer with the same id. */
const talk = async ({ url }: DeskServer) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`);
  const heard: Said[] = [];
  const waiting = new Map<unknown, (said: Said) => void>();
  let closed: { code: number } | undefined;
  socket.addEventListener('message', ({ data }) => {
    const said = JSON.parse(String(data)) as Said;
    heard.push(said);
    if (said.type === 'answer') waiting.get(said.id)?.(said);
  });
  socket.addEventListener('close', ({ code }) => (closed = { code }));
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  onTestFinished(() => socket.close());
  let n = 0;
  const ask = (message: Record<string, unknown>): Promise<Said> => {
    n += 1;
    const id = `m${n}`;
    socket.send(JSON.stringify({ id, ...message }));
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  return { socket, heard, ask, closed: () => closed };
};

/** Subscribes to the events over a bare connection, and then does not read. */
const sleepingFollower = async ({ url }: DeskServer): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const head = ['Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
  socket.write(`GET /v1/ws HTTP/1.1\r\n${head.join('\r\n')}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
  await once(socket, 'data');
  const text = Buffer.from('{"type":"subscribe","id":1,"to":"events"}');
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text])); // A final text frame, masked with zeros.
  await once(socket, 'data');
  socket.pause();
  return socket;
};

describe('WS /v1/ws', () => {
  it('takes orders, amendments and cancels, and answers as HTTP would', async () => {
    const server = await deskServer();
    const { ask } = await talk(server);
    const first = await ask({ type: 'new', order: buy('c1') });
    expect(first).toMatchObject({ status: 201, body: { orderId: 'O-20261121-1', ordStatus: 'pendingNew' } });
    expect(await ask({ type: 'new', order: buy('c1') })).toMatchObject({ status: 200, body: first.body });
    expect((await server.call('POST', '/v1/orders', buy('c1'))).body).toEqual(first.body);
    expect(await ask({ type: 'new', order: buy('c1', { qty: '1' }) })).toMatchObject({ status: 409 });
    expect(await ask({ type: 'new', order: buy('c2', { qty: '9999' }) })).toMatchObject({
      status: 422,
      body: { check: 'maxQty' },
    });
    await server.venueSays({ execType: 'new', sentId: server.sent()[0], venueOrderId: 'V1' });
    const amended = await ask({ type: 'replace', order: 'c1', amendment: { clOrdId: 'r1', qty: '120' } });
    expect(amended).toMatchObject({ status: 202, body: { request: 'replace', qty: '120' } });
    const cancel = { type: 'cancel', order: 'O-20261121-1', clOrdId: 'x1', account: 'A1' };
    expect(await ask(cancel)).toMatchObject({ status: 202, body: { request: 'cancel' } });
    expect(await ask(cancel)).toMatchObject({ status: 200, body: { request: 'cancel' } });
    expect(await ask({ ...cancel, order: 'nope', clOrdId: 'x2' })).toMatchObject({ status: 404 });
  });

  it('answers what it cannot read, and goes on', async () => {
    const server = await deskServer();
    const { ask, socket, heard } = await talk(server);
    expect(await ask({ type: 'new', order: buy('c1', { qty: 1 }) })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'order.qty' }] },
    });
    expect(await ask({ type: 'sing' })).toMatchObject({ status: 400 });
    for (const nonsense of ['{', '[]', 'null', '7']) socket.send(nonsense);
    await expect.poll(() => heard.filter(({ id, status }) => id === null && status === 400).length).toBe(4);
    expect(await ask({ type: 'new', order: buy('c1') })).toMatchObject({ status: 201 });
  });

  it('keeps apart the answers of many asks in flight', async () => {
    const server = await deskServer();
    const { ask } = await talk(server);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => ask({ type: 'new', order: buy(`c${i}`, { qty: '1' }) })),
    );
    expect(answers.map(({ body }) => body?.clOrdId)).toEqual(answers.map((_, i) => `c${i}`));
  });

  it('follows the events from a place, once and in order, one message a commit', async () => {
    const server = await deskServer();
    const { ask, heard } = await talk(server);
    await ask({ type: 'new', order: buy('c1') });
    expect(await ask({ type: 'subscribe', to: 'events', lastEventId: '2026-11-21:0' })).toMatchObject({ status: 200 });
    for (let i = 2; i < 6; i += 1) await ask({ type: 'new', order: buy(`c${i}`, { qty: '1' }) });
    const positions = (): number[] =>
      heard.flatMap(({ type, events }) =>
        type === 'events' ? (events as { position: number }[]).map(({ position }) => position) : [],
      );
    const { position } = server.views.head;
    await expect.poll(() => positions().length).toBe(position);
    expect(positions()).toEqual(Array.from({ length: position }, (_, i) => i + 1));
    expect(heard.findLast(({ type }) => type === 'events')?.lastEventId).toBe(`2026-11-21:${position}`);

    await ask({ type: 'unsubscribe', to: 'events' });
    await ask({ type: 'new', order: buy('c9', { qty: '1' }) });
    await moment(30);
    expect(positions()).toHaveLength(position);
    expect(await ask({ type: 'subscribe', to: 'events', lastEventId: '2026-11-21:9999' })).toMatchObject({ status: 400 });
  });

  it('follows a view', async () => {
    const server = await deskServer({ limits: { viewEveryMs: 10 } });
    const { ask, heard } = await talk(server);
    await ask({ type: 'subscribe', to: 'positions' });
    await ask({ type: 'new', order: buy('c1') });
    await server.venueSays({ execType: 'trade', sentId: server.sent()[0], execId: 'E1', lastQty: '40', lastPx: '10.00' });
    await expect
      .poll(() => heard.findLast(({ type }) => type === 'view'))
      .toMatchObject({ view: 'positions', rows: [{ qty: '40' }] });
  });

  it('cuts off a client that does not read, and serves the others', async () => {
    const server = await deskServer({ limits: { waitingBytesMax: 20_000 } });
    const sleeper = await sleepingFollower(server);
    const { ask, closed } = await talk(server);
    await ask({ type: 'subscribe', to: 'events' });
    let text = '';
    for (let i = 0; i < 200 && !text.includes('slowConsumer'); i += 1) {
      const orders = Array.from({ length: 100 }, (_, n) => buy(`c${i}-${n}`, { qty: '9999' }));
      await server.call('POST', '/v1/orders/batch', { orders });
      text = (await server.call('GET', '/metrics')).body;
    }
    expect(text).toContain('daybook_streams_cut_off_total{why="slowConsumer"} 1');
    expect(closed()).toBeUndefined();
    sleeper.destroy();
  });

  it('does not let a web page of somebody else in, nor a message that is too large', async () => {
    const server = await deskServer();
    const stranger = await server.http
      .injectWS('/v1/ws', { headers: { origin: 'https://evil.example', host: 'localhost' } })
      .then(
        () => 'let in',
        (error: Error) => error.message,
      );
    expect(stranger).toContain('421');
    const { socket, closed } = await talk(server);
    socket.send('x'.repeat(100_000));
    await expect.poll(closed).toMatchObject({ code: 1009 });
  });

  it('says goodbye when the desk closes', async () => {
    const server = await deskServer();
    const { heard, closed } = await talk(server);
    await server.http.close();
    await expect.poll(closed).toMatchObject({ code: 1001 });
    expect(heard).toEqual([{ type: 'cutOff', reason: 'closing' }]);
  });
});
