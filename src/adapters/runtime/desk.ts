import { createHash } from 'node:crypto';
import { canonical } from '../../domain/kernel/canonical.ts';
import { dateOf } from '../../domain/kernel/ids.ts';
import { type DayNumber, MICROS_PER_SECOND, type Micros } from '../../domain/kernel/units.ts';
import type { Events, Recorded } from '../../domain/oms/catalogue.ts';
import { configFaults } from '../../domain/oms/config.ts';
import type { ConfigTerms, VenueTerms } from '../../domain/oms/events.ts';
import { evolve } from '../../domain/oms/evolve/evolve.ts';
import { initialState, type State } from '../../domain/oms/state.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Journal, Seal, WriterLease } from '../../domain/ports/journal.ts';
import type { Witness } from '../../domain/ports/market.ts';
import type { Venue } from '../../domain/ports/venue.ts';
import { stateDigest } from '../../replay/digest.ts';
import { hoursAt, type TradingDay, tradingDayAt } from './calendar.ts';
import { ENGINE_LIMITS, Engine, type EngineLimits } from './engine.ts';
import { ConfigError, DeskHalted, DeskStopped } from './errors.ts';
import { openingOf } from './opening.ts';

export type DeskIdentity = Readonly<{
  name: string;
  /** Two characters of Crockford base 32, unique among a firm's desks: it is in every id that a venue sees. */
  code: string;
  timezone: string;
  /** When the trading day rolls, on the desk's clocks: `17:00`. */
  rollAt: string;
}>;

export type DeskParts = Readonly<{
  identity: DeskIdentity;
  config: ConfigTerms;
  build: string;
  /** Who writes: shown to a second process that would like to. */
  writer: string;
  journal: Journal;
  clock: Clock;
  venues: readonly Venue[];
  witness: Witness;
  publish: (records: readonly Recorded[]) => void;
  soon: (commit: () => void) => void;
  halted: (why: DeskHalted) => void;
  limits?: EngineLimits;
}>;

export type Desk = Readonly<{
  engine: Engine;
  /** Ends the trading day and opens the next one, without losing a word said meanwhile. */
  roll(): Promise<void>;
  /** Ends the day for good: closed, sealed, and the desk with it. */
  close(): Promise<Seal>;
  /** Leaves the day open for the next process. */
  stop(): Promise<void>;
}>;

/** A venue may take so long to say what its close has ended. */
const ASK_AFTER_CLOSE = 60 * MICROS_PER_SECOND;

/** Starting and recovering are the same path: claim, fold, complete what a crash interrupted, say that we started, connect. */
export const startDesk = async (parts: DeskParts): Promise<Desk> => {
  const faults = configFaults(parts.config);
  if (faults.length > 0) throw new ConfigError('the configuration', faults);
  const { journal, clock } = parts;
  const lease = await journal.claim(parts.writer, Math.floor(clock.now() / MICROS_PER_SECOND));
  try {
    const state = await openDay(parts, lease);
    return await run(parts, lease, state);
  } catch (error) {
    await lease.release();
    throw error;
  }
};

const run = async (parts: DeskParts, lease: WriterLease, state: State): Promise<Desk> => {
  const { journal, clock, venues, identity, config, build, writer } = parts;
  const disconnect = (): void => {
    for (const venue of venues) venue.disconnect();
  };
  const engine = new Engine(
    state,
    {
      journal,
      lease,
      clock,
      venues: new Map(venues.map((venue) => [venue.name, venue])),
      witness: parts.witness,
      publish: parts.publish,
      soon: parts.soon,
      halted: (why) => {
        disconnect(); // What is not consumed, a venue will say again.
        if (!(why instanceof DeskStopped)) parts.halted(why);
      },
    },
    parts.limits ?? ENGINE_LIMITS,
  );

  const configDigest = createHash('sha256').update(canonical(config)).digest('hex');
  const adopt = state.config === undefined || canonical(state.config.terms) !== canonical(config);
  engine.tell({ type: 'DeskStarted', build, configDigest, epoch: lease.epoch, writer }, 'desk');
  if (adopt) engine.tell({ type: 'ConfigAdopted', values: config }, 'desk');

  let callOffRoll = (): void => {};
  const end = (reason: 'roll' | 'end') => async (): Promise<Events['DayClosed']> => {
    const { day } = engine.state.day as Events['DayOpened'];
    return {
      type: 'DayClosed',
      chainHead: (await journal.head(day))?.hash ?? '',
      stateDigest: stateDigest(engine.state),
      reason,
    };
  };
  const roll = (): Promise<void> =>
    engine.endDay(end('roll'), async (ended) => {
      await journal.seal(lease, (ended.day as Events['DayOpened']).day);
      const next = await writeOpening(parts, lease, ended, tradingDayAt(clock.now(), identity.timezone, identity.rollAt));
      scheduleRoll(next);
      return next;
    });
  const scheduleRoll = ({ day }: State): void => {
    callOffRoll = clock.at((day as Events['DayOpened']).rollsAt, () => {
      roll().catch((error: unknown) =>
        engine.stop(new DeskHalted(`the day could not be rolled: ${(error as Error).message}`, { cause: error })),
      );
    });
  };

  const today = tradingDayAt(clock.now(), identity.timezone, identity.rollAt);
  await engine.quiet();
  if ((state.day as Events['DayOpened']).day < today.day) await roll();
  else scheduleRoll(state);

  const callOffHours = new Map<string, () => void>();
  const tellHours = ({ venue, hours }: VenueTerms): void => {
    if (hours === undefined) return;
    const { state: now, until } = hoursAt(clock.now(), hours);
    const askAt = now === 'closed' ? ((clock.now() + ASK_AFTER_CLOSE) as Micros) : undefined;
    engine.tell({ type: 'VenueHoursChanged', venue, state: now, until, askAt }, 'desk');
    callOffHours.set(
      venue,
      clock.at(until, () => tellHours({ venue, hours } as VenueTerms)),
    );
  };
  for (const terms of config.venues) tellHours(terms);
  const callOffAll = (): void => {
    callOffRoll();
    for (const callOff of callOffHours.values()) callOff();
  };

  for (const venue of venues) {
    const actor = `venue:${venue.name}`;
    venue.onReport((report) => engine.tell(report, actor));
    venue.onUnreadable?.((what) => engine.tell(what, actor));
    venue.onSession((news) => engine.tell({ type: 'SessionChanged', venue: venue.name, ...news }, actor));
    venue.connect((engine.state.sessions.get(venue.name)?.lastSeqIn ?? 0) + 1);
  }
  engine.armTimers();

  return {
    engine,
    roll: async () => {
      callOffRoll();
      await roll();
    },
    close: async () => {
      callOffAll();
      const { day } = engine.state.day as Events['DayOpened'];
      await engine.endDay(end('end'), () => Promise.resolve(undefined));
      const seal = await journal.seal(lease, day);
      await lease.release();
      return seal;
    },
    stop: async () => {
      callOffAll();
      disconnect();
      if (engine.halt === undefined) await engine.quiet();
      engine.stop(new DeskStopped('the desk was stopped'));
      await lease.release();
    },
  };
};

