import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Price } from '../../../../src/domain/kernel/units.ts';
import { Book, type BookSide } from '../../../../src/domain/market/book.ts';
import type { BookUpdate } from '../../../../src/domain/ports/market.ts';
import { delta, type Quotes, snapshot } from '../../../support/market.ts';
import { NaiveBook } from '../../../support/naive-book.ts';
import { openVenue } from '../../../support/simulated-venue.ts';

type Order = Readonly<{
  do: 'order';
  side: 'buy' | 'sell';
  ticks: number;
  lots: number;
  timeInForce: 'day' | 'ioc' | 'fok';
  market: boolean;
}>;
type Show = Readonly<{ do: 'show'; kind: BookUpdate['kind']; bids: Quotes; asks: Quotes }>;

const ticks = fc.integer({ min: 195, max: 205 });
const quotes = fc.array(
  fc.tuple(ticks, fc.nat(4)).map(([at, lots]) => [at * 5, lots * 10] as const),
  { maxLength: 5 },
);
const order: fc.Arbitrary<Order> = fc.record({
  do: fc.constant('order'),
  side: fc.constantFrom('buy', 'sell'),
  ticks,
  lots: fc.integer({ min: 1, max: 8 }),
  timeInForce: fc.constantFrom('day', 'ioc', 'fok'),
  market: fc.boolean(),
});
const show: fc.Arbitrary<Show> = fc.record({
  do: fc.constant('show'),
  kind: fc.constantFrom('snapshot', 'delta'),
  bids: quotes,
  asks: quotes,
});
const script = fc.array(fc.oneof({ weight: 3, arbitrary: order }, { weight: 2, arbitrary: show }), { maxLength: 30 });

/** How much was taken of a level since its quantity last changed, kept by a checker that imports no matching. */
class Shown {
  readonly book = new NaiveBook();
  readonly #taken = new Map<string, Readonly<{ shown: number; taken: number }>>();

  left(side: BookSide, price: number): number {
    return this.book.qtyAt(side, price) - (this.#taken.get(`${side} ${price}`)?.taken ?? 0);
  }

  take(side: BookSide, price: number, qty: number): void {
    const shown = this.book.qtyAt(side, price);
    const before = this.#taken.get(`${side} ${price}`);
    const taken = qty + (before?.shown === shown ? before.taken : 0);
    this.#taken.set(`${side} ${price}`, { shown, taken });
    expect(taken).toBeLessThanOrEqual(shown);
  }

  /** A level that changes between two looks at it is a new one. */
  apply(update: BookUpdate): void {
    this.book.apply(update);
    for (const [key, { shown }] of this.#taken) {
      const [side, price] = key.split(' ');
      if (this.book.qtyAt(side as BookSide, Number(price)) !== shown) this.#taken.delete(key);
    }
  }
}

const play = (steps: readonly (Order | Show)[]) => {
  const desk = openVenue();
  desk.connect();
  const shown = new Shown();
  const told = new Book('XA', 'ACME');
  desk.venue.onShow((update) => told.apply(update));
  const tickets = new Map<string, Order>();
  let checked = 0;
  const check = (): void => {
    const { executions } = desk.venue.truth();
    for (const { took, qty, side, sentId, price } of executions.slice(checked)) {
      const ticket = tickets.get(sentId) as Order;
      if (took !== undefined) {
        expect(took.qty).toBe(shown.book.qtyAt(side === 'buy' ? 'asks' : 'bids', took.price));
        expect(price).toBe(took.price);
        shown.take(side === 'buy' ? 'asks' : 'bids', took.price, qty);
      }
      if (!ticket.market) expect(side === 'buy' ? price <= ticket.ticks * 5 : price >= ticket.ticks * 5).toBe(true);
    }
    checked = executions.length;
  };
  for (const step of steps) {
    if (step.do === 'show') {
      const { kind, bids, asks } = step;
      const update = (kind === 'snapshot' ? snapshot : delta)({ at: desk.clock.now(), bids, asks });
      shown.apply(update);
      desk.venue.onBook(update);
    } else {
      const { side, timeInForce, market, lots } = step;
      tickets.set(
        desk.submit({ side, timeInForce, qty: lots * 10, price: step.ticks * 5, ...(market ? { ordType: 'market' } : {}) }),
        step,
      );
      desk.settle();
    }
    check();
  }
  return { truth: desk.venue.truth(), tickets, shown, told };
};

describe('matching, whatever is sent and shown', () => {
  it('never takes more of a level than it shows, and never trades past a limit', () => {
    fc.assert(fc.property(script, (steps) => void play(steps)));
  });

  it('never takes more from the book than was shown at or through the price, resting orders included', () => {
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: 8 }), quotes, quotes, (orders, bids, asks) => {
        // All are on the same side and rest, so that they meet nobody but the book.
        const resting = orders.map((one) => ({ ...one, side: 'buy' as const, timeInForce: 'day' as const, market: false }));
        const { truth } = play([...resting, { do: 'show', kind: 'snapshot', bids, asks }]);
        const book = new NaiveBook();
        book.apply(snapshot({ bids, asks }));
        const total = (rows: readonly { qty: number }[]): number => rows.reduce((sum, { qty }) => sum + qty, 0);
        for (const { price } of truth.executions)
          expect(total(truth.executions.filter((execution) => execution.price <= price))).toBeLessThanOrEqual(
            total(book.top('asks', 99).filter((level) => level.price <= price)),
          );
      }),
    );
  });

  it('serves the better price first, and the earlier order first at one price', () => {
    fc.assert(
      fc.property(fc.array(order, { minLength: 2, maxLength: 8 }), fc.integer({ min: 1, max: 40 }), (orders, lots) => {
        const resting = orders.map((one) => ({ ...one, side: 'buy' as const, timeInForce: 'day' as const, market: false }));
        const { truth } = play([...resting, { do: 'show', kind: 'snapshot', bids: [], asks: [[195 * 5, lots * 10]] }]);
        const queue = truth.orders.toSorted((a, b) => (b.price ?? 0) - (a.price ?? 0)); // Stable: time decides among equals.
        let left = lots * 10;
        for (const { qty, cumQty } of queue) {
          expect(cumQty).toBe(Math.min(qty, left));
          left -= cumQty;
        }
      }),
    );
  });

  it('shows to everybody what is left after our trades', () => {
    fc.assert(
      fc.property(script, (steps) => {
        // Nothing rests, so that the checker can follow every trade by its level.
        const { shown, told } = play(
          steps.map((step) => (step.do === 'order' ? { ...step, timeInForce: 'ioc' as const } : step)),
        );
        for (const side of ['bids', 'asks'] as const)
          for (let price = 975; price <= 1_025; price += 5)
            expect(told.qtyAt(side, price as Price)).toBe(shown.left(side, price));
      }),
    );
  });

  it('fills all or nothing of a fill-or-kill, and leaves nothing immediate behind', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const { truth, tickets } = play(steps);
        for (const { sentIds, cumQty, qty, status } of truth.orders) {
          const ticket = tickets.get(sentIds[0] as string) as Order;
          if (ticket.timeInForce === 'fok') expect([0, qty]).toContain(cumQty);
          if (ticket.timeInForce !== 'day' || ticket.market) expect(status).not.toBe('working');
        }
      }),
    );
  });
});
