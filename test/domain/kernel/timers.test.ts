import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timers } from '../../../src/domain/kernel/timers.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';

const at = (micros: number): Micros => micros as Micros;
type Entry = Readonly<{ id: string; dueAt: number }>;

/** The obvious twin: a list that is sorted each time somebody looks. */
class NaiveTimers {
  #entries: Entry[] = [];
  set(id: string, dueAt: number): void {
    this.cancel(id);
    this.#entries.push({ id, dueAt });
  }
  cancel(id: string): void {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
  }
  list(): readonly Entry[] {
    return [...this.#entries].sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
  }
}

const id = fc.integer({ min: 0, max: 30 }).map((n) => `timer:${n}`);
const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant('set' as const), id, dueAt: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('cancel' as const), id }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('fire' as const) }) },
);

describe('timers', () => {
  it('fire in order of time, then of id, as a sorted list would, through any setting, moving and cancelling', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 400, size: 'max' }), (acts) => {
        const [timers, naive] = [new Timers(), new NaiveTimers()];
        for (const doing of acts) {
          if (doing.what === 'set') {
            timers.set(doing.id, at(doing.dueAt));
            naive.set(doing.id, doing.dueAt);
          } else {
            const gone = doing.what === 'cancel' ? doing.id : timers.next()?.id;
            if (gone !== undefined) timers.cancel(gone);
            if (gone !== undefined) naive.cancel(gone);
          }
          expect(timers.next()).toEqual(naive.list()[0]);
        }
        expect(timers.list()).toEqual(naive.list());
        for (const { id: set, dueAt } of naive.list()) expect(timers.dueAt(set)).toBe(dueAt);
      }),
    );
  });

  it('stay few however often they are moved, and forget none', () => {
    const timers = new Timers();
    timers.set('last', at(10_000));
    for (let i = 0; i < 5_000; i += 1) timers.set('moved', at(9_999 - i));
    expect(timers.list()).toEqual([
      { id: 'moved', dueAt: 5_000 },
      { id: 'last', dueAt: 10_000 },
    ]);
    expect(timers.next()).toEqual({ id: 'moved', dueAt: 5_000 });
  });

  it('are gone once cancelled, and cancelling what is not set does nothing', () => {
    const timers = new Timers();
    timers.set('a', at(1));
    timers.cancel('b');
    timers.cancel('a');
    timers.cancel('a');
    expect([timers.next(), timers.dueAt('a'), timers.list()]).toEqual([undefined, undefined, []]);
  });
});
