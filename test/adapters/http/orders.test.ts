import { describe, expect, it } from 'vitest';
import { buy, deskServer } from './desk-server.ts';

describe('a new order', () => {
  it('is 201 with the order as its first turn leaves it, durable and in the views', async () => {
    const { call, views, sent } = await deskServer();
    const { status, body } = await call('POST', '/v1/orders', buy('c1'));
    expect(status).toBe(201);
    expect(body).toMatchObject({ orderId: 'O-20261121-1', clOrdId: 'c1', ordStatus: 'pendingNew', qty: '100', price: '10.00' });
    expect(body).toMatchObject({ cumQty: '0', leavesQty: '100', avgPx: '0', certainty: 'known' });
    expect(body.children).toMatchObject([{ childId: 'C-20261121-1', venue: 'ALPHA', status: 'sent', ordStatus: 'pendingNew' }]);
    expect(views.head.position).toBeGreaterThanOrEqual(body.position);
    expect(sent()).toHaveLength(1);
  });

  it('is 422 when a rule says no: which, whose, what it allows and what was asked; and is recorded', async () => {
    const { call } = await deskServer();
    const tooLarge = await call('POST', '/v1/orders', buy('c1', { qty: '9999' }));
    expect(tooLarge.status).toBe(422);
    expect(tooLarge.headers.get('content-type')).toContain('application/problem+json');
    expect(tooLarge.body).toMatchObject({
      type: '/problems/order-refused',
      check: 'maxQty',
      scope: 'account A1',
      limit: '500',
      value: '9999',
      detail: 'quantity 9999 is above the maximum 500',
    });
    expect((await call('GET', `/v1/orders/${tooLarge.body.orderId}`)).body).toMatchObject({ ordStatus: 'rejected', qty: '9999' });
    const over: readonly Record<string, unknown>[] = [
      { symbol: 'NONE' },
      { account: 'NOBODY' },
      { qty: '-1' },
      { price: '10.001' },
      { ordType: 'stop' },
      { route: { venue: 'NOWHERE' } },
    ];
    for (const [i, terms] of over.entries())
      expect((await call('POST', '/v1/orders', buy(`r${i}`, terms))).body).toMatchObject({
        status: 422,
        check: expect.any(String),
      });
  });

  it('is 400 when it is malformed, and every field that is wrong is named', async () => {
    const { call, views } = await deskServer();
    const before = views.head.position;
    const fields = async (body: unknown): Promise<string[]> => {
      const { status, body: problem } = await call('POST', '/v1/orders', body);
      expect(status).toBe(400);
      return problem.errors.map(({ field }: { field: string }) => field);
    };
    expect(await fields(buy('c1', { qty: 100, sde: 'buy' }))).toEqual(['qty', 'sde']);
    expect(await fields(buy('c1', { price: '1e3' }))).toEqual(['price']);
    expect(await fields(buy('c1', { side: 'long', symbol: '' }))).toEqual(['symbol', 'side']);
    expect(await fields(buy('c1', { timeInForce: 'gtd', expireTime: 'tomorrow' }))).toEqual(['expireTime']);
    expect(await fields(buy('c1', { timeInForce: 'gtd', expireTime: '9999-01-01T00:00:00Z' }))).toEqual(['expireTime']);
    expect(await fields(buy('a b'))).toEqual(['clOrdId']);
    expect(await fields('{"clOrdId":')).toEqual(['body']);
    expect(await fields({ ...buy('c1'), clOrdId: undefined })).toEqual(['clOrdId']);
    expect(await fields({ ...buy('c1'), account: undefined })).toEqual(['account']);
    expect(views.head.position).toBe(before);
  });

  it('takes its account and its id from headers where the body has none, and objects to two accounts', async () => {
    const { call } = await deskServer();
    const { clOrdId: _, account: __, ...terms } = buy('');
    const headers = { 'x-account': 'A1', 'idempotency-key': 'k1' };
    expect((await call('POST', '/v1/orders', terms, headers)).body).toMatchObject({ clOrdId: 'k1', account: 'A1' });
    const two = await call('POST', '/v1/orders', buy('c2'), { 'x-account': 'A2' });
    expect(two.body).toMatchObject({ status: 400, errors: [{ field: 'account' }] });
  });

  it('may be for an amount of money: whole lots of it, and the money is told again', async () => {
    const { call } = await deskServer();
    const cash = (clOrdId: string, cashOrderQty: string) => ({ ...buy(clOrdId), qty: undefined, cashOrderQty });
    const { status, body } = await call('POST', '/v1/orders', cash('c1', '1005'));
    expect([status, body.qty, body.leavesQty]).toEqual([201, '100', '100']);
    const { body: said } = await call('GET', `/v1/orders/${body.orderId}/reports`);
    expect(said.days[0].reports.at(-1).report).toMatchObject({ orderQty: '100', cashOrderQty: '1005' });
    const little = await call('POST', '/v1/orders', cash('c2', '9.99'));
    expect(little.body).toMatchObject({ status: 422, check: 'cashOrderQty', limit: '10', value: '9.99' });
    const refused = await call('GET', `/v1/orders/${little.body.orderId}`);
    expect(refused.body).toMatchObject({ ordStatus: 'rejected', cashOrderQty: '9.99' });
    expect(refused.body.qty).toBeUndefined();
    const both = await call('POST', '/v1/orders', { ...buy('c3'), cashOrderQty: '1000' });
    expect([both.status, both.body.errors[0].field]).toEqual([400, 'qty']);
    const neither = await call('POST', '/v1/orders', { ...buy('c4'), qty: undefined });
    expect([neither.status, neither.body.errors[0].field]).toEqual([400, 'qty']);
  });
  it('goes to the best price when it names no route, and by default for the day', async () => {
    const { call } = await deskServer();
    const { route: _, timeInForce: __, ...terms } = buy('c1', { price: '10.02' });
    expect((await call('POST', '/v1/orders', terms)).body).toMatchObject({ timeInForce: 'day', orderId: 'O-20261121-1' });
  });
});

