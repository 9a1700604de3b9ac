import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { demoTerms } from '../../src/adapters/cli/demo/seeded-market.ts';
import { seeded } from '../../src/adapters/market-data/random.ts';
import { type ExchangeProcess, startExchangeProcess } from '../support/exchange-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { orderFaults } from './checkers.ts';
import { Client } from './client.ts';
import { isRouted, shownOrders } from './desk-book.ts';
import { expectOneStory, venueBooksAt } from './end.ts';
import { Ledger } from './ledger.ts';
import { ACCOUNTS, type Premises, premises, type Serve, SYMBOLS, startServe, truthFileOf, VENUES } from './serve-process.ts';

const ROUNDS = Number(process.env.DAYBOOK_KILLS ?? '6');
const SEED = Number(process.env.DAYBOOK_SEED ?? '1');
const FEWEST_IN_FLIGHT = 50;
const ROUNDS_PER_POINT = Math.ceil(ROUNDS / 6);
const MINUTE = 60_000;
const MUCH = 1_000_000;
/** What befalls whom, in turn: each comes up, whatever the seed. */
const BLOWS = ['desk', 'exchange', 'both', 'cut', 'exchange', 'halfOpen'] as const;
const POINTS = ['beforeSend', 'afterSend', 'beforeReport'] as const;
const WITH_KILLS = ['test/crash/serve-with-kills.ts'];
/** Of what the exchange says some is lost, doubled, overtaken or garbled under way: the desk has to ask for it again. */
const FAULTS = { chances: { toDeskLostPpm: 2_000, toDeskTwicePpm: 2_000, toDeskOvertakenPpm: 5_000 }, garbledPpm: 1_000 };
/** One venue knows an id again all day, one never does: nothing may arrive twice at either. */
const dedupesOf = (venue: string): string => (venue === 'BETA' ? 'never' : 'day');

