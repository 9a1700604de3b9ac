import { canonical } from '../kernel/canonical.ts';
import { dateOf } from '../kernel/ids.ts';
import { type ChildId, type DayNumber, MICROS_PER_DAY, type OrderId, type Qty } from '../kernel/units.ts';
import type { Child, Order } from '../order/order.ts';
import type { Events, Input } from './catalogue.ts';
import { tradeDateOf } from './executions.ts';
import { isUnassigned, type State, type Stray, type VenueBudget, type VenueHealth } from './state.ts';

/**
 * The state as a list of records that fold back to it. One description serves three ends: the digest of a state is taken over it,
 * the opening balance of a day is the part of it that can still be referred to, and a snapshot is all of it.
 */
type Keep = Readonly<{ order: (order: Order) => boolean; askedSince: DayNumber; sameDay: boolean }>;
const EVERYTHING: Keep = { order: () => true, askedSince: 0 as DayNumber, sameDay: true };

export const describe = (state: State): readonly Input[] => carry(state, EVERYTHING);

/** What the next day must know of this one: DESIGN §8, "Days". A pure function, so `verify` can prove any opening balance. */
export const rollOver = (state: State, nextDay: DayNumber): readonly Input[] => {
  const since = (nextDay - (state.config?.terms.carryDays ?? 1)) as DayNumber;
  return carry(state, {
    order: (order) => state.live.has(order) || wasOpenOn(order, since),
    askedSince: since,
    sameDay: false,
  });
};

/** Not closed before that date began anywhere on earth: a venue may yet say something about it. */
const wasOpenOn = ({ closedAt }: Order, day: DayNumber): boolean =>
  closedAt === undefined || closedAt >= (day - 1) * MICROS_PER_DAY;

/** The text that a state digest is the SHA-256 of. */
export const stateText = (state: State): string => {
  const { day, position, epoch, ready, closed } = state;
  return canonical({ day, position, epoch, ready, closed, timers: state.timers.list(), state: describe(state) });
};

const carry = (state: State, keep: Keep): readonly Input[] => {
  const kept = new Set<OrderId>();
  const orders: Order[] = [];
  for (const order of state.orders)
    if (keep.order(order)) {
      kept.add(order.orderId);
      orders.push(order);
    }
  return [
    ...(state.config === undefined
      ? []
      : [{ type: 'CarriedConfig', values: state.config.terms, build: state.build, configDigest: state.configDigest } as const]),
    countersOf(state, keep.sameDay),
    ...sorted(state.sessions).map((session): Input => ({ type: 'CarriedSession', ...session })),
    ...sorted(state.rounds).map((round): Input => {
      const { seen, suspects, touched, held, doubted } = round;
      const quantities = { held: quantitiesOf(held), doubted: quantitiesOf(doubted) };
      const sets = { seen: ascending(seen), suspects: ascending(suspects), touched: ascending(touched) };
      return { type: 'CarriedRound', ...round, ...sets, ...quantities };
    }),
    ...sorted(state.kills).map((kill): Input => ({ type: 'CarriedKill', ...kill })),
    ...sorted(state.modes).map((mode): Input => ({ type: 'CarriedMode', ...mode })),
    ...sorted(state.rates, true).map(([account, nextAt]): Input => ({ type: 'CarriedRate', account, nextAt })),
    ...sorted(state.budgets, true).map(([venue, budget]) => budgetRecord(venue, budget)),
    ...sorted(state.health, true).map(([venue, health]) => healthRecord(venue, health)),
    ...sorted(state.marks, true).map(([symbol, mark]): Input => ({ type: 'CarriedMark', symbol, ...mark })),
    ...positionsOf(state),
    ...[...state.held].map((held): Input => ({ type: 'CarriedVenuePosition', ...held })),
    ...orders.map(orderRecord),
    ...orders.flatMap(({ children }) => children.map(childRecord)),
    ...asksOf(state, keep, kept),
    ...sorted(state.venueKeys, true).flatMap(([venue, keys]) =>
      sorted(keys, true)
        .filter(([executionKey, stray]) => keep.sameDay || isInScope(state, keep, kept, executionKey, stray))
        .map(([executionKey, stray]): Input => ({ type: 'CarriedStray', venue, executionKey, stray })),
    ),
    ...[...state.breaks.values()]
      .filter((found) => keep.sameDay || found.state !== 'closed')
      .map((found): Input => ({ type: 'CarriedBreak', ...found })),
    ...[...state.works.values()].map((work): Input => ({ type: 'CarriedWork', ...work })),
    ...[...state.massCancels.values()].map((massCancel): Input => ({ type: 'CarriedMassCancel', ...massCancel })),
  ];
};

