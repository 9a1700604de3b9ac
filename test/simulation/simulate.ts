import { seededDemo } from '../../src/adapters/cli/demo/seeded-market.ts';
import { acceptedIn, startTrader, TRADER } from '../../src/adapters/cli/demo/trader.ts';
import { openMemoryJournal } from '../../src/adapters/journal/memory/memory-journal.ts';
import { createMarketData } from '../../src/adapters/market-data/handler.ts';
import { type Random, seeded } from '../../src/adapters/market-data/random.ts';
import { type Desk, startDesk } from '../../src/adapters/runtime/desk.ts';
import type { Answer } from '../../src/adapters/runtime/engine.ts';
import { DeskHalted } from '../../src/adapters/runtime/errors.ts';
import { virtualClock } from '../../src/adapters/runtime/virtual-clock.ts';
import { simulatedVenue } from '../../src/adapters/venues/simulated/venue.ts';
import { instrumentOf } from '../../src/domain/instrument/instrument.ts';
import { MICROS_PER_SECOND, type Micros } from '../../src/domain/kernel/units.ts';
import type { Input, Recorded } from '../../src/domain/oms/catalogue.ts';
import { faulty } from '../support/faulty-journal.ts';
import { faultsFound, type Ledger } from './checkers.ts';

/** What a seed made happen, and what was wrong at the end of it: nothing, or sentences. */
export type Story = Readonly<{
  seed: number;
  counts: Readonly<Record<string, number>>;
  faults: readonly string[];
  chainHead: string;
  stateDigest: string;
}>;

const SESSION_SECONDS = 60;
const AFTER_SECONDS = 10;

/**
 * The whole desk under one seed: production code from the client's ask to the venue's book, on a virtual clock, with venues that
 * reject, stay silent and repeat themselves, sessions that drop, and a disk that fails before or after a page, each time
 * a crash and a restart from the journal. After the last of it heals, every book must agree.
 */
