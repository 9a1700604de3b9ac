import type { VenueTruth } from '../../../src/adapters/venues/simulated/truth.ts';
import type { Durable } from '../ledger.ts';

/** What stands of one execution, after whatever was corrected or taken back. */
export type Standing = {
  readonly symbol: string;
  readonly buys: boolean;
  readonly account: string;
  qty: number;
  price: number;
  times: number;
};

const execIdOf = (executionKey: string): string => executionKey.split('/').at(-2) ?? executionKey;

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
      const { execId, symbol, side, account, lastQty: qty, lastPx: price } = event;
      const before = this.of.get(execId);
      this.of.set(execId, { symbol, account, buys: side === 'buy', qty, price, times: (before?.times ?? 0) + 1 });
      if (event.type === 'ExecutionBooked') this.#ofOrder(event.orderId).add(execId);
    }
    if (event?.type === 'ExecutionBusted' || event?.type === 'ExecutionCorrected') {
      const { symbol, side, account } = event;
      const execId = execIdOf(event.executionKey);
      const { times } = this.of.get(execId) ?? { times: 1 };
      const [qty, price] = event.type === 'ExecutionBusted' ? [0, 0] : [event.lastQty, event.lastPx];
      this.of.set(execId, { symbol, account, buys: side === 'buy', qty, price, times });
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
  for (const { execId, symbol, side, qty, price } of executions)
    of.set(execId, { symbol, account: '', buys: side === 'buy', qty, price, times: 1 });
  for (const { execRefId, qty, price } of amendments) Object.assign(of.get(execRefId) as Standing, { qty, price });
  return of;
};
