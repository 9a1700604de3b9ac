import { existsSync, readFileSync } from 'node:fs';

export type Trade = Readonly<{ symbol: string; side: string; qty: number; price: number }>;
export type VenueOrder = Readonly<{ sentIds: readonly string[]; status: string; qty: number; cumQty: number }>;
/** What a venue's truth file says, read by somebody who knows nothing of the venue's code. */
export type VenueBook = Readonly<{
  /** How often each id arrived, counted before the venue looked whether it knew it. */
  received: ReadonlyMap<string, number>;
  /** By execution id. */
  trades: ReadonlyMap<string, Trade>;
  /** By the venue's own id: as each stands in the end. */
  orders: ReadonlyMap<string, VenueOrder>;
  /** Ids of orders that still rest there. */
  working: ReadonlySet<string>;
  faults: readonly string[];
}>;

type Line = readonly Readonly<{
  did: string;
  message?: { sentId: string };
  execution?: Trade & { execId: string };
  order?: VenueOrder & { venueOrderId: string };
  numbers?: readonly number[];
}>[];

/** Reads the file as it lies there; a last line without its end is not a line. */
export const readVenueBook = (file: string): VenueBook => {
  const received = new Map<string, number>();
  const trades = new Map<string, Trade>();
  const orders = new Map<string, VenueOrder>();
  const faults: string[] = [];
  let lastNumber = 0;
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(1, -1) : [];
  for (const { did, message, execution, order, numbers = [] } of lines.flatMap((line) => JSON.parse(line) as Line)) {
    if (did === 'receive' && message !== undefined) received.set(message.sentId, (received.get(message.sentId) ?? 0) + 1);
    if (execution !== undefined) {
      if (trades.has(execution.execId)) faults.push(`${file} has execution ${execution.execId} twice`);
      trades.set(execution.execId, execution);
    }
    if (order !== undefined) orders.set(order.venueOrderId, order);
    for (const number of numbers) {
      if (number !== lastNumber + 1) faults.push(`${file} has report ${number} after report ${lastNumber}`);
      lastNumber = number;
    }
  }
  const working = [...orders.values()].flatMap(({ status, sentIds }) => (status === 'working' ? sentIds.slice(-1) : []));
  return { received, trades, orders, working: new Set(working), faults };
};
