import { assert, known } from '../../kernel/assert.ts';
import { canonical } from '../../kernel/canonical.ts';
import { parseTold } from '../../kernel/decimal.ts';
import { Table } from '../../kernel/table.ts';
import type { Micros, Qty } from '../../kernel/units.ts';
import type { AskKind } from '../../order/events.ts';
import { isCountOvertaken, isNotKnownThere } from '../../order/order.ts';
import type { Event, Events, EventType, Recorded } from '../catalogue.ts';
import { configOf } from '../config.ts';
import { isNumbered, killKey, newBudget, newHealth, newSession, type Session, type State } from '../state.ts';
import { breakHandlers } from './breaks.ts';
import { budgetHandlers, clearLine, wants } from './budgets.ts';
import { childHandlers } from './children.ts';
import { compareId, keepBreak, keepHours, keepStray, orderOf, remember, reportId, resendId, spendTimer } from './common.ts';
import { executionHandlers } from './executions.ts';
import { handHandlers } from './hands.ts';
import { followHealth, healthHandlers } from './health.ts';
import { orderHandlers } from './orders.ts';
import { restoreChild, restoreOrder } from './restore.ts';
import { compareAt, endRound, roundHandlers, touch } from './rounds.ts';

type Handlers = { readonly [Type in EventType]: (state: State, event: Events[Type], record: Recorded) => void };

const nothing = (): void => {};

/** How many numbers beyond a gap are remembered; what is not will be said again with the rest. */
const AHEAD_MAX = 1_000;

/**
 * The number of the venue's message, so that the session can say up to where every one has been heard: from there on it asks when it
 * connects again. What other channels say (a drop copy, an answer) is not numbered by this session.
 */
const heard = (state: State, report: Events['ExecutionReported' | 'RequestRejectReported']): void => {
  const session = state.sessions.get(report.venue);
  if (session === undefined) return;
  const { seqIn, transactTime = 0 } = report;
  if (transactTime > (session.toldAt ?? 0)) session.toldAt = transactTime as Micros;
  if (!isNumbered(session, report)) return;
  if (seqIn > session.lastSeqIn + 1) {
    if (session.ahead.length < AHEAD_MAX && !session.ahead.includes(seqIn))
      session.ahead = [...session.ahead, seqIn].sort((a, b) => a - b);
    return;
  }
  if (seqIn <= session.lastSeqIn) return;
  session.lastSeqIn = seqIn;
  if (session.ahead.length > 0) closeGap(state, session);
};

/** What the venue counts as executed and as left, by its latest word about the order: what came before it in its own time does not count. */
const count = (state: State, report: Events['ExecutionReported']): void => {
  const { venue, sentId, execType, cumQty, avgPx, leavesQty, transactTime: at } = report;
  const child = sentId === undefined ? undefined : state.sentIds.find(sentId);
  if (child === undefined || child.venue !== venue || at === undefined || isNotKnownThere(report)) return;
  const scale = state.config?.instruments.get(child.symbol)?.qtyScale;
  const told = cumQty === undefined || scale === undefined ? undefined : parseTold(cumQty, scale);
  const isCount = told?.ok === true && told.units >= 0;
  const amends = execType === 'tradeCancel' || execType === 'tradeCorrect';
  if (isCountOvertaken(child, { at, cumQty: isCount ? told.units : undefined, amends })) return;
  if (!isCount && leavesQty === undefined) return;
  const open = leavesQty === undefined ? child.counted?.open : /[1-9]/.test(leavesQty);
  child.counted = isCount
    ? { cumQty: told.units as Qty, avgPx, open, at }
    : { cumQty: child.counted?.cumQty, avgPx: child.counted?.avgPx, open, at };
};

const closeGap = (state: State, session: Session): void => {
  let filled = 0;
  while (session.ahead[filled] === session.lastSeqIn + 1) {
    session.lastSeqIn += 1;
    filled += 1;
  }
  session.ahead = session.ahead.slice(filled);
  if (session.ahead.length === 0) forgetResend(state, session);
};

