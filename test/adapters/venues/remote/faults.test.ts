import { afterAll, describe, expect, it } from 'vitest';
import { wallClock } from '../../../../src/adapters/runtime/wall-clock.ts';
import { faultsForm } from '../../../../src/adapters/venues/exchange/fault-form.ts';
import { dialWebSocket, fetchText, type Wire } from '../../../../src/adapters/venues/remote/transport.ts';
import type { ChildId, Micros, Price, Qty } from '../../../../src/domain/kernel/units.ts';
import type { Report, Reports } from '../../../../src/domain/order/events.ts';
import type { BookUpdate } from '../../../../src/domain/ports/market.ts';
import type { SubmitOrder } from '../../../../src/domain/ports/venue.ts';
import { snapshot } from '../../../support/market.ts';
import { openExchange, QUICK, until } from '../exchange-rig.ts';

const rig = await openExchange();
afterAll(rig.close);

const PPM = 1_000_000;
const faults = (over: object) => faultsForm.parse({ toVenue: QUICK.toVenue, toDesk: QUICK.toDesk, ...over });

const start = async (over: Parameters<typeof rig.list>[0] = {}, end: Parameters<typeof rig.dial>[1] = {}) => {
  const listed = rig.list(over);
  const desk = rig.dial(listed.terms, end);
  let seqOut = 0;
  const order = (ticket: Partial<SubmitOrder> = {}): SubmitOrder => {
    seqOut += 1;
    return {
      sentId: `S${seqOut}`,
      childId: seqOut as ChildId,
      session: listed.terms.session,
      seqOut,
      symbol: 'ACME',
      side: 'buy',
      ordType: 'limit',
      timeInForce: 'day',
      qty: 100 as Qty,
      price: 1_000 as Price,
      ...ticket,
    };
  };
  const numbers = (): readonly number[] =>
    desk.reports.flatMap((report) => ('seqIn' in report && report.seqIn > 0 ? report.seqIn : []));
  const somebodySells = (qty: number): void => {
    const shown = { venue: listed.terms.venue, at: wallClock.now() };
    listed.hosted.venue.onBook(snapshot({ ...shown, asks: [[1_000, qty]] }));
    listed.hosted.venue.onBook(snapshot(shown));
  };
  desk.venue.connect();
  await desk.settle();
  return { ...listed, ...desk, order, numbers, somebodySells };
};
const dense = (numbers: readonly number[]): readonly number[] => numbers.map((_, i) => i + 1);
const executed = (reports: readonly Report[]): readonly Reports['ExecutionReported'][] =>
  reports.filter(
    (report): report is Reports['ExecutionReported'] => report.type === 'ExecutionReported' && report.execType === 'trade',
  );

describe('a connection that is half open', () => {
  it('is noticed by its silence, and made anew; nothing said meanwhile is lost', async () => {
    const { venue, hosted, news, order, numbers, somebodySells, settle } = await start({}, { heartbeatMs: 20 });
    venue.send(order());
    await settle();
    hosted.session.goHalfOpen();
    somebodySells(40);
    await until(() => news.length >= 3);
    expect(news.map(({ state }) => state)).toEqual(['up', 'down', 'up']);
    expect(news[1]?.reason).toMatch(/nothing was heard/);
    await settle();
    expect(numbers()).toEqual(dense(numbers()));
    expect(numbers()).toHaveLength(2);
  });

  it('swallows what is sent into it, and the next session says so by the number that it expects', async () => {
    const { venue, hosted, news, order, settle } = await start({}, { heartbeatMs: 20 });
    venue.send(order());
    await settle();
    hosted.session.goHalfOpen();
    expect(venue.send(order())).toEqual({ sent: true }); // As far as anybody can know.
    await until(() => news.length >= 3);
    expect(news[2]).toMatchObject({ state: 'up', expects: 2 });
    expect(hosted.venue.truth().messages).toHaveLength(1);
  });
});

