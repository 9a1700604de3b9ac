import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeskViews } from '../../../src/adapters/http/views.ts';
import { statusAnswerOf } from '../../../src/domain/oms/fix-answers.ts';
import { stories } from '../../projections/story.ts';
import { buy, deskServer } from './desk-server.ts';

type Said = Readonly<{ position: number; at: string; report: Record<string, string> }>;
const reportsOf = (body: { days: { reports: Said[] }[] }): Record<string, string>[] =>
  body.days.flatMap(({ reports }) => reports.map(({ report }) => report));

describe('the reports of an order', () => {
  it('are what its client was told, in FIX words and in order, by orderId and by clOrdId', async () => {
    const { call, venueSays, sent } = await deskServer();
    await call('POST', '/v1/orders', buy('c1'));
    const sentId = sent()[0];
    await venueSays({ execType: 'new', sentId });
    await venueSays({ execType: 'trade', sentId, execId: 'E1', lastQty: '40', lastPx: '10.00' });
    await venueSays({ execType: 'trade', sentId, execId: 'E2', lastQty: '20', lastPx: '9.97' });
    await call('DELETE', '/v1/orders/c1', undefined, { 'X-Account': 'A1', 'Idempotency-Key': 'x1' });
    await venueSays({ execType: 'canceled', sentId });
    const { status, body } = await call('GET', '/v1/orders/c1/reports');
    expect(status).toBe(200);
    const reports = reportsOf(body);
    expect(
      reports.map(({ execType, ordStatus, clOrdId, cumQty, leavesQty }) => [execType, ordStatus, clOrdId, cumQty, leavesQty]),
    ).toEqual([
      ['pendingNew', 'pendingNew', 'c1', '0', '100'],
      ['new', 'new', 'c1', '0', '100'],
      ['trade', 'partiallyFilled', 'c1', '40', '60'],
      ['trade', 'partiallyFilled', 'c1', '60', '40'],
      ['pendingCancel', 'pendingCancel', 'x1', '60', '40'],
      ['canceled', 'canceled', 'x1', '60', '0'],
    ]);
    expect(reports[3]).toMatchObject({ lastQty: '20', lastPx: '9.97', avgPx: '9.99', orderQty: '100', price: '10.00' });
    expect(reports.slice(4).map(({ origClOrdId }) => origClOrdId)).toEqual(['c1', 'c1']);
    expect(new Set(reports.map(({ execId }) => execId)).size).toBe(reports.length);
    expect((await call('GET', '/v1/orders/O-20261121-1/reports')).body).toEqual(body);
  });

  it('include what was refused, and why', async () => {
    const { call } = await deskServer();
    const { body: refused } = await call('POST', '/v1/orders', buy('c1', { qty: '9999' }));
    expect(reportsOf((await call('GET', `/v1/orders/${refused.orderId}/reports`)).body)).toMatchObject([
      { execType: 'rejected', ordStatus: 'rejected', ordRejReason: 'exceedsLimit', cumQty: '0', orderId: refused.orderId },
    ]);
    await call('POST', '/v1/orders', buy('c2'));
    await call('POST', '/v1/orders', buy('c2', { qty: '7' }));
    await call('PATCH', '/v1/orders/c2', { clOrdId: 'r1', account: 'A1', qty: '9999' });
    expect(reportsOf((await call('GET', '/v1/orders/c2/reports')).body).slice(1)).toMatchObject([
      { execType: 'rejected', ordStatus: 'pendingNew', ordRejReason: 'duplicateOrder', orderQty: '100' },
      {
        msgType: 'orderCancelReject',
        cxlRejResponseTo: 'replace',
        clOrdId: 'r1',
        origClOrdId: 'c2',
        cxlRejReason: 'brokerOption',
      },
    ]);
  });

  it('are 404 of an order that there is not', async () => {
    const { call } = await deskServer();
    for (const named of ['nope', 'O-20261121-7', 'O-20200101-1'])
      expect((await call('GET', `/v1/orders/${named}/reports`)).status).toBe(404);
  });
});

describe('the status of an order', () => {
  it('is that of the state of the desk for whatever was ever asked, whatever happened and however often the day rolled', () => {
    fc.assert(
      fc.property(stories(), ({ desk, state }) => {
        const views = new DeskViews();
        for (const record of desk.records) views.fold(record);
        const known = { orders: views.blotter.lines, asks: views.asks.byAccount };
        const asked = desk.records.flatMap(({ event }) =>
          'clOrdId' in event && 'account' in event ? [{ account: event.account, clOrdId: event.clOrdId }] : [],
        );
        for (const of of asked) expect(statusAnswerOf(known, of)).toEqual(statusAnswerOf(state, of));
      }),
    );
  });

  it('is a report of how it stands, under the id that was asked for', async () => {
    const { call, venueSays, sent } = await deskServer();
    await call('POST', '/v1/orders', buy('c1'));
    await venueSays({ execType: 'trade', sentId: sent()[0], execId: 'E1', lastQty: '40', lastPx: '10.00' });
    await call('PATCH', '/v1/orders/c1', { clOrdId: 'r1', account: 'A1', qty: '120' });
    const status = async (account: string, clOrdId: string) =>
      (await call('GET', `/v1/order-status?account=${account}&clOrdId=${clOrdId}`)).body;
    for (const clOrdId of ['c1', 'r1'])
      expect(await status('A1', clOrdId)).toMatchObject({
        ...{ msgType: 'executionReport', execType: 'orderStatus', ordStatus: 'pendingReplace', clOrdId, execId: '0' },
        ...{ orderId: 'O-20261121-1', orderQty: '100', cumQty: '40', leavesQty: '60', avgPx: '10' },
      });
    const unknown = {
      execType: 'orderStatus',
      ordStatus: 'rejected',
      ordRejReason: 'unknownOrder',
      orderId: 'NONE',
      cumQty: '0',
    };
    expect(await status('A1', 'never')).toMatchObject(unknown);
    expect(await status('A2', 'c1')).toMatchObject(unknown);
  });

  it('of an order that was refused is rejected, under its own id', async () => {
    const { call } = await deskServer();
    const { body: refused } = await call('POST', '/v1/orders', buy('c1', { qty: '9999' }));
    expect((await call('GET', '/v1/order-status?account=A1&clOrdId=c1')).body).toMatchObject({
      ...{ ordStatus: 'rejected', orderId: refused.orderId, ordRejReason: 'brokerOption' },
    });
  });

  it('needs an account and an id', async () => {
    const { call } = await deskServer();
    const { status, body } = await call('GET', '/v1/order-status');
    expect(status).toBe(400);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['account', 'clOrdId']);
  });
});
