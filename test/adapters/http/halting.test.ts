import { describe, expect, it } from 'vitest';
import { openMemoryJournal } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { DeskHalted } from '../../../src/adapters/runtime/errors.ts';
import { faulty } from '../../support/faulty-journal.ts';
import { buy, deskServer } from './desk-server.ts';

describe('a desk that cannot answer', () => {
  it('says 503 with Retry-After once it is halted, for every ask, and goes on telling what it knows', async () => {
    const { call, desk } = await deskServer();
    await call('POST', '/v1/orders', buy('c1'));
    desk.engine.stop(new DeskHalted('the disk is full. Make room, then start again'));
    for (const [method, path, body] of [
      ['POST', '/v1/orders', buy('c2')],
      ['PATCH', '/v1/orders/c1', { clOrdId: 'r1', qty: '1' }],
      ['DELETE', '/v1/orders/c1', undefined],
      ['POST', '/v1/orders/cancel-all', { clOrdId: 'm1' }],
      ['POST', '/v1/kill', { clOrdId: 'k1', reason: 'x' }],
    ] as const) {
      const answer = await call(method, path, body, { 'idempotency-key': 'x1' });
      expect(answer.body).toMatchObject({ status: 503, type: '/problems/desk-halted', recorded: 'no' });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const batch = await call('POST', '/v1/orders/batch', { orders: [buy('b1')] });
    expect(batch.body.results).toMatchObject([{ status: 503, problem: { type: '/problems/desk-halted' } }]);
    expect((await call('GET', '/readyz')).body).toMatchObject({ status: 503, detail: expect.stringContaining('disk is full') });
    expect((await call('GET', '/healthz')).status).toBe(200);
    expect((await call('GET', '/v1/orders/c1')).status).toBe(200);
    expect((await call('GET', '/metrics')).body).toContain('daybook_halted 1');
  });

  it('does not say that nothing was recorded when it cannot know', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const { call } = await deskServer({ journal });
    journal.plan = () => 'after';
    const answer = await call('POST', '/v1/orders', buy('c1'));
    expect(answer.body).toMatchObject({ status: 503, type: '/problems/desk-halted', recorded: 'unknown' });
  });

  it('says 503 when too much waits, or when the answer takes too long; the ask stands, and its repeat gets the answer', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const { call } = await deskServer({ journal, limits: { asksWaitingMax: 1, answerTimeoutMs: 150 } });
    let letGo = (): void => {};
    journal.hold = new Promise((resolve) => {
      letGo = resolve;
    });
    const late = call('POST', '/v1/orders', buy('c1'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const busy = await call('POST', '/v1/orders', buy('c2'));
    expect(busy.body).toMatchObject({ status: 503, type: '/problems/desk-busy', recorded: 'no' });
    expect(busy.headers.get('retry-after')).toBe('1');
    expect((await late).body).toMatchObject({ status: 503, type: '/problems/answer-late', recorded: 'unknown' });
    letGo();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await call('POST', '/v1/orders', buy('c1'))).toMatchObject({ status: 200, body: { clOrdId: 'c1' } });
  });
});