describe('a connection that is cut', () => {
  it('refuses bytes from that moment on, and comes back by itself', async () => {
    const { venue, hosted, news, order, settle } = await start();
    hosted.session.cut();
    await until(() => news.length >= 2);
    const outcome = venue.send(order());
    if (news.length === 2) expect(outcome).toMatchObject({ sent: false, reason: expect.stringMatching(/down/) });
    await settle();
    expect(news.map(({ state }) => state)).toEqual(['up', 'down', 'up']);
    expect(venue.counts.losses).toBe(1);
  });

  it('is not up before the exchange has accepted the logon', async () => {
    let held: (() => void)[] = [];
    const { hosted, terms } = rig.list();
    const { venue, isUp } = rig.dial(terms, {
      dial: (url, on) =>
        dialWebSocket(url, url.endsWith('/session') ? { ...on, heard: (data) => void held.push(() => on.heard(data)) } : on),
    });
    venue.connect();
    await until(() => held.length > 0);
    expect(hosted.session.isLoggedOn).toBe(true);
    expect(isUp()).toBe(false);
    expect(venue.send({} as SubmitOrder)).toMatchObject({ sent: false });
    await expect(venue.openOrders()).rejects.toThrow(/down/);
    for (const hear of held) hear();
    held = [];
    expect(isUp()).toBe(true);
  });
});

describe('a socket that takes no bytes', () => {
  it('is no way to have sent', async () => {
    let refuses = false;
    const { venue, order } = await start(
      {},
      {
        dial: (url, on): Wire => {
          const wire = dialWebSocket(url, on);
          return { ...wire, send: (text) => (refuses ? 'the socket is full' : wire.send(text)) };
        },
      },
    );
    refuses = true;
    expect(venue.send(order())).toEqual({ sent: false, reason: 'the socket is full' });
  });
});

describe('an exchange that stands still', () => {
  it('for a moment is waited for: all of it comes, in order', async () => {
    const { venue, hosted, news, order, numbers, reports, settle } = await start();
    hosted.gate.shut(50);
    for (let n = 0; n < 10; n += 1) expect(venue.send(order())).toEqual({ sent: true });
    expect(hosted.venue.truth().messages).toHaveLength(0);
    await settle();
    expect(reports.map((report) => report.sentId)).toEqual(Array.from({ length: 10 }, (_, n) => `S${n + 1}`));
    expect(numbers()).toEqual(dense(numbers()));
    expect(news).toHaveLength(1);
  });

  it('for too long is a session down', async () => {
    const { hosted, news } = await start({}, { heartbeatMs: 20 });
    hosted.gate.shut(300);
    await until(() => news.length >= 3);
    expect(news.map(({ state }) => state)).toEqual(['up', 'down', 'up']);
  });
});

describe('frames that the desk cannot read', () => {
  it('are counted and answered; what they carried can be had again', async () => {
    const { venue, hosted, order, numbers, settle } = await start();
    hosted.change(faults({ garbledPpm: PPM }));
    venue.send(order());
    await settle();
    expect(numbers()).toEqual([]);
    expect(venue.counts.badFrames).toBe(1);
    await until(() => hosted.counts.errorsHeard === 1);
    hosted.change(faults({}));
    venue.resend(1);
    await settle();
    expect(numbers()).toEqual([1]);
  });

  it('too often are reason enough to connect anew', async () => {
    const { venue, hosted, news, order, settle } = await start();
    hosted.change(faults({ garbledPpm: PPM }));
    for (let n = 0; n < 25; n += 1) venue.send(order());
    await until(() => news.length >= 2);
    expect(news[1]?.reason).toMatch(/could not be read/);
    hosted.change(faults({}));
    await settle();
  });

  it('of any kind do no harm', async () => {
    let say = (_: string): void => {};
    const { venue, isUp, settle, terms, news, reports } = await start(
      {},
      {
        dial: (url, on) => {
          if (url.endsWith('/session')) say = on.heard;
          return dialWebSocket(url, on);
        },
      },
    );
    for (const nonsense of [
      '',
      'null',
      '[]',
      '{"type":"execution"}',
      '{"type":"execution","execType":"gift","seqIn":1}',
      'x'.repeat(70_000),
    ])
      say(nonsense);
    expect(venue.counts.badFrames).toBe(6);
    say('{"type":"execution","execType":"new","seqIn":1,"text":"\\ud800"}'); // No journal could say that again.
    expect(venue.counts.badFrames).toBe(7);
    say(JSON.stringify({ type: 'logonAccepted', session: terms.session, expects: 7, heartbeatMs: 10_000 }));
    await settle();
    expect(isUp()).toBe(true);
    expect([news.length, reports]).toEqual([1, []]);
    say('{"type":"logonAccepted","session":"SOMEBODY-ELSE","heartbeatMs":10000}');
    await settle();
    expect(news.map(({ state }) => state)).toEqual(['up', 'down', 'up']);
  });
});

