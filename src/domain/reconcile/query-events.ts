import {
  childId,
  choice,
  decimal,
  type EventOf,
  fact,
  input,
  int,
  list,
  optional,
  orderId,
  record,
  text,
  time,
  uint,
  type ValueOf,
  word,
} from '../kernel/schema.ts';
import { side, venueOrdStatus } from '../order/words.ts';

/** What a venue is asked: what of ours is open, what it has executed for us since a moment, what we hold. */
export const queryKind = choice('openOrders', 'fills', 'positions');
/** Why the desk compares its books with a venue's: it has just connected, it is time, a person wants it, or something does not fit. */
export const roundCause = choice('recovery', 'periodic', 'asked', 'doubt');

/** What we believe of an order, and what a venue lists of it: the rows and columns of compare.ts. */
export const ours = choice('unacked', 'live', 'unsure', 'full', 'over', 'notSent', 'unknown');
export const theirs = choice('absent', 'same', 'otherTerms', 'moreExecuted', 'lessExecuted');

/** A row of a venue's answer to "what of ours is open?", as it was said. */
export const openOrderRow = record({
  sentId: optional(text),
  venueOrderId: optional(text),
  symbol: word,
  side,
  ordStatus: optional(venueOrdStatus),
  qty: decimal,
  price: optional(decimal),
  cumQty: decimal,
  leavesQty: decimal,
});
export const positionRow = record({ symbol: word, account: optional(word), qty: decimal });

const ofQuery = { venue: word, session: word, queryId: uint() };
/** The venue's clock when it answered, and the last number of its session that it had said by then. `total` is how many rows there are: fewer are a partial answer. */
const answered = { ...ofQuery, asOf: time, seqIn: optional(uint()), total: uint() };
/** A long answer comes in parts, first part 1. */
const inParts = { part: uint(), parts: uint() };

export const queryAsks = {
  ReconcileRequested: input(6, 'ReconcileRequested', "A named person wants a venue's books compared with ours.", {
    clOrdId: text,
    venue: word,
    reason: text,
  }),
};

export const queryAnswers = {
  OpenOrdersReported: input(23, 'OpenOrdersReported', 'A venue says what of ours is open there (a part of its answer).', {
    ...answered,
    ...inParts,
    rows: list(openOrderRow),
  }),
  PositionsReported: input(24, 'PositionsReported', 'A venue says what we hold there (a part of its answer).', {
    ...answered,
    ...inParts,
    rows: list(positionRow),
  }),
  FillsReported: input(
    25,
    'FillsReported',
    'A venue has told its executions since a moment: each came before this as a report of its own.',
    {
      ...answered,
      told: uint(),
      /** Since which moment it was asked for them. */
      since: optional(time),
    },
  ),
  QueryFailed: input(
    26,
    'QueryFailed',
    'A question to a venue came to nothing: nobody answered, or not in a way that can be read.',
    {
      ...ofQuery,
      reason: text,
      /** The beginning of what could not be read, how long all of it is, and its SHA-256. */
      raw: optional(text),
      rawBytes: optional(uint()),
      rawHash: optional(text),
      /** The venue wants to be asked no sooner. */
      retryAfterMs: optional(uint()),
    },
  ),
};

export const queryFacts = {
  QuerySent: fact(170, 'QuerySent', 'The desk asks a venue what it knows of ours. Nothing is sent anew because of it.', {
    ...ofQuery,
    query: queryKind,
    /** Open orders are asked for twice before one counts as absent; positions before one counts as different. */
    pass: uint(),
    /** How often it has been asked without an answer that will do. */
    attempt: uint(),
    cause: roundCause,
    /** Executions are asked for since then, by the venue's clock. */
    since: time,
    timeoutAt: time,
  }),
  QueryPutOff: fact(171, 'QueryPutOff', 'The question is put later, and why: the answer will not do, or the venue needs time.', {
    venue: word,
    query: queryKind,
    pass: uint(),
    attempt: uint(),
    reason: text,
    until: time,
  }),
  VenueLevelled: fact(172, 'VenueLevelled', 'The desk is level with the venue: from here on it sends orders there.', {
    venue: word,
    session: word,
    /** Since its session came up. */
    tookMicros: uint(),
    /** How many orders of ours the venue has open. */
    orders: uint(),
  }),
  OrderCompared: fact(174, 'OrderCompared', 'What a venue lists as open differs from our books, or what it lists was in doubt.', {
    venue: word,
    queryId: uint(),
    pass: uint(),
    /** Absent for an order that none of ours explains. */
    orderId: optional(orderId),
    childId: optional(childId),
    sentId: optional(text),
    venueOrderId: optional(text),
    ours,
    theirs,
  }),
  VenueReconciled: fact(173, 'VenueReconciled', 'A comparison with the venue is over.', {
    venue: word,
    cause: roundCause,
    tookMicros: uint(),
    orders: uint(),
    /** How often the venue's books and ours differed. */
    differences: uint(),
    outcome: choice('done', 'unanswered'),
    /** When they are compared again. */
    nextAt: optional(time),
    /** Positions are not compared again before then. */
    positionsAt: optional(time),
  }),
  PositionCompared: fact(
    175,
    'PositionCompared',
    'What a venue says that we hold there is not what it has executed for us, or was not before.',
    {
      venue: word,
      queryId: uint(),
      pass: uint(),
      symbol: word,
      ours: int(),
      theirs: int(),
      /** `lookAgain`: something may be on its way, so that it is asked for once more before it counts. */
      conclusion: choice('agrees', 'lookAgain', 'differs'),
    },
  ),
};

type QueryDefinitions = typeof queryAnswers & typeof queryFacts;
export type QueryEvents = { [K in keyof QueryDefinitions]: EventOf<QueryDefinitions[K]> };
export type QueryKind = ValueOf<typeof queryKind>;
export type RoundCause = ValueOf<typeof roundCause>;
export type OpenOrderRow = ValueOf<typeof openOrderRow>;
export type PositionRow = ValueOf<typeof positionRow>;
