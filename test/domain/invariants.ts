import { Decimal } from 'decimal.js';
import { expect } from 'vitest';
import { describe as describeState, stateText } from '../../src/domain/oms/carry.ts';
import type { Events, EventType, Input, Recorded } from '../../src/domain/oms/catalogue.ts';
import { evolve } from '../../src/domain/oms/evolve/evolve.ts';
import { initialState, type State } from '../../src/domain/oms/state.ts';
import { endedQty, leavesQty, type Order } from '../../src/domain/order/order.ts';
import { GUARD_DIGITS } from '../../src/domain/position/position.ts';
import type { Desk } from '../support/desk.ts';

/**
 * What holds of every desk at every moment. Each is counted again from the journal, or from the orders one by one, by its own simple
 * means: none of them asks the fold for the number that it checks.
 */
export const checkDesk = (desk: Desk): void => {
  checkState(desk.state);
  checkJournal(desk.records);
  checkPositions(desk.state, desk.records);
  checkHeld(desk.state, desk.records);
  expect(stateText(desk.replayed()), 'the journal folds to the state').toBe(desk.text());
  expect(stateText(restored(desk.state)), 'the description folds to the state').toBe(desk.text());
};

/** The cheap ones, for after every turn. */
export const checkState = (state: State): void => {
  checkLines(state);
  for (const order of state.orders) checkOrder(state, order);
  checkExposure(state);
};

const OPEN = ['held', 'open'];
const LIVE = ['sent', 'working', 'stopped', 'suspended', 'overnight'];

/** Whoever says that it waits for a turn stands in line, once, and nobody else does; and whoever stands in line will be called. */
const checkLines = (state: State): void => {
  const expected = new Map<string, string[]>([...state.budgets.keys()].map((venue) => [venue, []]));
  for (const { orderId, held, wants, children } of state.orders) {
    if (held?.why === 'rate' && wants !== 'release') expected.get(held.venue)?.push(`${orderId}`);
    for (const { childId, venue, waits } of children)
      for (const { request, called } of waits) if (!called) expected.get(venue)?.push(`${orderId} ${childId} ${request}`);
  }
  for (const [venue, { line, callAt }] of state.budgets) {
    const standing = [...line].map(({ orderId, childId, request }) => [orderId, childId, request].filter(Boolean).join(' '));
    expect(standing.sort(), `who waits at ${venue}`).toEqual(expected.get(venue)?.sort());
    if (standing.length > 0) expect(callAt, `somebody calls those who wait at ${venue}`).toBeDefined();
  }
};

const checkOrder = (state: State, order: Order): void => {
  const { status, qty, cumQty, children, cancel, replaces, held, wants, cumNotional } = order;
  const isOpen = OPEN.includes(status);
  const executions = children.flatMap((child) =>
    [...(child.executions?.values() ?? [])].map((execution) => ({ child, ...execution })),
  );
  const booked = executions.filter(({ busted }) => !busted);
  const adjusted = sum(children.map(({ adjustedQty }) => adjustedQty));
  expect(cumQty, 'cumQty is what was executed, and what splits made of it').toBe(
    sum(booked.map(({ lastQty }) => lastQty)) + adjusted,
  );
  expect(cumNotional, 'and so is its worth').toBe(
    booked.reduce((total, { lastQty, lastPx }) => total + BigInt(lastQty) * BigInt(lastPx), 0n),
  );
  for (const child of children)
    expect(child.cumQty).toBe(
      sum(booked.filter((execution) => execution.child === child).map(({ lastQty }) => lastQty)) + child.adjustedQty,
    );
  expect(cumQty + leavesQty(order) + endedQty(order), 'qty = cumQty + leavesQty + ended').toBe(Math.max(qty, cumQty));
  if (!isOpen)
    expect([cancel, replaces, held, wants], 'nothing pends on a closed order').toEqual([undefined, [], undefined, undefined]);
  if (isOpen)
    expect(
      isGoingOn(state, order),
      `nothing ever happens again to order ${order.orderId}: ${JSON.stringify(order, (_, v) => (typeof v === 'bigint' ? String(v) : v))}`,
    ).toBe(true);
};

