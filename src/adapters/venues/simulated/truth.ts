import { known } from '../../../domain/kernel/assert.ts';
import type { Micros, Price, Qty } from '../../../domain/kernel/units.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { RequestKind, Side } from '../../../domain/order/events.ts';
import type { Order, OrderStatus } from './orders.ts';
import { buys } from './orders.ts';
import type { TruthFile } from './truth-file.ts';

/** A message as it arrived, before the venue looked whether it had seen its id already. */
export type Received = Readonly<{
  kind: RequestKind;
  sentId: string;
  seqOut: number;
  at: Micros;
  /** A copy that the network made: the desk sent it once. */
  again?: true | undefined;
}>;
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

/** An execution that was changed afterwards; taken back when its quantity is nothing. */
export type AmendmentTruth = Readonly<{ execId: string; execRefId: string; qty: Qty; price: Price; at: Micros }>;

/** What really happened at the venue, whatever it told anybody: plain data outside every journal, the oracle of tests. */
export type VenueTruth = Readonly<{
  venue: string;
  messages: readonly Received[];
  orders: readonly OrderTruth[];
  /** As they happened; what became of them afterwards is in `amendments`. */
  executions: readonly ExecutionTruth[];
  amendments: readonly AmendmentTruth[];
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
  readonly #amendments: AmendmentTruth[] = [];
  readonly #standing = new Map<string, Readonly<{ symbol: string; side: Side; qty: Qty }>>();
  readonly #positions = new Map<string, number>();

  constructor(venue: string, file: TruthFile) {
    this.#venue = venue;
    this.#file = file;
    this.#messages = [...file.past.messages];
    this.#orders = [...file.past.orders];
    for (const execution of file.past.executions) this.#book(execution);
    for (const amendment of file.past.amendments) this.#rebook(amendment);
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

  amended(amendment: AmendmentTruth): void {
    this.#rebook(amendment);
    this.#file.note({ did: 'amend', amendment });
  }

  orders(): readonly Order[] {
    return this.#orders;
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
      amendments: [...this.#amendments],
      positions: Object.fromEntries(this.#positions),
    };
  }

  #book(execution: ExecutionTruth): void {
    this.#executions.push(execution);
    this.#move(execution, execution.qty);
    this.#standing.set(execution.execId, execution);
  }

  #rebook(amendment: AmendmentTruth): void {
    this.#amendments.push(amendment);
    const stood = known(this.#standing.get(amendment.execRefId), () => `${amendment.execRefId} was executed`);
    this.#move(stood, amendment.qty - stood.qty);
    this.#standing.set(amendment.execRefId, { ...stood, qty: amendment.qty });
  }

  #move(of: Readonly<{ symbol: string; side: Side }>, qty: number): void {
    this.#positions.set(of.symbol, (this.#positions.get(of.symbol) ?? 0) + (buys(of) ? qty : -qty));
  }
}
