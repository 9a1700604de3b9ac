import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLog } from '../../src/adapters/http/log.ts';
import { openSqliteJournal } from '../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { type Desk, startDesk } from '../../src/adapters/runtime/desk.ts';
import { shiftedClock } from '../../src/adapters/runtime/shifted-clock.ts';
import { remoteVenue } from '../../src/adapters/venues/remote/venue.ts';
import { instrumentOf } from '../../src/domain/instrument/instrument.ts';
import { MICROS_PER_SECOND, type Micros } from '../../src/domain/kernel/units.ts';
import type { Recorded } from '../../src/domain/oms/catalogue.ts';
import type { ConfigTerms } from '../../src/domain/oms/events.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import { type ExchangeProcess, startExchangeProcess } from '../support/exchange-process.ts';
import type { Benchmark } from './benchmark.ts';
import { Day } from './days.ts';
import { DAY } from './exchange.ts';
import { type Contender, type Measured, race, type Settings } from './harness.ts';
import { openLedger, openReader } from './ledger.ts';
import { atLeast, atMost, type Budget, type Figure, type Findings, medianOf, short } from './report.ts';
import { inScratch } from './scratch.ts';
import { standingOrders, writeTruthFiles } from './standing-orders.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const QUICK = [10_000, 100_000];
const OPEN_ORDERS = 1_000;
const ROUNDS = 5;
const LONGEST_MS = 60_000;
const IDENTITY = { name: 'bench', code: 'B1', timezone: 'UTC', rollAt: '17:00' };

/** A desk that died, and the exchange that waits for it. */
type Scene = Readonly<{ dir: string; records: number; config: ConfigTerms; clock: Clock; exchange: ExchangeProcess }>;

/** Plays the day into a journal, leaves orders standing, and starts an exchange that has the same ones. */
const setScene = async (dir: string, { seed, say }: Settings, size: number): Promise<Scene> => {
  const { append, close } = await openLedger(dir);
  const day = new Day({ seed });
  let batch: Recorded[] = [];
  let records = 0;
  const keep = async (turn: readonly Recorded[]): Promise<void> => {
    batch.push(...turn);
    records += turn.length;
    if (batch.length < 1_000) return;
    await append(batch);
    batch = [];
  };
  say(`recovery: recording a day of ${size} events`);
  for (const turn of day.until(size - 4 * OPEN_ORDERS)) await keep(turn);
  for (const turn of day.drain()) await keep(turn);
  for (const turn of standingOrders(day, OPEN_ORDERS)) await keep(turn);
  if (batch.length > 0) await append(batch);
  await close();

  const truthDir = join(dir, 'venues');
  writeTruthFiles(truthDir, day.state);
  const file = join(dir, 'exchange.config.json');
  const venues = day.config.venues.map((venue) => ({ ...venue, listsOpenOrders: true }));
  const { instruments } = day.config;
  writeFileSync(file, JSON.stringify({ market: 'none', truthDir, instruments, venues, log: { level: 'error' } }));
  const exchange = await startExchangeProcess(file);
  const clock = shiftedClock((day.now + MICROS_PER_SECOND) as Micros);
  return { dir, records, config: { ...day.config, venues }, clock, exchange };
};

/** Starts the desk as `serve` does, without its face, until every venue takes orders; and what took how long. */
const recover = async ({ dir, config, clock, exchange }: Scene): Promise<Measured> => {
  const instruments = new Map(config.instruments.map((terms) => [terms.symbol, instrumentOf(terms)]));
  const venues = config.venues.map((terms) =>
    remoteVenue({ url: exchange.venues[terms.venue] as string, terms, instruments, clock, log: createLog('silent'), seed: 1 }),
  );
  const journal = openSqliteJournal({ dir, desk: IDENTITY.name });
  const began = performance.now();
  let folded = 0;
  let up = 0;
  let upAt = 0;
  let level = 0;
  let orders = 0;
  let desk: Desk | undefined;
  const open = new Promise<number>((resolve, fail) => {
    const reject = (why: Error): void => {
      clearTimeout(tooLate);
      fail(why);
    };
    const tooLate = setTimeout(() => reject(new Error(`the desk is not open after ${LONGEST_MS} ms`)), LONGEST_MS);
    const hear = ({ event }: Recorded): void => {
      if (event.type === 'DeskStarted') folded = performance.now();
      if (event.type === 'BreakRaised') reject(new Error(`recovery is not clean: ${event.what}: ${event.detail}`));
      if (event.type === 'SessionChanged' && event.state === 'up' && (up += 1) === venues.length) upAt = performance.now();
      if (event.type !== 'VenueLevelled') return;
      orders += event.orders;
      if ((level += 1) < venues.length) return;
      clearTimeout(tooLate);
      resolve(performance.now());
    };
    startDesk({
      identity: IDENTITY,
      config,
      build: 'bench',
      writer: 'bench',
      journal,
      clock,
      venues,
      witness: () => undefined,
      publish: (records) => records.forEach(hear),
      soon: setImmediate,
      halted: reject,
    }).then((started) => (desk = started), reject);
  });
  const openAt = await open;
  await desk?.stop();
  await journal.close();
  if (orders < OPEN_ORDERS) throw new Error(`the venues told ${orders} open orders, not ${OPEN_ORDERS}`);
  return { 'ms to open': openAt - began, 'ms fold': folded - began, 'ms connect': upAt - folded, 'ms level': openAt - upAt };
};

/** The same pages read, checked against the chain and decoded, for nothing. */
const decode = async ({ dir }: Scene): Promise<Measured> => {
  const began = performance.now();
  let seen = 0;
  for await (const { records } of openReader(dir).read(DAY)) seen += records.length;
  if (seen === 0) throw new Error('nothing was read');
  return { ms: performance.now() - began };
};

const openName = (size: number): string => `Daybook, ${short(size)} events`;
const decodeName = (size: number): string => `decode alone, ${short(size)} events`;

const raceOf = (settings: Settings, size: number): Promise<readonly Figure[]> =>
  inScratch(async (dir) => {
    const scene = await setScene(dir, settings, size);
    try {
      const contenders: readonly Contender[] = [
        { name: openName(size), round: () => recover(scene) },
        { name: decodeName(size), round: () => decode(scene) },
      ];
      return await race(settings, `recovery of ${size} events`, contenders, ROUNDS);
    } finally {
      await scene.exchange.kill();
    }
  });

/** From the start of the process until every venue takes orders again. */
export const recovery: Benchmark = {
  name: 'recovery',
  about: 'a desk that died is started: fold, connect, level with an exchange in another process',
  run: async (settings): Promise<Findings> => {
    const sizes = settings.quick ? QUICK : SIZES;
    const figures: Figure[] = [];
    for (const size of sizes) figures.push(...(await raceOf(settings, size)));
    const last = sizes.at(-1) as number;
    const folds = (size: number): number | undefined => medianOf(figures, openName(size), 'ms fold');
    const budgets: Budget[] = [
      ...(last === 1_000_000 ? [atMost(500, 'ms', 'fold of a day of 1 M events', folds(last))] : []),
      atLeast(0.4, `of decode alone, ${short(last)} events`, medianOf(figures, decodeName(last)), folds(last)),
    ];
    return {
      figures,
      budgets,
      notes: [
        `${OPEN_ORDERS} orders open at three venues in one process on loopback; connect: from the fold until every session is up; level: from then until every venue takes orders`,
        'the exchange has nothing to say again and nothing was executed meanwhile: what a venue has to tell comes on top',
      ],
    };
  },
};