/** An execution is known as long as a person must look at it, and as long as orders of its date, or its own order, are. */
const isInScope = (
  { children }: State,
  { askedSince }: Keep,
  kept: ReadonlySet<OrderId>,
  executionKey: string,
  stray: Stray | undefined,
): boolean => {
  const order = stray?.childId === undefined ? undefined : children.get(stray.childId)?.orderId;
  return isUnassigned(stray) || tradeDateOf(executionKey) >= dateOf(askedSince) || (order !== undefined && kept.has(order));
};

const quantitiesOf = (of: ReadonlyMap<string, number>): readonly Readonly<{ symbol: string; qty: number }>[] =>
  sorted(of, true).map(([symbol, qty]) => ({ symbol, qty }));

const ascending = (ids: ReadonlySet<ChildId>): readonly ChildId[] => [...ids].sort((a, b) => a - b);

/** Entries in the order of their keys, so that the same state is the same text however it came about. */
function sorted<V>(map: ReadonlyMap<string, V>): V[];
function sorted<V>(map: ReadonlyMap<string, V>, entries: true): [string, V][];
function sorted<V>(map: ReadonlyMap<string, V>, entries?: true): V[] | [string, V][] {
  const all = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return entries ? all : all.map(([, value]) => value);
}

/** Orders, children and requests start again each day; breaks and mass work do not. */
const countersOf = ({ next, sentIds }: State, sameDay: boolean): Input => ({
  type: 'CarriedCounters',
  nextOrder: sameDay ? next.order : 1,
  nextChild: sameDay ? next.child : 1,
  nextRequest: sameDay ? sentIds.next : 1,
  nextBreak: next.break,
  nextWork: next.work,
  nextQuery: next.query,
});

const healthRecord = (venue: string, { breakers, ...health }: VenueHealth): Events['CarriedHealth'] => ({
  type: 'CarriedHealth',
  venue,
  breakers: [...breakers.values()].map(({ answered: _, ...breaker }) => breaker),
  ...health,
});

const budgetRecord = (venue: string, { spent, line: _, ...budget }: VenueBudget): Events['CarriedBudget'] => ({
  type: 'CarriedBudget',
  venue,
  allAt: spent.all,
  workAt: spent.work,
  ...budget,
});

const positionsOf = (state: State): readonly Input[] =>
  [...state.positions].map(({ account, symbol, qty, cost, realized, fees, bought, sold }) => ({
    type: 'CarriedPosition',
    account,
    symbol,
    qty,
    cost,
    realized,
    fees: [...fees].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amount]) => ({ currency, amount })),
    bought: bought as Qty,
    sold: sold as Qty,
  }));

const orderRecord = (order: Order): Events['CarriedOrder'] => {
  const {
    terms,
    status,
    reason,
    clOrdId,
    qty,
    price,
    cumQty,
    cumNotional,
    attempts,
    wants,
    held,
    cancel,
    replaces,
    expiresAt,
    acceptedAt,
    closedAt,
  } = order;
  return {
    ...terms,
    type: 'CarriedOrder',
    firstClOrdId: terms.clOrdId,
    firstQty: terms.qty,
    firstPrice: terms.price,
    firstReason: terms.reason,
    status,
    reason,
    clOrdId,
    qty,
    price,
    cumQty,
    cumNotional,
    attempts,
    wants,
    held,
    cancel,
    replaces,
    expiresAt,
    acceptedAt,
    closedAt,
  };
};

/** How much is provisional, its executions say. */
const childRecord = ({ provisionalQty: _, ...child }: Child): Events['CarriedChild'] => ({
  type: 'CarriedChild',
  ...child,
  requests: child.requests,
  executions: [...(child.executions?.values() ?? [])],
});

/** A clOrdId stays in scope for some days, and as long as the order it named. */
const asksOf = ({ asks }: State, { askedSince }: Keep, kept: ReadonlySet<OrderId>): readonly Input[] =>
  sorted(asks, true).flatMap(([account, byId]) =>
    sorted(byId, true)
      .filter(([, { orderId, askedOn }]) => askedOn >= askedSince || (orderId !== undefined && kept.has(orderId)))
      .map(([clOrdId, memory]): Input => ({ type: 'CarriedAsk', account, clOrdId, ...memory })),
  );
