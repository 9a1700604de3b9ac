import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ApiProblem, deskClient, type Shapes } from '../../../src/adapters/http/client/client.ts';
import { readEvents } from '../../../src/adapters/http/client/sse-reader.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { deskServer } from './desk-server.ts';

const order = (clOrdId: string, over: Partial<Shapes['NewOrder']> = {}): Shapes['NewOrder'] & { clOrdId: string } => ({
  symbol: 'ACME',
  side: 'buy',
  ordType: 'limit',
  qty: '100',
  price: '10.00',
  route: { venue: 'ALPHA' },
  ...over,
  clOrdId,
});

describe('the client', () => {
  it('does all that a trader does', async () => {
    const server = await deskServer();
    const desk = deskClient({ url: server.url, account: 'A1' });
    const placed = await desk.placeOrder(order('c1'));
    expect(placed).toMatchObject({ ordStatus: 'pendingNew', account: 'A1' });
    await server.venueSays({ execType: 'trade', sentId: server.sent()[0], execId: 'E1', lastQty: '40', lastPx: '10.00' });
    expect(await desk.order('c1')).toMatchObject({ cumQty: '40' });
    expect(await desk.amendOrder('c1', { clOrdId: 'r1', qty: '120' })).toMatchObject({ request: 'replace' });
    expect(await desk.cancelOrder(placed.orderId, { clOrdId: 'x1', reason: 'enough' })).toMatchObject({ request: 'cancel' });
    expect(
      (await desk.placeOrders([order('b1', { qty: '1' }), order('b2', { qty: '9999' })])).results.map(({ status }) => status),
    ).toEqual([201, 422]);
    expect((await desk.orders({ open: 'true', limit: 10 })).orders).toHaveLength(2);
    expect((await desk.positions({ account: 'A1' })).positions).toMatchObject([{ qty: '40' }]);
    expect((await desk.risk()).exposure).toHaveLength(1);
    expect((await desk.venues()).venues).toHaveLength(3);
    expect(await desk.book('ACME', 1)).toMatchObject({ state: 'normal' });
    expect((await desk.days()).days).toMatchObject([{ day: '2026-11-21' }]);
    expect((await desk.dayEvents('2026-11-21', { type: 'ExecutionBooked' })).events).toHaveLength(1);
    expect((await desk.dayState('2026-11-21', '5')).positions).toEqual([]);
    expect((await desk.orderEvents('c1')).days).toHaveLength(1);
    expect((await desk.explainOrder('c1')).days[0]?.steps.length).toBeGreaterThan(3);
    expect((await desk.orderReports('c1')).days[0]?.reports.map(({ report }) => report.ordStatus)).toContain('pendingReplace');
    expect(await desk.orderStatus({ account: 'A1', clOrdId: 'c1' })).toMatchObject({ execType: 'orderStatus', cumQty: '40' });
    expect(await desk.cancelAll({ clOrdId: 'm1' })).toMatchObject({ request: 'massCancel' });
    expect(await desk.kill({ clOrdId: 'k1', reason: 'enough' })).toMatchObject({ request: 'kill' });
    expect(await desk.resume({ clOrdId: 'k2', reason: 'go on' })).toMatchObject({ request: 'resume' });
    server.clock.runUntil((server.clock.now() + 1_000_000) as Micros);
    await server.desk.engine.quiet();
    const [child] = (await desk.order(placed.orderId)).children;
    const [{ request, sentId } = { request: '', sentId: '' }] = child?.inDoubt ?? [];
    expect(request).toBe('replace');
    expect(
      await desk.declareOutcome(sentId, { clOrdId: 'd1', person: 'Ada', outcome: 'notDone', reason: 'they say so' }),
    ).toMatchObject({ request, sentId, person: 'Ada', became: 'asItWas' });
    await server.venueSays({ execType: 'canceled', sentId: 'THEIRS' });
    const [found] = (await desk.breaks({ state: 'open', limit: 1 })).breaks;
    expect(found).toMatchObject({ what: 'unknownOrder', venue: 'ALPHA' });
    const breakId = found?.breakId as number;
    expect(
      await desk.resolveBreak(breakId, { clOrdId: 'b1', person: 'Ada', step: 'close', reason: 'theirs, not ours' }),
    ).toMatchObject({ breakId, step: 'close', person: 'Ada' });
    expect(await desk.break(breakId)).toMatchObject({ state: 'closed', ending: 'theirs, not ours', story: [{}, {}] });
    expect(await desk.readiness()).toMatchObject({ status: 'ready', desk: 'test' });
  });

  it('throws what the desk says no with', async () => {
    const server = await deskServer();
    const desk = deskClient({ url: server.url, account: 'A1' });
    const refused = await desk.placeOrder(order('c1', { qty: '9999' })).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiProblem);
    expect(refused).toMatchObject({ status: 422, problem: { check: 'maxQty' } });
    await expect(desk.order('nope')).rejects.toMatchObject({ status: 404 });
  });

  it('asks again under the same id when nobody answers or the desk is busy, and not for ever', async () => {
    const asked: string[] = [];
    const answers = ['hang up', 503, 503, 201, 503];
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        asked.push(JSON.parse(text).clOrdId);
        const answer = answers[asked.length - 1] ?? 503;
        if (typeof answer === 'string') return void request.socket.destroy();
        response
          .writeHead(answer, { 'content-type': answer === 201 ? 'application/json' : 'text/html' })
          .end(answer === 201 ? '{}' : 'busy');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await deskClient({ url }).placeOrder(order('c1'));
    expect(asked).toEqual(['c1', 'c1', 'c1', 'c1']);
    await expect(deskClient({ url, retriesMax: 1 }).placeOrder(order('c2'))).rejects.toMatchObject({
      status: 503,
      message: 'HTTP 503: busy',
    });
    expect(asked).toHaveLength(6);
    await new Promise((resolve) => server.close(resolve));
    await expect(deskClient({ url, retriesMax: 0 }).placeOrder(order('c3'))).rejects.toThrow('fetch failed');
  });

  it('reads events cut anywhere, in the middle of a character too', async () => {
    const bytes = new TextEncoder().encode(
      'retry: 5\n\n: hello\n\nid: 0\n\nid: 1\nevent: A\ndata: {"x":"ä"}\n\nid: 2\nevent: B\ndata: {}\n\nid: 3\nda',
    );
    for (let size = 1; size < bytes.length; size += 1) {
      async function* pieces() {
        for (let i = 0; i < bytes.length; i += size) yield bytes.slice(i, i + size);
      }
      const events = [];
      for await (const event of readEvents(pieces())) events.push(event);
      expect(events).toEqual([
        { id: '0', event: 'message', data: '' },
        { id: '1', event: 'A', data: '{"x":"ä"}' },
        { id: '2', event: 'B', data: '{}' },
      ]);
    }
  });
});
