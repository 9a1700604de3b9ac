import { MICROS_PER_MS, type Micros, minusToZero, type Qty } from '../../kernel/units.ts';
import type { Order } from '../../order/order.ts';
import type { QueryEvents, QueryKind, RoundCause } from '../../reconcile/query-events.ts';
import type { Question, Round } from '../../reconcile/round.ts';
import type { Fact } from '../catalogue.ts';
import { roundAnswered } from '../state.ts';
import { compareRow } from './compare-orders.ts';
import type { Draft } from './draft.ts';
import { inferMissing } from './provisional.ts';
import { begin, waitsFor } from './work.ts';

/** After so many times without an answer that will do, a person should know; and what only was to be looked at again waits for the next time. */
export const ATTEMPTS_MAX = 5;
/** A question is put less and less often, up to this many doublings of the first patience. */
const DOUBLINGS_MAX = 5;

const doubled = (micros: number, attempt: number): number => micros * 2 ** Math.min(attempt - 1, DOUBLINGS_MAX);

/** Begins a comparison with a venue whose session is up, unless one is under way. `isNew`: the session came up in this very turn, and what was under way ended with it. */
export const beginRound = (draft: Draft, venue: string, cause: RoundCause, isNew = false): void => {
  if (draft.state.rounds.has(venue) && !isNew) return;
  const { listsOpenOrders, openOrdersEveryMs } = draft.venue(venue).terms;
  const isAsked = listsOpenOrders && (cause !== 'periodic' || openOrdersEveryMs > 0);
  if (!isAsked && !asksPositions(draft, venue)) return;
  const query = isAsked ? 'openOrders' : 'positions';
  ask(draft, venue, { query, pass: 1, attempt: 1 }, { cause, since: lastSeen(draft, venue) });
};

/** Can it be asked what we hold there, and does somebody want to know? */
export const asksPositions = (draft: Draft, venue: string): boolean => {
  const { positionScope, positionsEveryMs } = draft.venue(venue).terms;
  return positionScope !== 'none' && positionsEveryMs > 0;
};

/** From when on executions may have been missed: a little before the last word of the venue, by its own clock. */
const lastSeen = (draft: Draft, name: string): Micros => {
  const told = draft.session(name)?.toldAt;
  const opened = draft.state.day?.opensAt as Micros;
  return told === undefined
    ? opened
    : (minusToZero(told as number as Qty, draft.venue(name).queryMicros as Qty) as number as Micros);
};

const ask = (draft: Draft, name: string, question: Question, { cause, since }: Pick<Round, 'cause' | 'since'>): void => {
  const { terms, queryMicros } = draft.venue(name);
  draft.say({
    type: 'QuerySent',
    venue: name,
    session: terms.session,
    queryId: draft.newQueryId(),
    ...question,
    cause,
    since,
    timeoutAt: (draft.now + doubled(queryMicros, question.attempt)) as Micros,
  });
};

/** Puts the question that is under way again, later; but not for ever, unless trading waits for the answer. */
export const putOff = (draft: Draft, round: Round, reason: string, leastMicros = 0): void => {
  const { venue, query, pass, attempt } = round;
  if (attempt >= ATTEMPTS_MAX) raiseUnanswered(draft, round, reason);
  if (attempt >= ATTEMPTS_MAX && !isWaitedFor(round)) return conclude(draft, round, 'unanswered');
  const pause = Math.max(leastMicros, doubled(draft.venue(venue).timeoutMicros, attempt));
  const until = (draft.now + pause) as Micros;
  draft.say({ type: 'QueryPutOff', venue, query, pass, attempt: attempt + 1, reason, until });
};

/** Trading waits for what is open there and what was executed, and not for positions. */
const isWaitedFor = ({ cause, query }: Round): boolean => cause === 'recovery' && query !== 'positions';

const raiseUnanswered = (draft: Draft, { venue, query }: Round, reason: string): void =>
  draft.raise('queryUnanswered', `${venue} has not said ${ASKED[query]}: ${reason}`, { venue });
const ASKED: Readonly<Record<QueryKind, string>> = {
  openOrders: 'what of ours is open',
  fills: 'what it has executed for us',
  positions: 'what we hold there',
};

/** The moment has come to ask, or nobody has answered in time. */
export const roundTimer = (draft: Draft, venue: string): void => {
  const round = draft.state.rounds.get(venue);
  if (round === undefined) return;
  if (round.timeoutAt === undefined) return round.next && ask(draft, venue, questionOf(round.next), round);
  const attempt = round.attempt + 1;
  if (attempt > ATTEMPTS_MAX) raiseUnanswered(draft, round, 'no answer came');
  if (attempt > ATTEMPTS_MAX && !isWaitedFor(round)) return conclude(draft, round, 'unanswered');
  ask(draft, venue, { ...questionOf(round), attempt }, round);
};
const questionOf = ({ query, pass, attempt }: Question): Question => ({ query, pass, attempt });

type Answer = QueryEvents['OpenOrdersReported' | 'PositionsReported' | 'FillsReported'];

/** Why an answer will not do; undefined when it will. */
export const fault = (draft: Draft, round: Round, { venue, asOf, seqIn }: Answer): string | undefined => {
  if (round.toldAt !== undefined && asOf < round.toldAt) return 'its answer is older than what it had told before';
  const heard = draft.session(venue)?.lastSeqIn ?? 0;
  if (seqIn !== undefined && seqIn > heard) return `it had said its number ${seqIn}, and ${heard} is the last that was heard`;
  return undefined;
};

