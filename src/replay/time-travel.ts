import type { DayNumber, Micros } from '../domain/kernel/units.ts';
import type { Events } from '../domain/oms/catalogue.ts';
import type { State } from '../domain/oms/state.ts';
import type { Journal } from '../domain/ports/journal.ts';
import { type Moment, stateOf } from './replay.ts';

/** What a time of day needs to become a moment of the trading day. */
export type Calendar = Pick<Events['DayOpened'], 'timezone' | 'opensAt'>;

/** Microseconds since the epoch of a point in time, which Temporal keeps in nanoseconds. */
const microsOf = ({ epochNanoseconds }: Temporal.Instant): Micros => Number(epochNanoseconds / 1_000n) as Micros;
const instantOf = (micros: Micros): Temporal.Instant => Temporal.Instant.fromEpochNanoseconds(BigInt(micros) * 1_000n);

const POSITION = /^[1-9]\d{0,14}$/;
const TIME_OF_DAY = /^\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?$/;

/**
 * Reads "1234" (a position), "2026-11-21T14:30:00.000001Z" (ISO 8601 with an offset) or "14:30:00" (on the desk's own clocks).
 * Undefined when it is none of these. A day that rolls at 17:00 has its 18:00 on the evening before, so a time of day is the
 * first one since the day opened; where clocks go back and have it twice, the earlier.
 */
export const readMoment = (text: string, { timezone, opensAt }: Calendar): Moment | undefined => {
  if (POSITION.test(text)) return { position: Number(text) };
  try {
    if (!TIME_OF_DAY.test(text)) return { at: microsOf(Temporal.Instant.from(text)) };
    const plainTime = Temporal.PlainTime.from(text);
    const opened = instantOf(opensAt).toZonedDateTimeISO(timezone).toPlainDate();
    const on = (date: Temporal.PlainDate): Micros =>
      microsOf(date.toZonedDateTime({ timeZone: timezone, plainTime }).toInstant());
    const first = on(opened);
    return { at: first >= opensAt ? first : on(opened.add({ days: 1 })) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** The calendar of a day, from its first record; undefined when the day does not begin as a day must. */
export const calendarOf = async (journal: Journal, day: DayNumber): Promise<Calendar | undefined> => {
  for await (const { records } of journal.read(day)) {
    const opened = records[0]?.event;
    return opened?.type === 'DayOpened' ? opened : undefined;
  }
  return undefined;
};

/** Everything the desk knew at a moment: the same journal, the same fold, stopped after the last record at or before it. */
export const stateAsOf = (journal: Journal, day: DayNumber, until: Moment): Promise<State> => stateOf(journal, day, { until });
