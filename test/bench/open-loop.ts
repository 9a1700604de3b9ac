import { performance } from 'node:perf_hooks';
import { type Edges, ENGINE_LIMITS, Engine } from '../../src/adapters/runtime/engine.ts';
import type { Micros, Mono } from '../../src/domain/kernel/units.ts';
import type { Evidence } from '../../src/domain/market/events.ts';
import type { Events } from '../../src/domain/oms/catalogue.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { Need } from '../../src/domain/ports/market.ts';
import type { Venue } from '../../src/domain/ports/venue.ts';
import { syncTimes } from './baselines/raw-file.ts';
import { Day } from './days.ts';
import { OPENS } from './exchange.ts';
import { type Measured, race, type Settings } from './harness.ts';
import { openLedger } from './ledger.ts';
import { type Figure, quantile } from './report.ts';
import { inScratch } from './scratch.ts';
import { passive } from './scripts.ts';

const PER_SECOND = 50_000;
const SECONDS = 1.5;
/** What one commit of a turn of the event loop comes to at this rate. */
const COMMIT_BYTES = 4_096;

export const AT_RATE = 'intent → durable, 50,000 a second';
export const DISK = 'one write + fdatasync of 4 KiB';

/** Commands keep coming whether or not earlier ones are answered, so a stall is paid for by all who wait behind it. */
export const openLoop = (settings: Settings): Promise<readonly Figure[]> =>
  race(
    settings,
    'open loop',
    [
      { name: AT_RATE, round: () => inScratch((dir) => round(dir, settings)) },
      { name: DISK, round: () => inScratch((dir) => timesOf(syncTimes(dir, settings.quick ? 500 : 1_500, COMMIT_BYTES))) },
    ],
    5,
  );

const timesOf = (sortedMicros: Float64Array): Measured => ({
  'p50 µs': quantile(sortedMicros, 0.5),
  'p99 µs': quantile(sortedMicros, 0.99),
});

/** The engine as it runs in production, between a client that never waits and a venue that says nothing. */
const round = async (dir: string, settings: Settings): Promise<Measured> => {
  const { journal, lease, append, close } = await openLedger(dir);
  const day = new Day({ seed: settings.seed });
  await append(day.opening.flat());
  const orders = Array.from({ length: PER_SECOND * (settings.quick ? SECONDS / 3 : SECONDS) }, () => passive(day));
  const edges: Edges = {
    journal,
    lease,
    clock: realClock(day.now),
    venues: new Map(day.config.venues.map(({ venue }) => [venue, deaf(venue)])),
    witness: witnessOf(orders),
    publish: () => {},
    soon: setImmediate,
    halted: () => {}, // Whoever asked is told.
  };
  // Nobody is sent away: what waits is counted, for as long as it waits.
  const engine = new Engine(day.state, edges, { ...ENGINE_LIMITS, aheadRecordsMax: Number.POSITIVE_INFINITY });
  const took = await acknowledged(engine, orders);
  await close();
  return timesOf(took.sort());
};

/** From the moment each command was due, not from when we got round to it. */
const acknowledged = (engine: Engine, orders: readonly Events['NewOrderRequested'][]): Promise<Float64Array> =>
  new Promise((resolve, reject) => {
    const took = new Float64Array(orders.length);
    const began = performance.now();
    let sent = 0;
    let answered = 0;
    const send = (n: number): void => {
      const due = began + (n * 1000) / PER_SECOND;
      engine.ask(orders[n] as Events['NewOrderRequested'], 'algo:1').then(() => {
        took[n] = (performance.now() - due) * 1000;
        answered += 1;
        if (answered === orders.length) resolve(took);
      }, reject);
    };
    const tick = (): void => {
      const due = Math.min(orders.length, Math.floor(((performance.now() - began) * PER_SECOND) / 1000));
      while (sent < due) send(sent++);
      if (sent < orders.length) setImmediate(tick);
    };
    tick();
  });

const realClock = (start: Micros): Clock => {
  const began = performance.now();
  const elapsed = (): number => Math.floor((performance.now() - began) * 1000);
  return {
    now: () => (start + elapsed()) as Micros,
    mono: () => (start - OPENS + elapsed()) as Mono,
    at: () => () => {},
  };
};

/** Shows each symbol as it was last seen, fresh: keeping books is not what is measured here. */
const witnessOf = (orders: readonly Events['NewOrderRequested'][]): ((need: Need, now: Micros) => Evidence | undefined) => {
  const seen = new Map(orders.map(({ symbol, evidence }) => [symbol, evidence]));
  return ({ symbol }, now) => {
    const evidence = seen.get(symbol);
    return evidence?.reference && { ...evidence, takenAt: now, reference: { ...evidence.reference, at: now } };
  };
};

const deaf = (name: string): Venue => {
  const sent = { sent: true } as const;
  const nothing = async () => ({ asOf: 0 as Micros, total: 0, rows: [] });
  return {
    name,
    capabilities: {} as Venue['capabilities'],
    send: () => sent,
    cancel: () => sent,
    replace: () => sent,
    status: () => sent,
    resend: () => {},
    openOrders: nothing,
    fillsSince: nothing,
    positions: nothing,
    onReport: () => {},
    onSession: () => {},
    connect: () => {},
    disconnect: () => {},
  };
};