/** A breaker that keeps orders waiting will be half open, or one of them is finding out. */
const willRest = ({ health, timers }: State, venue: string): boolean => {
  const breaker = health.get(venue)?.breakers.get('submit');
  return breaker?.probing === true || timers.dueAt(`breaker:${venue}/submit`) !== undefined;
};

/** An open order always waits for something: for a venue, for a look at the market, or for a moment that is set. */
const isGoingOn = (state: State, { status, held, wants, cancel, replaces, children }: Order): boolean => {
  const { sessions, works, rounds, timers, unassigned, external, budgets } = state;
  if (wants !== undefined) return true;
  // The desk levels itself with a venue that is up: a question is under way, or will be put.
  const isLevelling = (venue: string): boolean =>
    sessions.get(venue)?.level === false && rounds.has(venue) && timers.dueAt(`query:${venue}`) !== undefined;
  const isShut = (venue: string): boolean => sessions.get(venue)?.up !== true || isLevelling(venue);
  // It is said to open some time, and then mass work goes through what waits.
  const isClosed = (venue: string): boolean => sessions.get(venue)?.hours?.state === 'closed' || works.size > 0;
  const isCalled = (venue: string): boolean => budgets.get(venue)?.callAt !== undefined;
  if (status === 'held' && held?.why === 'rate') return isCalled(held.venue);
  if (status === 'held' && held?.why === 'closed') return isClosed(held.venue);
  if (status === 'held' && held?.why === 'quarantine') return true; // A person lets it go.
  if (status === 'held' && held?.why === 'breaker') return works.size > 0 || willRest(state, held.venue);
  if (status === 'held')
    return (
      held?.why === 'session' ||
      (held?.why === 'strays' && (unassigned.size > 0 || works.size > 0)) ||
      (held?.why === 'external' && (external.size > 0 || works.size > 0)) ||
      held?.until !== undefined ||
      (held?.why === 'levelling' && (works.size > 0 || isShut(held.venue)))
    );
  // A cancel that cannot go out waits for its session, for its turn, or for the moment when it is tried again.
  const waits = ({ venue, status: at, againAt, waits }: Order['children'][number]): boolean =>
    (LIVE.includes(at) || at === 'filled') &&
    (sessions.get(venue)?.up !== true ||
      againAt !== undefined ||
      (waits.some(({ called }) => !called) && isCalled(venue)) ||
      (cancel === undefined && (isLevelling(venue) || isClosed(venue))));
  if (cancel !== undefined || replaces.length > 0)
    return works.size > 0 || children.some((child) => child.requests.length > 0 || waits(child));
  return children.some(
    (child) => LIVE.includes(child.status) || child.unheardQty > 0 || child.requests.some(({ kind }) => kind === 'replace'),
  );
};

/** Exposure is a recount of every order, each at the most that it may still execute. */
export const checkExposure = (state: State): void => {
  const open = new Map<string, { buy: number; sell: number; orders: number }>();
  const live = new Set<Order>();
  for (const order of state.orders) {
    const { account, symbol, side } = order.terms;
    const worst = worstOf(order);
    const isUnsure = order.children.some(({ certain, requests }) => !certain || requests.some((request) => !request.certain));
    const isAssumed = order.children.some(({ executions }) =>
      [...(executions?.values() ?? [])].some(({ provisional, busted }) => provisional === true && !busted),
    );
    if (worst > 0 || OPEN.includes(order.status) || isUnsure || isAssumed) live.add(order);
    if (worst === 0) continue;
    const key = `${account} ${symbol}`;
    const entry = open.get(key) ?? { buy: 0, sell: 0, orders: 0 };
    entry[side === 'buy' ? 'buy' : 'sell'] += worst;
    entry.orders += 1;
    open.set(key, entry);
  }
  const kept = [...state.exposure].filter(({ buy, sell, orders }) => buy !== 0 || sell !== 0 || orders !== 0);
  expect(
    Object.fromEntries(kept.map(({ account, symbol, ...rest }) => [`${account} ${symbol}`, rest])),
    'exposure is a recount',
  ).toEqual(Object.fromEntries(open));
  expect([...live].every((order) => state.live.has(order)) && state.live.size === live.size, 'live orders are those').toBe(true);
};

