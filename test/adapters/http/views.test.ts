import { describe, expect, it } from 'vitest';
import { DeskViews } from '../../../src/adapters/http/views.ts';
import { openMemoryJournal } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { DAY, O } from '../../support/desk.ts';
import { faulty } from '../../support/faulty-journal.ts';
import { liveDesk, newOrder } from '../../support/live-desk.ts';
import { quietVenue } from '../../support/quiet-venue.ts';
import { buy, deskServer } from './desk-server.ts';

const MIDNIGHT = ((DAY + 1) * 86_400_000_000) as Micros;
const dayOf = async (journal: ReturnType<typeof openMemoryJournal>, day: number): Promise<Recorded[]> => {
  const records: Recorded[] = [];
  for await (const page of journal.read(day as typeof DAY)) records.push(...page.records);
  return records;
};

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
      for (const part of ['facts', 'blotter', 'openOrders', 'pnl', 'exposure', 'asks', 'orderIndex', 'head'] as const)
        expect(again[part], part).toEqual(views[part]);
    };
    await expectSame();
    clock.runUntil((MIDNIGHT + 1_000_000) as Micros);
    await expect.poll(() => views.head.day).toBe(DAY + 1);
    await expectSame();
    expect(views.facts.carried).toEqual([O(1)]);
  });

  it('take an opening that a crash cut short once, though it is published whole', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const views = new DeskViews();
    const desk = await liveDesk({
      journal,
      venues: [quietVenue('ALPHA')],
      clock: virtualClock((MIDNIGHT - 60_000_000) as Micros),
    });
    await desk.engine.ask(newOrder('c1', { timeInForce: 'gtc' }), 'client');
    const opening = journal.appends + 2; // After DayClosed.
    journal.plan = (n) => (n === opening ? 'after' : undefined);
    desk.clock.runUntil((MIDNIGHT + 1_000_000) as Micros);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await desk.stop().catch(() => {});
    journal.plan = () => undefined;
    await views.catchUp(journal);
    const heard: number[] = [];
    views.onCommit(({ records }) => heard.push(...records.map(({ position }) => position)));
    const known = views.head.position;
    await liveDesk({ journal, publish: views.publish, clock: virtualClock((MIDNIGHT + 2_000_000) as Micros) });
    const records = await dayOf(journal, DAY + 1);
    expect(views.head).toEqual({ day: DAY + 1, position: records.length });
    expect(heard).toEqual(records.map(({ position }) => position).filter((position) => position > known));
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
