import { describe, expect, it } from 'vitest';
import { openMemoryJournal, Shelf } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { DAY } from '../../support/desk.ts';
import { faulty } from '../../support/faulty-journal.ts';
import { buy, type DeskServer, deskServer } from './desk-server.ts';
import { listenUntil, moment } from './stream-client.ts';

const MIDNIGHT = ((DAY + 1) * 86_400_000_000) as Micros;
const SILENCE = 1_000_000; // What ALPHA is given to answer a request.

type Request = 'submit' | 'cancel' | 'replace';
/** ALPHA is silent about a request of the order c1. Returns the id of that request. */
const doubt = async ({ call, clock, desk, sent, venueSays }: DeskServer, request: Request): Promise<string> => {
  await call('POST', '/v1/orders', buy('c1', { timeInForce: 'gtc' }));
  if (request !== 'submit') await venueSays({ execType: 'new', sentId: sent()[0], venueOrderId: 'V1' });
  if (request === 'cancel') await call('DELETE', '/v1/orders/c1', undefined, { 'idempotency-key': 'x1' });
  if (request === 'replace') await call('PATCH', '/v1/orders/c1', { clOrdId: 'r1', qty: '150' });
  const sentId = sent().at(-1) as string;
  clock.runUntil((clock.now() + SILENCE) as Micros);
  await desk.engine.quiet();
  return sentId;
};
const said = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  clOrdId: 'd1',
  person: 'Ada Meier',
  outcome: 'notDone',
  reason: 'ALPHA says so on the telephone',
  ...over,
});
const outcomeOf = (sentId: string): string => `/v1/requests/${sentId}/outcome`;

describe('a request in doubt', () => {
  it.each(['submit', 'cancel', 'replace'] as const)('is named by the order: a %s', async (request) => {
    const server = await deskServer();
    const sentId = await doubt(server, request);
    const { body } = await server.call('GET', '/v1/orders/c1');
    expect(body).toMatchObject({ certainty: 'unknown', children: [{ certainty: 'unknown', inDoubt: [{ request, sentId }] }] });
    expect((await server.call('GET', '/v1/orders?open=true')).body.orders).toEqual([body]);
    const { body: state } = await server.call('GET', '/v1/days/2026-11-21/state');
    expect(state.openOrders).toEqual([body]);
  });

  it('is named by the order the day after, too, and no more once the venue has spoken', async () => {
    const server = await deskServer({ clock: virtualClock((MIDNIGHT - 60_000_000) as Micros) });
    const { call, clock, views, venueSays } = server;
    const sentId = await doubt(server, 'submit');
    const children = async () => (await call('GET', '/v1/orders/O-20261121-1')).body.children;
    clock.runUntil((MIDNIGHT + 1_000_000) as Micros);
    await expect.poll(() => views.head.day).toBe(DAY + 1);
    expect(await children()).toMatchObject([{ certainty: 'unknown', inDoubt: [{ request: 'submit', sentId }] }]);
    await venueSays({ execType: 'new', sentId, venueOrderId: 'V1' });
    expect(await children()).toMatchObject([{ certainty: 'known', inDoubt: [] }]);
  });

  it('is told to those who watch the orders', async () => {
    const server = await deskServer({ limits: { viewEveryMs: 10 } });
    const listening = listenUntil(
      `${server.url}/v1/stream?view=orders`,
      {},
      (heard) => heard.at(-1)?.data.includes('"request":"submit"') === true,
    );
    await moment(50);
    const sentId = await doubt(server, 'submit');
    const [row] = JSON.parse((await listening).heard.at(-1)?.data ?? '');
    expect(row).toMatchObject({ clOrdId: 'c1', children: [{ inDoubt: [{ request: 'submit', sentId }] }] });
  });
});

