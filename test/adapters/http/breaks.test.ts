import { describe, expect, it } from 'vitest';
import { openMemoryJournal, Shelf } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { DAY } from '../../support/desk.ts';
import { buy, type DeskServer, deskServer } from './desk-server.ts';
import { listenUntil, moment } from './stream-client.ts';

const MIDNIGHT = ((DAY + 1) * 86_400_000_000) as Micros;
const said = (over: Record<string, unknown> = {}) => ({
  clOrdId: 'b1',
  person: 'Ada Meier',
  step: 'close',
  reason: 'seen on their screen',
  ...over,
});
/** ALPHA speaks of an order that is not ours. */
const strange = ({ venueSays }: Pick<DeskServer, 'venueSays'>, sentId: string): Promise<void> =>
  venueSays({ execType: 'canceled', sentId });
/** ALPHA ends the order c1 and counts 40 that it has not told: break 1. */
const missing = async (server: DeskServer): Promise<string> => {
  await server.call('POST', '/v1/orders', buy('c1'));
  const [sentId = ''] = server.sent();
  await server.venueSays({ execType: 'canceled', sentId, cumQty: '40', leavesQty: '0', transactTime: server.clock.now() });
  return sentId;
};
const numbers = (body: { breaks: { breakId: number }[] }): number[] => body.breaks.map(({ breakId }) => breakId);

