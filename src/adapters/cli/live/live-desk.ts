import type { Logger } from 'pino';
import { MICROS_PER_MS, MICROS_PER_SECOND, type Micros } from '../../../domain/kernel/units.ts';
import type { Events, Recorded } from '../../../domain/oms/catalogue.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { Journal, Seal } from '../../../domain/ports/journal.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';
import type { Venue } from '../../../domain/ports/venue.ts';
import { createHttp, listen } from '../../http/server.ts';
import { DeskViews } from '../../http/views.ts';
import { createMarketData, type MarketData } from '../../market-data/handler.ts';
import { buildId } from '../../runtime/build.ts';
import { type RemoteConfig, SHUTDOWN_DEFAULT, type ShutdownConfig } from '../../runtime/config.ts';
import { type Desk, startDesk } from '../../runtime/desk.ts';
import type { EngineLimits } from '../../runtime/engine.ts';
import type { DeskHalted } from '../../runtime/errors.ts';
import { endInOrder } from '../../runtime/shutdown.ts';
import type { SimulatedVenue } from '../../venues/simulated/venue.ts';
import type { DemoMarket } from '../demo/market.ts';
import { openVenues } from './venues.ts';

export type LiveOptions = Readonly<{
  market: DemoMarket;
  seed: number;
  clock: Clock;
  journal: Journal;
  /** Venues in other processes; those that are not named are simulated in this one. */
  remotes?: ReadonlyMap<string, RemoteConfig>;
  /** Where the simulated venues keep their own truth through our crashes: `<dir>/<VENUE>.truth.jsonl`. Absent: they forget with us. */
  truthDir?: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  log: Logger;
  /** The desk trades no more; the process should say so and end. */
  halted: (why: DeskHalted) => void;
  limits?: EngineLimits;
  /** How it ends in order, where nobody says otherwise. */
  shutdown?: ShutdownConfig;
  /** It has ended in order, as somebody asked; what is not as it was asked, in words. */
  ended?: (unlike: string | undefined) => void;
  /** Hears every commit, after the views. */
  publish?: (records: readonly Recorded[]) => void;
  /** Stands between the desk and a venue: tests put their faults here. */
  between?: (venue: Venue) => Venue;
}>;

export type LiveDesk = Readonly<{
  url: string;
  desk: Desk;
  views: DeskViews;
  /** Those that are simulated in this process. */
  venues: readonly SimulatedVenue[];
  market: MarketData;
  /** Stops taking, lets what is decided become durable, and leaves the day open. */
  stop(): Promise<void>;
  /**
   * Cancels what is open, closes the sessions of the venues (of remote ones by the hands of the caller), waits for what they still say,
   * and closes and seals the day.
   */
  endDay(closeRemotes?: () => Promise<void>): Promise<Seal>;
}>;

const MARK_EVERY_MS = 1_000;
const CLOSES_BEFORE_ROLL_SECONDS = 2;
/** After cancels and after the close of the session: long enough for every answer of a venue in this process. */
const ANSWERS_MS = 300;
/** So long an order may stay open after it was cancelled; then the day ends with it. */
const CANCELS_MS_MAX = 5_000;
const LOOK_EVERY_MS = 20;