describe('a batch', () => {
  it('answers each order by itself, in one commit', async () => {
    const { call, desk } = await deskServer();
    const orders = [buy('b1', { qty: '1' }), buy('b2', { qty: '9999' }), buy('b1', { qty: '1' })];
    const { status, body } = await call('POST', '/v1/orders/batch', { orders });
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { status: 201, order: { clOrdId: 'b1' } },
      { status: 422, problem: { check: 'maxQty' } },
      { status: 200, order: { clOrdId: 'b1' } },
    ]);
    expect(body.results[2].order).toEqual(body.results[0].order);
    expect(desk.published.filter(({ event }) => event.type === 'NewOrderRequested')).toHaveLength(3);
  });

  it('is checked as a whole before anything is asked', async () => {
    const { call, views } = await deskServer();
    const before = views.head.position;
    const bad = await call('POST', '/v1/orders/batch', { orders: [buy('b1'), buy('b2', { qty: 1 })] });
    expect(bad.body).toMatchObject({ status: 400, errors: [{ field: 'orders.1.qty' }] });
    const nameless = await call('POST', '/v1/orders/batch', { orders: [buy('b1'), { ...buy(''), clOrdId: undefined }] });
    expect(nameless.body).toMatchObject({ status: 400, errors: [{ field: 'orders.1.clOrdId' }] });
    expect((await call('POST', '/v1/orders/batch', { orders: [] })).status).toBe(400);
    expect(views.head.position).toBe(before);
  });
});

