import { describe, expect, it } from 'vitest';
import { Liveness } from '../../../../src/adapters/venues/protocol/liveness.ts';
import type { Mono } from '../../../../src/domain/kernel/units.ts';

const ms = (n: number): Mono => (n * 1_000) as Mono;

describe('liveness', () => {
  it('asks for a heartbeat when we have said nothing for an interval', () => {
    const liveness = new Liveness(100, ms(0));
    expect(liveness.due(ms(99))).toBe('nothing');
    expect(liveness.due(ms(100))).toBe('heartbeat');
    liveness.said(ms(100));
    expect(liveness.due(ms(199))).toBe('nothing');
  });
  it('gives the other end three intervals, and no more', () => {
    const liveness = new Liveness(100, ms(0));
    const at = (n: number) => liveness.due(ms(n));
    expect([at(50), at(100), at(150), at(200), at(250), at(299)]).not.toContain('stale');
    expect(at(300)).toBe('stale');
    liveness.heard(ms(310));
    expect([at(350), at(400), at(450), at(500), at(550), at(609)]).not.toContain('stale');
    expect(liveness.silentMs(ms(609))).toBe(299);
    expect(at(610)).toBe('stale');
  });
  it('blames nobody after a pause of its own', () => {
    const liveness = new Liveness(100, ms(0));
    expect(liveness.due(ms(5_000))).toBe('heartbeat');
    for (const n of [5_100, 5_200, 5_299]) expect(liveness.due(ms(n))).not.toBe('stale');
    expect(liveness.due(ms(5_300))).toBe('stale');
  });
});