/** The state to go on with: of the open day, or of a new one, or of one whose opening a crash interrupted. */
const openDay = async (parts: DeskParts, lease: WriterLease): Promise<State> => {
  const { journal, clock, identity } = parts;
  const today = tradingDayAt(clock.now(), identity.timezone, identity.rollAt);
  const days = await journal.days();
  const last = days.at(-1);
  if (last === undefined) return writeOpening(parts, lease, undefined, today);
  const state = await fold(journal, last);
  if (state.closed) {
    await journal.seal(lease, last); // A crash may have come between closing and sealing.
    if (today.day <= last)
      throw new DeskHalted(
        `the trading day ${dateOf(last)} of desk ${identity.name} is closed; the next one opens at ${identity.rollAt} ${identity.timezone}. Use another journal directory for another rehearsal of the same day`,
      );
    return writeOpening(parts, lease, state, today);
  }
  if (state.ready) return state;
  return completeOpening(parts, lease, last, days.at(-2));
};

const fold = async (journal: Journal, day: DayNumber): Promise<State> => {
  const state = initialState();
  for await (const { records } of journal.read(day)) for (const record of records) evolve(state, record);
  return state;
};

const OPENING_BATCH = 1_000;
const write = async (journal: Journal, lease: WriterLease, day: DayNumber, records: readonly Recorded[]): Promise<void> => {
  for (let from = 0; from < records.length; from += OPENING_BATCH) {
    const batch = records.slice(from, from + OPENING_BATCH);
    await journal.append(lease, { day, records: batch, expectedPosition: (batch[0] as Recorded).position - 1 });
  }
};

const writeOpening = async (
  parts: DeskParts,
  lease: WriterLease,
  before: State | undefined,
  { day, opensAt, rollsAt }: TradingDay,
): Promise<State> => {
  const { journal, clock, identity } = parts;
  const previousDay = before?.day?.day;
  const previous = previousDay === undefined ? undefined : await journal.head(previousDay);
  const seal = previousDay === undefined ? undefined : await journal.sealOf(previousDay);
  const { name: desk, code: deskCode, timezone, rollAt } = identity;
  const opening = openingOf(
    before,
    {
      type: 'DayOpened',
      desk,
      deskCode,
      day,
      timezone,
      rollAt,
      opensAt,
      rollsAt,
      epoch: lease.epoch,
      previousDay,
      previousHash: previous?.hash,
      previousSeal: seal?.fileHash,
    },
    { at: clock.now(), mono: clock.mono(), actor: 'desk' },
  );
  await write(journal, lease, day, opening.records);
  parts.publish(opening.records);
  return opening.state;
};

/** A crash came while a day was being opened: the roll is worked out again, compared with what is there, and gone on with. */
const completeOpening = async (
  parts: DeskParts,
  lease: WriterLease,
  day: DayNumber,
  previousDay: DayNumber | undefined,
): Promise<State> => {
  const { journal } = parts;
  const there: Recorded[] = [];
  for await (const { records } of journal.read(day)) there.push(...records);
  const [first] = there;
  const before = previousDay === undefined ? undefined : await fold(journal, previousDay);
  if (first?.event.type !== 'DayOpened' || first.event.previousDay !== previousDay)
    throw new DeskHalted(
      `the opening of ${dateOf(day)} cannot be completed: it continues a day that is not here. Restore the day before it`,
    );
  const { carried: _, ...opened } = first.event;
  const { at, mono, actor } = first;
  const opening = openingOf(before, opened, { at, mono, actor });
  const differs = there.find((record, i) => canonical(record) !== canonical(opening.records[i]));
  if (differs !== undefined)
    throw new DeskHalted(
      `the opening of ${dateOf(day)} differs at position ${differs.position} from what the day before leaves open. Run "daybook verify ${dateOf(day)}"`,
    );
  await write(journal, lease, day, opening.records.slice(there.length));
  parts.publish(opening.records);
  return opening.state;
};
