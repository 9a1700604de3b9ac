import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { DAY } from '../../support/desk.ts';
import { buy, deskServer } from './desk-server.ts';

const MIDNIGHT = ((DAY + 1) * 86_400_000_000) as Micros;

/** 40 of 100 bought at 10.00, the rest working. */
const trading = async (clock?: ReturnType<typeof virtualClock>) => {
  const server = await deskServer(clock === undefined ? {} : { clock });
  await server.call('POST', '/v1/orders', buy('c1', { timeInForce: 'gtc' }));
  await server.venueSays({
    execType: 'trade',
    sentId: server.sent()[0],
    execId: 'E1',
    lastQty: '40',
    lastPx: '10.00',
    fee: '0.12',
    feeCurrency: 'USD',
  });
  return server;
};

describe('what the desk holds, may do and sees', () => {
  it('positions with their P&L, exact to the last digit', async () => {
    const { call, desk } = await trading();
    desk.engine.tell(
      { type: 'MarkObserved', symbol: 'ACME', price: 1_010 as never, markedAt: desk.clock.now(), source: 'mid' },
      'market',
    );
    await desk.engine.quiet();
    const { body } = await call('GET', '/v1/positions');
    expect(body.positions).toMatchObject([
      {
        account: 'A1',
        symbol: 'ACME',
        qty: '40',
        avgPx: '10',
        currency: 'USD',
        realizedPnl: '-0.12',
        unrealizedPnl: '4',
        totalPnl: '3.88',
      },
    ]);
    expect(body.positions[0]).toMatchObject({ fees: { USD: '0.12' }, mark: { price: '10.10', source: 'mid' } });
    expect((await call('GET', '/v1/positions?account=A2')).body.positions).toEqual([]);
  });

  it('exposure at its worst case, beside the limits', async () => {
    const { call } = await trading();
    expect((await call('GET', '/v1/risk')).body).toMatchObject({
      kills: [],
      exposure: [
        {
          position: '40',
          openBuy: '60',
          openSell: '0',
          openOrders: 1,
          longest: '100',
          shortest: '40',
          limits: { maxLong: '1000' },
        },
      ],
    });
  });

  it('venues, with what they can do and whether they are connected', async () => {
    const { call } = await trading();
    const { body } = await call('GET', '/v1/venues');
    expect(body.venues).toMatchObject([
      { venue: 'ALPHA', state: 'up', level: true, symbols: ['ACME'], replace: 'atomic' },
      { venue: 'BETA', state: 'down', level: false, reason: 'never connected' },
      { venue: 'DARK', kind: 'dark', state: 'down' },
    ]);
  });

  it("what of a venue's messages is missing, and whether it was asked to say it again", async () => {
    const { call, desk, alpha, sent, clock } = await trading(); // Its fill was number 1.
    const numbers = async () => {
      const { lastSeqIn, missing, resendAwaited } = (await call('GET', '/v1/venues')).body.venues[0];
      return { lastSeqIn, missing, resendAwaited };
    };
    const says = async (seqIn: number): Promise<void> => {
      alpha.say({ seqIn, execType: 'pendingNew', sentId: sent()[0] });
      await desk.engine.quiet();
    };
    expect(await numbers()).toEqual({ lastSeqIn: 1, missing: [], resendAwaited: false });
    for (const seqIn of [4, 6, 7]) await says(seqIn);
    const gaps = [
      { from: 2, to: 3 },
      { from: 5, to: 5 },
    ];
    expect(await numbers()).toEqual({ lastSeqIn: 1, missing: gaps, resendAwaited: true });
    expect(alpha.resent).toEqual([2]);
    clock.runUntil((clock.now() + 1_000_000) as Micros); // ALPHA does not: it is asked once more.
    await desk.engine.quiet();
    expect(alpha.resent).toEqual([2, 2]);
    for (const seqIn of [2, 3]) await says(seqIn);
    expect(await numbers()).toEqual({ lastSeqIn: 4, missing: gaps.slice(1), resendAwaited: true });
    await says(5);
    expect(await numbers()).toEqual({ lastSeqIn: 7, missing: [], resendAwaited: false });
  });

  it('the market in an instrument, only as far as it is fresh', async () => {
    const { call, clock } = await trading();
    const { body } = await call('GET', '/v1/books/ACME?depth=1');
    expect(body).toMatchObject({
      state: 'normal',
      bids: [{ price: '10.00', qty: '100', venues: [{ venue: 'ALPHA', qty: '100' }] }],
    });
    expect(body.venues).toMatchObject([{ venue: 'ALPHA', fresh: true, asks: [{ price: '10.02', qty: '100' }] }]);
    clock.runUntil((clock.now() + 60_000_000) as Micros);
    expect((await call('GET', '/v1/books/ACME')).body).toMatchObject({ state: 'empty', venues: [{ fresh: false }] });
    expect((await call('GET', '/v1/books/NONE')).body).toMatchObject({ status: 404, type: '/problems/unknown-instrument' });
    expect((await call('GET', '/v1/books/ACME?depth=51')).status).toBe(400);
  });
});

