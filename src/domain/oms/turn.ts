import { assert } from '../kernel/assert.ts';
import type { OrderId } from '../kernel/units.ts';
import { movesStatus, stepOf } from '../order/lifecycle.ts';
import type { Order } from '../order/order.ts';
import type { Event, Fact, Input, Recorded, Stamp } from './catalogue.ts';
import { decide } from './decide/decide.ts';
import { type Cause, Draft } from './decide/draft.ts';
import { settleMassCancels } from './decide/mass-cancel.ts';
import { settleMode } from './decide/mode.ts';
import { reviewOrder } from './decide/review.ts';
import { settleBreaks } from './decide/settle-breaks.ts';
import { settleVenues } from './decide/settle-venues.ts';
import { evolve } from './evolve/evolve.ts';
import type { State } from './state.ts';

/** A turn is bounded by design (slices of mass work, few children an order); more than this is a bug, not a busy day. */
const RECORDS_MAX = 4_000;

/**
 * Facts after which a client order may have to go on. A refused request is not among them: what it means for the ask behind it is
 * said with it, and asking again by itself would be a storm.
 */
const MOVES_AN_ORDER: Partial<Record<Fact['type'], true>> = {
  CancelAccepted: true,
  ReplaceAccepted: true,
  AskFailed: true,
  OrderReleased: true,
  RequestReleased: true,
  OrderClosed: true,
  OrderReopened: true,
  OrderRestated: true,
  ChildAcknowledged: true,
  ChildStands: true,
  ChildClosed: true,
  ChildReplaced: true,
  ChildRestated: true,
  UnheardCounted: true,
  CertaintyLost: true,
  ExecutionBooked: true,
  ExecutionBusted: true,
  ExecutionCorrected: true,
  CountDeclared: true,
  ExternalOrderAdopted: true,
};

/** Which order a fact moves on, if any: children to parent, and nobody calls anybody. */
export const react = (fact: Fact): OrderId | undefined =>
  (MOVES_AN_ORDER[fact.type] === true || isNewStatus(fact)) && 'orderId' in fact ? fact.orderId : undefined;

/** A remark moves no quantity, but some move the status: what was over for us may be alive. */
const isNewStatus = (fact: Fact): boolean => fact.type === 'ChildRemarked' && movesStatus(stepOf(fact.execType, 'gtc'));

const orderIn = (event: Event): OrderId | 0 => ('orderId' in event && event.orderId !== undefined ? event.orderId : 0);

/**
 * One turn: the input, what follows from it, what follows from that, until quiet. Folds every record into the state and returns them;
 * the engine and `redecide` run this same function, which is why a recorded day can be proved.
 */
export const takeTurn = (state: State, input: Input, stamp: Stamp): readonly Recorded[] => {
  const { at, mono, actor } = stamp;
  const causationId = state.position + 1;
  const cause: Cause = { at, mono, actor, causationId };
  const records: Recorded[] = [];
  const record = (event: Event, correlationId: OrderId | 0): void => {
    const recorded: Recorded = { position: state.position + 1, at, mono, actor, causationId, correlationId, event };
    evolve(state, recorded);
    records.push(recorded);
  };

  const moved = new Set<OrderId>();
  const recordAll = (facts: readonly Fact[]): void => {
    for (const fact of facts) {
      record(fact, orderIn(fact));
      const orderId = react(fact);
      if (orderId !== undefined) moved.add(orderId);
    }
  };

  const facts = decide(state, input, cause);
  record(input, orderIn(input) || (facts[0] === undefined ? 0 : orderIn(facts[0])));
  recordAll(facts);
  for (const orderId of moved) {
    moved.delete(orderId); // A set hands out what is added to it meanwhile, so this runs until quiet.
    assert(records.length < RECORDS_MAX, () => `a turn has at most ${RECORDS_MAX} records; ${input.type} caused more`);
    const order = state.orders.get(orderId);
    if (order !== undefined) recordAll(review(state, cause, order));
  }
  // While a day takes over what the day before has left, nothing is news.
  if (!state.ready) return records;
  if (state.openBreaks.size > 0)
    recordAll(
      settleBreaks(
        state,
        cause,
        records.map(({ event }) => event),
      ),
    );
  recordAll(settleVenues(state, cause, input));
  recordAll(settleMode(state, cause, records));
  if (state.massCancels.size > 0) recordAll(settleMassCancels(state, cause));
  return records;
};

const review = (state: State, cause: Cause, order: Order): readonly Fact[] => {
  const draft = new Draft(state, cause);
  reviewOrder(draft, order);
  return draft.facts;
};