/** The venue's numbers begin anew: those that are missing will never be said, and the same ones again mean something else. */
const forgetGaps = (state: State, venue: string): void => {
  for (const breakId of state.openBreaks.get(venue) ?? []) {
    const { seqTo: _, ...found } = known(state.breaks.get(breakId), () => `${breakId} is a break of this journal`);
    keepBreak(state, found);
  }
};

/** Numbers of ours begin anew: those of what is under way say nothing any more about what came before what. */
const renumber = (state: State, venue: string): void => {
  for (const { children } of state.live)
    for (const child of children) {
      if (child.venue !== venue) continue;
      child.seqOut = 0;
      for (const request of child.requests) request.seqOut = 0;
      if (child.query !== undefined) child.query = { ...child.query, seqOut: 0, firstSeqOut: 0 };
    }
};

const forgetResend = (state: State, session: Session): void => {
  if (session.resendAt !== undefined) state.timers.cancel(resendId(session.venue));
  session.resendAt = undefined;
  session.resends = 0;
};

/** Kills, mass cancels and the like are asks of people, not of accounts: they share the one scope ''. */
const rememberOperator = (state: State, ask: AskKind, event: Event & Readonly<{ clOrdId: string }>): void =>
  remember(state, '', event.clOrdId, { ask, said: canonical(event), askedOn: known(state.day, 'the day is open').day });

const adopt = (state: State, values: Events['ConfigAdopted']['values']): void => {
  state.config = configOf(values);
  for (const { venue, session, breaker, nonsense, hours } of values.venues) {
    if (!state.sessions.has(venue)) state.sessions.set(venue, newSession(venue, session));
    const known = state.sessions.get(venue);
    if (known?.hours !== undefined && hours === undefined) keepHours(state, known, undefined);
    if (!state.budgets.has(venue)) state.budgets.set(venue, newBudget());
    if ((breaker ?? nonsense) !== undefined && !state.health.has(venue)) state.health.set(venue, newHealth());
  }
};

