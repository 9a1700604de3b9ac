import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../src/adapters/market-data/random.ts';
import { line } from '../../../../src/adapters/venues/simulated/latency.ts';
import type { Micros, Mono } from '../../../../src/domain/kernel/units.ts';
import type { Clock } from '../../../../src/domain/ports/clock.ts';

/** A clock whose timers fire when the test says so, in whatever order: those of a real one count milliseconds, and are late. */
const carelessClock = () => {
  const timers: (() => void)[] = [];
  const clock: Clock = {
    now: () => 0 as Micros,
    mono: () => 0 as Mono,
    at: (_, what) => {
      timers.push(what);
      return () => {};
    },
  };
  return { clock, timers };
};

describe('a line on a clock that is not exact', () => {
  it('delivers in the order of sending, each once, whichever timer comes first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(), (messages, seed) => {
        const { clock, timers } = carelessClock();
        const { carry, carrySafely } = line(clock, seeded(seed), { minMicros: 0, jitterMicros: 5 });
        const arrived: number[] = [];
        const order = Array.from({ length: messages }, (_, n) => n);
        for (const n of order) (n % 3 === 0 ? carrySafely : carry)(() => arrived.push(n));
        const random = seeded(seed, 'timers');
        while (timers.length > 0) timers.splice(random.upTo(timers.length), 1)[0]?.();
        expect(arrived).toEqual(order);
      }),
    );
  });

  it('delivers nothing that was under way when it was cut, also when an arrival cuts it', () => {
    const { clock, timers } = carelessClock();
    const wire = line(clock, seeded(1), { minMicros: 0, jitterMicros: 0 });
    const arrived: string[] = [];
    wire.carry(() => {
      arrived.push('first');
      wire.cut();
    });
    wire.carry(() => arrived.push('second'));
    timers.splice(1, 1)[0]?.();
    wire.carry(() => arrived.push('third'));
    for (const fire of timers.splice(0)) fire();
    expect(arrived).toEqual(['first', 'third']);
  });

  it('takes another latency for what is sent from then on', () => {
    const asked: number[] = [];
    const clock: Clock = {
      now: () => 0 as Micros,
      mono: () => 0 as Mono,
      at: (when) => {
        asked.push(when);
        return () => {};
      },
    };
    const wire = line(clock, seeded(1), { minMicros: 10, jitterMicros: 0 });
    wire.carry(() => {});
    wire.change({ minMicros: 70, jitterMicros: 0 });
    wire.carry(() => {});
    wire.change({ minMicros: 20, jitterMicros: 0 });
    wire.carry(() => {});
    expect(asked).toEqual([10, 70, 70]); // Nothing overtakes.
  });
});
