import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { isUncertain } from '../../../../src/domain/order/order.ts';
import { Stage, venueAct } from '../../../support/legal-history.ts';
import type { VenueAct, VenueReport } from '../../../support/model-venue.ts';
import { always } from '../../../support/property.ts';
import { checkDesk } from '../../invariants.ts';

/** Clients ask while venues act and the network brings what was said before: everything crosses everything. */
type Step =
  | Readonly<{ step: 'place'; qty: number; side: 'buy' | 'sell'; timeInForce: 'day' | 'gtc' }>
  | Readonly<{ step: 'cancel'; order: number }>
  | Readonly<{ step: 'replace'; order: number; qty: number }>
  | Readonly<{ step: 'act'; venue: number; act: VenueAct }>
  /** One of the reports that are on their way arrives, and perhaps stays on its way to arrive again. */
  | Readonly<{ step: 'hear'; which: number; again: boolean }>
  | Readonly<{ step: 'wait'; ms: number }>;

const is = <S extends Step['step']>(step: S): { step: fc.Arbitrary<S> } => ({ step: fc.constant(step) });
const small = fc.nat(7);
const place = fc.record({
  ...is('place'),
  qty: fc.integer({ min: 1, max: 100 }),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  timeInForce: fc.constantFrom('day' as const, 'gtc' as const),
});
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: place },
  { weight: 2, arbitrary: fc.record({ ...is('cancel'), order: small }) },
  { weight: 3, arbitrary: fc.record({ ...is('replace'), order: small, qty: fc.integer({ min: 1, max: 120 }) }) },
  { weight: 8, arbitrary: fc.record({ ...is('act'), venue: small, act: venueAct }) },
  { weight: 8, arbitrary: fc.record({ ...is('hear'), which: small, again: fc.nat(5).map((n) => n === 0) }) },
  { weight: 1, arbitrary: fc.record({ ...is('wait'), ms: fc.nat(2_500) }) },
);
const steps = fc
  .tuple(place, fc.array(anyStep, { maxLength: 50, size: 'max' }))
  .map(([first, then]): readonly Step[] => [first, ...then]);

class Play {
  readonly stage = new Stage();
  readonly #onTheirWay: VenueReport[] = [];
  #orders = 0;

  do(step: Step): void {
    const { desk, venues } = this.stage;
    switch (step.step) {
      case 'place':
        this.#orders += 1;
        desk.place({ side: step.side, qty: String(step.qty), timeInForce: step.timeInForce });
        break;
      case 'cancel':
        desk.cancel({ orderId: this.#order(step.order) });
        break;
      case 'replace':
        desk.replace({ orderId: this.#order(step.order), qty: String(step.qty) });
        break;
      case 'act':
        venues[step.venue % venues.length]?.act(step.act);
        break;
      case 'hear':
        this.#hear(step.which, step.again);
        break;
      case 'wait':
        desk.wait(step.ms);
    }
    this.stage.carry();
    this.#onTheirWay.push(...this.stage.takeUnheard());
  }

  /** What is still on its way arrives, the last that was said first; then whatever follows from that. */
  end(): void {
    while (this.#onTheirWay.length > 0) this.#hear(this.#onTheirWay.length - 1, false);
    this.stage.comeToRest();
  }

  #order(n: number) {
    return this.stage.desk.order(1 + (n % this.#orders)).orderId;
  }
  #hear(which: number, again: boolean): void {
    const at = which % Math.max(1, this.#onTheirWay.length);
    const [report] = again ? [this.#onTheirWay[at]] : this.#onTheirWay.splice(at, 1);
    if (report !== undefined) this.stage.desk.say(report);
  }
}

const ENDS = ['filled', 'canceled', 'rejected', 'expired', 'doneForDay'];
const endOf = (status: string): string => (ENDS.includes(status) ? status : 'live');

describe('while clients ask and venues act', () => {
  always('everything crosses everything, and in the end the desk has what its venues have', steps, (said) => {
    const play = new Play();
    for (const step of said) play.do(step);
    play.end();
    const { desk, venues } = play.stage;
    for (const { routed, cumQty, status } of venues) {
      const child = desk.state.children.get(routed.childId);
      expect({ cumQty: child?.cumQty, ends: endOf(child?.status ?? '') }).toEqual({ cumQty, ends: endOf(status) });
    }
    for (const order of desk.state.orders) {
      const ofOrder = venues.filter(({ routed }) => routed.orderId === order.orderId);
      expect(order.cumNotional).toBe(ofOrder.reduce((sum, { notional }) => sum + notional, 0n));
      expect(isUncertain(order), 'all is answered, so nothing is in doubt').toBe(false);
    }
    checkDesk(desk);
  });
});
