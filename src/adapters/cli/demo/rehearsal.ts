import { instrumentOf } from '../../../domain/instrument/instrument.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../domain/kernel/units.ts';
import type { Recorded } from '../../../domain/oms/catalogue.ts';
import type { State } from '../../../domain/oms/state.ts';
import type { Journal, Seal } from '../../../domain/ports/journal.ts';
import { createMarketData } from '../../market-data/handler.ts';
import { startDesk } from '../../runtime/desk.ts';
import type { DeskHalted } from '../../runtime/errors.ts';
import { virtualClock } from '../../runtime/virtual-clock.ts';
import type { Latency } from '../../venues/simulated/latency.ts';
import { simulatedVenue } from '../../venues/simulated/venue.ts';
import type { DemoMarket } from './market.ts';
import { acceptedIn, startTrader, TRADER } from './trader.ts';
import type { TruthTeller } from './truth.ts';

export type RehearsalOptions = Readonly<{
  market: DemoMarket;
  seed: number;
  journal: Journal;
  build: string;
  publish: (records: readonly Recorded[]) => void;
  /** Called now and then with how much of the session is over. */
  progress: (done: number, of: number) => void;
}>;
export type Rehearsal = Readonly<{ seal: Seal; state: State; venues: readonly TruthTeller[] }>;

const TO_VENUE: Latency = { minMicros: 400, jitterMicros: 600 };
const TO_DESK: Latency = { minMicros: 300, jitterMicros: 500 };
const MARK_EVERY_MS = 1_000;
/** After the close: cancels are answered and day orders expire. */
const AFTER_CLOSE_SECONDS = 5;

/**
 * One trading session in virtual time, from an empty book to a sealed day: the same parts as a live desk, but the clock jumps from
 * one event to the next, so the same seed gives the same bytes on every machine.
 */
export const rehearse = async (options: RehearsalOptions): Promise<Rehearsal> => {
  const { market, seed, journal, build } = options;
  const { terms, identity, opensAt, closesAt } = market;
  const clock = virtualClock(opensAt);
  const instruments = new Map(terms.instruments.map((instrument) => [instrument.symbol, instrumentOf(instrument)]));
  const venues = terms.venues.map((venue) =>
    simulatedVenue({
      clock,
      seed,
      terms: venue,
      instruments,
      toVenue: TO_VENUE,
      toDesk: TO_DESK,
      ...(market.dark === undefined ? {} : { dark: market.dark }),
    }),
  );
  let halted: DeskHalted | undefined;
  const data = createMarketData({
    bookMaxAgeMs: terms.bookMaxAgeMs,
    markEveryMs: MARK_EVERY_MS,
    onMark: (symbol, price, markedAt, source) =>
      desk.engine.tell({ type: 'MarkObserved', symbol, price, markedAt, source }, 'market'),
  });
  const desk = await startDesk({
    identity,
    config: terms,
    build,
    writer: 'rehearsal',
    journal,
    clock,
    venues,
    witness: data.witness,
    publish: options.publish,
    soon: queueMicrotask,
    halted: (why) => {
      halted = why;
    },
  });
  const { engine } = desk;

  /** Everything that follows from this moment happens at this moment: commits, effects, answers, and what they cause. */
  const settle = async (): Promise<void> => {
    do {
      await engine.quiet();
      await new Promise((resolve) => setImmediate(resolve));
    } while (!engine.isQuiet);
  };
  const runUntil = async (when: Micros): Promise<void> => {
    for (let next = clock.nextAt(); next !== undefined && next <= when; next = clock.nextAt()) {
      clock.step();
      if (!engine.isQuiet) await settle();
      if (halted !== undefined) throw halted;
      options.progress(clock.now() - opensAt, closesAt - opensAt);
    }
  };

  const source = market.source(clock);
  for (const venue of venues) venue.openSession();
  for (const venue of venues) venue.onShow(data.onUpdate); // The desk sees what a venue shows: less what we took there.
  source.start((update) => {
    for (const venue of venues) venue.onBook(update);
  });
  startTrader({
    clock,
    seed,
    until: closesAt,
    terms,
    market: data,
    style: market.trading,
    positionOf: (symbol) => engine.state.positions.get('DEMO', symbol)?.qty ?? 0,
    ask: async (asked) => acceptedIn((await engine.ask(asked, TRADER)).facts),
    lost: (why) => {
      halted ??= why as DeskHalted;
    },
  });
  await runUntil(closesAt);

  source.stop();
  await engine.ask(
    { type: 'MassCancelRequested', clOrdId: 'close', scope: 'desk', id: '*', reason: 'the session is over' },
    'desk',
  );
  await runUntil((closesAt + AFTER_CLOSE_SECONDS * MICROS_PER_SECOND) as Micros);
  for (const venue of venues) venue.closeSession();
  await runUntil((closesAt + 2 * AFTER_CLOSE_SECONDS * MICROS_PER_SECOND) as Micros);
  const { state } = engine;
  const seal = await desk.close();
  return { seal, state, venues };
};
