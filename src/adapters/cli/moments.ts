import { dateOf } from '../../domain/kernel/ids.ts';
import type { Moment } from '../../replay/replay.ts';
import { calendarOf, readMoment } from '../../replay/time-travel.ts';
import { Failure } from './failure.ts';
import type { DayOfDesk } from './journals.ts';

export const MOMENT_HELP = 'a position, an ISO time, or HH:MM:SS in the time zone of the day';

/** A moment as it is named on a command line, in the calendar of its day. */
export const momentOf = async ({ journal, day }: DayOfDesk, text: string): Promise<Moment> => {
  const calendar = await calendarOf(journal, day);
  if (calendar === undefined)
    throw new Failure(
      `${dateOf(day)} of desk ${journal.desk} does not begin with DayOpened`,
      `Run "daybook verify ${dateOf(day)}".`,
    );
  const moment = readMoment(text, calendar);
  if (moment === undefined)
    throw new Failure(
      `"${text}" is no moment of a day`,
      'Write a position (1234), a time (14:30:00, in the zone of the day) or 2026-11-21T14:30:00Z.',
    );
  return moment;
};
