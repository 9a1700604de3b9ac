import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { decodeVenueFrame, FRAME_BYTES_MAX, SOCKET_BYTES_MAX } from '../../../../src/adapters/venues/protocol/codec.ts';
import { openExchange, until } from '../exchange-rig.ts';
import { strangerAt } from '../stranger.ts';

const rig = await openExchange();
afterAll(rig.close);

const stranger = (venue: string, channel?: string) => strangerAt(rig.exchange.urlOf(venue), channel);
const logon = (session: string, over = {}) => ({ type: 'logon', session, nextSeqIn: 1, heartbeatMs: 10_000, ...over });
const order = {
  seqOut: 1,
  sentId: 'S1',
  symbol: 'ACME',
  side: 'buy',
  ordType: 'limit',
  timeInForce: 'day',
  qty: '100',
  price: '10.00',
};

describe('a frame that makes no sense', () => {
  const cases: readonly [what: string, data: string | Buffer, code: string][] = [
    ['that is not JSON', '{"type":', 'notJson'],
    ['that is binary', Buffer.from([1, 2, 3]), 'notText'],
    ['of an unknown type', '{"type":"buyEverything"}', 'malformed'],
    ['with a number where a decimal belongs', JSON.stringify({ type: 'submit', ...order, qty: 100 }), 'malformed'],
    ['with a misspelt key', JSON.stringify({ type: 'submit', ...order, prise: '9' }), 'malformed'],
    ['with half a number for a number', JSON.stringify({ type: 'submit', ...order, seqOut: 1.5 }), 'malformed'],
    ['longer than a frame may be', JSON.stringify({ type: 'error', code: 'x', text: 'x'.repeat(FRAME_BYTES_MAX) }), 'tooLarge'],
    ['before the logon', JSON.stringify({ type: 'submit', ...order }), 'notLoggedOn'],
  ];
  it.each(cases)('%s gets a typed error, is counted, and does no harm', async (_, data, code) => {
    const { hosted, terms } = rig.list();
    const someone = await stranger(terms.venue);
    someone.say(data);
    expect(await someone.hear('error')).toMatchObject({ code });
    expect(hosted.counts.badFrames).toBe(1);
    someone.say(logon(terms.session));
    expect(await someone.hear('logonAccepted')).toMatchObject({ session: terms.session });
    expect(hosted.venue.truth().messages).toEqual([]);
  });

  it('is not even read when it is huge: the socket is closed', async () => {
    const { hosted, terms } = rig.list();
    const someone = await stranger(terms.venue);
    someone.say('x'.repeat(SOCKET_BYTES_MAX + 1));
    expect(await someone.closed()).toBe(1009);
    expect(hosted.counts.badFrames).toBe(1);
    const another = await stranger(terms.venue);
    another.say(logon(terms.session));
    await another.hear('logonAccepted');
  });

  it('too often ends the connection', async () => {
    const { terms } = rig.list();
    const someone = await stranger(terms.venue);
    for (let n = 0; n < 30; n += 1) someone.say('?');
    expect(await someone.closed()).toBe(1008);
    expect(someone.heard.at(-1)).toMatchObject({ type: 'error', code: 'tooManyErrors' });
  });
});

describe('a logon', () => {
  it('under another name is refused', async () => {
    const { terms } = rig.list();
    const someone = await stranger(terms.venue);
    someone.say(logon('NOBODY-1'));
    expect(await someone.hear('error')).toMatchObject({ code: 'unknownSession', text: expect.stringContaining(terms.session) });
    expect(await someone.closed()).toBe(1008);
  });

  it('twice on one connection is out of place', async () => {
    const { terms } = rig.list();
    const someone = await stranger(terms.venue);
    someone.say(logon(terms.session));
    await someone.hear('logonAccepted');
    someone.say(logon(terms.session));
    expect(await someone.hear('error')).toMatchObject({ code: 'alreadyLoggedOn' });
  });

  it('from elsewhere takes the session over: the older one is dead first', async () => {
    const { hosted, terms } = rig.list();
    const older = await stranger(terms.venue);
    older.say(logon(terms.session));
    await older.hear('logonAccepted');
    const newer = await stranger(terms.venue);
    newer.say(logon(terms.session));
    expect(await newer.hear('logonAccepted')).toMatchObject({ expects: 1 });
    await older.closed();
    older.say({ type: 'submit', ...order });
    newer.say({ type: 'submit', ...order, sentId: 'S2' });
    await newer.hear('execution');
    expect(hosted.venue.truth().messages.map(({ sentId }) => sentId)).toEqual(['S2']);
  });
});