/** A part of what is open there. It is compared with our own books as it comes. */
export const hearOpenOrders = (draft: Draft, answer: QueryEvents['OpenOrdersReported']): void => {
  const round = roundAnswered(draft.state, answer);
  if (round === undefined) return;
  const wrong = fault(draft, round, answer);
  if (wrong !== undefined) return putOff(draft, round, wrong);
  for (const row of answer.rows) compareRow(draft, round, answer, row);
  if (answer.part < answer.parts) return;
  const rows = round.rows + answer.rows.length;
  if (rows < answer.total) return putOff(draft, round, `its answer is partial: ${rows} of ${answer.total} orders`);
  if ([...draft.state.live].some((order) => isAt(order, round.venue)))
    begin(draft, 'lookForAbsent', 'venue', round.venue, 'the venue has listed what is open');
  else ordersCompared(draft, round.venue);
};
const isAt = ({ children }: Order, at: string): boolean => children.some(({ venue }) => venue === at);

/** All that is open there is compared. Whatever differed shows among the executions, too, and so may what was missed. */
export const ordersCompared = (draft: Draft, venue: string): void => {
  const round = draft.state.rounds.get(venue);
  if (round?.query !== 'openOrders') return; // It ended with its session.
  const differs = round.differences > 0 || draft.facts.some(({ type }) => type === 'OrderCompared');
  if (round.pass === 1 && (round.cause === 'recovery' || differs))
    return ask(draft, venue, { query: 'fills', pass: 1, attempt: 1 }, round);
  goOnToPositions(draft, round);
};

/** The venue has told its executions: each of them was heard, as a report of its own, before this. */
export const hearFillsTold = (draft: Draft, answer: QueryEvents['FillsReported']): void => {
  inferMissing(draft, answer);
  const round = roundAnswered(draft.state, answer);
  if (round === undefined) return;
  if (answer.told < answer.total)
    return putOff(draft, round, `its answer is partial: ${answer.told} of ${answer.total} executions`);
  if (draft.session(round.venue)?.level === false) open(draft, round);
  if (round.suspects.size === 0) return goOnToPositions(draft, round);
  // What was told meanwhile may be on its way: they are looked for again after a while.
  const { venue } = round;
  const until = (draft.now + draft.venue(venue).timeoutMicros) as Micros;
  const reason = `${round.suspects.size} orders were not listed and are looked for again`;
  draft.say({ type: 'QueryPutOff', venue, query: 'openOrders', pass: 2, attempt: 1, reason, until });
};

/** Something does not fit: what is open there is looked through, if nobody does that already. */
export const doubtBooks = (draft: Draft, venue: string): void => {
  const isKnown = draft.config.venues.get(venue)?.terms.listsOpenOrders === true;
  if (isKnown && draft.session(venue)?.up === true) beginRound(draft, venue, 'doubt');
};

export const hearQueryFailed = (draft: Draft, failure: QueryEvents['QueryFailed']): void => {
  const round = roundAnswered(draft.state, failure);
  if (round !== undefined) putOff(draft, round, failure.reason, (failure.retryAfterMs ?? 0) * MICROS_PER_MS);
};

/** What is open there is known, and so is what was executed: orders go there again. */
const open = (draft: Draft, { venue, beganAt, orders }: Round): void => {
  const { session } = draft.venue(venue).terms;
  draft.say({ type: 'VenueLevelled', venue, session, tookMicros: draft.now - beganAt, orders });
  if ([...draft.state.live].some((order) => waitsFor(order, venue)))
    begin(draft, 'releaseHeld', 'venue', venue, 'the desk is level with it');
};

/** Orders are compared; what we hold there is, once that is due. */
const goOnToPositions = (draft: Draft, round: Round): void => {
  const { venue, cause } = round;
  const dueAt = cause === 'periodic' || cause === 'doubt' ? draft.session(venue)?.positionsAt : undefined;
  if (!asksPositions(draft, venue) || (dueAt !== undefined && dueAt > draft.now)) return conclude(draft, round, 'done');
  ask(draft, venue, { query: 'positions', pass: 1, attempt: 1 }, round);
};

/** The comparison is over; where it is repeated from time to time, the next begins so long after it. */
export const conclude = (draft: Draft, round: Round, outcome: 'done' | 'unanswered'): void => {
  const { venue, cause, beganAt, orders, query } = round;
  const differences = round.differences + draft.facts.filter(isDifference).length;
  const { listsOpenOrders, openOrdersEveryMs, positionsEveryMs } = draft.venue(venue).terms;
  const after = (ms: number): Micros => (draft.now + ms * MICROS_PER_MS) as Micros;
  const every = (listsOpenOrders ? openOrdersEveryMs : 0) || (asksPositions(draft, venue) ? positionsEveryMs : 0);
  const nextAt = every === 0 ? undefined : after(every);
  const positionsAt = query === 'positions' ? after(positionsEveryMs) : draft.session(venue)?.positionsAt;
  const tookMicros = draft.now - beganAt;
  draft.say({ type: 'VenueReconciled', venue, cause, tookMicros, orders, differences, outcome, nextAt, positionsAt });
};
const isDifference = (fact: Fact): boolean =>
  fact.type === 'OrderCompared' || (fact.type === 'PositionCompared' && fact.conclusion === 'differs');

/** It is time to compare again. What is under way is as good, and sets the next time when it ends. */
export const compareTimer = (draft: Draft, venue: string): void => {
  if (draft.session(venue)?.up === true && draft.config.venues.has(venue)) beginRound(draft, venue, 'periodic');
};