describe('days', () => {
  it('lists them, pages through their records, and travels back in time', async () => {
    const clock = virtualClock((MIDNIGHT - 60_000_000) as Micros);
    const { call, views } = await trading(clock);
    clock.runUntil((MIDNIGHT + 1_000_000) as Micros);
    await expect.poll(() => views.head.day).toBe(DAY + 1);
    const { body: days } = await call('GET', '/v1/days');
    expect(days.days).toMatchObject([
      { day: '2026-11-21', state: 'sealed', seal: { stateDigest: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      { day: '2026-11-22', state: 'open' },
    ]);
    const { body: one } = await call('GET', '/v1/days?limit=1');
    expect(one).toMatchObject({ days: [{ day: '2026-11-21' }], next: '2026-11-22' });
    expect((await call('GET', `/v1/days?cursor=${one.next}`)).body.days).toHaveLength(1);

    const positions: number[] = [];
    for (let cursor = '1'; cursor !== undefined; ) {
      const { body } = await call('GET', `/v1/days/2026-11-21/events?limit=4&cursor=${cursor}`);
      positions.push(...body.events.map(({ position }: { position: number }) => position));
      cursor = body.next;
    }
    expect(positions).toEqual(Array.from({ length: days.days[0].position }, (_, i) => i + 1));
    const { body: booked } = await call('GET', '/v1/days/2026-11-21/events?type=ExecutionBooked');
    expect(booked.events).toMatchObject([{ type: 'ExecutionBooked', data: { lastQty: 40 } }]);

    const { body: before } = await call('GET', `/v1/days/2026-11-21/state?at=${booked.events[0].position - 1}`);
    expect(before).toMatchObject({ positions: [], openOrders: [{ cumQty: '0', ordStatus: 'pendingNew' }] });
    const { body: after } = await call('GET', '/v1/days/2026-11-21/state?at=23:59:59');
    expect(after).toMatchObject({
      positions: [{ qty: '40' }],
      openOrders: [{ cumQty: '40' }],
      venues: [{ venue: 'ALPHA', state: 'up' }, {}, {}],
    });
    const { body: now } = await call('GET', '/v1/days/2026-11-22/state');
    expect(now).toMatchObject({ positions: [{ qty: '40' }], openOrders: [{ orderId: 'O-20261121-1' }] });
    const { body: nothing } = await call('GET', '/v1/days/2026-11-21/state?at=00:00');
    expect(nothing).toMatchObject({ position: 0, positions: [], openOrders: [] });

    const { body: story } = await call('GET', '/v1/orders/O-20261121-1/events');
    expect(story.days.map(({ day }: { day: string }) => day)).toEqual(['2026-11-21', '2026-11-22']);
    expect((await call('GET', '/v1/orders')).body.orders).toMatchObject([{ orderId: 'O-20261121-1', cumQty: '40' }]);
  });

  it('says so when there is no such day or moment', async () => {
    const { call } = await trading();
    for (const path of ['/v1/days/2026-11-20/events', '/v1/days/1999-01-01/state'])
      expect((await call('GET', path)).body).toMatchObject({ status: 404, type: '/problems/unknown-day' });
    for (const path of [
      '/v1/days/2026-02-30/events',
      '/v1/days/x/state',
      '/v1/days/2026-11-21/state?at=noon',
      '/v1/days/2026-11-21/events?type=Nothing',
    ])
      expect((await call('GET', path)).status).toBe(400);
  });

  it('limits how often a client may replay a day', async () => {
    const { call } = await deskServer({ limits: { replaysPerSecond: 3 } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => call('GET', '/v1/days/2026-11-21/state')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(refused[0]?.body.type).toBe('/problems/too-many-requests');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
