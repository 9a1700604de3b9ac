import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChildId, Micros, Qty } from '../../../src/domain/kernel/units.ts';
import type { Report } from '../../../src/domain/order/events.ts';
import type { SubmitOrder } from '../../../src/domain/ports/venue.ts';
import { deskAt, seqIns, settled, type VenueBench } from './venue-bench.ts';

/** What every venue adapter owes the desk. A new adapter's test file is a bench and a call of this. */
export const venueContract = (name: string, open: () => VenueBench): void => {
  const start = async () => {
    const bench = open();
    const desk = deskAt(bench);
    await desk.connect();
    return { bench, desk, venue: bench.venue };
  };

  describe(`${name}: the session`, () => {
    it('takes nothing before it is up, and says so', async () => {
      const bench = open();
      const desk = deskAt(bench);
      const order: SubmitOrder = {
        sentId: 'D1000000000001',
        childId: 1 as ChildId,
        session: 'S',
        seqOut: 1,
        symbol: bench.instrument.symbol,
        side: 'buy',
        ordType: 'limit',
        qty: bench.qty,
        price: bench.price,
        timeInForce: 'day',
      };
      expect(bench.venue.send(order)).toMatchObject({ sent: false });
      await desk.connect();
      expect(
        await Promise.all([settled(bench, bench.venue.openOrders()), settled(bench, bench.venue.positions())]),
      ).toMatchObject([
        { rows: [], total: 0 },
        { rows: [], total: 0 },
      ]);
      expect(desk.reports).toEqual([]);
    });

    it('comes up once and goes down once, each time with news', async () => {
      const { bench, desk, venue } = await start();
      venue.connect();
      await bench.settle();
      expect(desk.news.map(({ state }) => state)).toEqual(['up']);
      venue.disconnect();
      venue.disconnect();
      await bench.settle();
      expect(desk.news.map(({ state }) => state)).toEqual(['up', 'down']);
      await expect(venue.openOrders()).rejects.toThrow(/down/);
    });

    it('numbers what it says without a gap, over a lost connection too', async () => {
      const { bench, desk, venue } = await start();
      const first = await desk.submit();
      await bench.somebodyTrades('buy');
      venue.disconnect();
      await bench.settle();
      await bench.somebodyTrades('buy');
      await desk.connect();
      await desk.cancel(first);
      expect(desk.reports.length).toBeGreaterThan(2);
      expect(seqIns(desk.reports)).toEqual(desk.reports.map((_, i) => i + 1));
    });
  });

  describe(`${name}: an order`, () => {
    it('is acknowledged under the venue’s own id', async () => {
      const { bench, desk } = await start();
      const sentId = await desk.submit();
      const [ack, ...rest] = desk.executions([sentId]);
      expect(rest).toEqual([]);
      expect(ack).toMatchObject({ execType: 'new', symbol: bench.instrument.symbol, side: 'buy', channel: 'order', cumQty: '0' });
      expect(ack?.venueOrderId).toBeTruthy();
      expect([desk.units(ack?.orderQty), desk.units(ack?.leavesQty)]).toEqual([bench.qty, bench.qty]);
    });

    it('is filled in pieces, each with an id of its own, until nothing is left', async () => {
      const { bench, desk } = await start();
      const sentId = await desk.submit();
      await desk.fillUp(sentId);
      const [, ...fills] = desk.executions([sentId]);
      expect(fills.length).toBeGreaterThan(1);
      let cum = 0;
      for (const fill of fills) {
        cum += desk.units(fill.lastQty);
        expect(fill).toMatchObject({ execType: 'trade', side: 'buy', feeCurrency: bench.instrument.quote });
        expect([desk.units(fill.cumQty), desk.units(fill.leavesQty)]).toEqual([cum, bench.qty - cum]);
        expect(fill.fee).toMatch(/^-?\d+(\.\d+)?$/);
        expect(fill.tradeDate).toMatch(/^\d{8}$/);
        expect(fill.transactTime).toBeGreaterThanOrEqual(0);
        expect(fill.avgPx).toBe(fill.lastPx?.replace(/\.?0+$/, '')); // Everybody trades at the one price.
      }
      expect(cum).toBe(bench.qty);
      expect(new Set(fills.map(({ execId }) => execId)).size).toBe(fills.length);
    });

    it('is cancelled with what was executed by then', async () => {
      const { bench, desk } = await start();
      const sentId = await desk.submit();
      await bench.somebodyTrades('buy');
      const cum = desk.units(desk.executions([sentId]).at(-1)?.cumQty);
      expect(cum).toBeGreaterThan(0);
      const cancelId = await desk.cancel(sentId);
      const [done] = desk.executions([cancelId]);
      expect(done).toMatchObject({ execType: 'canceled', origSentId: sentId, leavesQty: '0' });
      expect(desk.units(done?.cumQty)).toBe(cum);
      await bench.somebodyTrades('buy');
      expect(desk.executions([sentId, cancelId]).at(-1)).toEqual(done);
    });

    it.each(['ioc', 'fok'] as const)('is gone at once as %s when nobody is there', async (timeInForce) => {
      const { bench, desk } = await start();
      if (!bench.venue.capabilities.timeInForces.includes(timeInForce)) return;
      const sentId = await desk.submit({ timeInForce });
      expect(desk.executions([sentId]).at(-1)).toMatchObject({ execType: 'canceled', cumQty: '0', leavesQty: '0' });
      expect((await settled(bench, bench.venue.openOrders())).rows).toEqual([]);
    });

    it.each([
      ['a symbol that it does not list', { symbol: 'NOWHERE' }],
      ['an order type that it does not know', { ordType: 'stopLimit' }],
      ['a limit without a price', { price: undefined }],
    ] as const)('is rejected for %s', async (_, ticket) => {
      const { bench, desk } = await start();
      const sentId = await desk.submit(ticket);
      const [no, ...rest] = desk.executions([sentId]);
      expect(rest).toEqual([]);
      expect(no).toMatchObject({ execType: 'rejected', cumQty: '0', leavesQty: '0', rejectReason: expect.stringMatching(/\w/) });
      expect((await settled(bench, bench.venue.openOrders())).rows).toEqual([]);
    });
  });

  describe(`${name}: a request`, () => {
    it('about an order that never was is refused', async () => {
      const { desk } = await start();
      expect(desk.refusals(await desk.cancel('D1999999999999'))).toEqual(['unknownOrder']);
    });

    it('about an order that is over comes too late', async () => {
      const { desk } = await start();
      const sentId = await desk.submit();
      await desk.fillUp(sentId);
      expect(desk.refusals(await desk.cancel(sentId))).toEqual(['tooLate']);
    });

    it('to change an order changes it whole, under the new id; the old one is unknown', async () => {
      const { bench, desk } = await start();
      if (bench.venue.capabilities.replace !== 'atomic') return;
      const sentId = await desk.submit();
      await bench.somebodyTrades('buy');
      const wanted = (2 * bench.qty) as Qty;
      const replaceId = await desk.replace(sentId, { qty: wanted });
      const [done] = desk.executions([replaceId]);
      expect(done).toMatchObject({ execType: 'replaced', origSentId: sentId });
      expect([desk.units(done?.orderQty), desk.units(done?.cumQty) + desk.units(done?.leavesQty)]).toEqual([wanted, wanted]);
      expect(desk.refusals(await desk.cancel(sentId))).toEqual(['unknownOrder']);
      await desk.fillUp(replaceId);
      const traded = desk.executions([sentId, replaceId]).filter(({ execType }) => execType === 'trade');
      expect(traded.reduce((sum, { lastQty }) => sum + desk.units(lastQty), 0)).toBe(wanted);
    });

    it('said twice is done once, where the venue knows its ids again', async () => {
      const { bench, desk } = await start();
      if (bench.venue.capabilities.dedupes !== 'day') return;
      const sentId = await desk.submit();
      await desk.submit({ sentId });
      expect(desk.executions([sentId])).toMatchObject([
        { execType: 'new' },
        { execType: 'rejected', rejectReason: 'duplicateOrder' },
      ]);
      expect(desk.executions([sentId]).at(-1)?.leavesQty).toBe(desk.executions([sentId])[0]?.leavesQty); // The first one lives on.
      expect((await settled(bench, bench.venue.openOrders())).rows).toHaveLength(1);
      const cancelId = await desk.cancel(sentId);
      await desk.cancel(sentId, { sentId: cancelId });
      expect(desk.executions([cancelId])).toHaveLength(1);
      expect(desk.refusals(cancelId)).toEqual(['duplicateRequest']);
    });
  });

  describe(`${name}: asked later`, () => {
    it('lists what is open, as it stands, and nothing else', async () => {
      const { bench, desk, venue } = await start();
      const [open, over] = [await desk.submit(), await desk.submit()];
      await desk.cancel(over);
      await bench.somebodyTrades('buy');
      const last = desk.executions([open]).at(-1);
      const answer = await settled(bench, venue.openOrders());
      expect(answer.total).toBe(1);
      expect(answer.asOf).toBeGreaterThanOrEqual(last?.transactTime ?? Number.POSITIVE_INFINITY);
      expect(answer.seqIn ?? desk.reports.length).toBe(desk.reports.length);
      expect(answer.rows).toEqual([
        {
          sentId: open,
          venueOrderId: last?.venueOrderId,
          symbol: bench.instrument.symbol,
          side: 'buy',
          ordStatus: last?.ordStatus,
          qty: last?.orderQty,
          price: last?.price,
          cumQty: last?.cumQty,
          leavesQty: last?.leavesQty,
        },
      ]);
    });

    it('tells the same executions again, under their old ids, from any moment on', async () => {
      const { bench, desk, venue } = await start();
      const sentId = await desk.submit();
      await desk.fillUp(sentId);
      const fills = desk.executions([sentId]).filter(({ execType }) => execType === 'trade');
      const { rows: told } = await settled(bench, venue.fillsSince(0 as Micros));
      expect(told).toMatchObject(fills.map(() => ({ channel: 'query', venue: venue.name })));
      const bare = (report: Report) => ({ ...report, channel: '', seqIn: 0 });
      expect(told.map(bare)).toEqual(fills.map(bare));
      const lastAt = fills.at(-1)?.transactTime as Micros;
      expect((await settled(bench, venue.fillsSince(lastAt))).rows).toEqual(
        told.slice(-fills.filter(({ transactTime }) => transactTime === lastAt).length),
      );
      expect((await settled(bench, venue.fillsSince((lastAt + 1) as Micros))).rows).toEqual([]);
    });

    it('knows the position that the executions add up to', async () => {
      const { bench, desk, venue } = await start();
      await desk.fillUp(await desk.submit());
      await desk.fillUp(await desk.submit({ side: 'sell' }), 'sell');
      await desk.fillUp(await desk.submit({ side: 'sellShort' }), 'sell');
      const {
        rows: [position, ...rest],
      } = await settled(bench, venue.positions());
      expect(rest).toEqual([]);
      expect(position?.symbol).toBe(bench.instrument.symbol);
      expect(position?.qty).toMatch(/^-/);
      expect(desk.units(position?.qty.slice(1))).toBe(bench.qty);
    });
  });

  describe(`${name}: whatever is asked of it`, () => {
    type Step = Readonly<{
      do: 'submit' | 'trade' | 'cancel' | 'replace' | 'drop';
      which: number;
      side: 'buy' | 'sell';
      times: number;
    }>;
    const steps = fc.array(
      fc.record({
        do: fc.constantFrom<Step['do'][]>('submit', 'submit', 'trade', 'trade', 'cancel', 'replace', 'drop'),
        which: fc.nat(7),
        side: fc.constantFrom<Step['side'][]>('buy', 'sell'),
        times: fc.integer({ min: 1, max: 3 }),
      }),
      { maxLength: 20 },
    );

    it('conserves quantity: executed, left and ended add up, in reports, rows and positions alike', async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (script) => {
          const { bench, desk, venue } = await start();
          const orders: { sentIds: string[]; side: 'buy' | 'sell' }[] = [];
          for (const { do: what, which, side, times } of script) {
            const order = orders[which % Math.max(1, orders.length)];
            const current = order?.sentIds.at(-1);
            if (what === 'submit') orders.push({ sentIds: [await desk.submit({ side, qty: (bench.qty * times) as Qty })], side });
            else if (what === 'trade') await bench.somebodyTrades(side);
            else if (what === 'drop') {
              venue.disconnect();
              await bench.settle();
              await desk.connect();
            } else if (order !== undefined && current !== undefined) {
              if (what === 'cancel') await desk.cancel(current, { side: order.side });
              else {
                const sentId = await desk.replace(current, { side: order.side, qty: (bench.qty * times) as Qty });
                if (desk.executions([sentId]).length > 0) order.sentIds.push(sentId);
              }
            }
          }

          let position = 0;
          const open = new Map((await settled(bench, venue.openOrders())).rows.map((row) => [row.sentId, row]));
          for (const { sentIds, side } of orders) {
            const cancels = desk.reports.flatMap((report) =>
              report.type === 'ExecutionReported' && sentIds.includes(report.origSentId ?? '') ? (report.sentId ?? '') : [],
            );
            const told = desk.executions([...sentIds, ...cancels]);
            let cum = 0;
            for (const said of told) {
              if (said.execType === 'trade') cum += desk.units(said.lastQty);
              expect(desk.units(said.cumQty)).toBe(cum);
              expect(desk.units(said.orderQty)).toBeGreaterThanOrEqual(cum);
              const left = desk.units(said.leavesQty);
              expect(left === 0 || left + cum === desk.units(said.orderQty)).toBe(true);
            }
            position += side === 'buy' ? cum : -cum;
            const last = told.at(-1);
            const row = open.get(sentIds.at(-1) as string);
            expect(row === undefined ? '0' : row.leavesQty).toBe(last?.leavesQty);
            if (row !== undefined) expect([row.cumQty, row.qty]).toEqual([last?.cumQty, last?.orderQty]);
          }
          const {
            rows: [held],
          } = await settled(bench, venue.positions());
          expect(held === undefined ? 0 : Number(held.qty) * 10 ** bench.instrument.qtyScale).toBe(position);
          expect(seqIns(desk.reports)).toEqual(desk.reports.map((_, i) => i + 1));
        }),
      );
    });
  });
};
