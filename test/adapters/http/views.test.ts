import { describe, expect, it } from 'vitest';
import { DeskViews } from '../../../src/adapters/http/views.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { DAY, O } from '../../support/desk.ts';
import { buy, deskServer } from './desk-server.ts';

const MIDNIGHT = ((DAY + 1) * 86_400_000_000) as Micros;

describe('the views', () => {
  it('have folded p by the time that an answer names p', async () => {
    const { call, views } = await deskServer();
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const { body } = await call('POST', '/v1/orders', buy(`c${i}`, { qty: '1' }));
        expect(views.head.position).toBeGreaterThanOrEqual(body.position);
        expect((await call('GET', `/v1/orders/${body.orderId}`)).status).toBe(200);
      }),
    );
  });

  it('are the same after a restart, and after a roll, as those that lived through it', async () => {
    const clock = virtualClock((MIDNIGHT - 60_000_000) as Micros);
    const { call, views, journal, venueSays, sent } = await deskServer({ clock });
    await call('POST', '/v1/orders', buy('c1', { timeInForce: 'gtc' }));
    await venueSays({ execType: 'trade', sentId: sent()[0], execId: 'E1', lastQty: '40', lastPx: '10.00' });
    await call('POST', '/v1/kill', { clOrdId: 'k1', reason: 'night' });
    const expectSame = async (): Promise<void> => {
      const again = new DeskViews();
      await again.catchUp(journal);
      for (const part of ['facts', 'blotter', 'openOrders', 'pnl', 'exposure', 'numbers', 'asks', 'orderIndex', 'head'] as const)
        expect(again[part], part).toEqual(views[part]);
    };
    await expectSame();
    clock.runUntil((MIDNIGHT + 1_000_000) as Micros);
    await expect.poll(() => views.head.day).toBe(DAY + 1);
    await expectSame();
    expect(views.facts.carried).toEqual([O(1)]);
  });

  it('take an opening that a crash cut short once, though it is published whole when it is complete', async () => {
    const { desk, call } = await deskServer();
    await call('POST', '/v1/orders', buy('c1'));
    const { published } = desk;
    const views = new DeskViews();
    const heard: number[] = [];
    views.publish(published.slice(0, 1)); // What the journal held when the process began.
    views.onCommit(({ records }) => heard.push(...records.map(({ position }) => position)));
    views.publish(published.slice(0, 2));
    views.publish(published.slice(2));
    expect(heard).toEqual(published.slice(1).map(({ position }) => position));
    expect(views.blotter.lines.get(O(1))?.clOrdId).toBe('c1');
  });

  it('know which records are about an order, those of mass work too', async () => {
    const { call, desk, views } = await deskServer();
    for (const id of ['c1', 'c2']) await call('POST', '/v1/orders', buy(id, { qty: '1' }));
    await call('POST', '/v1/orders/cancel-all', { clOrdId: 'm1' });
    await desk.engine.quiet();
    for (const id of [O(1), O(2)]) {
      const told = views.orderIndex.of(id).map((position) => desk.published[position - 1]?.event.type);
      expect(told).toEqual([
        'NewOrderRequested',
        'OrderAccepted',
        'ChildRouted',
        'ContinueWork',
        'CancelAccepted',
        'ChildCancelSent',
      ]);
    }
  });
});
