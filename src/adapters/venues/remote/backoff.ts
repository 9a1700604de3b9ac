import { divFloor } from '../../../domain/kernel/integers.ts';
import type { Random } from '../../market-data/random.ts';

export type Backoff = Readonly<{ leastMs: number; mostMs: number }>;
export const BACKOFF: Backoff = { leastMs: 100, mostMs: 5_000 };
const DOUBLINGS_MAX = 16;

/** How long to wait before the next attempt: twice as long each time, and half of it by chance, so that not everybody is back at once. */
export const waitMs = ({ leastMs, mostMs }: Backoff, failures: number, random: Random): number => {
  const whole = Math.min(mostMs, leastMs * 2 ** Math.min(failures, DOUBLINGS_MAX));
  const half = divFloor(whole, 2);
  return half + random.between(0, whole - half);
};