describe('a named person says what became of it', () => {
  it.each([
    ['submit', 'done', { became: 'working' }, { ordStatus: 'new', leavesQty: '100' }],
    ['submit', 'notDone', { became: 'over', orderEnded: 'rejected' }, { ordStatus: 'rejected', leavesQty: '0' }],
    ['cancel', 'done', { became: 'over', orderEnded: 'canceled' }, { ordStatus: 'canceled', leavesQty: '0' }],
    ['cancel', 'notDone', { became: 'sentAgain' }, { ordStatus: 'pendingCancel', leavesQty: '100' }],
    ['replace', 'done', { became: 'replaced' }, { ordStatus: 'new', qty: '150' }],
    ['replace', 'notDone', { became: 'asItWas' }, { ordStatus: 'new', qty: '100' }],
  ] as const)('a %s is %s', async (request, outcome, answer, order) => {
    const server = await deskServer();
    const sentId = await doubt(server, request);
    const { status, body } = await server.call('POST', outcomeOf(sentId), said({ outcome }));
    expect(status).toBe(200);
    expect(body).toEqual({
      request,
      clOrdId: 'd1',
      sentId,
      orderId: 'O-20261121-1',
      childId: 'C-20261121-1',
      person: 'Ada Meier',
      outcome,
      reason: 'ALPHA says so on the telephone',
      ...answer,
      day: '2026-11-21',
      position: expect.any(Number),
    });
    const { body: now } = await server.call('GET', '/v1/orders/c1');
    expect(now).toMatchObject({ certainty: 'known', children: [{ inDoubt: [] }], ...order });
    expect(server.views.head.position).toBeGreaterThanOrEqual(body.position);
    const declared = server.desk.published.find(({ event }) => event.type === 'OutcomeDeclared');
    expect(declared?.actor).toBe('person:Ada Meier');
  });

  it('a cancel is done of an order whose submit was in doubt, too: both doubts end, and the answer is about the cancel', async () => {
    const server = await deskServer();
    const { call, clock, desk, sent } = server;
    const submitId = await doubt(server, 'submit');
    await call('DELETE', '/v1/orders/c1', undefined, { 'idempotency-key': 'x1' });
    const cancelId = sent().at(-1) as string;
    clock.runUntil((clock.now() + SILENCE) as Micros);
    await desk.engine.quiet();
    const [child] = (await call('GET', '/v1/orders/c1')).body.children;
    expect(child.inDoubt).toEqual([
      { request: 'submit', sentId: submitId },
      { request: 'cancel', sentId: cancelId },
    ]);
    const { body } = await call('POST', outcomeOf(cancelId), said({ outcome: 'done' }));
    expect(body).toMatchObject({ request: 'cancel', sentId: cancelId, became: 'over', orderEnded: 'canceled' });
    expect((await call('GET', '/v1/orders/c1')).body).toMatchObject({ certainty: 'known', children: [{ inDoubt: [] }] });
  });

  it('a replace is not done, and the cancel that waited for it goes out: the answer is about the replace', async () => {
    const server = await deskServer();
    const { call, desk, sent } = server;
    const sentId = await doubt(server, 'replace');
    await call('DELETE', '/v1/orders/c1', undefined, { 'idempotency-key': 'x1' });
    const crossed = { venue: 'ALPHA', session: 'ALPHA-1', seqIn: 2, channel: 'order', rejectReason: 'unknownOrder' } as const;
    const cancel = { sentId: sent().at(-1) as string, request: 'cancel' } as const;
    desk.engine.tell({ type: 'RequestRejectReported', ...crossed, ...cancel }, 'venue:ALPHA');
    await desk.engine.quiet();
    const count = sent().length;
    expect((await call('POST', outcomeOf(sentId), said())).body).toMatchObject({ request: 'replace', became: 'asItWas' });
    await desk.engine.quiet();
    expect(server.alpha.received.slice(count)).toMatchObject([{ kind: 'cancel' }]);
  });

  it('and the story of the order says who, what and why', async () => {
    const server = await deskServer();
    const sentId = await doubt(server, 'cancel');
    await server.call('POST', outcomeOf(sentId), said());
    const { body } = await server.call('GET', '/v1/orders/c1/explain');
    const steps: { actor: string; what: string }[] = body.days[0].steps;
    const from = steps.findIndex(({ actor }) => actor === 'person:Ada Meier');
    const again = server.sent().at(-1);
    expect(steps.slice(from).map(({ what }) => what)).toEqual([
      `a person declares ${sentId} not done: ALPHA says so on the telephone`,
      `what became of cancel ${sentId} of C-20261121-1 at ALPHA is known again: noEffect: person:Ada Meier declares it not done: ALPHA says so on the telephone`,
      `cancel ${sentId} of C-20261121-1 at ALPHA came to nothing: person:Ada Meier declares it not done: ALPHA says so on the telephone; the child order is as it was`,
      `cancel ${again} of ${server.sent()[0]} goes out for C-20261121-1 at ALPHA`,
    ]);
  });

  it('and should the venue say otherwise, the venue is right', async () => {
    const server = await deskServer();
    const sentId = await doubt(server, 'submit');
    await server.call('POST', outcomeOf(sentId), said());
    await server.venueSays({ execType: 'trade', sentId, execId: 'E1', lastQty: '40', lastPx: '10.00' });
    expect((await server.call('GET', '/v1/orders/c1')).body).toMatchObject({ ordStatus: 'canceled', cumQty: '40' });
    expect((await server.call('GET', '/v1/positions')).body.positions).toMatchObject([{ account: 'A1', qty: '40' }]);
  });

  it('under an id that is the name of no order', async () => {
    const server = await deskServer();
    const sentId = await doubt(server, 'submit');
    await server.call('POST', outcomeOf(sentId), said({ clOrdId: 'c1' }));
    expect((await server.call('GET', '/v1/orders/c1')).body).toMatchObject({ ordStatus: 'rejected' });
    await server.call('POST', outcomeOf(sentId), said({ clOrdId: 'd2' }));
    expect((await server.call('GET', '/v1/orders/d2')).status).toBe(404);
  });
});

