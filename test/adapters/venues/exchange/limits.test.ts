import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Limiter, limitsForm } from '../../../../src/adapters/venues/exchange/limits.ts';
import type { Micros } from '../../../../src/domain/kernel/units.ts';

const ms = (n: number): Micros => (1_000_000_000 + n * 1_000) as Micros;
const limiter = (over: object) => new Limiter(limitsForm.parse(over));

describe('the limit of a venue', () => {
  it('never takes more than burst and rate allow, whenever messages come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat({ max: 200 }), { maxLength: 200 }),
        (perSecond, burst, waits) => {
          const venue = limiter({ messagesPerSecond: perSecond, messagesBurst: burst, strikesBeforeBan: 1_000 });
          const taken: number[] = [];
          let at = 0;
          for (const wait of waits) {
            at += wait;
            if (venue.message(ms(at)).ok) taken.push(at);
          }
          for (const [i, from] of taken.entries())
            for (const [j, to] of taken.entries())
              if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(burst + ((to - from) * perSecond) / 1_000 + 1e-9);
        },
      ),
    );
  });
  it('is one for messages and one for each query', () => {
    const venue = limiter({ messagesPerSecond: 1, messagesBurst: 1, callsPerSecond: 1, callsBurst: 1 });
    expect([venue.message(ms(0)), venue.call('orders', ms(0)), venue.call('fills', ms(0))].map(({ ok }) => ok)).toEqual([
      true,
      true,
      true,
    ]);
    expect(venue.call('fills', ms(400))).toEqual({ ok: false, why: 'rateLimited', retryAfterMs: 600 });
    expect(venue.call('fills', ms(1_000)).ok).toBe(true);
  });
  it('forgives strikes that are a ban apart, and bans for those that are not', () => {
    const venue = limiter({ messagesPerSecond: 1, messagesBurst: 1, strikesBeforeBan: 2, banMs: 100 });
    expect(venue.message(ms(0)).ok).toBe(true);
    expect(venue.message(ms(1))).toMatchObject({ why: 'rateLimited' });
    expect(venue.message(ms(500))).toMatchObject({ why: 'rateLimited' });
    expect(venue.message(ms(550))).toEqual({ ok: false, why: 'banned', retryAfterMs: 100 });
    expect(venue.banned(ms(649))).toMatchObject({ retryAfterMs: 1 });
    expect(venue.banned(ms(650))).toBeUndefined();
    expect(venue.message(ms(2_000)).ok).toBe(true);
  });
});
