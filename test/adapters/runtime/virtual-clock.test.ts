import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';

const at = (n: number): Micros => n as Micros;

describe('the virtual clock', () => {
  it('stands still until it is stepped', () => {
    const clock = virtualClock(at(100));
    const heard: number[] = [];
    clock.at(at(150), () => heard.push(clock.now()));
    expect([clock.now(), clock.pending(), clock.nextAt()]).toEqual([100, 1, 150]);
    expect(clock.step()).toBe(true);
    expect([heard, clock.now(), clock.mono(), clock.pending()]).toEqual([[150], 150, 50, 0]);
    expect(clock.step()).toBe(false);
  });

  it('runs what was asked for first, first', () => {
    const clock = virtualClock(at(0));
    const heard: string[] = [];
    clock.at(at(20), () => heard.push('late'));
    clock.at(at(10), () => heard.push('first'));
    clock.at(at(10), () => heard.push('second'));
    clock.runUntil(at(20));
    expect(heard).toEqual(['first', 'second', 'late']);
  });

  it('treats the past as the present', () => {
    const clock = virtualClock(at(100));
    clock.at(at(5), () => {});
    clock.step();
    expect(clock.now()).toBe(100);
  });

  it('runs until a moment, that moment included, and stands there', () => {
    const clock = virtualClock(at(0));
    const heard: number[] = [];
    const again = (): void => {
      heard.push(clock.now());
      clock.at(at(clock.now() + 10), again);
    };
    clock.at(at(10), again);
    clock.runUntil(at(30));
    expect(heard).toEqual([10, 20, 30]);
    clock.runUntil(at(35));
    expect([clock.now(), clock.pending()]).toEqual([35, 1]);
  });

  it('can be called off, once, before or after', () => {
    const clock = virtualClock(at(0));
    const callOff = clock.at(at(10), () => {
      throw new Error('called off');
    });
    callOff();
    callOff();
    const afterwards = clock.at(at(11), () => {});
    clock.runUntil(at(20));
    afterwards();
    expect(clock.pending()).toBe(0);
  });

  it('keeps any appointments in order of time, then of asking', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ when: fc.nat(50), off: fc.boolean() })), (asked) => {
        const clock = virtualClock(at(0));
        const heard: number[] = [];
        const callOffs = asked.map(({ when }, n) => clock.at(at(when), () => heard.push(n)));
        asked.forEach(({ off }, n) => {
          if (off) callOffs[n]?.();
        });
        expect(clock.pending()).toBe(asked.filter(({ off }) => !off).length);
        clock.runUntil(at(50));
        const expected = asked.map(({ when, off }, n) => ({ when, off, n })).filter(({ off }) => !off);
        expect(heard).toEqual(expected.sort((a, b) => a.when - b.when || a.n - b.n).map(({ n }) => n));
      }),
    );
  });
});
