import { dateOf } from '../../domain/kernel/ids.ts';
import { type DayNumber, MICROS_PER_DAY, type Micros } from '../../domain/kernel/units.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** 14:30:00.000001, UTC. */
export const clockTime = (moment: Micros): string => {
  const micros = moment % MICROS_PER_DAY;
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = String(micros % 1_000_000).padStart(6, '0');
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
};

/** 2026-11-21T14:30:00.000001Z: ISO 8601 with all the microseconds that a record has. */
export const isoTime = (moment: Micros): string =>
  `${dateOf(Math.floor(moment / MICROS_PER_DAY) as DayNumber)}T${clockTime(moment)}Z`;