/** A desk in real time: journal, venues, market and HTTP, put together the way `serve` and `demo` run it. */
export const startLiveDesk = async (options: LiveOptions): Promise<LiveDesk> => {
  const { market, seed, clock, journal, truthDir, log, between = (venue: Venue): Venue => venue } = options;
  const { terms, identity } = market;
  const elsewhere = options.remotes ?? NO_REMOTES;
  const { dark } = market;
  const { simulated: venues, remote: remotes } = openVenues({ terms, remotes: elsewhere, clock, seed, dark, truthDir, log });
  /** Day orders end with the day: sessions close a moment before the desk rolls, so that it still hears of it, and open with the new day. */
  let callOffClose = (): void => {};
  const keepHours = ({ rollsAt }: Events['DayOpened']): void => {
    for (const venue of venues) venue.openSession();
    callOffClose = clock.at((rollsAt - CLOSES_BEFORE_ROLL_SECONDS * MICROS_PER_SECOND) as Micros, () => {
      for (const venue of venues) venue.closeSession();
    });
  };

  let end = (_: Events['ShutdownRequested']): void => {};
  const views = new DeskViews();
  await views.catchUp(journal);
  let desk: Desk | undefined;
  const data = createMarketData({
    bookMaxAgeMs: terms.bookMaxAgeMs,
    markEveryMs: MARK_EVERY_MS,
    onMark: (symbol, price, markedAt, source) =>
      desk?.engine.tell({ type: 'MarkObserved', symbol, price, markedAt, source }, 'market'),
  });
  for (const venue of [...venues, ...remotes]) venue.onShow(data.onUpdate);
  for (const remote of remotes) remote.onShow((update) => venues.forEach((venue) => venue.onBook(update))); // For midpoints.
  const build = buildId();
  desk = await startDesk({
    identity,
    config: terms,
    build,
    writer: `${identity.name}, process ${process.pid}`,
    journal,
    clock,
    venues: [...venues, ...remotes].map(between),
    witness: data.witness,
    publish: (records) => {
      views.publish(records);
      const [first] = records;
      if (first?.event.type === 'DayOpened' && desk !== undefined) keepHours(first.event);
      logLevels(log, records);
      options.publish?.(records);
      const asked = records.find(({ event }) => event.type === 'ShutdownRequested')?.event;
      if (asked?.type === 'ShutdownRequested') end(asked);
    },
    soon: setImmediate,
    halted: options.halted,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const { engine } = desk;

  const source = market.source(clock);
  const showAll = (update: BookUpdate): void => {
    for (const venue of venues) venue.onBook(update);
  };
  keepHours(engine.state.day as Events['DayOpened']);
  if (venues.length > 0) source.start((update) => elsewhere.has(update.venue) || showAll(update));

  const door = {
    name: identity.name,
    build,
    ask: engine.ask.bind(engine),
    halted: () => engine.halt,
    shutdown: options.shutdown ?? SHUTDOWN_DEFAULT,
    now: clock.now,
    views,
    journal,
    market: data,
    connections: () => Object.fromEntries(remotes.map((remote) => [remote.name, remote.connections()])),
  };
  const http = await createHttp({ door, log });
  const url = await listen(http, options.port, options.host);
  const running = desk;
  let isEnding = false;
  end = (asked) => {
    if (isEnding) return;
    isEnding = true;
    source.stop();
    callOffClose();
    endInOrder(running, asked)
      .finally(() => http.close())
      .then(
        (unlike) => options.ended?.(unlike),
        (error: unknown) => options.ended?.((error as Error).message),
      );
  };

  return {
    url,
    desk: running,
    views,
    venues,
    market: data,
    stop: async () => {
      source.stop();
      callOffClose();
      await http.close();
      await running.stop();
    },
    endDay: async (closeRemotes = async () => {}) => {
      source.stop();
      callOffClose();
      await engine.ask(
        { type: 'MassCancelRequested', clOrdId: `close ${clock.now()}`, scope: 'desk', id: '*', reason: 'the session is over' },
        'desk',
      );
      for (let waited = 0; engine.state.live.size > 0 && waited < CANCELS_MS_MAX; waited += LOOK_EVERY_MS)
        await pause(LOOK_EVERY_MS);
      for (const venue of venues) venue.closeSession();
      await closeRemotes();
      if (venues.length > 0) await pause(ANSWERS_MS);
      // A session that is down now has nothing more to say today; its venue says it again tomorrow.
      await Promise.all(remotes.map((remote) => remote.roundTrip().catch(() => {})));
      await engine.quiet();
      await http.close();
      return running.close();
    },
  };
};

/** How long it took until orders go to a venue, and what a comparison of its books with ours has found. */
const logLevels = (log: Logger, records: readonly Recorded[]): void => {
  for (const { event } of records) {
    if (event.type === 'VenueLevelled') {
      const { venue, tookMicros, orders } = event;
      log.info({ venue, tookMs: tookMicros / MICROS_PER_MS, orders }, 'the desk is level with the venue and sends orders there');
    } else if (event.type === 'VenueReconciled' && (event.differences > 0 || event.outcome !== 'done')) {
      const { venue, cause, differences, outcome } = event;
      log.warn({ venue, cause, differences, outcome }, "the venue's books and ours differ");
    }
  }
};

const NO_REMOTES: ReadonlyMap<string, RemoteConfig> = new Map();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
