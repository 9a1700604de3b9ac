import { afterAll, describe, expect, it } from 'vitest';
import { acts } from '../../../../src/adapters/venues/exchange/acts.ts';
import { chancesForm } from '../../../../src/adapters/venues/exchange/fault-form.ts';
import type { VenueTruth } from '../../../../src/adapters/venues/simulated/truth.ts';
import { openExchange, until } from '../exchange-rig.ts';
import { strangerAt } from '../stranger.ts';

const rig = await openExchange();
afterAll(rig.close);

const ALWAYS = 1_000_000;
type Frame = Readonly<Record<string, unknown>>;
const BOOK = { symbol: 'ACME', bids: [], asks: [] };
const SELLS = { ...BOOK, asks: [['10.00', '100']] };

/** A desk on a plain socket, and the operator of its venue on plain HTTP: nothing of our own code at either end. */
const open = async (limits: object = {}) => {
  const { hosted, terms } = rig.list({ limits });
  const desk = await strangerAt(rig.exchange.urlOf(terms.venue));
  const call = async (path: string, method = 'GET', body?: unknown) => {
    const text = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${rig.exchange.url}${path}`, body === undefined ? { method } : text);
    return { status: response.status, body: (await response.json()) as Frame };
  };
  const at = `/admin/venues/${terms.venue}`;
  const act = async (name: string, body: object = {}): Promise<Frame> => {
    const answer = await call(`${at}/${name}`, 'POST', body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };
  let seqOut = 0;
  const send = (type: 'submit' | 'cancel' | 'status', over: Frame = {}): string => {
    seqOut += 1;
    const sentId = `S${seqOut}`;
    const ticket = type === 'submit' ? { ordType: 'limit', timeInForce: 'day', qty: '100', price: '10.00' } : {};
    desk.say({ type, seqOut, sentId, symbol: 'ACME', side: 'buy', ...ticket, ...over });
    return sentId;
  };
  let trips = 0;
  /** Hears all that was said before. */
  const settle = async (): Promise<void> => {
    const id = `t${(trips += 1)}`;
    desk.say({ type: 'testRequest', id });
    await until(() => desk.heard.some((frame) => frame.type === 'heartbeat' && frame.id === id));
  };
  const logon = async (): Promise<void> => {
    desk.say({ type: 'logon', session: terms.session, nextSeqIn: 1, heartbeatMs: 10_000 });
    await desk.hear('logonAccepted');
  };
  await logon();
  return {
    hosted,
    terms,
    desk,
    act,
    send,
    settle,
    call,
    at,
    query: (path: string) => call(`/v1/venues/${terms.venue}/${path}`),
    truth: async () => (await call(`${at}/truth`)).body as unknown as VenueTruth,
    faults: async (faults: object) => {
      const quick = { toVenue: { minMicros: 0 }, toDesk: { minMicros: 0 } };
      expect(await call(`${at}/faults`, 'PUT', { ...quick, ...faults })).toMatchObject({ status: 200 });
    },
    of: (sentId: string): readonly Frame[] => desk.heard.filter((frame) => frame.sentId === sentId),
  };
};
type Open = Awaited<ReturnType<typeof open>>;
const types = (frames: readonly Frame[]): readonly unknown[] => frames.map((frame) => frame.execType ?? frame.type);
const rows = async (door: Open, path: string): Promise<readonly Frame[]> =>
  (await door.query(path)).body.rows as readonly Frame[];

/** What each act does, as the desk and the truth show it. */
const SHOWS: Readonly<Record<keyof typeof acts, (door: Open) => Promise<void>>> = {
  'half-open': async (door) => {
    await door.act('half-open');
    door.send('submit');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(door.of('S1')).toEqual([]);
    expect((await door.truth()).messages).toEqual([]);
  },
  cut: async ({ act, desk }) => {
    await act('cut');
    expect(await desk.closed()).toBe(1006);
  },
  stall: async ({ act, send, desk, settle, of, hosted }) => {
    await act('stall', { ms: 60 });
    const before = performance.now();
    send('submit');
    await settle();
    expect(performance.now() - before).toBeGreaterThan(40);
    expect(types(of('S1'))).toEqual(['new']);
    expect(hosted.gate.isShut).toBe(false);
    expect(desk.heard.some(({ type }) => type === 'error')).toBe(false);
  },
  ban: async ({ act, desk, query }) => {
    await act('ban', { ms: 60_000 });
    expect(await desk.hear('error')).toMatchObject({ code: 'banned', retryAfterMs: 60_000 });
    expect(await query('orders')).toMatchObject({ status: 403, body: { retryAfterMs: expect.any(Number) } });
    await act('ban', { ms: 0 });
    expect(await query('orders')).toMatchObject({ status: 200 });
  },
  restart: async (door) => {
    door.send('submit');
    await door.settle();
    await door.act('restart', { book: 'forgotten' });
    await door.desk.closed();
    expect(await rows(door, 'orders')).toEqual([]);
    expect((await door.truth()).orders).toMatchObject([{ status: 'forgotten' }]);
  },
  hours: async (door) => {
    door.send('submit');
    await door.settle();
    await door.act('hours', { session: 'closed' });
    door.send('submit');
    await door.settle();
    expect(types(door.of('S1'))).toEqual(['new', 'expired']);
    expect(door.of('S2')).toMatchObject([{ execType: 'rejected', rejectReason: 'marketClosed' }]);
  },
  book: async (door) => {
    door.send('submit');
    await door.act('book', SELLS);
    await door.settle();
    expect(types(door.of('S1'))).toEqual(['new', 'trade']);
  },
  forget: async (door) => {
    door.send('submit');
    door.send('submit');
    await door.settle();
    await door.act('forget', { sentId: 'S1' });
    door.send('status', { origSentId: 'S1' });
    door.send('cancel', { origSentId: 'S1' });
    await door.settle();
    expect(types(door.of('S1'))).toEqual(['new', 'orderStatus']);
    expect(door.of('S1')[1]).toMatchObject({ ordStatus: 'rejected', rejectReason: 'unknownOrder' });
    expect(door.of('S4')).toMatchObject([{ type: 'requestReject', rejectReason: 'unknownOrder' }]);
    expect(await rows(door, 'orders')).toMatchObject([{ sentId: 'S2' }]);
    expect((await door.truth()).orders).toMatchObject([{ status: 'forgotten' }, { status: 'working' }]);
    expect(await door.call(`${door.at}/forget`, 'POST', { sentId: 'S1' })).toMatchObject({ status: 400 });
  },
  'foreign-order': async (door) => {
    const asked = { symbol: 'ACME', side: 'sell', qty: '30', price: '11.00' };
    const { sentId } = (await door.act('foreign-order', asked)) as { sentId: string };
    expect(await rows(door, 'orders')).toMatchObject([{ sentId, qty: '30', price: '11.00', side: 'sell' }]);
    expect((await door.truth()).messages).toEqual([]); // Nobody sent it.
    await door.act('book', { ...BOOK, bids: [['11.00', '10']] });
    await door.settle();
    expect(door.of(sentId)).toMatchObject([{ execType: 'trade', lastQty: '10' }]);
    expect(await rows(door, 'positions')).toMatchObject([{ symbol: 'ACME', qty: '-10' }]);
    door.send('cancel', { origSentId: sentId, side: 'sell' });
    await door.settle();
    expect(await rows(door, 'orders')).toEqual([]);
    expect(await door.call(`${door.at}/foreign-order`, 'POST', { ...asked, symbol: 'NONE' })).toMatchObject({ status: 400 });
  },
  report: async (door) => {
    const made = {
      execType: 'trade',
      execId: 'LIE-1',
      sentId: 'X',
      symbol: 'ACME',
      side: 'buy',
      lastQty: 'many',
      lastPx: '10.00',
    };
    await door.act('report', made);
    await door.settle();
    expect(door.of('X')).toMatchObject([{ ...made, seqIn: 1 }]);
    expect((await door.truth()).executions).toEqual([]);
    expect(await rows(door, 'fills')).toEqual([]);
    expect(await door.call(`${door.at}/report`, 'POST', { execType: 'gift' })).toMatchObject({ status: 400 });
  },
  say: async (door) => {
    await door.act('say', { text: '{"type":"nonsense"}', times: 3 });
    await door.settle();
    expect(door.desk.heard.filter(({ type }) => type === 'nonsense')).toHaveLength(3);
    door.desk.say({ type: 'logoff' });
    await door.desk.closed();
    expect(await door.call(`${door.at}/say`, 'POST', { text: '?' })).toMatchObject({ status: 400 });
  },
};

describe('an act of the operator', () => {
  it.each(Object.keys(acts))('%s does what it says', async (name) => {
    await (SHOWS[name] as (door: Open) => Promise<void>)(await open());
  });

  it('sets other limits while the venue runs', async () => {
    const door = await open();
    const limits = { messagesPerSecond: 1, messagesBurst: 1 };
    expect(await door.call(`${door.at}/limits`, 'PUT', limits)).toMatchObject({ status: 200 });
    door.send('submit');
    door.send('submit');
    await door.settle();
    expect(door.of('S2')).toMatchObject([{ type: 'refusal', rejectReason: 'rateLimited' }]);
    expect(await door.call(`${door.at}/limits`, 'PUT', { messagesPerDay: 1 })).toMatchObject({ status: 400 });
  });
});

/** A few orders, and somebody who trades with them. */
const trade = async ({ send, act, settle }: Open): Promise<void> => {
  for (let n = 0; n < 4; n += 1) send('submit', { qty: '50' });
  await act('book', SELLS);
  await act('book', BOOK);
  await settle();
};
const executions = ({ desk }: Open): readonly Frame[] => desk.heard.filter(({ type }) => type === 'execution');

describe('a fault set at run time', () => {
  it('is in force from then on, and is gone when it is not named any more', async () => {
    const door = await open();
    await door.faults({ chances: { rejectPpm: ALWAYS } });
    door.send('submit');
    await door.settle();
    await door.faults({});
    door.send('submit');
    await door.settle();
    expect(types([...door.of('S1'), ...door.of('S2')])).toEqual(['rejected', 'new']);
  });

  it('is every one of those that a venue knows', async () => {
    const door = await open();
    const chances = Object.fromEntries(Object.keys(chancesForm.shape).map((name) => [name, 1]));
    await door.faults({ chances, garbledPpm: 1, partialPpm: 1, omitPpm: 1, stalePpm: 1, wrongPpm: 1, clockSkewMs: 1 });
    const { body } = await door.call(`${door.at}/state`);
    expect(body.faults).toMatchObject({ chances, wrongPpm: 1 });
  });

  it('latency and jitter: a message is under way for so long', async () => {
    const door = await open();
    await door.faults({ toVenue: { minMicros: 40_000, jitterMicros: 10_000 } });
    const before = performance.now();
    door.send('submit');
    await until(() => door.of('S1').length === 1);
    expect(performance.now() - before).toBeGreaterThanOrEqual(39);
  });

  it('drop: what a message or a report says is lost, and a query finds it', async () => {
    const door = await open();
    await door.faults({ chances: { toVenueLostPpm: ALWAYS } });
    door.send('submit');
    await door.settle();
    expect((await door.truth()).messages).toEqual([]);
    await door.faults({ chances: { toDeskLostPpm: ALWAYS } });
    door.send('submit');
    await door.settle();
    expect(door.of('S2')).toEqual([]);
    await door.faults({});
    expect(await rows(door, 'orders')).toMatchObject([{ sentId: 'S2' }]);
  });

  it('duplicate: it arrives twice, in either direction', async () => {
    const door = await open();
    await door.faults({ chances: { toVenueTwicePpm: ALWAYS, toDeskTwicePpm: ALWAYS } });
    door.send('submit');
    await door.settle();
    expect((await door.truth()).messages).toMatchObject([{ sentId: 'S1' }, { sentId: 'S1', again: true }]);
    expect(door.of('S1').filter(({ execType }) => execType === 'new')).toHaveLength(2);
  });

  it('reorder: reports overtake each other', async () => {
    const door = await open();
    await door.faults({ chances: { toDeskOvertakenPpm: ALWAYS } });
    for (let n = 0; n < 20; n += 1) door.send('submit');
    await until(() => executions(door).length === 20);
    const numbers = executions(door).map(({ seqIn }) => seqIn as number);
    expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('garbled: a report goes out cut short', async () => {
    const door = await open();
    await door.faults({ garbledPpm: ALWAYS });
    door.send('submit');
    await until(() => door.desk.unreadable.length > 0);
    expect(door.desk.unreadable[0]).toMatch(/^\{"type":"execution"/);
  });

  it('partial, omit: a query is answered in part, and says so or does not', async () => {
    const door = await open();
    await trade(door);
    const right = await rows(door, 'orders');
    expect(right).toHaveLength(2);
    await door.faults({ partialPpm: ALWAYS });
    const partial = (await door.query('orders')).body as { rows: readonly Frame[]; total: number };
    expect(partial.total).toBe(2);
    expect(partial.rows.length).toBeLessThan(2);
    await door.faults({ omitPpm: ALWAYS });
    const omitted = (await door.query('orders')).body as { rows: readonly Frame[]; total: number };
    expect(omitted.rows.length).toBe(omitted.total);
    expect(omitted.total).toBeLessThan(2);
  });

  it('stale: a query is answered as it should have been the time before', async () => {
    const door = await open();
    door.send('submit');
    await door.settle();
    await door.faults({ stalePpm: ALWAYS });
    expect(await rows(door, 'orders')).toEqual([]);
    door.send('submit');
    await door.settle();
    expect(await rows(door, 'orders')).toMatchObject([{ sentId: 'S1' }]);
  });

  it('wrong: one number of one row is another one', async () => {
    const door = await open();
    await trade(door);
    const right = await rows(door, 'orders');
    await door.faults({ wrongPpm: ALWAYS });
    for (let n = 0; n < 10; n += 1) {
      const said = await rows(door, 'orders');
      const differences = said.flatMap((row, i) => Object.keys(row).filter((key) => row[key] !== (right[i] as Frame)[key]));
      expect(differences).toHaveLength(1);
    }
  });

  it('clock skew: what happens there is dated by another clock', async () => {
    const door = await open();
    await door.faults({ clockSkewMs: 50_000 });
    door.send('submit');
    await door.settle();
    expect(door.of('S1')[0]?.transactTime).toBeGreaterThan((Date.now() + 49_000) * 1_000);
  });
});
