import type { Child, DeskBreak, DeskOrder, JournalBook } from './desk-book.ts';
import type { Ledger } from './ledger.ts';
import type { Trade, VenueBook, VenueOrder } from './venue-book.ts';

/**
 * After a restart: every acknowledged order is there, every other one at most once. An order goes by the clOrdId of its last
 * replace, as in FIX; only its orderId is for ever.
 */
export const orderFaults = (shown: readonly DeskOrder[], ledger: Ledger): readonly string[] => {
  const faults: string[] = [];
  const byOrderId = new Map(shown.map((order) => [order.orderId, order]));
  const byClOrdId = Map.groupBy(shown, ({ clOrdId }) => clOrdId);
  if (byOrderId.size !== shown.length) faults.push('an order is listed twice');
  for (const { ask, orderId, refused } of ledger.orders()) {
    const [one, ...more] = byClOrdId.get(ask.clOrdId) ?? [];
    if (more.length > 0) faults.push(`${ask.clOrdId} is there ${more.length + 1} times`);
    if (orderId !== undefined && !byOrderId.has(orderId))
      faults.push(`${ask.clOrdId} was acknowledged as ${orderId} and is not there`);
    if (orderId !== undefined && one !== undefined && one.orderId !== orderId)
      faults.push(`${ask.clOrdId} was acknowledged as ${orderId} and is ${one.orderId}`);
    if (refused && one !== undefined && one.ordStatus !== 'rejected')
      faults.push(`${ask.clOrdId} was refused and is ${one.ordStatus}`);
  }
  for (const { clOrdId } of shown) if (!ledger.has(clOrdId)) faults.push(`${clOrdId} is there and was never asked`);
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

const tradesOf = (venues: VenueBooks) =>
  [...venues].flatMap(([venue, { trades }]) => [...trades].map(([execId, trade]) => ({ ...trade, venue, execId })));
const positionsOf = (venues: VenueBooks): Positions => {
  const positions = new Map<string, number>();
  for (const trade of tradesOf(venues)) add(positions, trade.symbol, signed(trade));
  return positions;
};

/** Every execution of every venue is booked once and as it was, nothing else is, and the fold's positions are the sum of them. */
export const executionFaults = (venues: VenueBooks, { booked, folded }: JournalBook): readonly string[] => {
  const faults: string[] = [];
  const left = new Set(booked.keys());
  for (const { venue, execId, symbol, side, qty, price } of tradesOf(venues)) {
    const key = `${venue} ${execId}`;
    left.delete(key);
    const [one, ...more] = booked.get(key) ?? [];
    if (one === undefined || more.length > 0) faults.push(`${key} is booked ${one === undefined ? 0 : more.length + 1} times`);
    else if (one.qty !== qty || one.price !== price || one.side !== side || one.symbol !== symbol)
      faults.push(`${key} is booked as ${JSON.stringify(one)} and was ${JSON.stringify({ symbol, side, qty, price })}`);
  }
  for (const key of left) faults.push(`${key} is booked and never happened`);
  return [...faults, ...differences('position in the fold', folded, positionsOf(venues))];
};

/** What HTTP shows at this moment is what the venues executed so far. */
export const shownFaults = (venues: VenueBooks, orders: readonly DeskOrder[], positions: Positions): readonly string[] => {
  const executed = new Map<string, number>();
  for (const { venue, symbol, side, qty } of tradesOf(venues)) add(executed, `${venue} ${symbol} ${side}`, qty);
  const ordersSay = new Map<string, number>();
  for (const { symbol, side, children } of orders)
    for (const { venue, cumQty } of children) if (cumQty !== '0') add(ordersSay, `${venue} ${symbol} ${side}`, Number(cumQty));
  return [
    ...differences('position over HTTP', positions, positionsOf(venues)),
    ...differences('executed over HTTP', ordersSay, executed),
  ];
};

/** What rests at a venue is open at the desk, where risk counts it: nothing of ours trades unseen. */
export const restingFaults = (venues: VenueBooks, { routed }: JournalBook, open: readonly DeskOrder[]): readonly string[] => {
  const openIds = new Set(open.map(({ orderId }) => orderId));
  return [...venues].flatMap(([venue, { working }]) =>
    [...working]
      .filter((sentId) => !openIds.has(routed.get(sentId)?.orderId ?? ''))
      .map((sentId) => `${sentId} rests at ${venue}, and its order ${routed.get(sentId)?.orderId} is not open at the desk`),
  );
};

const isLive = (status: string): boolean => LIVE.includes(status);
const LIVE = ['sent', 'working', 'stopped', 'suspended', 'overnight'];
/** What a venue calls the end of an order, and the desk's words for it. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  filled: ['filled'],
  canceled: ['canceled'],
  expired: ['expired', 'doneForDay'],
  rejected: ['rejected'],
};
const isSame = (order: VenueOrder, child: Child): boolean =>
  child.certain &&
  child.cumQty === order.cumQty &&
  (order.status === 'rejected' || child.qty === order.qty) &&
  (order.status === 'working' ? isLive(child.status) : (ENDS[order.status] ?? []).includes(child.status));

/**
 * Every order of every venue is one of ours, with the same quantity, as much executed and the same end; and every one of ours that is
 * not there ended because it never got there. Whatever a venue has forgotten is left to `forgotten`.
 */
export const orderTruthFaults = (venues: VenueBooks, { children }: JournalBook): readonly string[] => {
  const byId = new Map(children.flatMap((child) => child.sentIds.map((sentId) => [sentId, child] as const)));
  const known = new Set<Child>();
  const faults: string[] = [];
  for (const [venue, { orders }] of venues)
    for (const [venueOrderId, order] of orders) {
      const child = byId.get(order.sentIds[0] ?? '');
      if (child !== undefined) known.add(child);
      if (order.status === 'forgotten') continue;
      if (child === undefined || child.venue !== venue || !isSame(order, child))
        faults.push(`${venueOrderId} is ${JSON.stringify(order)} at ${venue}, and ${JSON.stringify(child)} at the desk`);
    }
  for (const child of children)
    if (!known.has(child) && (!child.certain || isLive(child.status) || child.cumQty !== 0 || child.status === 'filled'))
      faults.push(`${child.venue} has no ${child.sentIds[0]}, which the desk has as ${JSON.stringify(child)}`);
  return faults;
};

/** What a client was told about, the journal has. */
export const acknowledgedFaults = (ledger: Ledger, { asked }: JournalBook): readonly string[] =>
  ledger
    .acknowledged()
    .filter(({ ask }) => !asked.has(ask.clOrdId))
    .map(({ ask }) => `${ask.what} ${ask.clOrdId} was answered and is not in the journal`);

/** Breaks that nobody closed, apart from those that only a person can. */
export const breakFaults = (breaks: readonly DeskBreak[], forPersons: readonly string[] = []): readonly string[] =>
  breaks
    .filter(({ state, what }) => state !== 'closed' && !forPersons.includes(what))
    .map(({ breakId, what, detail, state, venue }) => `break ${breakId} at ${venue} is ${state}: ${what}: ${detail}`);