describe('changing an order', () => {
  const working = async () => {
    const server = await deskServer();
    await server.call('POST', '/v1/orders', buy('c1'));
    await server.venueSays({ execType: 'new', sentId: server.sent()[0], venueOrderId: 'V1' });
    return server;
  };

  it('amends by clOrdId or orderId: 202, and once more 200 with the same answer', async () => {
    const { call } = await working();
    const first = await call('PATCH', '/v1/orders/c1', { clOrdId: 'r1', qty: '120' }, { 'x-account': 'A1' });
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({ request: 'replace', ordStatus: 'pendingReplace', qty: '120', price: '10.00' });
    const again = await call('PATCH', '/v1/orders/c1', { clOrdId: 'r1', qty: '120' }, { 'x-account': 'A1' });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const pending = await call('PATCH', '/v1/orders/O-20261121-1', { qty: '130' }, { 'idempotency-key': 'r2' });
    expect(pending.body).toMatchObject({ status: 422, type: '/problems/request-refused', check: 'alreadyPending' });
    expect((await call('PATCH', '/v1/orders/c1', { clOrdId: 'r3' })).body).toMatchObject({
      status: 400,
      errors: [{ field: 'qty' }],
    });
    expect((await call('PATCH', '/v1/orders/c1', { qty: '1' })).body).toMatchObject({
      status: 400,
      errors: [{ field: 'clOrdId' }],
    });
  });

  it('cancels: 202 while the venue is asked, 200 for the repeat, 422 when it is too late, 404 for none', async () => {
    const { call, venueSays, sent, alpha } = await working();
    const key = { 'idempotency-key': 'x1' };
    const first = await call('DELETE', '/v1/orders/O-20261121-1?reason=enough', undefined, key);
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({ request: 'cancel', outcome: 'pending', ordStatus: 'pendingCancel', clOrdId: 'x1' });
    const again = await call('DELETE', '/v1/orders/O-20261121-1?reason=enough', undefined, key);
    expect([again.status, again.body]).toEqual([200, first.body]);
    await call('POST', '/v1/orders', buy('c9'));
    expect((await call('DELETE', '/v1/orders/c9', undefined, key)).status).toBe(409);
    await venueSays({
      execType: 'canceled',
      sentId: alpha.received.find(({ kind }) => kind === 'cancel')?.message.sentId,
      origSentId: sent()[0],
    });
    expect((await call('GET', '/v1/orders/c1')).body).toMatchObject({ ordStatus: 'canceled', leavesQty: '0' });
    const late = await call('DELETE', '/v1/orders/c1', undefined, { 'idempotency-key': 'x2' });
    expect(late.body).toMatchObject({ status: 422, check: 'tooLate' });
    const none = { 'idempotency-key': 'x3', 'x-account': 'A1' };
    expect((await call('DELETE', '/v1/orders/nope', undefined, none)).body).toMatchObject({ status: 404, check: 'unknownOrder' });
    expect((await call('DELETE', '/v1/orders/nope', undefined, { 'idempotency-key': 'x4' })).status).toBe(404);
    expect((await call('DELETE', '/v1/orders/O-20261121-99', undefined, { 'idempotency-key': 'x5' })).status).toBe(404);
    expect((await call('DELETE', '/v1/orders/c1')).body).toMatchObject({ status: 400, errors: [{ field: 'clOrdId' }] });
  });

  it('ends a held order at once: no venue knows of it', async () => {
    const { call } = await deskServer();
    const held = await call('POST', '/v1/orders', buy('h1', { route: { venue: 'BETA' } }));
    expect(held.body).toMatchObject({ reason: 'held (session) for BETA', children: [] });
    const replaced = await call('PATCH', '/v1/orders/h1', { clOrdId: 'r1', price: '9.99' });
    expect(replaced.body).toMatchObject({ outcome: 'done', price: '9.99', qty: '100' });
    const canceled = await call('DELETE', '/v1/orders/h1', undefined, { 'idempotency-key': 'x1' });
    expect(canceled.body).toMatchObject({ outcome: 'done', ordStatus: 'canceled' });
  });

  it('cancels a whole scope, and stops and resumes trading', async () => {
    const { call, desk } = await working();
    const all = await call('POST', '/v1/orders/cancel-all', { clOrdId: 'm1', scope: 'account', id: 'A1' });
    expect(all.status).toBe(202);
    expect(all.body).toMatchObject({ request: 'massCancel', scope: 'account', id: 'A1' });
    expect((await call('POST', '/v1/orders/cancel-all', { clOrdId: 'm1', scope: 'account', id: 'A1' })).status).toBe(200);
    await desk.engine.quiet();
    expect((await call('GET', '/v1/orders/c1')).body.ordStatus).toBe('pendingCancel');

    expect((await call('POST', '/v1/kill', { clOrdId: 'k1', reason: 'too fast' })).status).toBe(200);
    expect((await call('GET', '/v1/risk')).body.kills).toEqual([{ scope: 'desk', id: '*', reason: 'too fast' }]);
    expect((await call('POST', '/v1/orders', buy('c2'))).body).toMatchObject({ status: 422, check: 'killSwitch' });
    expect((await call('POST', '/v1/resume', { reason: 'calm again' }, { 'idempotency-key': 'k2' })).status).toBe(200);
    expect((await call('POST', '/v1/orders', buy('c3'))).status).toBe(201);
    expect((await call('POST', '/v1/resume', { clOrdId: 'k3', reason: 'again' })).body).toMatchObject({
      status: 422,
      check: 'notEngaged',
    });
    expect((await call('POST', '/v1/kill', { clOrdId: 'k1', reason: 'another' })).status).toBe(409);
    const wrong = await call('POST', '/v1/kill', { clOrdId: 'k4', scope: 'account', reason: 'x' });
    expect(wrong.body).toMatchObject({ status: 400, errors: [{ field: 'id' }] });
  });
});

