import { dayFromDate } from '../../domain/kernel/ids.ts';
import type { DayNumber, Micros } from '../../domain/kernel/units.ts';

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
