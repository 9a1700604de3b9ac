import { known } from '../../kernel/assert.ts';
import type { ChildId, Micros } from '../../kernel/units.ts';
import { addHeld } from '../../reconcile/add-held.ts';
import type { queryAnswers, queryFacts } from '../../reconcile/query-events.ts';
import type { Event, Events, Recorded } from '../catalogue.ts';
import { findChild } from '../decide/find-child.ts';
import { roundAnswered, type Session, type State } from '../state.ts';
import { askAgainId, compareId, spendBudget } from './common.ts';

/** What questions to venues and their answers do to the state. */
type Names = keyof typeof queryAnswers | keyof typeof queryFacts | 'CarriedRound' | 'CarriedVenuePosition';
type Handlers = { readonly [Type in Names]: (state: State, event: Events[Type], record: Recorded) => void };

const setTimer = (state: State, venue: string, at: Micros | undefined): void => {
  if (at === undefined) state.timers.cancel(askAgainId(venue));
  else state.timers.set(askAgainId(venue), at);
};

/** When the books are compared again. */
export const compareAt = (state: State, session: Session, at: Micros | undefined): void => {
  session.compareAt = at;
  if (at === undefined) state.timers.cancel(compareId(session.venue));
  else state.timers.set(compareId(session.venue), at);
};

export const endRound = (state: State, venue: string): void => {
  if (state.rounds.delete(venue)) setTimer(state, venue, undefined);
};

/** A part of an answer; with the last one nothing is waited for any more. */
const heardPart = (state: State, answer: Events['OpenOrdersReported' | 'PositionsReported']): void => {
  const { venue, part, parts, rows } = answer;
  const round = roundAnswered(state, answer);
  if (round === undefined) return;
  round.rows += rows.length;
  if (part < parts) return;
  round.timeoutAt = undefined;
  setTimer(state, venue, undefined);
};

const heardAll = (state: State, answer: Events['FillsReported' | 'QueryFailed']): void => {
  const round = roundAnswered(state, answer);
  if (round === undefined) return;
  round.timeoutAt = undefined;
  setTimer(state, answer.venue, undefined);
};

const emptyRound = () => ({
  orders: 0,
  asOf: undefined,
  differences: 0,
  seen: new Set<ChildId>(),
  suspects: new Set<ChildId>(),
  touched: new Set<ChildId>(),
  held: new Map<string, number>(),
  doubted: new Map<string, number>(),
});

const mapOf = (list: readonly Readonly<{ symbol: string; qty: number }>[]): Map<string, number> =>
  new Map(list.map(({ symbol, qty }) => [symbol, qty]));

const forgetAnswer = (state: State, venue: string): void => {
  const round = state.rounds.get(venue);
  if (round === undefined) return;
  round.asOf = undefined;
  round.seen.clear();
  round.touched.clear();
};

