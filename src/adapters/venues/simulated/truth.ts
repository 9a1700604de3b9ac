import type { Micros, Price, Qty } from '../../../domain/kernel/units.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { RequestKind, Side } from '../../../domain/order/events.ts';
import type { Order, OrderStatus } from './orders.ts';
import { buys } from './orders.ts';
import type { TruthFile } from './truth-file.ts';

/** A message as it arrived, before the venue looked whether it had seen its id already. */
export type Received = Readonly<{ kind: RequestKind; sentId: string; seqOut: number; at: Micros }>;
/** An order as it stands, with every id it was known by; whole units of the instrument. */
export type OrderTruth = Readonly<{
  sentIds: readonly string[];
  venueOrderId: string;
  symbol: string;
  side: Side;
  qty: Qty;
  price: Price | undefined;
  cumQty: Qty;
  status: OrderStatus;
}>;
/** What was executed; `took` is the displayed level behind an aggressive fill, with the quantity that its source showed. */
export type ExecutionTruth = Readonly<{
  execId: string;
  sentId: string;
  venueOrderId: string;
  symbol: string;
  side: Side;
  qty: Qty;
  price: Price;
  fee: string;
  liquidity: 'added' | 'removed';
  at: Micros;
  took: Level | undefined;
}>;

/** What really happened at the venue, whatever it told anybody: plain data outside every journal, the oracle of tests. */
export type VenueTruth = Readonly<{
  venue: string;
  messages: readonly Received[];
  orders: readonly OrderTruth[];
  executions: readonly ExecutionTruth[];
  /** Bought less sold, by symbol. */
  positions: Readonly<Record<string, number>>;
}>;

/** The venue's own records. Only ever added to; noted in its file, and begun with what is there. */
export class Truth {
  readonly #venue: string;
  readonly #file: TruthFile;
  readonly #messages: Received[];
  readonly #orders: Order[];
  readonly #executions: ExecutionTruth[] = [];
  readonly #positions = new Map<string, number>();

  constructor(venue: string, file: TruthFile) {
    this.#venue = venue;
    this.#file = file;
    this.#messages = [...file.past.messages];
    this.#orders = [...file.past.orders];
    for (const execution of file.past.executions) this.#book(execution);
  }

  received(message: Received): void {
    this.#messages.push(message);
    this.#file.note({ did: 'receive', message });
  }

  took(order: Order): void {
    this.#orders.push(order);
    this.changed(order);
  }

  changed(order: Order): void {
    this.#file.note({ did: 'hold', order });
  }

  queued({ venueOrderId }: Order): void {
    this.#file.note({ did: 'queue', venueOrderId });
  }

  executed(execution: ExecutionTruth): void {
    this.#book(execution);
    this.#file.note({ did: 'execute', execution });
  }

  positions(): ReadonlyMap<string, number> {
    return this.#positions;
  }

  /** A copy: it does not change when the venue goes on. */
  told(): VenueTruth {
    return {
      venue: this.#venue,
      messages: [...this.#messages],
      orders: this.#orders.map(({ sentIds, venueOrderId, symbol, side, qty, price, cumQty, status }) => ({
        sentIds: [...sentIds],
        venueOrderId,
        symbol,
        side,
        qty,
        price,
        cumQty,
        status,
      })),
      executions: [...this.#executions],
      positions: Object.fromEntries(this.#positions),
    };
  }

  #book(execution: ExecutionTruth): void {
    this.#executions.push(execution);
    const signed = buys(execution) ? execution.qty : -execution.qty;
    this.#positions.set(execution.symbol, (this.#positions.get(execution.symbol) ?? 0) + signed);
  }
}
