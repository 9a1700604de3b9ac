import { dayFromDate } from '../../../domain/kernel/ids.ts';
import type { DayNumber } from '../../../domain/kernel/units.ts';
import { malformed, Problem } from '../problems/problem.ts';
import type { Cursor } from '../views.ts';
import type { Context } from './context.ts';

/** Where a stream is to get on, or where it stands when the client names no place. A place that there is not is said so, not guessed. */
export const placeAfter = async ({ door, journal }: Context, lastEventId: string | undefined): Promise<Cursor> => {
  if (lastEventId === undefined) return door.views.head;
  const [date = '', count = ''] = lastEventId.split(':');
  const day = dayFromDate(date) as DayNumber | undefined;
  if (day === undefined) throw malformed('Last-Event-ID', `${date} is not a day`);
  const { head } = door.views;
  const end = day === head.day ? head.position : (await journal.head(day))?.position;
  if (end === undefined) throw new Problem('unknown-day', `the journal has no ${date}`, { day: date });
  const position = Number(count);
  if (position > end) throw malformed('Last-Event-ID', `${date} ends at position ${end}; there is no ${position}`);
  return { day, position };
};