/** Desk and exchange, a process each, and the client that outlives them all. */
describe('a desk and an exchange that are killed with kill -9, or cut off from each other', () => {
  const folder = temporaryFolder();
  const random = seeded(SEED, 'blows');
  const ledger = new Ledger();
  const client = new Client({ random: seeded(SEED, 'load'), ledger, accounts: ACCOUNTS, symbols: SYMBOLS });
  const exchangeFile = join(folder.dir, 'exchange.config.json');
  let at: Premises;
  let exchange: ExchangeProcess;
  let running: Serve | undefined;

  beforeAll(async () => {
    const truthDir = dirname(truthFileOf(premises(folder.dir, SEED), 'ALPHA'));
    mkdirSync(truthDir, { recursive: true });
    const venues = demoTerms.venues.map((venue) => ({
      ...venue,
      dedupes: dedupesOf(venue.venue),
      limits: { messagesPerSecond: MUCH, messagesBurst: MUCH },
      faults: FAULTS,
    }));
    const config = { seed: SEED, truthDir, instruments: demoTerms.instruments, venues, log: { level: 'error' } };
    writeFileSync(exchangeFile, JSON.stringify(config));
    exchange = await startExchangeProcess(exchangeFile);
    at = premises(folder.dir, SEED, (venue) => ({
      dedupes: dedupesOf(venue),
      remote: { url: exchange.venues[venue], dropCopy: venue === 'ALPHA', worker: venue === 'BETA' },
    }));
    console.log(`exchange kill test: seed ${SEED} (DAYBOOK_SEED), ${ROUNDS} rounds (DAYBOOK_KILLS), ${folder.dir}`);
  });
  afterEach(async () => {
    await client.stop();
    running?.kill();
    await running?.ended;
  });
  afterAll(async () => {
    await exchange.kill();
    folder.remove();
  });

  const restartExchange = async (): Promise<void> => {
    exchange = await startExchangeProcess(exchangeFile, '--port', String(exchange.port));
  };
  const operate = async (act: 'cut' | 'half-open'): Promise<void> => {
    for (const venue of VENUES) await fetch(`${exchange.url}/admin/venues/${venue}/${act}`, { method: 'POST' });
  };
  /** Starts the desk again, and holds what it shows against what the client was told. */
  const startDesk = async (entry?: readonly string[], more?: readonly string[]): Promise<Serve> => {
    running = await startServe(at, entry, more);
    expect(orderFaults(await shownOrders(running.url), ledger)).toEqual([]);
    expect(ledger.faults).toEqual([]);
    return running;
  };
  /** Every session is up, and the desk sees a market. */
  const trading = async (url: string): Promise<void> => {
    const isLoggedOn = async (venue: string): Promise<boolean> =>
      ((await (await fetch(`${exchange.url}/admin/venues/${venue}/state`)).json()) as { loggedOn: boolean }).loggedOn;
    while (!(await Promise.all(VENUES.map(isLoggedOn))).every(Boolean)) await pause(5);
    for (const symbol of SYMBOLS)
      while (((await (await fetch(`${url}/v1/books/${symbol}`)).json()) as { bids: unknown[] }).bids.length === 0) await pause(5);
  };

  it(`lose and double nothing, ${ROUNDS} times at random under load`, { timeout: (ROUNDS + 1) * MINUTE }, async () => {
    let desk = await startDesk();
    for (let round = 0; round < ROUNDS; round += 1) {
      const blow = BLOWS[round % BLOWS.length] as (typeof BLOWS)[number];
      await trading(desk.url);
      client.start(desk.url);
      await pause(random.between(30, 1_500));
      while (client.inFlight < FEWEST_IN_FLIGHT) await pause(1);
      const { inFlight } = client;
      if (blow === 'desk' || blow === 'both') desk.kill();
      if (blow === 'exchange' || blow === 'both') await exchange.kill();
      if (blow === 'cut') await operate('cut');
      if (blow === 'halfOpen') await operate('half-open');
      await pause(random.between(0, 500)); // The client goes on meanwhile, where there is still a desk.
      await client.stop();
      console.log(`round ${round + 1}, ${blow}: ${inFlight} requests in flight; ${ledger.size} asked so far`);
      if (blow === 'exchange' || blow === 'both') await restartExchange();
      if (blow === 'desk' || blow === 'both') desk = await startDesk();
    }
  });

  for (const point of POINTS)
    it(`lose and double nothing when the desk dies ${point}`, { timeout: (ROUNDS_PER_POINT + 1) * MINUTE }, async () => {
      for (let n = 1; n <= ROUNDS_PER_POINT; n += 1) {
        const note = join(folder.dir, `${point}-${n}`);
        const nth = String(random.between(20, 400));
        const desk = await startDesk(WITH_KILLS, ['--die-at', point, '--nth', nth, '--note', note]);
        await trading(desk.url);
        desk.arm();
        client.start(desk.url);
        expect(await desk.ended).toBe('SIGKILL');
        await client.stop();
        const sentId = readFileSync(note, 'utf8');
        expect(await isRouted(at, sentId), `${sentId} was durable before it was to leave`).toBe(true);
        const arrived = [...venueBooksAt(at).values()].some(({ received }) => received.has(sentId));
        // What was handed to the socket may have arrived or not: nobody knows but the exchange.
        if (point !== 'afterSend') expect(arrived, `${sentId} arrived at its venue`).toBe(point === 'beforeReport');
        console.log(`died ${point}, at message ${nth}: ${sentId} ${arrived ? 'arrived' : 'did not arrive'}`);
      }
    });

  it('agree with each other and with the client in the end', { timeout: 3 * MINUTE }, async () => {
    const desk = await startDesk();
    await trading(desk.url);
    const { ResendRequested: resends = 0 } = await expectOneStory(desk, at, client, ledger);
    expect(resends, 'reports were lost, and asked for again').toBeGreaterThan(0);
  });
});
