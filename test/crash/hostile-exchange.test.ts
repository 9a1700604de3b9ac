import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFailed } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { readJournalBook, shownBreaks } from './desk-book.ts';
import { type HostileExchange, startHostileExchange } from './hostile-exchange.ts';
import { premises, type Serve, spawnServe, startServe } from './serve-process.ts';

const SEED = Number(process.env.DAYBOOK_SEED ?? '1');
/** A market around 240; what the exchange says comes from the other seed. */
const MARKET_SEED = 1;
const RANTS = 1_000;
const ORDERS_ELSEWHERE = 40;
const TRIES_MAX = 1_500;

describe('an exchange that talks nonsense', () => {
  const folder = temporaryFolder();
  let hostile: HostileExchange | undefined;
  let desk: Serve | undefined;
  afterAll(async () => {
    desk?.kill();
    await desk?.ended;
    await hostile?.close();
    folder.remove();
  });

  let n = 0;
  let refused = '';
  /** Whether it was taken. */
  const order = async (venue: string, account: string): Promise<boolean> => {
    const body = {
      ...{ clOrdId: `n${(n += 1)}`, account, symbol: 'ACME', side: 'buy', ordType: 'limit', qty: '10', price: '240.00' },
      ...{ timeInForce: 'day', route: { venue } },
    };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${desk?.url}/v1/orders`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (response.status !== 201) refused = text;
    return response.status === 201;
  };
  const counted = async (what: string): Promise<number> => {
    const text = await (await fetch(`${desk?.url}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(what.split(' ')[0] as string) && line.includes(what.split(' ')[1] ?? ''))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  it('cannot end the desk, nor keep it from trading elsewhere; all of it is counted, logged and journaled', {
    timeout: 120_000,
  }, async () => {
    console.log(`hostile exchange: seed ${SEED} (DAYBOOK_SEED), ${folder.dir}`);
    hostile = await startHostileExchange(SEED);
    const { url } = hostile;
    const at = premises(folder.dir, MARKET_SEED, (venue) =>
      venue === 'ALPHA' ? { remote: { url, dropCopy: true }, listsOpenOrders: false } : {},
    );
    const starting = spawnServe(at);
    onTestFailed(() => console.log(starting.said().slice(-4_000)));
    desk = await startServe(starting);

    let taken = 0;
    for (let tries = 0; hostile.said() < RANTS || taken < ORDERS_ELSEWHERE; tries += 1) {
      await order('ALPHA', 'A1');
      if (await order('BETA', 'A2')) taken += 1;
      await pause(10);
      if (tries > TRIES_MAX)
        throw new Error(`after ${tries} tries BETA has taken ${taken}, ${hostile?.said()} frames were said; ${refused}`);
    }
    expect((await fetch(`${desk.url}/readyz`)).status).toBe(200);
    expect(await counted('daybook_venue_connection_total venue="ALPHA",connection="session",what="badFrames"')).toBeGreaterThan(
      0,
    );
    expect(await counted('daybook_venue_connection_total venue="BETA"')).toBe(0);
    expect(await counted('daybook_breaks_raised_total venue="ALPHA"')).toBeGreaterThan(0);
    const breaks = await shownBreaks(desk.url);
    expect(breaks.filter(({ venue }) => venue !== 'ALPHA')).toEqual([]);
    expect(starting.said()).toMatch(/a frame of the exchange was thrown away/);
    expect(starting.said()).toMatch(/"what":"\w+".*"msg":"break"/);

    hostile.calmDown();
    desk.stop();
    expect(await desk.ended).toBe(0);
    const journal = await readJournalBook(at);
    expect(journal.faults).toEqual([]); // The day verifies, and every decision is made again from what was heard.
    console.log(
      `${hostile.said()} frames of nonsense, ${hostile.received().size} orders came there; ${breaks.length} breaks, ${JSON.stringify(journal.counts)}`,
    );
    for (const [sentId, times] of hostile.received()) expect(times, sentId).toBe(1);
  });
});
