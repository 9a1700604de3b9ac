import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { demoTerms } from '../../src/adapters/cli/demo/seeded-market.ts';
import { seeded } from '../../src/adapters/market-data/random.ts';
import { type ExchangeProcess, startExchangeProcess } from '../support/exchange-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { orderFaults } from './checkers.ts';
import { Client } from './client.ts';
import { shownOrders } from './desk-book.ts';
import { Ledger } from './ledger.ts';
import {
  ACCOUNTS,
  type Premises,
  premises,
  type Serve,
  type Starting,
  SYMBOLS,
  spawnServe,
  startServe,
  truthFileOf,
  VENUES,
} from './serve-process.ts';

const MUCH = 1_000_000;
/** Of what the exchange says some is lost, doubled, overtaken or garbled under way: the desk has to ask for it again. */
const FAULTS = { chances: { toDeskLostPpm: 2_000, toDeskTwicePpm: 2_000, toDeskOvertakenPpm: 5_000 }, garbledPpm: 1_000 };
/** One venue knows an id again all day, one never does: nothing may arrive twice at either. */
const dedupesOf = (venue: string): string => (venue === 'BETA' ? 'never' : 'day');

/** Desk and exchange, a process each, in one folder; the client that outlives them all; and every hand that may be laid on them. */
export const openTwoProcesses = async (seed: number) => {
  const folder = temporaryFolder();
  const ledger = new Ledger();
  const client = new Client({ random: seeded(seed, 'load'), ledger, accounts: ACCOUNTS, symbols: SYMBOLS });
  const exchangeFile = join(folder.dir, 'exchange.config.json');
  const truthDir = dirname(truthFileOf(premises(folder.dir, seed), 'ALPHA'));
  mkdirSync(truthDir, { recursive: true });
  const venues = demoTerms.venues.map((venue) => ({
    ...venue,
    dedupes: dedupesOf(venue.venue),
    limits: { messagesPerSecond: MUCH, messagesBurst: MUCH, callsPerSecond: MUCH, callsBurst: MUCH },
    faults: FAULTS,
  }));
  const writeConfig = (over: object = {}): void =>
    writeFileSync(
      exchangeFile,
      JSON.stringify({ seed, truthDir, instruments: demoTerms.instruments, venues, log: { level: 'error' }, ...over }),
    );
  writeConfig();
  let exchange: ExchangeProcess = await startExchangeProcess(exchangeFile);
  const at: Premises = premises(folder.dir, seed, (venue) => ({
    dedupes: dedupesOf(venue),
    remote: {
      url: exchange.venues[venue],
      dropCopy: venue === 'ALPHA',
      worker: venue === 'BETA',
      marketWorker: venue !== 'ALPHA',
    },
  }));
  let desk: Starting | undefined;

  const isLoggedOn = async (venue: string): Promise<boolean> =>
    ((await (await fetch(`${exchange.url}/admin/venues/${venue}/state`)).json()) as { loggedOn: boolean }).loggedOn;
  /** The desk itself says that it is level with every venue, and so trades there. */
  const isLevel = async (url: string): Promise<boolean> => {
    const { venues } = (await (await fetch(`${url}/v1/venues`)).json()) as { venues: readonly { level: boolean }[] };
    return venues.length === VENUES.length && venues.every(({ level }) => level);
  };
  const seesMarket = async (url: string, symbol: string): Promise<boolean> =>
    ((await (await fetch(`${url}/v1/books/${symbol}`)).json()) as { bids: readonly unknown[] }).bids.length > 0;

  return {
    at,
    client,
    ledger,
    folder: folder.dir,
    truthDir,
    get exchangeUrl(): string {
      return exchange.url;
    },

    /** Starts the desk, and holds what it shows against what the client was told. */
    startDesk: async (entry?: readonly string[], more?: readonly string[]): Promise<Serve> => {
      desk = spawnServe(at, entry, more);
      const serve = await startServe(desk);
      expect(orderFaults(await shownOrders(serve.url), ledger)).toEqual([]);
      expect(ledger.faults).toEqual([]);
      return serve;
    },
    /** Starts it and does not wait for anything. */
    spawnDesk: (): Starting => (desk = spawnServe(at)),

    /** Every session is up, every venue takes orders, and the desk sees a market. */
    trading: async (url: string): Promise<void> => {
      while (!(await isLevel(url))) await pause(5);
      for (const symbol of SYMBOLS) while (!(await seesMarket(url, symbol))) await pause(5);
    },
    someoneIsLoggedOn: async (): Promise<void> => {
      while (!(await Promise.all(VENUES.map(isLoggedOn))).some(Boolean)) await pause(1);
    },

    killExchange: (): Promise<void> => exchange.kill(),
    restartExchange: async (over?: object): Promise<void> => {
      if (over !== undefined) writeConfig(over);
      exchange = await startExchangeProcess(exchangeFile, '--port', String(exchange.port));
    },
    operate: async (act: 'cut' | 'half-open' | 'stall', body: object = {}): Promise<void> => {
      for (const venue of VENUES)
        await fetch(`${exchange.url}/admin/venues/${venue}/${act}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
    },

    endOfTest: async (): Promise<void> => {
      await client.stop();
      desk?.kill();
      await desk?.ended;
    },
    close: async (): Promise<void> => {
      await exchange.kill();
      folder.remove();
    },
  };
};
export type TwoProcesses = Awaited<ReturnType<typeof openTwoProcesses>>;