describe('whoever falls silent', () => {
  it('is gone after three intervals, and the session with him', async () => {
    const { hosted, terms } = rig.list();
    const someone = await stranger(terms.venue);
    someone.say(logon(terms.session, { heartbeatMs: 20 }));
    await someone.hear('logonAccepted');
    await someone.hear('heartbeat'); // The exchange, for its part, keeps talking.
    await someone.closed();
    await until(() => !hosted.session.isLoggedOn);
    expect(hosted.counts.lost).toBe(1);
  });
});

describe('an order finer than its instrument', () => {
  it.each([
    ['price', { price: '10.001' }, 'offTick'],
    ['quantity', { qty: '100.5' }, 'offLot'],
  ])('in its %s is thrown away at the door', async (_, over, rejectReason) => {
    const { hosted, terms } = rig.list();
    const someone = await stranger(terms.venue);
    someone.say(logon(terms.session));
    await someone.hear('logonAccepted');
    someone.say({ type: 'submit', ...order, ...over });
    expect(await someone.hear('refusal')).toMatchObject({ sentId: 'S1', request: 'submit', rejectReason });
    expect(hosted.venue.truth().messages).toEqual([]);
  });
});

describe('a call', () => {
  const call = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${rig.exchange.url}${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const post = (path: string, body: unknown, method = 'POST') =>
    call(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  it('for a venue that is not there says which are', async () => {
    const { terms } = rig.list();
    expect(await call('/v1/venues/NOWHERE/orders')).toMatchObject({
      status: 404,
      body: { error: 'noSuchVenue', text: expect.stringContaining(terms.venue) },
    });
    const socket = new WebSocket(`${rig.exchange.url.replace('http', 'ws')}/v1/venues/NOWHERE/session`);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('404');
  });

  it('from a web page is turned away', async () => {
    expect(await call('/v1/venues', { headers: { origin: 'https://example.org' } })).toMatchObject({ status: 421 });
  });

  it('that is malformed is refused in words', async () => {
    const { terms } = rig.list();
    const at = `/admin/venues/${terms.venue}`;
    expect(await call(`/v1/venues/${terms.venue}/fills?since=yesterday`)).toMatchObject({
      status: 400,
      body: { error: 'malformed' },
    });
    expect(await post(`${at}/faults`, { chances: { rejectPpm: -1 } }, 'PUT')).toMatchObject({ status: 400 });
    expect(await post(`${at}/faults`, { chances: { rejektPpm: 1 } }, 'PUT')).toMatchObject({
      status: 400,
      body: { text: expect.stringContaining('rejektPpm') },
    });
    expect(await post(`${at}/book`, { symbol: 'ACME', bids: [['1.234', '1']] })).toMatchObject({ status: 400 });
    expect(await post(`${at}/book`, { symbol: 'NONE' })).toMatchObject({ status: 400 });
  });

  it('over the limit gets 429 and when to come back; whoever goes on is banned, session and all', async () => {
    const { hosted, terms } = rig.list({ limits: { callsPerSecond: 1, callsBurst: 2, strikesBeforeBan: 3, banMs: 60_000 } });
    const someone = await stranger(terms.venue);
    someone.say(logon(terms.session));
    await someone.hear('logonAccepted');
    const orders = `/v1/venues/${terms.venue}/orders`;
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await call(orders)).status);
    expect(statuses).toEqual([200, 200, 429, 429, 403, 403]);
    expect(await call(`/v1/venues/${terms.venue}/positions`)).toMatchObject({ status: 403, body: { error: 'banned' } });
    expect(await someone.hear('error')).toMatchObject({ code: 'banned', retryAfterMs: expect.any(Number) });
    await someone.closed();
    expect(hosted.counts.bans).toBe(1);
    const again = await stranger(terms.venue);
    again.say(logon(terms.session));
    expect(await again.hear('error')).toMatchObject({ code: 'banned' });
    await post(`/admin/venues/${terms.venue}/ban`, { ms: 0 });
    expect(await call(orders)).toMatchObject({ status: 429 }); // Welcome again, but still too fast.
  });

  it('tells the whole truth to an operator', async () => {
    const { hosted, terms } = rig.list();
    const someone = await stranger(terms.venue);
    someone.say(logon(terms.session));
    await someone.hear('logonAccepted');
    someone.say({ type: 'submit', ...order });
    await someone.hear('execution');
    const book = { symbol: 'ACME', bids: [], asks: [['9.95', '40']] };
    expect(await post(`/admin/venues/${terms.venue}/book`, book)).toMatchObject({ status: 200 });
    const { body } = await call(`/admin/venues/${terms.venue}/truth`);
    expect(body).toEqual(JSON.parse(JSON.stringify(hosted.venue.truth())));
    expect(body).toMatchObject({ executions: [{ qty: 40, price: 1_000 }], positions: { ACME: 40 } });
    expect(await call(`/admin/venues/${terms.venue}/state`)).toMatchObject({ body: { loggedOn: true, counts: { messages: 1 } } });
  });
});

