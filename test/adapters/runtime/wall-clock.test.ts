import { describe, expect, it } from 'vitest';
import { wallClock } from '../../../src/adapters/runtime/wall-clock.ts';
import { MICROS_PER_MS, type Micros } from '../../../src/domain/kernel/units.ts';

const inMs = (ms: number): Micros => (wallClock.now() + ms * MICROS_PER_MS) as Micros;

describe('the wall clock', () => {
  it('tells whole microseconds of the machine, and a monotonic reading', () => {
    const [before, now] = [Date.now(), wallClock.now()];
    expect(Number.isSafeInteger(now)).toBe(true);
    expect(now).toBeGreaterThanOrEqual(before * MICROS_PER_MS);
    expect(now).toBeLessThan((Date.now() + 1) * MICROS_PER_MS);
    const mono = wallClock.mono();
    expect(wallClock.mono()).toBeGreaterThanOrEqual(mono);
  });

  it('is never early', async () => {
    const when = inMs(3);
    await new Promise<void>((resolve) => wallClock.at(when, resolve));
    expect(wallClock.now()).toBeGreaterThanOrEqual(when);
  });

  it('does the overdue soon, but not inside the call', async () => {
    let done = false;
    const waited = new Promise<void>((resolve) =>
      wallClock.at(inMs(-1_000), () => {
        done = true;
        resolve();
      }),
    );
    expect(done).toBe(false);
    await waited;
  });

  it('can be called off, and waits for a day that is far away', async () => {
    const fail = (): void => {
      throw new Error('called off');
    };
    const callOffs = [wallClock.at(inMs(2), fail), wallClock.at(inMs(60 * 86_400_000), fail)];
    callOffs[0]?.();
    await new Promise<void>((resolve) => wallClock.at(inMs(10), resolve));
    callOffs[1]?.();
  });
});
