import { dayFromDate } from '../../domain/kernel/ids.ts';
import type { DayNumber, Micros } from '../../domain/kernel/units.ts';
import type { VenueTerms } from '../../domain/oms/events.ts';

export type TradingDay = Readonly<{ day: DayNumber; opensAt: Micros; rollsAt: Micros }>;

/**
 * Which trading day a moment belongs to. Day D runs from `rollAt` of D−1 to `rollAt` of D on the desk's own clocks, so that with
 * 17:00 New York a Monday opens on Sunday evening and may last 23 or 25 hours; with 00:00 it is the calendar's day.
 */
export const tradingDayAt = (moment: Micros, timezone: string, rollAt: string): TradingDay => {
  const time = Temporal.PlainTime.from(rollAt);
  const local = Temporal.Instant.fromEpochNanoseconds(BigInt(moment) * 1_000n).toZonedDateTimeISO(timezone);
  const midnight = time.hour === 0 && time.minute === 0 && time.second === 0;
  const next = (date: Temporal.PlainDate): Temporal.PlainDate => date.add({ days: 1 });
  const today = local.toPlainDate();
  const date = midnight || Temporal.PlainTime.compare(local.toPlainTime(), time) < 0 ? today : next(today);
  const rollOf = (day: Temporal.PlainDate): Micros =>
    Number(
      (midnight ? next(day) : day).toZonedDateTime({ timeZone: timezone, plainTime: time }).epochMilliseconds * 1_000,
    ) as Micros;
  return { day: dayFromDate(date.toString()) as DayNumber, opensAt: rollOf(date.subtract({ days: 1 })), rollsAt: rollOf(date) };
};

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/**
 * Is a venue open at that moment, and until when that stays so? It opens on each of its days on its own clocks; one that closes at or
 * before the hour at which it opens closes on the day after.
 */
export const hoursAt = (
  moment: Micros,
  { timezone, opens, closes, days }: NonNullable<VenueTerms['hours']>,
): Readonly<{ state: 'open' | 'closed'; until: Micros }> => {
  const [open, close] = [Temporal.PlainTime.from(opens), Temporal.PlainTime.from(closes)];
  const overnight = Temporal.PlainTime.compare(close, open) <= 0;
  const at = (date: Temporal.PlainDate, plainTime: Temporal.PlainTime): Micros =>
    (date.toZonedDateTime({ timeZone: timezone, plainTime }).epochMilliseconds * 1_000) as Micros;
  const today = Temporal.Instant.fromEpochNanoseconds(BigInt(moment) * 1_000n)
    .toZonedDateTimeISO(timezone)
    .toPlainDate();
  // From yesterday, whose hours may reach into today, to the same day of next week.
  for (let n = -1; n <= 7; n += 1) {
    const date = today.add({ days: n });
    if (!days.includes(WEEKDAYS[date.dayOfWeek - 1] as (typeof WEEKDAYS)[number])) continue;
    const [from, to] = [at(date, open), at(overnight ? date.add({ days: 1 }) : date, close)];
    if (moment < from) return { state: 'closed', until: from };
    if (moment < to) return { state: 'open', until: to };
  }
  throw new RangeError('a venue opens on at least one day of the week');
};