describe('what a person may not say', () => {
  it('is 422 of a request that is not in doubt, and 404 of one that is none; both are recorded', async () => {
    const server = await deskServer();
    const { call, sent, venueSays, views } = server;
    await call('POST', '/v1/orders', buy('c1'));
    const [sentId = ''] = sent();
    expect((await call('POST', outcomeOf(sentId), said())).body).toMatchObject({
      status: 422,
      type: '/problems/request-refused',
      check: 'notInDoubt',
      clOrdId: 'd1',
      orderId: 'O-20261121-1',
      position: views.head.position,
    });
    await venueSays({ execType: 'new', sentId, venueOrderId: 'V1' });
    expect((await call('POST', outcomeOf(sentId), said({ clOrdId: 'd2' }))).body).toMatchObject({ check: 'notInDoubt' });
    for (const [i, other] of ['NOTHING', `${sentId.slice(0, -1)}9`, 'x'.repeat(64), '%00', '..%2F..', '0'].entries())
      expect((await call('POST', outcomeOf(other), said({ clOrdId: `u${i}` }))).body, other).toMatchObject({
        status: 404,
        type: '/problems/unknown-request',
        check: 'unknownRequest',
        position: views.head.position,
      });
  });

  it('is that what was asked how it stands is done: a question is no request', async () => {
    const server = await deskServer();
    await doubt(server, 'submit');
    const { kind, message } = server.alpha.received.at(-1) ?? {};
    expect(kind).toBe('status');
    const answer = await server.call('POST', outcomeOf(message?.sentId as string), said());
    expect(answer.body).toMatchObject({ status: 422, check: 'notInDoubt' });
  });

  it('is 400 when it is malformed, each field that is wrong is named, and nothing is recorded', async () => {
    const server = await deskServer();
    const sentId = await doubt(server, 'submit');
    const { position } = server.views.head;
    const fields = async (body: unknown): Promise<string[]> => {
      const { status, body: problem } = await server.call('POST', outcomeOf(sentId), body);
      expect(status).toBe(400);
      return problem.errors.map(({ field }: { field: string }) => field);
    };
    expect(await fields({})).toEqual(['person', 'outcome', 'reason']);
    expect(await fields(said({ clOrdId: undefined }))).toEqual(['clOrdId']);
    expect(await fields(said({ outcome: 'not-done' }))).toEqual(['outcome']);
    expect(await fields(said({ reason: '' }))).toEqual(['reason']);
    expect(await fields(said({ account: 'A1' }))).toEqual(['account']);
    const noNames = ['', ' ', ' Ada', 'Ada ', 'a:b', 'a\nb', 'x'.repeat(65), '\u202eada', 'Ada\0', 7, null, ['Ada']];
    for (const person of noNames) expect(await fields(said({ person })), String(person)).toEqual(['person']);
    expect((await server.call('POST', outcomeOf('x'.repeat(65)), said())).status).toBe(400);
    expect(server.views.head.position).toBe(position);
    const names = ['Ada', 'Bob B.', "Zoë O'Neill-Łuk", '李', 'a.meier@desk', 'x'.repeat(64)];
    for (const [i, person] of names.entries()) {
      const { body } = await server.call('POST', outcomeOf('NOTHING'), said({ clOrdId: `n${i}`, person }));
      expect(body, person).toMatchObject({ check: 'unknownRequest' });
    }
  });
});

