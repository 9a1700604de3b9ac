import type { VenueTruth } from '../../../src/adapters/venues/simulated/truth.ts';
import type { Durable } from '../ledger.ts';

/** What stands of one execution, after whatever was corrected or taken back. */
export type Standing = {
  readonly symbol: string;
  readonly buys: boolean;
  readonly account: string;
  qty: number;
  price: number;
  fee: string;
  feeCurrency: string;
  times: number;
  /** By what it is found in our books; absent at a venue, and in suspense. */
  orderId?: number | undefined;
  executionKey?: string | undefined;
  /** Changed by its venue since it happened. */
  amended?: boolean | undefined;
};

/** What the desk has inferred has an id of its own, which no venue has. */
const execIdOf = (executionKey: string): string =>
  executionKey.startsWith(INFERRED)
    ? executionKey.slice(0, executionKey.lastIndexOf('/'))
    : (executionKey.split('/').at(-2) ?? executionKey);
export const INFERRED = 'inferred/';

const foundBy = (event: Readonly<{ executionKey: string; orderId?: number }>) =>
  event.orderId === undefined ? {} : { orderId: event.orderId, executionKey: event.executionKey };

/** The executions in our journal, added up by hand. The ids of simulated venues name their venue, so an id is enough. */
export class OurExecutions {
  readonly of = new Map<string, Standing>();
  readonly ofOrder = new Map<number, Set<string>>();
  #day = 0;
  #record = 0;

  /** Takes what has become durable since it was last asked. */
  catchUp({ days }: Durable): this {
    for (; this.#day < days.length; this.#day += 1) {
      const { records } = days[this.#day] as Durable['days'][number];
      for (; this.#record < records.length; this.#record += 1) this.#take(records[this.#record]?.event);
      if (this.#day === days.length - 1) return this;
      this.#record = 0;
    }
    return this;
  }

  #take(event: Durable['days'][number]['records'][number]['event'] | undefined): void {
    if (event?.type === 'ExecutionBooked' || event?.type === 'StrayExecutionBooked') {
      const { execId, symbol, side, account, lastQty: qty, lastPx: price, fee, feeCurrency } = event;
      const before = this.of.get(execId);
      this.of.set(execId, {
        symbol,
        account,
        buys: side === 'buy',
        qty,
        price,
        fee,
        feeCurrency,
        times: (before?.times ?? 0) + 1,
      });
      if (event.type === 'ExecutionBooked') this.#ofOrder(event.orderId).add(execId);
    }
    if (event?.type === 'StrayAssigned') {
      const execId = execIdOf(event.executionKey);
      const before = this.of.get(execId);
      // Given to an order, it is booked there anew, and was nowhere in between.
      if (event.childId !== undefined) this.of.set(execId, { ...(before as Standing), qty: 0, times: (before?.times ?? 0) - 1 });
      else this.of.set(execId, { ...(before as Standing), account: event.account });
    }
    if (event?.type === 'StrayExecutionAmended') {
      const { execId, symbol, account, side, lastQty: qty, lastPx: price, fee, feeCurrency } = event;
      const { times } = this.of.get(execId) ?? { times: 1 };
      this.of.set(execId, { symbol, account, buys: side === 'buy', qty, price, fee, feeCurrency, times });
    }
    if (event?.type === 'ExecutionBusted' || event?.type === 'ExecutionCorrected') {
      const { symbol, side, account } = event;
      const execId = execIdOf(event.executionKey);
      const { times } = this.of.get(execId) ?? { times: 1 };
      const { feeCurrency } = event;
      const [qty, price, fee] = event.type === 'ExecutionBusted' ? [0, 0, '0'] : [event.lastQty, event.lastPx, event.fee];
      this.of.set(execId, { symbol, account, buys: side === 'buy', qty, price, fee, feeCurrency, times, ...foundBy(event) });
      this.#ofOrder(event.orderId).add(execId);
    }
  }

  #ofOrder(orderId: number): Set<string> {
    let found = this.ofOrder.get(orderId);
    if (found === undefined) this.ofOrder.set(orderId, (found = new Set()));
    return found;
  }
}

/** The same at a venue, from its own truth. */
export const theirExecutions = ({ executions, amendments }: VenueTruth): ReadonlyMap<string, Standing> => {
  const of = new Map<string, Standing>();
  for (const { execId, symbol, side, qty, price, fee } of executions)
    of.set(execId, { symbol, account: '', buys: side === 'buy', qty, price, fee, feeCurrency: '', times: 1 });
  for (const { execRefId, qty, price } of amendments) Object.assign(of.get(execRefId) as Standing, { qty, price, amended: true });
  return of;
};
