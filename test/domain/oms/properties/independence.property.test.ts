import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { canonical } from '../../../../src/domain/kernel/canonical.ts';
import { formatChildId } from '../../../../src/domain/kernel/ids.ts';
import { describe as describeState } from '../../../../src/domain/oms/carry.ts';
import type { Input } from '../../../../src/domain/oms/catalogue.ts';
import type { VenueTerms } from '../../../../src/domain/oms/events.ts';
import { type Act, actsOfAnOrder, hostileConfig, TIFS, VENUES } from '../../../support/arbitrary-acts.ts';
import { World } from '../../../support/arbitrary-inputs.ts';
import { Desk } from '../../../support/desk.ts';
import { always } from '../../../support/property.ts';

type Script = Readonly<{ qty: number; side: 'buy' | 'sell'; tif: number; route: number; acts: readonly Act[] }>;
const script: fc.Arbitrary<Script> = fc.record({
  qty: fc.integer({ min: 1, max: 120 }),
  side: fc.constantFrom('buy', 'sell'),
  tif: fc.nat(1),
  route: fc.nat(VENUES.length),
  acts: actsOfAnOrder(),
});

/**
 * Venues that take as many messages as there are, whatever they say: what orders share is the rate of a venue, its breaker, and that one
 * with an execution in suspense takes nothing new.
 */
const desk = (): Desk => {
  const { venues } = hostileConfig();
  const fast = ({ messagesPerSecond, messagesBurst }: VenueTerms) => ({
    messagesPerSecond: Math.max(10_000, messagesPerSecond),
    messagesBurst: Math.max(10_000, messagesBurst),
  });
  const patient = { strays: 'allow', breaker: { failures: 1_000_000, openMs: 1_000, openMsMax: 1_000 } } as const;
  return new Desk(hostileConfig({ venues: venues.map((venue) => ({ ...venue, ...patient, ...fast(venue) })) }));
};

/** Two orders, of two accounts, and whoever speaks of each. */
class Pair {
  readonly #desk = desk();
  readonly #speakers: readonly World[];

  constructor(scripts: readonly Script[]) {
    scripts.forEach(({ qty, side, tif, route }, i) => {
      const venue = VENUES[route];
      this.#desk.place({
        account: `A${i + 1}`,
        side,
        qty: String(qty),
        timeInForce: TIFS[tif] as 'day',
        route: venue === undefined ? { strategy: 'best' } : { strategy: 'direct', venue },
      });
    });
    this.#speakers = scripts.map((_, i) => {
      const { orderId } = this.#desk.order(i + 1);
      return new World(this.#desk, {
        name: 'ab'[i] as string,
        numbersFrom: i * 100_000,
        owns: (order) => order.orderId === orderId,
      });
    });
  }

  say(of: number, act: Act): void {
    this.#speakers[of]?.perform(act);
  }

  /** All that is known of an order, its breaks and its timers, with its ids counted instead of named: they are given out desk-wide. */
  textOf(of: number): string {
    const { state } = this.#desk;
    const { orderId, children } = this.#desk.order(of + 1);
    const records = describeState(state).filter((record) => 'orderId' in record && record.orderId === orderId);
    const ids = new Map<string, string>();
    children.forEach(({ childId, sentIds, query }, n) => {
      ids.set(String(childId), `child ${n}`).set(formatChildId(childId), `child ${n}`);
      if (query !== undefined) ids.set(query.sentId, `question about ${n}`);
      sentIds.forEach((sentId, m) => {
        ids.set(sentId, `id ${n}.${m}`);
      });
    });
    const timers = state.timers.list().filter(({ id }) => [...ids.keys()].some((known) => id.includes(known)));
    let text = [...records.map(withoutSession), ...timers].map(canonical).join('\n');
    for (const [id, name] of ids) text = text.replaceAll(id, name);
    return text.replace(/"(seqOut|firstSeqOut|breakId)":\d+/g, '$1');
  }
}

/** The numbers of a session are shared: that some are missing may explain a break of one order, and be what was said of another. */
const withoutSession = (record: Input): Input => {
  if (record.type !== 'CarriedBreak' || record.explanation?.includes('of the session') !== true) return record;
  const { explanation: _, state, ...rest } = record;
  return { ...rest, state: state === 'explained' ? 'open' : state };
};

describe('no event of one order changes another', () => {
  always(
    'whatever is said of two orders leaves each where it would be if only of it had been spoken',
    fc.tuple(fc.tuple(script, script), fc.array(fc.boolean(), { maxLength: 60, size: 'max' })),
    ([scripts, turns]) => {
      const both = new Pair(scripts);
      const left = scripts.map(({ acts }) => [...acts]);
      for (const turn of turns) {
        const act = left[Number(turn)]?.shift();
        if (act !== undefined) both.say(Number(turn), act);
      }
      left.forEach((acts, of) => {
        for (const act of acts) both.say(of, act);
      });
      scripts.forEach(({ acts }, of) => {
        const alone = new Pair(scripts);
        for (const act of acts) alone.say(of, act);
        expect(both.textOf(of)).toBe(alone.textOf(of));
      });
    },
  );
});
