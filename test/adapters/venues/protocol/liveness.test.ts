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
    liveness.said(ms(299));
    expect(liveness.due(ms(299))).toBe('nothing');
    expect(liveness.due(ms(300))).toBe('stale');
    liveness.heard(ms(300));
    expect(liveness.due(ms(599))).toBe('heartbeat');
    expect(liveness.silentMs(ms(599))).toBe(299);
    expect(liveness.due(ms(600))).toBe('stale');
  });
});