describe('the rate limit of the exchange', () => {
  it('refuses a message at the door, and the desk hears that of its order', async () => {
    const { venue, hosted, order, reports, settle } = await start({ limits: { messagesPerSecond: 1, messagesBurst: 1 } });
    venue.send(order());
    venue.send(order());
    venue.cancel({ ...order(), origSentId: 'S1' });
    await settle();
    expect(reports).toMatchObject([
      { type: 'ExecutionReported', sentId: 'S2', execType: 'rejected', rejectReason: 'rateLimited', seqIn: 0 },
      { type: 'RequestRejectReported', sentId: 'S3', origSentId: 'S1', request: 'cancel', rejectReason: 'rateLimited' },
      { type: 'ExecutionReported', sentId: 'S1', execType: 'new' },
    ]);
    expect(hosted.counts).toMatchObject({ messages: 1, refusals: 2 });
  });

  it('bans who does not stop, and lets him in when the ban is over', async () => {
    const limits = { messagesPerSecond: 1, messagesBurst: 1, strikesBeforeBan: 3, banMs: 100 };
    const { venue, hosted, order, news, settle } = await start({ limits });
    for (let n = 0; n < 6; n += 1) venue.send(order());
    await until(() => news.length >= 2);
    await settle();
    expect(news.at(-1)).toMatchObject({ state: 'up', expects: 2 });
    expect(hosted.counts.bans).toBe(1);
  });

  it('of queries is waited for', async () => {
    const { venue, hosted } = await start({ limits: { callsPerSecond: 20, callsBurst: 1 } });
    const answers = await Promise.all([venue.openOrders(), venue.openOrders(), venue.positions()]);
    expect(answers.map(({ rows }) => rows)).toEqual([[], [], []]);
    expect(hosted.counts.refusals).toBeGreaterThan(0);
  });
});