const worstOf = ({ status, qty, cumQty, replaces, children }: Order): number => {
  const atVenues = children.map((child) => {
    const most = Math.max(child.qty, ...child.requests.map((request) => request.qty ?? 0));
    const mayTrade =
      LIVE.includes(child.status) || (child.status === 'filled' && child.requests.some(({ kind }) => kind === 'replace'));
    return mayTrade ? Math.max(0, most - child.cumQty) : child.unheardQty;
  });
  const wanted = OPEN.includes(status) ? Math.max(0, Math.max(qty, ...replaces.map((replace) => replace.qty)) - cumQty) : 0;
  return Math.max(wanted, sum(atVenues));
};

/** Positions dense from 1; every message to a venue with the next number of its session and an id of its own. */
const checkJournal = (records: readonly Recorded[]): void => {
  const lastOut = new Map<string, number>();
  const ids = new Set<string>();
  records.forEach(({ position, causationId, event }, at) => {
    if (position !== at + 1 || causationId > position)
      expect.fail(`record ${at} has position ${position}, caused by ${causationId}`);
    if (event.type === 'CarriedSession') lastOut.set(event.venue, event.lastSeqOut);
    if (event.type === 'SessionChanged' && event.nextSeqOut !== undefined) lastOut.set(event.venue, event.nextSeqOut - 1);
    if (
      event.type !== 'ChildRouted' &&
      event.type !== 'ChildCancelSent' &&
      event.type !== 'ChildReplaceSent' &&
      event.type !== 'ChildStatusAsked'
    )
      return;
    expect(event.seqOut, `numbers to ${event.venue} are dense`).toBe((lastOut.get(event.venue) ?? 0) + 1);
    lastOut.set(event.venue, event.seqOut);
    expect(ids.has(event.sentId), `${event.sentId} is sent once`).toBe(false);
    expect(event.sentId.length).toBeLessThanOrEqual(14);
    ids.add(event.sentId);
  });
};

type Holding = { qty: number; bought: number; sold: number; cash: bigint; fees: Map<string, Decimal> };
const Exact = Decimal.clone({ precision: 200 });