export const roundHandlers: Handlers = {
  QuerySent: (state, { venue, queryId, query, pass, attempt, cause, since, timeoutAt }, { at }) => {
    spendBudget(state, venue, 'query', at);
    const before = state.rounds.get(venue);
    const toldAt = state.sessions.get(venue)?.toldAt;
    const question = { queryId, query, pass, attempt, since, timeoutAt, toldAt, next: undefined, rows: 0 };
    if (before === undefined) state.rounds.set(venue, { venue, cause, beganAt: at, ...emptyRound(), ...question });
    else Object.assign(before, question);
    // From here on, what is sent or heard about an order may or may not be in the answer.
    if (query === 'openOrders') forgetAnswer(state, venue);
    state.rounds.get(venue)?.held.clear();
    state.next.query += 1;
    setTimer(state, venue, timeoutAt);
  },
  QueryPutOff: (state, { venue, query, pass, attempt, until }) => {
    const round = known(state.rounds.get(venue), () => `a comparison with ${venue} is under way`);
    round.timeoutAt = undefined;
    round.next = { query, pass, attempt, at: until };
    setTimer(state, venue, until);
  },
  OpenOrdersReported: (state, answer) => {
    const round = roundAnswered(state, answer);
    heardPart(state, answer);
    if (round === undefined) return;
    const { venue } = answer;
    for (const { sentId, venueOrderId } of answer.rows) {
      const child = findChild(state, { venue, sentId, venueOrderId });
      if (child !== undefined) round.seen.add(child.childId);
    }
    if (answer.part < answer.parts) return;
    round.orders = round.rows;
    round.asOf = answer.asOf;
  },
  PositionsReported: (state, answer) => {
    const held = roundAnswered(state, answer)?.held;
    heardPart(state, answer);
    if (held !== undefined) addHeld(held, answer.rows, state.config?.instruments);
  },
  PositionCompared: (state, { venue, symbol, ours, theirs, conclusion }) => {
    const round = state.rounds.get(venue);
    if (conclusion === 'lookAgain') round?.doubted.set(symbol, theirs);
    else round?.doubted.delete(symbol);
    if (conclusion !== 'differs') return;
    if (round !== undefined) round.differences += 1;
    state.held.of(venue, symbol).differs = theirs - ours;
  },
  FillsReported: heardAll,
  QueryFailed: heardAll,
  VenueLevelled: (state, { venue }) => {
    known(state.sessions.get(venue), () => `${venue} has a session`).level = true;
  },
  OrderCompared: (state, { venue, pass, orderId, childId, theirs }) => {
    const round = state.rounds.get(venue);
    if (round === undefined) return;
    round.differences += 1;
    const order = orderId === undefined ? undefined : state.orders.get(orderId);
    const isOfExecutions = theirs === 'moreExecuted' || theirs === 'lessExecuted';
    if (order !== undefined && isOfExecutions && order.acceptedAt < round.since) round.since = order.acceptedAt;
    if (childId !== undefined && theirs === 'absent' && pass === 1) round.suspects.add(childId);
  },
  VenueReconciled: (state, { venue, nextAt, positionsAt }) => {
    endRound(state, venue);
    const session = known(state.sessions.get(venue), () => `${venue} has a session`);
    session.positionsAt = positionsAt;
    compareAt(state, session, nextAt);
  },

  CarriedVenuePosition: (state, { venue, symbol, qty, differs }) => {
    Object.assign(state.held.of(venue, symbol), { qty, differs });
  },
  CarriedRound: (state, { type: _, touched, seen, suspects, held, doubted, timeoutAt, next, toldAt, asOf, ...round }) => {
    const sets = { touched: new Set(touched), seen: new Set(seen), suspects: new Set(suspects) };
    const quantities = { held: mapOf(held), doubted: mapOf(doubted) };
    state.rounds.set(round.venue, { ...round, timeoutAt, next, toldAt, asOf, ...sets, ...quantities });
    setTimer(state, round.venue, timeoutAt ?? next?.at);
  },
};

/** These say of an order what has been known before, or nothing of its state at the venue. */
const TOUCH_NOTHING: Partial<Record<Event['type'], true>> = {
  ChildStatusAsked: true,
  BreakRaised: true,
  BreakOwned: true,
  BreakExplained: true,
  BreakClosed: true,
  FillsAsked: true,
  OrderCompared: true,
  CarriedChild: true,
  CarriedBreak: true,
};

/** Notes which orders something happened to while an answer is under way. */
export const touch = (state: State, event: Event): void => {
  if (!('childId' in event) || event.childId === undefined || TOUCH_NOTHING[event.type] === true) return;
  if (event.type === 'ChildRemarked' && event.execType === 'orderStatus') return; // It may as well be "unknown order".
  const child = state.children.get(event.childId);
  const round = child === undefined ? undefined : state.rounds.get(child.venue);
  round?.touched.add(event.childId);
  round?.suspects.delete(event.childId);
};
