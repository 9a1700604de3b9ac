import { assert, known } from '../../kernel/assert.ts';
import { minusToZero, type Notional, notional, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import type { OrderFacts, RequestKind } from '../../order/events.ts';
import type { Child, Execution, Order, PendingRequest } from '../../order/order.ts';
import { charge, feeUnits } from '../../position/position.ts';
import type { Recorded } from '../catalogue.ts';
import type { State } from '../state.ts';
import {
  advance,
  answered,
  bookAt,
  childOf,
  keepBreak,
  keepStray,
  orderOf,
  resendId,
  settle,
  spendBudget,
  timeoutId,
  toldStatus,
  tryAgainAt,
  unbookAt,
  venueKeysOf,
} from './common.ts';

/** What executions, doubts and breaks do to the state. */
type Handlers = {
  readonly [Type in Extract<
    keyof OrderFacts,
    `${string}Execution${string}` | `Execution${string}` | `Certainty${string}` | 'ResendRequested' | 'FillsAsked' | 'BreakRaised'
  >]: (state: State, event: OrderFacts[Type], record: Recorded) => void;
};

const findRequest = (child: Child, request: RequestKind, sentId: string): Pick<PendingRequest, 'certain' | 'timeoutAt'> =>
  request === 'submit'
    ? child
    : known(
        child.requests.find((pending) => pending.sentId === sentId),
        () => `${sentId} is a pending ${request}`,
      );

const executionsOf = (child: Child): Map<string, Execution> => {
  if (child.executions === undefined) child.executions = new Map();
  return child.executions;
};

/** Takes an execution back and puts another in its place; a quantity of nothing only takes back. A bust may come before its trade. */
const rebook = (
  state: State,
  order: Order,
  child: Child,
  now: Omit<Execution, 'amended' | 'aliases'>,
  alias: string | undefined,
): void => {
  const executions = executionsOf(child);
  const { provisional } = executions.get(now.executionKey) ?? {};
  const { executionKey, lastQty: qty, lastPx: px, fee, feeCurrency } = now;
  const old = executions.get(executionKey);
  const position = state.positions.of(child.account, child.symbol);
  if (old !== undefined && !old.busted) {
    unbookAt(state, child.venue, position, child.side, old.lastQty, old.lastPx);
    charge(position, old.feeCurrency, -(feeUnits(old.fee) ?? 0n));
    child.cumQty = (child.cumQty - old.lastQty) as Qty;
    if (provisional === true) child.provisionalQty = (child.provisionalQty - old.lastQty) as Qty;
    order.cumQty = (order.cumQty - old.lastQty) as Qty;
    order.cumNotional = (order.cumNotional - notional(old.lastPx, old.lastQty)) as Notional;
  }
  const aliases = [...(old?.aliases ?? []), ...(alias === undefined || old?.aliases.includes(alias) === true ? [] : [alias])];
  executions.set(executionKey, { ...now, amended: true, aliases, toldAt: now.toldAt ?? old?.toldAt, provisional });
  if (now.busted) return;
  bookAt(state, child.venue, position, child.side, qty, px);
  charge(position, feeCurrency, feeUnits(fee) ?? 0n);
  child.cumQty = (child.cumQty + qty) as Qty;
  if (provisional === true) child.provisionalQty = (child.provisionalQty + qty) as Qty;
  order.cumQty = (order.cumQty + qty) as Qty;
  order.cumNotional = (order.cumNotional + notional(px, qty)) as Notional;
};

export const executionHandlers: Handlers = {
  ExecutionBooked: (state, event) => {
    const { orderId, childId, account, symbol, side, executionKey, lastQty, lastPx, fee, feeCurrency, transactTime } = event;
    const provisional = event.provisional ? true : undefined;
    const order = orderOf(state, orderId);
    const child = childOf(state, childId);
    const executions = executionsOf(child);
    assert(!executions.has(executionKey), () => `${executionKey} is booked once`);
    executions.set(executionKey, {
      executionKey,
      lastQty,
      lastPx,
      busted: false,
      fee,
      feeCurrency,
      aliases: [],
      amended: false,
      toldAt: transactTime,
      provisional,
    });
    if (!event.provisional && state.config?.venues.get(child.venue)?.terms.executionKey === 'venue') {
      const keys = venueKeysOf(state, child.venue);
      if (!keys.has(executionKey)) keys.set(executionKey, undefined); // One that came from suspense is known better.
    }
    if (event.adoptedQty !== undefined) {
      child.adjustedQty -= event.adoptedQty;
      child.cumQty = (child.cumQty - event.adoptedQty) as Qty;
      order.cumQty = (order.cumQty - event.adoptedQty) as Qty;
    }
    child.cumQty = (child.cumQty + lastQty) as Qty;
    child.unheardQty = minusToZero(child.unheardQty, lastQty);
    if (event.provisional) child.provisionalQty = (child.provisionalQty + lastQty) as Qty;
    order.cumQty = (order.cumQty + lastQty) as Qty;
    order.cumNotional = (order.cumNotional + notional(lastPx, lastQty)) as Notional;
    advance(child, 'trade');
    answered(state, child);
    const position = state.positions.of(account, symbol);
    bookAt(state, child.venue, position, side, lastQty, lastPx);
    charge(position, feeCurrency, feeUnits(fee) ?? 0n);
    settle(state, order);
  },
  ExecutionBusted: (state, { orderId, childId, executionKey, lastPx, feeCurrency, alias, reopens, transactTime }) => {
    const order = orderOf(state, orderId);
    const child = childOf(state, childId);
    const gone = { lastQty: ZERO_QTY, lastPx, busted: true, fee: '0', feeCurrency };
    rebook(state, order, child, { executionKey, ...gone, toldAt: transactTime }, alias);
    advance(child, reopens ? 'reopened' : 'bust');
    if (reopens) toldStatus(child, transactTime);
    settle(state, order);
  },
  ExecutionCorrected: (state, event) => {
    const { orderId, childId, executionKey, oldQty, lastQty, lastPx, fee, feeCurrency, alias, reopens, transactTime } = event;
    const order = orderOf(state, orderId);
    const child = childOf(state, childId);
    child.unheardQty = minusToZero(child.unheardQty, minusToZero(lastQty, oldQty));
    const now = { lastQty, lastPx, busted: false, fee, feeCurrency };
    rebook(state, order, child, { executionKey, ...now, toldAt: transactTime }, alias);
    advance(child, reopens ? 'reopened' : 'correct');
    if (reopens) toldStatus(child, transactTime);
    settle(state, order);
  },
  StrayExecutionBooked: (state, event) => {
    const { venue, account, symbol, side, execId, executionKey, lastQty, lastPx, fee, feeCurrency } = event;
    keepStray(state, venue, executionKey, { symbol, side, execId, lastQty, lastPx, fee, feeCurrency });
    const position = state.positions.of(account, symbol);
    bookAt(state, venue, position, side, lastQty, lastPx);
    charge(position, feeCurrency, feeUnits(fee) ?? 0n);
  },
  StrayExecutionAmended: (state, event) => {
    const { venue, account, symbol, side, execId, executionKey, oldQty, oldPx, lastQty, lastPx, fee, feeCurrency } = event;
    const { account: taker } = venueKeysOf(state, venue).get(executionKey) ?? {};
    keepStray(state, venue, executionKey, { symbol, side, execId, lastQty, lastPx, fee, feeCurrency, account: taker });
    const position = state.positions.of(account, symbol);
    unbookAt(state, venue, position, side, oldQty, oldPx);
    bookAt(state, venue, position, side, lastQty, lastPx);
    charge(position, event.oldFeeCurrency, -(feeUnits(event.oldFee) ?? 0n));
    charge(position, feeCurrency, feeUnits(fee) ?? 0n);
  },
  CertaintyLost: (state, { orderId, childId, request, sentId }) => {
    const found = findRequest(childOf(state, childId), request, sentId);
    found.certain = false;
    found.timeoutAt = undefined;
    state.timers.cancel(timeoutId(sentId));
    settle(state, orderOf(state, orderId));
  },
  CertaintyRegained: (state, { orderId, childId, request, sentId, byPerson }) => {
    if (byPerson === true) childOf(state, childId).declared.push(sentId);
    findRequest(childOf(state, childId), request, sentId).certain = true;
    settle(state, orderOf(state, orderId));
  },
  ResendRequested: (state, { venue, timeoutAt }) => {
    const session = known(state.sessions.get(venue), () => `${venue} has a session`);
    session.resendAt = timeoutAt;
    session.resends += 1;
    state.timers.set(resendId(venue), timeoutAt);
  },
  FillsAsked: (state, { childId, venue, againAt }, { at }) => {
    spendBudget(state, venue, 'query', at);
    if (againAt !== undefined) tryAgainAt(state, childOf(state, childId), againAt);
  },
  BreakRaised: (state, { type: _, ...found }, { at }) => {
    keepBreak(state, { ...found, at, state: 'open' });
    state.next.break += 1;
  },
};