/** Position = the sum of executions net of busts; money = what sells brought in less what buys cost, to the last digit. */
const checkPositions = (state: State, records: readonly Recorded[]): void => {
  const holdings = new Map<string, Holding>();
  const of = (account: string, symbol: string): Holding => {
    const key = `${account} ${symbol}`;
    const holding = holdings.get(key) ?? { qty: 0, bought: 0, sold: 0, cash: 0n, fees: new Map() };
    holdings.set(key, holding);
    return holding;
  };
  const trade = (
    { account, symbol, side }: { account: string; symbol: string; side: string },
    qty: number,
    px: number,
    sign: 1 | -1,
  ): void => {
    const holding = of(account, symbol);
    const buys = side === 'buy';
    holding.qty += sign * (buys ? qty : -qty);
    holding[buys ? 'bought' : 'sold'] += sign * qty;
    holding.cash += BigInt(sign * (buys ? -1 : 1)) * BigInt(qty) * BigInt(px);
  };
  const guard = 10n ** BigInt(GUARD_DIGITS);
  const seen: { [T in EventType]?: (event: Events[T]) => void } = {
    CarriedPosition: ({ account, symbol, qty, bought, sold, cost, realized, fees }) => {
      const paid = new Map(
        fees.map(({ currency, amount }) => [currency, new Exact(amount.toString()).div(new Exact(10).pow(18))]),
      );
      holdings.set(`${account} ${symbol}`, { qty, bought, sold, cash: (realized - cost) / guard, fees: paid });
    },
    ExecutionBooked: (event) => {
      trade(event, event.lastQty, event.lastPx, 1);
      addFee(of(event.account, event.symbol), event);
    },
    StrayExecutionBooked: (event) => {
      trade(event, event.lastQty, event.lastPx, 1);
      addFee(of(event.account, event.symbol), event);
    },
    StrayExecutionAmended: (event) => {
      trade(event, event.oldQty, event.oldPx, -1);
      trade(event, event.lastQty, event.lastPx, 1);
      addFee(of(event.account, event.symbol), { fee: event.oldFee, feeCurrency: event.oldFeeCurrency }, -1);
      addFee(of(event.account, event.symbol), event);
    },
    PositionAdjusted: (event) => trade(event, event.qty, event.px, 1),
    StrayAssigned: (event) => {
      if (event.fromAccount === event.account && event.childId === undefined) return;
      for (const [account, sign] of [
        [event.fromAccount, -1],
        [event.account, 1],
      ] as const) {
        if (sign === 1 && event.childId !== undefined) continue; // As an execution of the order, which is told by itself.
        trade({ ...event, account }, event.lastQty, event.lastPx, sign);
        addFee(of(account, event.symbol), event, sign);
      }
    },
    ExecutionBusted: (event) => {
      trade(event, event.lastQty, event.lastPx, -1);
      addFee(of(event.account, event.symbol), event, -1);
    },
    ExecutionCorrected: (event) => {
      trade(event, event.oldQty, event.oldPx, -1);
      trade(event, event.lastQty, event.lastPx, 1);
      addFee(of(event.account, event.symbol), { fee: event.oldFee, feeCurrency: event.oldFeeCurrency }, -1);
      addFee(of(event.account, event.symbol), event);
    },
  };
  for (const { event } of records) (seen[event.type] as ((event: Recorded['event']) => void) | undefined)?.(event);
  const recounted = [...holdings].map(([key, { fees, cash, ...rest }]) => [
    key,
    { ...rest, money: cash * guard, fees: plain([...fees].map(([c, f]) => [c, f.toFixed()])) },
  ]);
  const kept = [...state.positions].map(({ account, symbol, qty, bought, sold, realized, cost, fees }) => [
    `${account} ${symbol}`,
    {
      qty,
      bought,
      sold,
      money: realized - cost,
      fees: plain([...fees].map(([c, f]) => [c, new Exact(f.toString()).div(new Exact(10).pow(18)).toFixed()])),
    },
  ]);
  expect(Object.fromEntries(kept), 'positions are the executions').toEqual(Object.fromEntries(recounted));
};
const addFee = ({ fees }: Holding, { fee, feeCurrency }: { fee: string; feeCurrency: string }, sign = 1): void => {
  fees.set(feeCurrency, (fees.get(feeCurrency) ?? new Exact(0)).plus(new Exact(fee).times(sign)));
};
const plain = (fees: readonly (readonly [string, string])[]): unknown =>
  Object.fromEntries(fees.filter(([, fee]) => fee !== '0'));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

/** What the accounts hold is what the venues have executed, and what people have adjusted that no venue holds. */
const checkHeld = ({ positions, held }: State, records: readonly Recorded[]): void => {
  const apart = new Map<string, number>();
  const count = (symbol: string, qty: number): void => {
    apart.set(symbol, (apart.get(symbol) ?? 0) + qty);
  };
  for (const { event } of records) {
    if (event.type === 'CarriedPosition') count(event.symbol, event.qty);
    if (event.type === 'CarriedVenuePosition') count(event.symbol, -event.qty);
    if (event.type === 'PositionAdjusted' && event.venue === undefined)
      count(event.symbol, event.side === 'buy' ? event.qty : -event.qty);
  }
  for (const { symbol, qty } of positions) count(symbol, -qty);
  for (const { symbol, qty } of held) count(symbol, qty);
  expect(
    [...apart].filter(([, qty]) => qty !== 0),
    'what venues have executed is what accounts hold',
  ).toEqual([]);
};

/** A state made from the description of another, as a snapshot is. */
export const restored = (state: State): State => {
  const { day, position, epoch, ready, closed, at, mono } = state;
  const made = initialState();
  const records: readonly Input[] = [...(day === undefined ? [] : [day]), ...describeState(state)];
  records.forEach((event, i) => {
    evolve(made, { position: i + 1, at, mono, actor: 'snapshot', causationId: i + 1, correlationId: 0, event });
  });
  return Object.assign(made, { position, epoch, ready, closed });
};