describe('looking at orders', () => {
  it('pages through the blotter, newest first, with filters', async () => {
    const { call } = await deskServer();
    for (let i = 1; i <= 7; i += 1) await call('POST', '/v1/orders', buy(`c${i}`, { qty: i === 4 ? '9999' : '1' }));
    const seen: string[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await call('GET', `/v1/orders?limit=3${cursor}`);
      seen.push(...body.orders.map(({ clOrdId }: { clOrdId: string }) => clOrdId));
      if (body.next === undefined) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(seen).toEqual(['c7', 'c6', 'c5', 'c4', 'c3', 'c2', 'c1']);
    const count = async (query: string): Promise<number> => (await call('GET', `/v1/orders?${query}`)).body.orders.length;
    expect(await count('open=true')).toBe(6);
    expect(await count('open=false')).toBe(1);
    expect(await count('ordStatus=rejected')).toBe(1);
    expect(await count('clOrdId=c2&account=A1&symbol=ACME')).toBe(1);
    expect(await count('account=A2')).toBe(0);
    for (const bad of ['limit=0', 'limit=501', 'limit=x', 'cursor=7', 'colour=red', 'ordStatus=open'])
      expect((await call('GET', `/v1/orders?${bad}`)).status).toBe(400);
  });

  it('tells one order by either id, its records, and its story', async () => {
    const { call, venueSays, sent } = await deskServer();
    await call('POST', '/v1/orders', buy('c1'));
    await call('POST', '/v1/orders', buy('c2'));
    await venueSays({ execType: 'trade', sentId: sent()[0], execId: 'E1', lastQty: '40', lastPx: '9.99' });
    await venueSays({ execType: 'trade', sentId: sent()[0], execId: 'E2', lastQty: '20', lastPx: '10.00' });
    const { body } = await call('GET', '/v1/orders/c1');
    expect(body).toMatchObject({ ordStatus: 'partiallyFilled', cumQty: '60', leavesQty: '40', avgPx: '9.993333' });
    expect(body.acceptedAt).toBe('2026-11-21T14:30:00.000000Z');
    expect((await call('GET', '/v1/orders/O-20261121-1')).body).toEqual(body);
    expect((await call('GET', '/v1/orders/c1', undefined, { 'x-account': 'A1' })).body).toEqual(body);
    expect((await call('GET', '/v1/orders/c1', undefined, { 'x-account': 'A2' })).status).toBe(404);

    const { body: events } = await call('GET', '/v1/orders/c1/events');
    const types = events.days[0].events.map(({ type }: { type: string }) => type);
    expect(types.slice(0, 3)).toEqual(['NewOrderRequested', 'OrderAccepted', 'ChildRouted']);
    expect(types.filter((type: string) => type === 'ExecutionBooked')).toHaveLength(2);
    expect(events.days[0].events.every(({ correlationId }: { correlationId: string }) => correlationId === 'O-20261121-1')).toBe(
      true,
    );
    const { body: story } = await call('GET', '/v1/orders/c1/explain');
    expect(story.days[0].steps.map(({ position }: { position: number }) => position)).toEqual(
      events.days[0].events.map(({ position }: { position: number }) => position),
    );
    expect(story.days[0].steps[0].evidence.join()).toContain('ALPHA');
    for (const path of ['/v1/orders/nope', '/v1/orders/O-20261121-9/events', '/v1/orders/O-20261120-1/explain'])
      expect((await call('GET', path)).body).toMatchObject({ status: 404, type: '/problems/unknown-order' });
  });
});
