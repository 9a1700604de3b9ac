import { assert } from '../../domain/kernel/assert.ts';
import type { Micros, Mono } from '../../domain/kernel/units.ts';
import type { Clock } from '../../domain/ports/clock.ts';

/** A clock that stands still until somebody steps it: a day of trading runs as fast as the machine, and twice the same. */
export type VirtualClock = Clock &
  Readonly<{
    /** Goes to the next thing that is due and runs it; false when nothing is. */
    step(): boolean;
    /** Runs everything due up to and including a moment, then stands at that moment. */
    runUntil(when: Micros): void;
    /** How many things wait. A market that never ends keeps it above zero. */
    pending(): number;
    /** When the next thing is due; undefined when nothing is. */
    nextAt(): Micros | undefined;
  }>;

/** `at` orders the world; what was asked for first goes first among equals. */
type Appointment = { readonly at: Micros; readonly n: number; what: (() => void) | undefined };

export const virtualClock = (start: Micros): VirtualClock => {
  const heap: Appointment[] = [];
  let now = start;
  let asked = 0;
  let pending = 0;

  /** Called-off appointments stay in the heap until they surface. */
  const next = (): Appointment | undefined => {
    while (heap[0] !== undefined && heap[0].what === undefined) pop(heap);
    return heap[0];
  };

  const step = (): boolean => {
    const due = next();
    if (due?.what === undefined) return false;
    pop(heap);
    pending -= 1;
    now = due.at;
    const { what } = due;
    due.what = undefined; // Calling it off from here on does nothing.
    what();
    return true;
  };

  return {
    now: () => now,
    mono: () => (now - start) as Mono,
    at: (when, what) => {
      assert(Number.isSafeInteger(when), () => `an appointment is at a whole number of microseconds, not ${when}`);
      const appointment: Appointment = { at: Math.max(when, now) as Micros, n: asked, what }; // The past is now at the earliest.
      asked += 1;
      pending += 1;
      push(heap, appointment);
      return () => {
        if (appointment.what !== undefined) pending -= 1;
        appointment.what = undefined;
      };
    },
    step,
    runUntil: (when) => {
      for (let due = next(); due !== undefined && due.at <= when; due = next()) step();
      if (when > now) now = when;
    },
    pending: () => pending,
    nextAt: () => next()?.at,
  };
};

const before = (a: Appointment, b: Appointment): boolean => a.at < b.at || (a.at === b.at && a.n < b.n);

const push = (heap: Appointment[], added: Appointment): void => {
  let at = heap.length;
  heap.push(added);
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up] as Appointment;
    if (!before(added, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = added;
};

const pop = (heap: Appointment[]): void => {
  const last = heap.pop() as Appointment;
  if (heap.length === 0) return;
  let at = 0;
  for (let down = 1; down < heap.length; down = 2 * at + 1) {
    if (down + 1 < heap.length && before(heap[down + 1] as Appointment, heap[down] as Appointment)) down += 1;
    if (!before(heap[down] as Appointment, last)) break;
    heap[at] = heap[down] as Appointment;
    at = down;
  }
  heap[at] = last;
};
