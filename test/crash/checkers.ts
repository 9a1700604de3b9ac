import type { DeskOrder, JournalBook } from './desk-book.ts';
import type { Ledger } from './ledger.ts';
import type { Trade, VenueBook } from './venue-book.ts';

/** After a restart: every acknowledged order is there under its id, every other one at most once. */
export const orderFaults = (shown: readonly DeskOrder[], ledger: Ledger): readonly string[] => {
  const faults: string[] = [];
  const byClOrdId = new Map<string, DeskOrder[]>();
  for (const order of shown) byClOrdId.set(order.clOrdId, [...(byClOrdId.get(order.clOrdId) ?? []), order]);
  for (const { ask, orderId, refused } of ledger.orders()) {
    const found = byClOrdId.get(ask.clOrdId) ?? [];
    byClOrdId.delete(ask.clOrdId);
    if (found.length > 1) faults.push(`${ask.clOrdId} is there ${found.length} times`);
    const [one] = found;
    if (orderId !== undefined && one?.orderId !== orderId)
      faults.push(`${ask.clOrdId} was acknowledged as ${orderId} and is ${one?.orderId ?? 'not there'}`);
    if (refused && one !== undefined && one.ordStatus !== 'rejected')
      faults.push(`${ask.clOrdId} was refused and is ${one.ordStatus}`);
  }
  for (const clOrdId of byClOrdId.keys()) faults.push(`${clOrdId} is there and was never asked`);
  return faults;
};

export type VenueBooks = ReadonlyMap<string, VenueBook>;
type Positions = ReadonlyMap<string, number>;

const signed = ({ side, qty }: Pick<Trade, 'side' | 'qty'>): number => (side === 'buy' ? qty : -qty);
const add = (sums: Map<string, number>, key: string, n: number): void => void sums.set(key, (sums.get(key) ?? 0) + n);
const differences = (what: string, ours: ReadonlyMap<string, number>, theirs: ReadonlyMap<string, number>): readonly string[] =>
  [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((key) => (ours.get(key) ?? 0) !== (theirs.get(key) ?? 0))
    .map((key) => `${what} ${key}: desk ${ours.get(key) ?? 0}, venues ${theirs.get(key) ?? 0}`);

/** No venue received an id twice, and none that was not durable before. */
export const messageFaults = (venues: VenueBooks, { routed }: JournalBook): readonly string[] =>
  [...venues].flatMap(([venue, { received, faults }]) => [
    ...faults,
    ...[...received].filter(([, times]) => times > 1).map(([sentId, times]) => `${venue} received ${sentId} ${times} times`),
    ...[...received.keys()].filter((id) => !routed.has(id)).map((id) => `${venue} received ${id}, which is not in the journal`),
  ]);

/** Every execution of every venue is booked once and as it was, and nothing else is; positions are the sum of them wherever one looks. */
export const executionFaults = (
  venues: VenueBooks,
  { booked, folded }: JournalBook,
  shown: Readonly<{ orders: readonly DeskOrder[]; positions: Positions }>,
): readonly string[] => {
  const faults: string[] = [];
  const left = new Set(booked.keys());
  const positions = new Map<string, number>();
  const executed = new Map<string, number>();
  for (const [venue, { trades }] of venues)
    for (const [execId, trade] of trades) {
      const key = `${venue} ${execId}`;
      left.delete(key);
      const [one, ...more] = booked.get(key) ?? [];
      if (one === undefined || more.length > 0) faults.push(`${key} is booked ${one === undefined ? 0 : more.length + 1} times`);
      else if (one.qty !== trade.qty || one.price !== trade.price || one.side !== trade.side || one.symbol !== trade.symbol)
        faults.push(`${key} is booked as ${JSON.stringify(one)} and was ${JSON.stringify(trade)}`);
      add(positions, trade.symbol, signed(trade));
      add(executed, `${venue} ${trade.symbol} ${trade.side}`, trade.qty);
    }
  for (const key of left) faults.push(`${key} is booked and never happened`);

  const ordersSay = new Map<string, number>();
  for (const { symbol, side, children } of shown.orders)
    for (const { venue, cumQty } of children) if (cumQty !== '0') add(ordersSay, `${venue} ${symbol} ${side}`, Number(cumQty));
  return [
    ...faults,
    ...differences('position over HTTP', shown.positions, positions),
    ...differences('position in the fold', folded, positions),
    ...differences('executed over HTTP', ordersSay, executed),
  ];
};

/** What rests at a venue is open at the desk: nothing of ours trades unseen. */
export const restingFaults = (venues: VenueBooks, { routed }: JournalBook, open: readonly DeskOrder[]): readonly string[] => {
  const openIds = new Set(open.map(({ clOrdId }) => clOrdId));
  return [...venues].flatMap(([venue, { working }]) =>
    [...working]
      .filter((sentId) => !openIds.has(routed.get(sentId) ?? ''))
      .map((sentId) => `${sentId} rests at ${venue}, and its order ${routed.get(sentId)} is not open at the desk`),
  );
};