describe('an answer to a query', () => {
  it('that is partial says so', async () => {
    const { venue, hosted, order, settle } = await start();
    venue.send(order());
    venue.send(order());
    await settle();
    hosted.change(faults({ partialPpm: PPM }));
    const partial = await venue.openOrders();
    expect(partial.total).toBe(2);
    expect(partial.rows.length).toBeLessThan(2);
    hosted.change(faults({ omitPpm: PPM }));
    expect((await venue.openOrders()).rows.length).toBeLessThan(2); // Nobody can tell: hence two passes before an order counts as gone.
  });

  it('comes after what the session had said before it, and says when it was given', async () => {
    const { venue, order, reports } = await start();
    for (let n = 0; n < 5; n += 1) {
      const before = wallClock.now();
      venue.send(order());
      const { asOf, seqIn, rows } = await venue.openOrders();
      expect(reports.length).toBeGreaterThanOrEqual(seqIn ?? Number.POSITIVE_INFINITY);
      expect(rows.length).toBeLessThanOrEqual(n + 1);
      expect(asOf).toBeGreaterThanOrEqual(before);
      expect(asOf).toBeLessThanOrEqual(wallClock.now());
    }
  });

  it('that nobody gives ends with the session', async () => {
    const { venue, hosted } = await start();
    hosted.gate.shut(200);
    const answer = venue.openOrders();
    hosted.session.cut();
    await expect(answer).rejects.toThrow(/went down/);
  });

  it('that is nonsense is none', async () => {
    const { venue } = await start({}, { fetch: async () => ({ status: 200, text: '{"rows":[{"qty":7}],"total":1}' }) });
    await expect(venue.positions()).rejects.toMatchObject({
      message: expect.stringMatching(/malformed: .*rows.0.symbol/),
      raw: '{"rows":[{"qty":7}],"total":1}',
    });
    const { venue: other } = await start({}, { fetch: async () => ({ status: 502, text: '<html>' }) });
    await expect(other.positions()).rejects.toThrow(/answered 502: <html>/);
  });

  it('is asked for over HTTP, from a moment on', async () => {
    const { venue, order, somebodySells, settle } = await start({}, { fetch: fetchText });
    venue.send(order());
    await settle();
    somebodySells(30);
    await settle();
    expect((await venue.fillsSince(0 as Micros)).rows).toMatchObject([
      { execType: 'trade', lastQty: '30', channel: 'query', seqIn: 0 },
    ]);
    expect((await venue.fillsSince((wallClock.now() + 1_000_000) as Micros)).rows).toEqual([]);
  });
});

describe('a drop copy', () => {
  it('tells every execution by another way, whatever the order session suffers', async () => {
    const { venue, hosted, order, reports, somebodySells } = await start({}, { dropCopy: true });
    await until(() => hosted.counts.logons === 1);
    venue.send(order());
    await until(() => reports.length === 1);
    hosted.change(faults({ chances: { dropPpm: PPM } }));
    somebodySells(10);
    await until(() => reports.length === 2);
    hosted.session.goHalfOpen();
    somebodySells(10);
    await until(() => executed(reports).length === 2);
    expect(executed(reports)).toMatchObject([
      { channel: 'dropCopy', seqIn: 1, session: `${venue.name}-1/copy`, lastQty: '10' },
      { channel: 'dropCopy', seqIn: 2 },
    ]);
  });
});

describe('the books of a remote venue', () => {
  it('come as they stand, and then as they change, dated when they arrive', async () => {
    const { hosted, terms } = rig.list();
    const { venue, settle } = rig.dial(terms);
    const shown: BookUpdate[] = [];
    venue.onShow((update) => shown.push(update));
    hosted.venue.onBook(snapshot({ venue: terms.venue, bids: [[995, 100]], asks: [[1_005, 70]] }));
    const before = wallClock.now();
    venue.connect();
    await settle();
    await until(() => shown.length > 0);
    expect(shown[0]).toMatchObject({ kind: 'snapshot', bids: [{ price: 995, qty: 100 }], asks: [{ price: 1_005, qty: 70 }] });
    expect(shown[0]?.at).toBeGreaterThanOrEqual(before);
    hosted.venue.onBook({ ...snapshot({ venue: terms.venue, asks: [[1_005, 0]] }), kind: 'delta' });
    await until(() => shown.length > 1);
    expect(shown[1]).toMatchObject({ kind: 'delta', bids: [], asks: [{ price: 1_005, qty: 0 }] });
  });
});

describe('a clock that is wrong at the venue', () => {
  it('dates what happens there', async () => {
    const { venue, hosted, order, reports, settle } = await start();
    hosted.change(faults({ clockSkewMs: -30_000 }));
    venue.send(order());
    await settle();
    const [ack] = reports as readonly Reports['ExecutionReported'][];
    expect(ack?.transactTime).toBeLessThan(wallClock.now() - 29_000_000);
  });
});