const handlers: Handlers = {
  ...orderHandlers,
  ...childHandlers,
  ...executionHandlers,
  ...breakHandlers,
  ...roundHandlers,
  ...handHandlers,
  ...budgetHandlers,
  ...healthHandlers,
  UnreadableReported: nothing,
  VenueReleaseRequested: (state, event) => rememberOperator(state, 'releaseVenue', event),

  NewOrderRequested: nothing,
  CancelRequested: nothing,
  ReplaceRequested: nothing,
  OutcomeDeclared: (state, event) => rememberOperator(state, 'declare', event),
  BreakResolveRequested: (state, event) => rememberOperator(state, 'resolveBreak', event),
  StrayAssignRequested: (state, event) => rememberOperator(state, 'assign', event),
  OrderForceCloseRequested: (state, event) => rememberOperator(state, 'forceClose', event),
  PositionAdjustRequested: (state, event) => rememberOperator(state, 'adjust', event),
  FillCorrectRequested: (state, event) => rememberOperator(state, 'correctFill', event),
  CountDeclareRequested: (state, event) => rememberOperator(state, 'declareCount', event),
  ExecutionReported: (state, report) => {
    heard(state, report);
    count(state, report);
  },
  RequestRejectReported: heard,
  NotSentReported: nothing,

  MarkObserved: (state, { symbol, price, markedAt, source }) => state.marks.set(symbol, { price, markedAt, source }),
  EvidenceWanted: (state, { orderId, purpose }) => {
    wants(state, orderOf(state, orderId), purpose);
  },
  EvidenceGiven: (state, { orderId, purpose }) => {
    const order = state.orders.get(orderId);
    if (order?.wants === purpose) wants(state, order, undefined);
  },

  KillRequested: (state, event) => rememberOperator(state, 'kill', event),
  ResumeRequested: (state, event) => rememberOperator(state, 'resume', event),
  MassCancelRequested: (state, event) => rememberOperator(state, 'massCancel', event),
  ModeRequested: (state, event) => rememberOperator(state, 'mode', event),
  ReconcileRequested: (state, event) => rememberOperator(state, 'reconcile', event),
  ShutdownRequested: (state, event) => rememberOperator(state, 'shutdown', event),
  ShutdownEnds: nothing,
  ShutdownReported: nothing,
  ContinueWork: nothing,
  KillEngaged: (state, { scope, id, reason }, { at, actor }) =>
    state.kills.set(killKey(scope, id), { scope, id, reason, by: actor, since: at }),
  KillLifted: (state, { scope, id }) => {
    state.kills.delete(killKey(scope, id));
  },
  ModeChanged: (state, { scope, id, to, cause, by }, { at }) => {
    if (to === 'normal') state.modes.delete(killKey(scope, id));
    else state.modes.set(killKey(scope, id), { scope, id, mode: to, cause, by, since: at });
  },
  WorkStarted: (state, { workId, work, scope, id, reason }) => {
    state.works.set(workId, { workId, work, scope, id, reason, upTo: undefined });
    if (work === 'massCancel') state.massCancels.set(workId, { workId, scope, id, orders: [], reportAt: undefined });
    state.next.work += 1;
  },
  WorkAdvanced: (state, { workId, upTo, orders = [] }) => {
    known(state.works.get(workId), () => `work ${workId} is under way`).upTo = upTo;
    state.massCancels.get(workId)?.orders.push(...orders);
  },
  WorkFinished: (state, { workId, orders = [], reportAt }) => {
    state.works.delete(workId);
    const massCancel = state.massCancels.get(workId);
    if (massCancel === undefined || reportAt === undefined) return;
    massCancel.orders.push(...orders);
    massCancel.reportAt = reportAt;
    state.timers.set(reportId(workId), reportAt);
  },
  MassCancelReported: (state, { workId }) => {
    state.massCancels.delete(workId);
    state.timers.cancel(reportId(workId));
  },

  DayOpened: (state, event) => {
    assert(state.position === 0, 'DayOpened is the first record of its day');
    state.day = event;
    state.epoch = event.epoch;
    state.orders = new Table(event.day);
    state.children = new Table(event.day);
  },
  DayReady: (state) => {
    state.ready = true;
  },
  DayClosed: (state) => {
    state.closed = true;
  },
  DeskStarted: (state, { epoch, build, configDigest }) => {
    assert(epoch >= state.epoch, () => `epoch ${epoch} is not older than ${state.epoch}`);
    state.epoch = epoch;
    state.build = build;
    state.configDigest = configDigest;
    for (const session of state.sessions.values()) {
      Object.assign(session, { up: false, level: false });
      endRound(state, session.venue);
      compareAt(state, session, undefined);
      clearLine(state, session.venue);
    }
  },
  ConfigAdopted: (state, { values }) => adopt(state, values),
  SessionChanged: (state, { venue, session, state: now, expects, nextSeqIn, nextSeqOut }) => {
    let known = state.sessions.get(venue);
    if (known === undefined) state.sessions.set(venue, (known = newSession(venue, session)));
    known.up = now === 'up';
    // Whoever does not list open orders is taken at its word: it has said what it had to say when the session came up.
    known.level = known.up && state.config?.venues.get(venue)?.terms.listsOpenOrders !== true;
    endRound(state, venue);
    compareAt(state, known, undefined);
    if (!known.up) clearLine(state, venue);
    forgetResend(state, known);
    const arrived = expects === undefined || expects > known.lastSeqOut || !known.up || nextSeqOut !== undefined;
    known.neverArrived = arrived ? undefined : { from: expects, to: known.lastSeqOut };
    if (nextSeqIn !== undefined) {
      known.lastSeqIn = nextSeqIn - 1;
      known.ahead = [];
      forgetGaps(state, venue);
    }
    if (nextSeqOut !== undefined) renumber(state, venue);
    if (nextSeqOut !== undefined) known.lastSeqOut = nextSeqOut - 1;
  },
  VenueHoursChanged: (state, { venue, state: now, until, askAt }) => {
    const session = state.sessions.get(venue);
    if (session !== undefined) keepHours(state, session, { state: now, until, askAt });
  },
  TimerFired: (state, { timerId, dueAt }) => {
    if (state.timers.dueAt(timerId) === dueAt) spendTimer(state, timerId);
  },
  WriterEpochStarted: (state, { epoch }) => {
    assert(epoch > state.epoch, () => `epoch ${epoch} is newer than ${state.epoch}`);
    state.epoch = epoch;
  },

  CarriedOrder: restoreOrder,
  CarriedChild: restoreChild,
  CarriedAsk: (state, { type: _, account, clOrdId, ...memory }) => remember(state, account, clOrdId, memory),
  CarriedPosition: (state, { account, symbol, qty, cost, realized, fees, bought, sold }) => {
    const position = state.positions.of(account, symbol);
    Object.assign(position, { qty, cost, realized, bought, sold });
    for (const { currency, amount } of fees) position.fees.set(currency, amount);
  },
  CarriedKill: (state, { type: _, ...kill }) => state.kills.set(killKey(kill.scope, kill.id), kill),
  CarriedSession: (state, { type: _, resendAt, neverArrived, toldAt, positionsAt, compareAt: at, hours, ...session }) => {
    const restored: Session = { ...session, resendAt, neverArrived, toldAt, positionsAt, compareAt: at, hours: undefined };
    state.sessions.set(session.venue, restored);
    if (hours !== undefined) keepHours(state, restored, { state: hours.state, until: hours.until, askAt: hours.askAt });
    if (at !== undefined) state.timers.set(compareId(session.venue), at);
    if (resendAt !== undefined) state.timers.set(resendId(session.venue), resendAt);
  },
  CarriedBreak: (state, { type: _, ...found }) => keepBreak(state, found),
  CarriedStray: (state, { venue, executionKey, stray }) => keepStray(state, venue, executionKey, stray),
  CarriedWork: (state, { type: _, upTo, ...work }) => state.works.set(work.workId, { ...work, upTo }),
  CarriedRate: (state, { account, nextAt }) => state.rates.set(account, nextAt),
  CarriedMark: (state, { symbol, price, markedAt, source }) => state.marks.set(symbol, { price, markedAt, source }),
  CarriedMassCancel: (state, { type: _, reportAt, orders, ...massCancel }) => {
    state.massCancels.set(massCancel.workId, { ...massCancel, orders: [...orders], reportAt });
    if (reportAt !== undefined) state.timers.set(reportId(massCancel.workId), reportAt);
  },
  CarriedMode: (state, { type: _, by, ...mode }) => state.modes.set(killKey(mode.scope, mode.id), { ...mode, by }),
  CarriedConfig: (state, { values, build, configDigest }) => {
    adopt(state, values);
    state.build = build;
    state.configDigest = configDigest;
  },
  CarriedCounters: (state, { nextOrder, nextChild, nextRequest, nextBreak, nextWork, nextQuery }) => {
    state.next = { order: nextOrder, child: nextChild, break: nextBreak, work: nextWork, query: nextQuery };
    state.sentIds.skipTo(nextRequest);
  },
};

/**
 * Folds one record into the state, in place. Deterministic and total; an impossible record is a corrupt journal or a bug in us,
 * so it throws an AssertionError and the state must be thrown away.
 */
export const evolve = (state: State, record: Recorded): void => {
  const { event, position, at, mono } = record;
  assert(position === state.position + 1, () => `position ${position} follows ${state.position}`);
  if (state.health.size > 0) followHealth(state, event, at);
  (handlers[event.type] as (state: State, event: Event, record: Recorded) => void)(state, event, record);
  if (state.rounds.size > 0) touch(state, event);
  state.position = position;
  state.at = at;
  state.mono = mono;
};