describe('GET /v1/breaks', () => {
  it('lists what does not fit, newest first, with its age', async () => {
    const server = await deskServer();
    await missing(server);
    server.clock.runUntil((server.clock.now() + 90_500_000) as Micros);
    await strange(server, 'THEIRS');
    const { body } = await server.call('GET', '/v1/breaks');
    expect(body).toMatchObject({ day: '2026-11-21', position: server.views.head.position });
    expect(body.breaks).toEqual([
      {
        breakId: 2,
        what: 'unknownOrder',
        detail: 'ALPHA reports canceled of THEIRS',
        state: 'open',
        venue: 'ALPHA',
        raisedAt: '2026-11-21T14:31:30.500000Z',
        ageSeconds: 0,
      },
      {
        breakId: 1,
        what: 'executionMissing',
        detail: 'ALPHA counts 40 of C-20261121-1 executed, and 0 are booked',
        state: 'explained',
        explanation: '40 are booked provisionally, as inferred/C-20261121-1/1',
        venue: 'ALPHA',
        orderId: 'O-20261121-1',
        childId: 'C-20261121-1',
        raisedAt: '2026-11-21T14:30:00.000000Z',
        ageSeconds: 90,
      },
    ]);
  });

  it('filters by state, venue and reason', async () => {
    const server = await deskServer();
    await missing(server);
    for (const id of ['X1', 'X2']) await strange(server, id);
    await server.call('POST', '/v1/breaks/3/resolve', said({ clOrdId: 'b2' }));
    const found = async (query: string) => numbers((await server.call('GET', `/v1/breaks?${query}`)).body);
    expect(await found('state=open')).toEqual([2]);
    expect(await found('state=explained')).toEqual([1]);
    expect(await found('state=closed')).toEqual([3]);
    expect(await found('what=unknownOrder')).toEqual([3, 2]);
    expect(await found('what=unknownOrder&state=closed')).toEqual([3]);
    expect(await found('venue=ALPHA')).toEqual([3, 2, 1]);
    expect(await found('venue=BETA')).toEqual([]);
    for (const query of ['state=lost', 'what=luck', 'venue=', 'limit=0', 'cursor=0', 'cursor=x', 'open=true'])
      expect((await server.call('GET', `/v1/breaks?${query}`)).status, query).toBe(400);
  });

  it('comes in pages, each of which says where the next one begins', async () => {
    const server = await deskServer();
    for (let n = 1; n <= 5; n += 1) await strange(server, `X${n}`);
    const pages: number[][] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined && pages.length < 9; ) {
      const { body } = await server.call('GET', `/v1/breaks?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      pages.push(numbers(body));
      cursor = body.next;
      await strange(server, `Y${pages.length}`); // Newer ones do not shift the pages that follow.
    }
    expect(pages).toEqual([[5, 4], [3, 2], [1]]);
  });
});

describe('GET /v1/breaks/{id}', () => {
  it('tells what raised it, what explained it and what closed it, each with its position', async () => {
    const server = await deskServer();
    const sentId = await missing(server);
    await server.call('POST', '/v1/breaks/1/resolve', said({ step: 'own', reason: 'I call them' }));
    await server.call('POST', '/v1/breaks/1/resolve', said({ clOrdId: 'b2', step: 'explain', reason: 'their line was down' }));
    await server.venueSays({ execType: 'trade', sentId, execId: 'E1', lastQty: '40', lastPx: '10.00' });
    const { body } = await server.call('GET', '/v1/breaks/1');
    expect(body).toMatchObject({
      breakId: 1,
      state: 'closed',
      owner: 'Ada Meier',
      explanation: 'their line was down',
      ending: 'C-20261121-1: 40 are booked, and ALPHA had counted 40',
      closedAt: '2026-11-21T14:30:00.000000Z',
    });
    expect(body.story).toMatchObject([
      { actor: 'venue:ALPHA', type: 'BreakRaised', what: body.detail },
      { actor: 'venue:ALPHA', type: 'BreakExplained', what: '40 are booked provisionally, as inferred/C-20261121-1/1' },
      { actor: 'person:Ada Meier', type: 'BreakOwned', what: 'I call them' },
      { actor: 'person:Ada Meier', type: 'BreakExplained', what: 'their line was down' },
      { actor: 'venue:ALPHA', type: 'BreakClosed', what: body.ending },
    ]);
    const { published } = server.desk;
    for (const { position, type } of body.story) expect(published[position - 1]?.event.type).toBe(type);
    const evidence = body.story.map((step: { evidence?: number }) => published[(step.evidence ?? 0) - 1]?.event.type);
    expect(evidence).toEqual([undefined, 'FillsReported', undefined, undefined, 'ExecutionReported']);
    const { body: story } = await server.call('GET', '/v1/orders/c1/explain');
    const words = story.days[0].steps
      .map(({ what }: { what: string }) => what)
      .filter((what: string) => what.includes('break 1'));
    expect(words).toEqual([
      'break 1 (executionMissing): ALPHA counts 40 of C-20261121-1 executed, and 0 are booked',
      'break 1 is explained: 40 are booked provisionally, as inferred/C-20261121-1/1, by the evidence at 15',
      'a person takes on break 1 as b1: I call them',
      'break 1 is taken on by person:Ada Meier: I call them',
      'a person explains break 1 as b2: their line was down',
      'break 1 is explained: their line was down, says person:Ada Meier',
      expect.stringMatching(/^break 1 is closed: C-20261121-1: 40 are booked, and ALPHA had counted 40, by the evidence at \d+$/),
    ]);
  });

  it('is 404 of one that there is not, and 400 of what is no number', async () => {
    const server = await deskServer();
    expect((await server.call('GET', '/v1/breaks/1')).body).toMatchObject({ status: 404, type: '/problems/unknown-break' });
    for (const id of ['0', '-1', 'x', '1.5', '1e3', '9'.repeat(16)])
      expect((await server.call('GET', `/v1/breaks/${id}`)).status, id).toBe(400);
  });
});

describe('POST /v1/breaks/{id}/resolve', () => {
  it('is done by a named person, recorded, and answered with the place in the journal', async () => {
    const server = await deskServer();
    await strange(server, 'THEIRS');
    for (const [i, step] of (['own', 'explain', 'close'] as const).entries()) {
      const { status, body } = await server.call('POST', '/v1/breaks/1/resolve', said({ clOrdId: `b${i}`, step }));
      expect(status).toBe(200);
      expect(body).toEqual({
        clOrdId: `b${i}`,
        breakId: 1,
        step,
        person: 'Ada Meier',
        reason: 'seen on their screen',
        day: '2026-11-21',
        position: server.views.head.position,
      });
      const asked = server.desk.published.findLast(({ event }) => event.type === 'BreakResolveRequested');
      expect(asked).toMatchObject({ actor: 'person:Ada Meier', event: { breakId: 1, step } });
    }
    expect((await server.call('GET', '/v1/breaks/1')).body).toMatchObject({ state: 'closed', owner: 'Ada Meier' });
  });

  it('is 404 of a break that there is not, 422 of one that is closed or without a reason; all are recorded', async () => {
    const server = await deskServer();
    await strange(server, 'THEIRS');
    const refused = async (path: string, over: Record<string, unknown>) => (await server.call('POST', path, said(over))).body;
    expect(await refused('/v1/breaks/7/resolve', {})).toMatchObject({
      status: 404,
      type: '/problems/unknown-break',
      check: 'unknownBreak',
      position: server.views.head.position,
    });
    expect(await refused('/v1/breaks/1/resolve', { clOrdId: 'b2', reason: '  ' })).toMatchObject({
      status: 422,
      type: '/problems/request-refused',
      check: 'reasonMissing',
    });
    await server.call('POST', '/v1/breaks/1/resolve', said({ clOrdId: 'b3' }));
    expect(await refused('/v1/breaks/1/resolve', { clOrdId: 'b4', step: 'own' })).toMatchObject({
      status: 422,
      check: 'breakClosed',
      detail: 'break 1 is closed: seen on their screen',
      position: server.views.head.position,
    });
  });

  it('is 400 when it is malformed, each field that is wrong is named, and nothing is recorded', async () => {
    const server = await deskServer();
    await strange(server, 'THEIRS');
    const { position } = server.views.head;
    const fields = async (body: unknown, id = '1'): Promise<string[]> => {
      const { status, body: problem } = await server.call('POST', `/v1/breaks/${id}/resolve`, body);
      expect(status).toBe(400);
      return problem.errors.map(({ field }: { field: string }) => field);
    };
    expect(await fields({})).toEqual(['person', 'step', 'reason']);
    expect(await fields(said({ clOrdId: undefined }))).toEqual(['clOrdId']);
    expect(await fields(said({ step: 'forget' }))).toEqual(['step']);
    expect(await fields(said({ reason: '' }))).toEqual(['reason']);
    expect(await fields(said({ person: ' Ada' }))).toEqual(['person']);
    expect(await fields(said({ breakId: 1 }))).toEqual(['breakId']);
    expect(await fields(said(), '0')).toEqual(['id']);
    expect(server.views.head.position).toBe(position);
  });

  it('twice is once: the first answer, whoever repeats it; another ask under the same id is 409', async () => {
    const server = await deskServer();
    await strange(server, 'THEIRS');
    const first = await server.call('POST', '/v1/breaks/1/resolve', said());
    const { clOrdId: _, ...unnamed } = said({ person: 'Bob' });
    const again = await server.call('POST', '/v1/breaks/1/resolve', unnamed, { 'idempotency-key': 'b1' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    const reused = { status: 409, type: '/problems/clordid-reused' };
    expect((await server.call('POST', '/v1/breaks/1/resolve', said({ step: 'own' }))).body).toMatchObject(reused);
    expect((await server.call('POST', '/v1/breaks/2/resolve', said())).body).toMatchObject(reused);
    expect((await server.call('POST', '/v1/kill', { clOrdId: 'b1', reason: 'enough' })).body).toMatchObject(reused);
    expect((await server.call('GET', '/v1/orders/b1')).status).toBe(404); // It is the name of no order.
  });

  it('holds over a roll of the day: what is not closed goes on, what is closed is the journal’s', async () => {
    const shelf = new Shelf();
    const clock = virtualClock((MIDNIGHT - 60_000_000) as Micros);
    const server = await deskServer({ journal: openMemoryJournal({ desk: 'test', shelf }), clock });
    for (const id of ['X1', 'X2']) await strange(server, id);
    await server.call('POST', '/v1/breaks/1/resolve', said());
    await server.call('POST', '/v1/breaks/2/resolve', said({ clOrdId: 'b2', step: 'own' }));
    clock.runUntil((MIDNIGHT + 1_000_000) as Micros);
    await expect.poll(() => server.views.head.day).toBe(DAY + 1);
    const { body } = await server.call('GET', '/v1/breaks');
    expect(body.breaks).toMatchObject([{ breakId: 2, state: 'open', owner: 'Ada Meier', ageSeconds: 61 }]);
    expect((await server.call('GET', '/v1/breaks/2')).body.story).toMatchObject([{ type: 'CarriedBreak' }]);
    expect((await server.call('GET', '/v1/breaks/1')).status).toBe(404);
    expect(await server.call('POST', '/v1/breaks/2/resolve', said({ clOrdId: 'b3' }))).toMatchObject({ status: 200 });
  });
});

describe('GET /v1/stream?view=breaks', () => {
  it('tells which breaks are not closed: at once, and after each change', async () => {
    const server = await deskServer({ limits: { viewEveryMs: 10 } });
    await strange(server, 'X1');
    const listening = listenUntil(`${server.url}/v1/stream?view=breaks`, {}, (heard) => heard.at(-1)?.data === '[]');
    await moment(50);
    await server.call('POST', '/v1/breaks/1/resolve', said({ step: 'own' }));
    await moment(50);
    await server.call('POST', '/v1/breaks/1/resolve', said({ clOrdId: 'b2' }));
    const rows = (await listening).heard.map(({ data }) => JSON.parse(data));
    expect(rows).toMatchObject([[{ breakId: 1, state: 'open' }], [{ breakId: 1, owner: 'Ada Meier' }], []]);
  });
});