describe('an exchange', () => {
  it('outlives whatever is said to it, in any order', async () => {
    const { hosted, terms } = rig.list();
    const anyFrame = fc.oneof(
      fc.json(),
      fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
      fc
        .record({
          type: fc.constantFrom('logon', 'submit', 'cancel', 'replace', 'status', 'resend', 'testRequest', 'logoff', 'error'),
          session: fc.constantFrom(terms.session, 'NOBODY'),
          nextSeqIn: fc.oneof(fc.nat(), fc.constant(-1)),
          fromSeq: fc.integer(),
          ...Object.fromEntries(
            Object.entries(order).map(([key, value]) => [key, fc.oneof(fc.constant(value), fc.string(), fc.nat())]),
          ),
          origSentId: fc.constant('S1'),
          heartbeatMs: fc.constant(10_000),
          id: fc.string(),
        })
        .map((frame) =>
          JSON.stringify(
            Object.fromEntries(Object.entries(frame).filter(([key]) => key === 'type' || KEYS[frame.type]?.includes(key))),
          ),
        ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFrame, { maxLength: 30 }),
        fc.constantFrom('session', 'drop-copy', 'market'),
        async (frames, channel) => {
          const someone = await stranger(terms.venue, channel);
          for (const frame of frames) someone.say(frame);
          const honest = await stranger(terms.venue);
          honest.say(logon(terms.session));
          await honest.hear('logonAccepted');
          for (const said of someone.heard) expect(decodeVenueFrame(JSON.stringify(said))).toMatchObject({ ok: true });
        },
      ),
      { numRuns: 50 },
    );
    expect(hosted.counts.logons).toBeGreaterThanOrEqual(50);
  });
});

/** What each frame has, so that many are almost right. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  logon: ['session', 'nextSeqIn', 'heartbeatMs'],
  submit: Object.keys(order),
  cancel: ['seqOut', 'sentId', 'symbol', 'side', 'origSentId'],
  replace: ['seqOut', 'sentId', 'symbol', 'side', 'origSentId', 'qty', 'price'],
  status: ['seqOut', 'sentId', 'symbol', 'side', 'origSentId'],
  resend: ['fromSeq'],
  testRequest: ['id'],
};