export const simulate = async (seed: number): Promise<Story> => {
  const coin = seeded(seed, 'faults');
  const market = seededDemo(seed);
  const { terms, identity, opensAt } = market;
  const closesAt = (opensAt + SESSION_SECONDS * MICROS_PER_SECOND) as Micros;
  const clock = virtualClock(opensAt);
  const counts: Record<string, number> = {};
  const count = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);

  const instruments = new Map(terms.instruments.map((instrument) => [instrument.symbol, instrumentOf(instrument)]));
  const venues = terms.venues.map((venue) =>
    simulatedVenue({
      clock,
      seed,
      terms: venue,
      instruments,
      toVenue: { minMicros: 200, jitterMicros: 5_000 },
      toDesk: { minMicros: 200, jitterMicros: 20_000 },
      faults: { rejectPpm: 20_000, silentAckPpm: 20_000, duplicatePpm: 50_000 },
      ...(market.dark === undefined ? {} : { dark: market.dark }),
    }),
  );
  const journal = faulty(openMemoryJournal({ desk: identity.name }));
  const published: Recorded[] = [];
  const ledger: Ledger = { accepted: new Map(), refused: new Set() };

  let desk: Desk;
  let restarted = Promise.resolve();
  let up = (): void => {};
  const boot = async (): Promise<void> => {
    desk = await startDesk({
      identity,
      config: terms,
      build: 'simulation',
      writer: 'simulation',
      journal,
      clock,
      venues,
      witness: data.witness,
      soon: queueMicrotask,
      publish: (records) => published.push(...records),
      halted: () => {
        restarted = new Promise((resolve) => (up = resolve));
      },
    });
  };
  const data = createMarketData({
    bookMaxAgeMs: terms.bookMaxAgeMs,
    markEveryMs: 1_000,
    onMark: (symbol, price, markedAt, source) =>
      desk?.engine.tell({ type: 'MarkObserved', symbol, price, markedAt, source }, 'market'),
  });
  await boot();

  /** A client that never gives up: what was not answered is asked again, word for word. */
  const ask = async (input: Input, actor: string): Promise<Answer> => {
    for (;;) {
      try {
        const answer = await desk.engine.ask(input, actor);
        for (const fact of answer.facts) {
          if (fact.type === 'OrderAccepted') ledger.accepted.set(fact.clOrdId, fact.orderId);
          if (fact.type === 'OrderRefused') ledger.refused.add(fact.clOrdId);
        }
        return answer;
      } catch (error) {
        if (!(error instanceof DeskHalted)) throw error;
        count('client asked again');
        await restarted;
      }
    }
  };

  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const settle = async (): Promise<void> => {
    for (;;) {
      if (desk.engine.halt !== undefined) {
        count('crash and restart');
        journal.plan = () => undefined;
        await desk.stop();
        await boot();
        up();
      }
      await desk.engine.quiet().catch(() => {});
      await tick();
      if (desk.engine.isQuiet && desk.engine.halt === undefined) return;
    }
  };
  const runUntil = async (when: Micros, fail: boolean): Promise<void> => {
    for (let next = clock.nextAt(); next !== undefined && next <= when; next = clock.nextAt()) {
      if (fail) plotAgainst(journal, desk, venues, coin, count);
      clock.step();
      if (!desk.engine.isQuiet || desk.engine.halt !== undefined) await settle();
    }
  };

  const source = market.source(clock);
  for (const venue of venues) venue.onShow(data.onUpdate);
  source.start((update) => {
    for (const venue of venues) venue.onBook(update);
  });
  startTrader({
    clock,
    seed,
    until: closesAt,
    terms,
    market: data,
    style: { ...market.trading, everyMs: 50 },
    positionOf: (symbol) => desk.engine.state.positions.get('DEMO', symbol)?.qty ?? 0,
    ask: async (asked) => acceptedIn((await ask(asked, TRADER)).facts),
    lost: (why) => void ledger.refused.add(String(why)),
  });
  await runUntil(closesAt, true);
  source.stop();
  for (const venue of venues) venue.connect((desk!.engine.state.sessions.get(venue.name)?.lastSeqIn ?? 0) + 1);
  await runUntil((closesAt + AFTER_SECONDS * MICROS_PER_SECOND) as Micros, false);
  await ask({ type: 'MassCancelRequested', clOrdId: 'end', scope: 'desk', id: '*', reason: 'the session is over' }, 'operator');
  await runUntil((closesAt + 2 * AFTER_SECONDS * MICROS_PER_SECOND) as Micros, false);
  for (const venue of venues) venue.closeSession();
  await runUntil((closesAt + 3 * AFTER_SECONDS * MICROS_PER_SECOND) as Micros, false);
  const seal = await desk!.close();

  for (const { event } of published)
    if (event.type === 'CertaintyLost' || event.type === 'BreakRaised' || event.type === 'OrderHeld') count(event.type);
  counts.orders = ledger.accepted.size;
  counts.executions = published.filter(({ event }) => event.type === 'ExecutionBooked').length;
  const faults = await faultsFound(journal, seal.day, venues, ledger);
  return { seed, counts, faults, chainHead: seal.chainHead, stateDigest: seal.stateDigest };
};

const CRASH_PPM = 300;
const DROP_PPM = 200;

/** Now and then the disk fails at the next append, before or after the page is written, or a session drops. */
const plotAgainst = (
  journal: ReturnType<typeof faulty>,
  desk: Desk,
  venues: readonly ReturnType<typeof simulatedVenue>[],
  coin: Random,
  count: (what: string) => void,
): void => {
  if (coin.chance(CRASH_PPM)) {
    const when = coin.pick(['before', 'after'] as const);
    count(`disk failed ${when} the page`);
    journal.plan = () => when;
  }
  if (coin.chance(DROP_PPM)) {
    count('session dropped');
    const venue = coin.pick(venues);
    venue.disconnect();
  } else if (coin.chance(20 * DROP_PPM)) {
    for (const venue of venues) venue.connect((desk.engine.state.sessions.get(venue.name)?.lastSeqIn ?? 0) + 1);
  }
};
