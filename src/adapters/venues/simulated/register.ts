import { type Micros, ZERO_NOTIONAL, ZERO_QTY } from '../../../domain/kernel/units.ts';
import type { VenueTerms } from '../../../domain/oms/events.ts';
import type { RequestKind } from '../../../domain/order/events.ts';
import type { SubmitOrder } from '../../../domain/ports/venue.ts';
import type { Order, OrderStatus } from './orders.ts';
import type { Past } from './past.ts';
import type { Truth } from './truth.ts';

/** The orders of a venue by every id that is known, and which of them work. All of it is noted in its truth. */
export class Register {
  readonly #terms: VenueTerms;
  readonly #truth: Truth;
  readonly #seenIds: Set<string>;
  readonly #bySentId: Map<string, Order>;
  readonly #working: Set<Order>;
  #lastOrder: number;

  constructor(terms: VenueTerms, truth: Truth, past: Past) {
    this.#terms = terms;
    this.#truth = truth;
    this.#seenIds = new Set(past.messages.map(({ sentId }) => sentId));
    this.#bySentId = new Map(past.bySentId);
    this.#working = new Set(past.orders.filter(({ status }) => status === 'working'));
    this.#lastOrder = past.orders.length;
  }

  /** The number that the next order gets. */
  get nextNumber(): number {
    return this.#lastOrder + 1;
  }

  get working(): readonly Order[] {
    return [...this.#working];
  }

  find(sentId: string): Order | undefined {
    return this.#bySentId.get(sentId);
  }

  /** Notes the message, and answers whether the venue takes it for a repeat of one it has seen. */
  receive(
    kind: RequestKind,
    { sentId, seqOut }: Readonly<{ sentId: string; seqOut: number }>,
    at: Micros,
    again: boolean,
  ): boolean {
    this.#truth.received({ kind, sentId, seqOut, at, ...(again ? { again } : {}) });
    const seen = this.#seenIds.has(sentId);
    this.#seenIds.add(sentId);
    if (this.#terms.dedupes === 'open') return this.#bySentId.get(sentId)?.status === 'working';
    return this.#terms.dedupes === 'day' && seen;
  }

  /** Writes an order down, under no id yet. */
  take(asked: Omit<SubmitOrder, 'childId' | 'session' | 'seqOut'>, status: OrderStatus): Order {
    const { sentId, symbol, side, ordType, timeInForce, expireTime, qty, price, minQty } = asked;
    this.#lastOrder += 1;
    const order: Order = {
      venueOrderId: `${this.#terms.venue}-${this.#lastOrder}`,
      symbol,
      side,
      ordType,
      timeInForce,
      minQty,
      expireTime: timeInForce === 'gtd' ? expireTime : undefined,
      sentIds: [sentId],
      qty,
      price: ordType === 'market' ? undefined : price,
      cumQty: ZERO_QTY,
      paid: ZERO_NOTIONAL,
      status,
    };
    this.#truth.took(order);
    return order;
  }

  /** It works, and is known by its id. */
  works(order: Order): void {
    this.#working.add(order);
    this.isKnownBy(order.sentIds.at(-1) as string, order);
  }

  isKnownBy(sentId: string, order: Order): void {
    this.#bySentId.set(sentId, order);
  }

  close(order: Order, status: OrderStatus): void {
    order.status = status;
    this.#truth.changed(order);
    this.#working.delete(order);
    if (status === 'forgotten') for (const sentId of order.sentIds) this.#bySentId.delete(sentId);
  }
}
