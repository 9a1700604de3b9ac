import { describe, expect, it } from 'vitest';
import { openMemoryJournal, Shelf } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { DAY } from '../../support/desk.ts';
import { faulty } from '../../support/faulty-journal.ts';
import { buy, deskServer } from './desk-server.ts';

const MIDNIGHT = ((DAY + 1) * 86_400_000_000) as Micros;

describe('asking twice is asking once', () => {
  it('gives the first answer whatever happened since, and 409 to another ask under the same id', async () => {
    const { call, venueSays, sent } = await deskServer();
    const first = await call('POST', '/v1/orders', buy('c1'));
    await venueSays({ execType: 'trade', sentId: sent()[0], execId: 'E1', lastQty: '40', lastPx: '10.00' });
    const again = await call('POST', '/v1/orders', buy('c1'));
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect(sent()).toHaveLength(1);
    const other = await call('POST', '/v1/orders', buy('c1', { qty: '99' }));
    expect(other.body).toMatchObject({ status: 409, type: '/problems/clordid-reused', check: 'clOrdIdReused' });
    const cancelUnderIt = await call('DELETE', '/v1/orders/c1', undefined, { 'idempotency-key': 'c1' });
    expect(cancelUnderIt.status).toBe(409);
  });

  it('repeats a refusal, too', async () => {
    const { call } = await deskServer();
    const ask = () => call('POST', '/v1/orders', buy('c1', { qty: '9999' }));
    const [{ instance: _, ...first }, { instance: __, ...again }] = [(await ask()).body, (await ask()).body];
    expect(first.status).toBe(422);
    expect(again).toEqual(first);
  });

  it('makes duplicates wait for the first while it is in flight, and one order of all of them', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const { call, sent } = await deskServer({ journal });
    let letGo = (): void => {};
    journal.hold = new Promise((resolve) => {
      letGo = resolve;
    });
    let answered = 0;
    const asks = Array.from({ length: 20 }, () =>
      call('POST', '/v1/orders', buy('c1')).then((answer) => {
        answered += 1;
        return answer;
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(answered).toBe(0);
    expect(sent()).toHaveLength(0);
    letGo();
    const answers = await Promise.all(asks);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
    for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
    expect(sent()).toHaveLength(1);
  });

  it('holds over a restart and over a roll of the day', async () => {
    const shelf = new Shelf();
    const open = () => openMemoryJournal({ desk: 'test', shelf });
    const clock = virtualClock((MIDNIGHT - 60_000_000) as Micros);
    const before = await deskServer({ journal: open(), clock });
    const orderOf = (id: string) => buy(id, { timeInForce: 'gtc' });
    const order = await before.call('POST', '/v1/orders', orderOf('c1'));
    await before.venueSays({ execType: 'new', sentId: before.sent()[0], venueOrderId: 'V1' });
    const cancel = await before.call('DELETE', '/v1/orders/c1', undefined, { 'idempotency-key': 'x1' });
    const kill = await before.call('POST', '/v1/kill', { clOrdId: 'k1', reason: 'night' });
    const refusal = await before.call('POST', '/v1/orders', orderOf('c2'));
    expect([order.status, cancel.status, kill.status, refusal.status]).toEqual([201, 202, 200, 422]);
    await before.stop();

    const expectSame = async ({ call, sent }: Awaited<ReturnType<typeof deskServer>>): Promise<void> => {
      const count = sent().length;
      expect(await call('POST', '/v1/orders', orderOf('c1'))).toMatchObject({ status: 200, body: order.body });
      expect(await call('DELETE', '/v1/orders/c1', undefined, { 'idempotency-key': 'x1' })).toMatchObject({
        status: 200,
        body: cancel.body,
      });
      expect(await call('POST', '/v1/kill', { clOrdId: 'k1', reason: 'night' })).toMatchObject({ status: 200, body: kill.body });
      const { instance: _, ...same } = refusal.body;
      expect((await call('POST', '/v1/orders', orderOf('c2'))).body).toMatchObject(same);
      expect((await call('POST', '/v1/orders', orderOf('c1x'))).status).toBe(422);
      expect((await call('POST', '/v1/orders', { ...orderOf('c1'), qty: '7' })).status).toBe(409);
      expect(sent()).toHaveLength(count);
    };
    const after = await deskServer({ journal: open(), clock });
    await expectSame(after);
    clock.runUntil((MIDNIGHT + 1_000_000) as Micros);
    await expect.poll(() => after.views.head.day).toBe(DAY + 1);
    await expectSame(after);
  });

  it('keeps the ids of one account from those of another', async () => {
    const { call } = await deskServer();
    await call('POST', '/v1/orders', buy('c1'));
    expect((await call('POST', '/v1/orders', buy('c1', { account: 'SUSPENSE' }))).status).toBe(422);
    expect((await call('GET', '/v1/orders/c1')).body).toMatchObject({ status: 400, errors: [{ field: 'X-Account' }] });
    expect((await call('GET', '/v1/orders/c1', undefined, { 'x-account': 'A1' })).status).toBe(200);
  });
});
