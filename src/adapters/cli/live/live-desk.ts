import { join } from 'node:path';
import type { Logger } from 'pino';
import { instrumentOf } from '../../../domain/instrument/instrument.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../domain/kernel/units.ts';
import type { Events, Recorded } from '../../../domain/oms/catalogue.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { Journal, Seal } from '../../../domain/ports/journal.ts';
import type { Venue } from '../../../domain/ports/venue.ts';
import { createHttp, listen } from '../../http/server.ts';
import { DeskViews } from '../../http/views.ts';
import { createMarketData, type MarketData } from '../../market-data/handler.ts';
import { buildId } from '../../runtime/build.ts';
import { type Desk, startDesk } from '../../runtime/desk.ts';
import type { EngineLimits } from '../../runtime/engine.ts';
import type { DeskHalted } from '../../runtime/errors.ts';
import type { Latency } from '../../venues/simulated/latency.ts';
import { type SimulatedVenue, simulatedVenue } from '../../venues/simulated/venue.ts';
import type { DemoMarket } from '../demo/market.ts';

export type LiveOptions = Readonly<{
  market: DemoMarket;
  seed: number;
  clock: Clock;
  journal: Journal;
  /** Where the venues keep their own truth through our crashes: `<dir>/<VENUE>.truth.jsonl`. Absent: they forget with us. */
  truthDir?: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  log: Logger;
  /** The desk trades no more; the process should say so and end. */
  halted: (why: DeskHalted) => void;
  limits?: EngineLimits;
  /** Hears every commit, after the views. */
  publish?: (records: readonly Recorded[]) => void;
  /** Stands between the desk and a venue: tests put their faults here. */
  between?: (venue: SimulatedVenue) => Venue;
}>;

export type LiveDesk = Readonly<{
  url: string;
  desk: Desk;
  views: DeskViews;
  venues: readonly SimulatedVenue[];
  market: MarketData;
  /** Stops taking, lets what is decided become durable, and leaves the day open. */
  stop(): Promise<void>;
  /** Closes the sessions of the venues, waits for what they still say, and closes and seals the day. */
  endDay(): Promise<Seal>;
}>;

const TO_VENUE: Latency = { minMicros: 400, jitterMicros: 600 };
const TO_DESK: Latency = { minMicros: 300, jitterMicros: 500 };
const MARK_EVERY_MS = 1_000;
const CLOSES_BEFORE_ROLL_SECONDS = 2;
/** After cancels and after the close of the session: long enough for every answer of a venue in this process. */
const ANSWERS_MS = 300;

/** A desk in real time: journal, venues, market and HTTP, put together the way `serve` and `demo` run it. */
export const startLiveDesk = async (options: LiveOptions): Promise<LiveDesk> => {
  const { market, seed, clock, journal, truthDir, log, between = (venue: SimulatedVenue): Venue => venue } = options;
  const { terms, identity } = market;
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
      ...(truthDir === undefined ? {} : { truthFile: join(truthDir, `${venue.venue}.truth.jsonl`) }),
    }),
  );

  for (const { name: venue, comeBack } of venues) {
    const { tornBytes, ...back } = comeBack;
    if (tornBytes > 0)
      log.warn({ venue, tornBytes }, 'the venue died in the middle of a line of its truth file; the line is left out');
    if (back.orders > 0) log.info({ venue, ...back }, 'the venue goes on where it was');
  }
  /** Day orders end with the day: sessions close a moment before the desk rolls, so that it still hears of it, and open with the new day. */
  let callOffClose = (): void => {};
  const keepHours = ({ rollsAt }: Events['DayOpened']): void => {
    for (const venue of venues) venue.openSession();
    callOffClose = clock.at((rollsAt - CLOSES_BEFORE_ROLL_SECONDS * MICROS_PER_SECOND) as Micros, () => {
      for (const venue of venues) venue.closeSession();
    });
  };

  const views = new DeskViews();
  await views.catchUp(journal);
  let desk: Desk | undefined;
  const data = createMarketData({
    bookMaxAgeMs: terms.bookMaxAgeMs,
    markEveryMs: MARK_EVERY_MS,
    onMark: (symbol, price, markedAt, source) =>
      desk?.engine.tell({ type: 'MarkObserved', symbol, price, markedAt, source }, 'market'),
  });
  const build = buildId();
  desk = await startDesk({
    identity,
    config: terms,
    build,
    writer: `${identity.name}, process ${process.pid}`,
    journal,
    clock,
    venues: venues.map(between),
    witness: data.witness,
    publish: (records) => {
      views.publish(records);
      const [first] = records;
      if (first?.event.type === 'DayOpened' && desk !== undefined) keepHours(first.event);
      options.publish?.(records);
    },
    soon: setImmediate,
    halted: options.halted,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const { engine } = desk;

  const source = market.source(clock);
  for (const venue of venues) venue.onShow(data.onUpdate);
  keepHours(engine.state.day as Events['DayOpened']);
  source.start((update) => {
    for (const venue of venues) venue.onBook(update);
  });

  const door = {
    name: identity.name,
    build,
    ask: engine.ask.bind(engine),
    halted: () => engine.halt,
    now: clock.now,
    views,
    journal,
    market: data,
  };
  const http = await createHttp({ door, log });
  const url = await listen(http, options.port, options.host);
  const running = desk;

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
    endDay: async () => {
      source.stop();
      callOffClose();
      await engine.ask(
        { type: 'MassCancelRequested', clOrdId: `close ${clock.now()}`, scope: 'desk', id: '*', reason: 'the session is over' },
        'desk',
      );
      await pause(ANSWERS_MS);
      for (const venue of venues) venue.closeSession();
      await pause(ANSWERS_MS);
      await http.close();
      return running.close();
    },
  };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
