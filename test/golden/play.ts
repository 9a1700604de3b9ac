import { seededDemo } from '../../src/adapters/cli/demo/seeded-market.ts';
import { ACCOUNT, acceptedIn, startTrader, TRADER } from '../../src/adapters/cli/demo/trader.ts';
import { openSqliteJournal } from '../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { createMarketData } from '../../src/adapters/market-data/handler.ts';
import { buildId } from '../../src/adapters/runtime/build.ts';
import { type Desk, startDesk } from '../../src/adapters/runtime/desk.ts';
import { DeskHalted } from '../../src/adapters/runtime/errors.ts';
import { virtualClock } from '../../src/adapters/runtime/virtual-clock.ts';
import { type SimulatedVenue, simulatedVenue } from '../../src/adapters/venues/simulated/venue.ts';
import { formatPrice, instrumentOf } from '../../src/domain/instrument/instrument.ts';
import { known } from '../../src/domain/kernel/assert.ts';
import { MICROS_PER_SECOND, type Micros, type Price } from '../../src/domain/kernel/units.ts';
import type { Events, Fact, Input } from '../../src/domain/oms/catalogue.ts';
import { faulty } from '../support/faulty-journal.ts';
import { backOffice } from './back-office.ts';
import type { Act, Script } from './scripts.ts';

const UNRULY = {
  rejectPpm: 80_000,
  silentAckPpm: 80_000,
  duplicatePpm: 80_000,
  latePpm: 60_000,
  pendingPpm: 60_000,
  overfillPpm: 60_000,
  bustPpm: 40_000,
  correctPpm: 40_000,
};
const AFTER_SECONDS = 3;
const FAR_TICKS = 40;

/**
 * Plays a script from a seed: the desk, its journal on disk and the simulated venues are those of production, on a virtual clock, so
 * that the same code makes the same bytes. It leaves sealed days in `<dir>/<name>`.
 */
export const play = async (dir: string, name: string, script: Script, seed: number): Promise<void> => {
  const market = seededDemo(seed);
  const { terms } = market;
  const identity = { ...market.identity, name };
  const opensAt = (market.opensAt + script.begins * MICROS_PER_SECOND) as Micros;
  const closesAt = (opensAt + script.seconds * MICROS_PER_SECOND) as Micros;
  const clock = virtualClock(opensAt);
  const instruments = new Map(terms.instruments.map((instrument) => [instrument.symbol, instrumentOf(instrument)]));
  const venues = terms.venues.map((venue) =>
    simulatedVenue({
      clock,
      seed,
      terms: venue,
      instruments,
      toVenue: { minMicros: 300, jitterMicros: 2_000 },
      toDesk: { minMicros: 300, jitterMicros: 4_000 },
      faults: script.unruly ? UNRULY : {},
      ...(market.dark === undefined ? {} : { dark: market.dark }),
    }),
  );
  const [alpha] = venues as [SimulatedVenue];
  const office = backOffice(alpha, instruments);
  const journal = faulty(openSqliteJournal({ dir, desk: name }));
  const data = createMarketData({
    bookMaxAgeMs: terms.bookMaxAgeMs,
    markEveryMs: 5_000,
    onMark: (symbol, price, markedAt, source) => tell({ type: 'MarkObserved', symbol, price, markedAt, source }, 'market'),
  });

  let desk: Desk | undefined;
  const boot = async (): Promise<void> => {
    desk = await startDesk({
      identity,
      config: terms,
      build: buildId(),
      writer: 'golden',
      journal,
      clock,
      venues,
      witness: data.witness,
      soon: queueMicrotask,
      publish: () => {},
      halted: () => {},
    });
  };
  const running = (): Desk => known(desk, 'the desk was started');
  const tell = (input: Input, actor: string): void => desk?.engine.tell(input, actor);
  /** A client that is not answered asks again, word for word, of the desk that comes after. */
  const ask = async (input: Input, actor: string): Promise<readonly Fact[]> => {
    for (;;) {
      const asked = running();
      try {
        return (await asked.engine.ask(input, actor)).facts;
      } catch (error) {
        if (!(error instanceof DeskHalted)) throw error;
        while (desk === asked) await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };

  const settle = async (): Promise<void> => {
    do {
      if (running().engine.halt !== undefined) {
        journal.plan = () => undefined;
        await running().stop();
        await boot();
      }
      await running()
        .engine.quiet()
        .catch(() => {}); // Halted: it is started again above.
      await new Promise((resolve) => setImmediate(resolve));
    } while (running().engine.halt !== undefined || !running().engine.isQuiet);
  };
  const runUntil = async (when: Micros): Promise<void> => {
    for (let next = clock.nextAt(); next !== undefined && next <= when; next = clock.nextAt()) {
      clock.step();
      await settle();
    }
  };
  const connect = (): void => {
    for (const venue of venues) venue.connect((running().engine.state.sessions.get(venue.name)?.lastSeqIn ?? 0) + 1);
  };

  let rested = 0;
  const restForLong = (): void => {
    for (const instrument of instruments.values()) {
      const { symbol, tick } = instrument;
      const [bid] = data.consolidated(symbol, 1, clock.now()).bids;
      if (bid === undefined) continue;
      const price = formatPrice(instrument, (bid.price - FAR_TICKS * tick) as Price);
      const order: Events['NewOrderRequested'] = {
        type: 'NewOrderRequested',
        clOrdId: `long-${(rested += 1)}`,
        account: ACCOUNT,
        symbol,
        side: 'buy',
        ordType: 'limit',
        qty: '50',
        price,
        timeInForce: 'gtc',
        route: { strategy: 'direct', venue: alpha.name },
      };
      void ask(order, TRADER);
    }
  };
  const told = (report: Input | undefined): void => {
    if (report !== undefined) tell(report, `venue:${alpha.name}`);
  };
  const everything = { scope: 'desk', id: '*', reason: 'the script says so' } as const;
  const acts: Readonly<Record<Act, () => void>> = {
    kill: () => void ask({ type: 'KillRequested', clOrdId: 'kill', ...everything }, 'risk:golden'),
    resume: () => void ask({ type: 'ResumeRequested', clOrdId: 'resume', ...everything }, 'risk:golden'),
    restForLong,
    bust: () => told(office.bust()),
    correct: () => told(office.correct()),
    stray: () => told(office.stray()),
    disconnect: () => alpha.disconnect(),
    connect,
    crashBefore: () => void (journal.plan = () => 'before'),
    crashAfter: () => void (journal.plan = () => 'after'),
  };

  await boot();
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
    style: { ...market.trading, everyMs: script.everyMs, mistakes: script.mistakes },
    positionOf: (symbol) => running().engine.state.positions.get(ACCOUNT, symbol)?.qty ?? 0,
    ask: async (asked) => acceptedIn(await ask(asked, TRADER)),
    lost: (why) => {
      throw why;
    },
  });
  for (const { second, act } of script.acts) clock.at((opensAt + second * MICROS_PER_SECOND) as Micros, acts[act]);
  await runUntil(closesAt);

  source.stop();
  connect();
  void ask({ type: 'MassCancelRequested', clOrdId: 'close', ...everything }, 'operator:golden');
  await runUntil((closesAt + AFTER_SECONDS * MICROS_PER_SECOND) as Micros);
  for (const venue of venues) venue.closeSession();
  await runUntil((closesAt + 2 * AFTER_SECONDS * MICROS_PER_SECOND) as Micros);
  await running().close();
  await journal.close();
};