describe('saying it twice', () => {
  it('is saying it once: the first answer, whatever happened since, under the id in the body or in the header', async () => {
    const server = await deskServer();
    const sentId = await doubt(server, 'submit');
    const { clOrdId, ...unnamed } = said({ outcome: 'done' });
    const say = (over = {}) => server.call('POST', outcomeOf(sentId), { ...unnamed, ...over }, { 'idempotency-key': 'd1' });
    const first = await say();
    expect(first.status).toBe(200);
    await server.venueSays({ execType: 'canceled', sentId });
    const { position } = server.views.head;
    for (const again of [await say(), await server.call('POST', outcomeOf(sentId), { clOrdId, ...unnamed })])
      expect(again).toMatchObject({ status: 200, body: first.body });
    // Whoever says it after Ada has not said it first.
    expect((await say({ person: 'Bob' })).body).toEqual(first.body);
    expect(server.views.head.position).toBe(position + 6); // Each time: what was said, and that it was said before.

    const reused = { status: 409, type: '/problems/clordid-reused', check: 'clOrdIdReused' };
    for (const over of [{ outcome: 'notDone' }, { reason: 'a dream' }]) expect((await say(over)).body).toMatchObject(reused);
    expect((await server.call('POST', outcomeOf('NOTHING'), said({ outcome: 'done' }))).body).toMatchObject(reused);
    expect((await server.call('POST', '/v1/kill', { clOrdId: 'd1', reason: 'enough' })).body).toMatchObject(reused);
  });

  it('repeats a refusal, too, though by now it could be taken', async () => {
    const server = await deskServer();
    await server.call('POST', '/v1/orders', buy('c1'));
    const [sentId = ''] = server.sent();
    const ask = async () => {
      const { instance: _, ...problem } = (await server.call('POST', outcomeOf(sentId), said())).body;
      return problem;
    };
    const first = await ask();
    server.clock.runUntil((server.clock.now() + SILENCE) as Micros);
    await server.desk.engine.quiet();
    expect(await ask()).toEqual(first);
    expect((await server.call('POST', outcomeOf(sentId), said({ clOrdId: 'd2' }))).status).toBe(200);
  });

  it('makes duplicates wait for the first while it is in flight', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const server = await deskServer({ journal });
    const sentId = await doubt(server, 'cancel');
    const before = server.sent().length;
    let letGo = (): void => {};
    journal.hold = new Promise((resolve) => {
      letGo = resolve;
    });
    let answered = 0;
    const asks = Array.from({ length: 20 }, () =>
      server.call('POST', outcomeOf(sentId), said()).finally(() => {
        answered += 1;
      }),
    );
    await moment(100);
    expect(answered).toBe(0);
    letGo();
    const answers = await Promise.all(asks);
    for (const { status, body } of answers) expect([status, body]).toEqual([200, answers[0]?.body]);
    expect(answers[0]?.body).toMatchObject({ became: 'sentAgain' });
    expect(server.sent()).toHaveLength(before + 1);
  });

  it('holds over a restart and over a roll of the day', async () => {
    const shelf = new Shelf();
    const open = () => openMemoryJournal({ desk: 'test', shelf });
    const clock = virtualClock((MIDNIGHT - 60_000_000) as Micros);
    const before = await deskServer({ journal: open(), clock });
    const sentId = await doubt(before, 'cancel');
    const taken = await before.call('POST', outcomeOf(sentId), said());
    const refused = await before.call('POST', outcomeOf(sentId), said({ clOrdId: 'd2' }));
    expect([taken.status, refused.status]).toEqual([200, 422]);
    await before.stop();

    const expectSame = async ({ call, sent, desk }: DeskServer): Promise<void> => {
      await desk.engine.quiet();
      const count = sent().length;
      expect(await call('POST', outcomeOf(sentId), said({ person: 'Bob' }))).toMatchObject({ status: 200, body: taken.body });
      const { instance: _, ...same } = refused.body;
      expect((await call('POST', outcomeOf(sentId), said({ clOrdId: 'd2' }))).body).toMatchObject(same);
      expect((await call('POST', outcomeOf(sentId), said({ outcome: 'done' }))).status).toBe(409);
      expect(sent()).toHaveLength(count);
    };
    const after = await deskServer({ journal: open(), clock });
    await expectSame(after);
    clock.runUntil((MIDNIGHT + 1_000_000) as Micros);
    await expect.poll(() => after.views.head.day).toBe(DAY + 1);
    await expectSame(after);
  });
});
