import {
  big,
  childId,
  choice,
  decimal,
  flag,
  input,
  int,
  list,
  optional,
  orderId,
  priceUnits,
  qtyUnits,
  record,
  text,
  time,
  uint,
  word,
} from '../kernel/schema.ts';
import type { DayNumber, Notional } from '../kernel/units.ts';
import { evidencePurpose } from '../market/events.ts';
import {
  ask,
  breakReason,
  childStatus,
  heldWhy,
  openOrClosed,
  orderStatus,
  ordType,
  restatementReason,
  route,
  side,
  timeInForce,
} from '../order/words.ts';
import { breakState } from '../reconcile/events.ts';
import { queryKind, roundCause } from '../reconcile/query-events.ts';
import { heldRequest, resilienceCarried, series } from '../resilience/events.ts';
import { carriedModes } from '../resilience/mode-events.ts';
import { scope, work } from '../risk/events.ts';
import { configTerms } from './events.ts';
import { execution, stray } from './executions.ts';

const pendingRequest = record({
  sentId: text,
  kind: choice('cancel', 'replace'),
  origSentId: text,
  seqOut: uint(),
  certain: flag,
  /** The venue has said that it is pending there. */
  confirmed: flag,
  /** Of the client's replace behind it. */
  clOrdId: optional(text),
  timeoutAt: optional(time),
  qty: optional(qtyUnits),
  price: optional(priceUnits),
});

/** What the day before leaves open, one record each. Folding them gives the state it ended with, less what is settled and old. */
export const carried = {
  CarriedOrder: input(70, 'CarriedOrder', 'An order that can still be referred to.', {
    orderId,
    clOrdId: text,
    account: word,
    strategy: optional(word),
    algo: optional(word),
    decisionMaker: optional(word),
    symbol: word,
    side,
    ordType,
    qty: qtyUnits,
    cashOrderQty: optional(decimal),
    price: optional(priceUnits),
    stopPx: optional(priceUnits),
    timeInForce,
    expireTime: optional(time),
    route,
    displayQty: optional(qtyUnits),
    minQty: optional(qtyUnits),
    postOnly: flag,
    reduceOnly: flag,
    status: orderStatus,
    reason: text,
    /** `clOrdId` is that of the last accepted request, `reason` why it closed; what it began with is here. */
    firstClOrdId: text,
    firstQty: qtyUnits,
    firstPrice: optional(priceUnits),
    firstReason: optional(text),
    cumQty: qtyUnits,
    cumNotional: big<Notional>(),
    attempts: uint(),
    wants: optional(evidencePurpose),
    held: optional(record({ why: heldWhy, venue: word, until: optional(time) })),
    cancel: optional(record({ clOrdId: text, reason: text })),
    /** In the order in which they were asked. */
    replaces: list(record({ clOrdId: text, qty: qtyUnits, price: optional(priceUnits) })),
    expiresAt: optional(time),
    acceptedAt: time,
    closedAt: optional(time),
  }),
  CarriedChild: input(71, 'CarriedChild', 'A child order that can still be referred to.', {
    orderId,
    childId,
    venue: word,
    session: word,
    account: word,
    symbol: word,
    side,
    ordType,
    qty: qtyUnits,
    price: optional(priceUnits),
    timeInForce,
    status: childStatus,
    reason: text,
    sentId: text,
    sentIds: list(text),
    venueOrderId: optional(text),
    epoch: uint(),
    certain: flag,
    timeoutAt: optional(time),
    cumQty: qtyUnits,
    /** What corporate actions have added to `cumQty` beyond the executions themselves. */
    adjustedQty: int(),
    unheardQty: qtyUnits,
    seqOut: uint(),
    toldAt: optional(time),
    termsAt: optional(time),
    /** The venue's latest count by its own clock: how much is executed, and whether something is left to trade. */
    counted: optional(record({ cumQty: optional(qtyUnits), avgPx: optional(decimal), open: optional(flag), at: time })),
    rejectReason: optional(word),
    why: optional(restatementReason),
    againAt: optional(time),
    declared: list(text),
    /** A person has closed it, and the venue has not said so. */
    forced: optional(flag),
    /** Nobody of ours sent it. */
    external: optional(flag),
    query: optional(record({ sentId: text, seqOut: uint(), firstSeqOut: uint(), attempt: uint(), timeoutAt: time })),
    /** What waits for a turn at the venue; `called` once the turn has come, but before it went. */
    waits: list(record({ request: heldRequest, until: time, called: flag, ...series })),
    requests: list(pendingRequest),
    executions: list(execution),
  }),
  CarriedAsk: input(72, 'CarriedAsk', 'A clOrdId still in scope, and what was asked under it.', {
    account: word,
    clOrdId: text,
    ask,
    orderId: optional(orderId),
    said: optional(text),
    askedOn: uint<DayNumber>(),
  }),
  CarriedPosition: input(73, 'CarriedPosition', 'A position and its cost.', {
    account: word,
    symbol: word,
    qty: int(),
    cost: big(),
    realized: big(),
    fees: list(record({ currency: word, amount: big() })),
    bought: qtyUnits,
    sold: qtyUnits,
  }),
  CarriedKill: input(74, 'CarriedKill', 'A kill that nobody has lifted.', {
    scope,
    id: word,
    reason: text,
    by: text,
    since: time,
  }),
  CarriedSession: input(75, 'CarriedSession', 'Session numbers of a venue, both ways, and whether it is connected.', {
    venue: word,
    session: word,
    up: flag,
    /** The highest number up to which every one has been heard; those heard beyond a gap are `ahead`. */
    lastSeqIn: uint(),
    lastSeqOut: uint(),
    ahead: list(uint()),
    resendAt: optional(time),
    resends: uint(),
    neverArrived: optional(record({ from: uint(), to: uint() })),
    /** The desk has compared its books with the venue's since it connected: only then does it send new orders. */
    level: flag,
    compareAt: optional(time),
    /** The latest time of the venue's own that it has told. */
    toldAt: optional(time),
    /** Until then positions are not compared again, but when somebody asks. */
    positionsAt: optional(time),
    /** As its hours have it; absent: it has none. */
    hours: optional(record({ state: openOrClosed, until: time, askAt: optional(time) })),
  }),
  CarriedBreak: input(76, 'CarriedBreak', 'A break that is not closed.', {
    breakId: uint(),
    at: time,
    venue: optional(word),
    orderId: optional(orderId),
    childId: optional(childId),
    what: breakReason,
    detail: text,
    toldQty: optional(qtyUnits),
    seqTo: optional(uint()),
    executionKey: optional(text),
    symbol: optional(word),
    state: breakState,
    owner: optional(text),
    /** How it came about, and how it ended. */
    explanation: optional(text),
    ending: optional(text),
    atOnce: optional(flag),
  }),
  CarriedStray: input(
    77,
    'CarriedStray',
    'A key by which a venue alone knows an execution: it stays known, so that it is booked once.',
    {
      venue: word,
      executionKey: text,
      /** Of an execution in suspense: what of it stands, so that it can be taken back. */
      stray: optional(stray),
    },
  ),
  CarriedWork: input(78, 'CarriedWork', 'Mass work that was not finished.', {
    workId: uint(),
    work,
    scope,
    id: word,
    reason: text,
    upTo: optional(orderId),
  }),
  CarriedRate: input(79, 'CarriedRate', 'How full the order rate of an account is.', { account: word, nextAt: time }),
  CarriedMark: input(80, 'CarriedMark', 'The last mark of an instrument.', {
    symbol: word,
    price: priceUnits,
    markedAt: time,
    source: word,
  }),
  CarriedConfig: input(81, 'CarriedConfig', 'The configuration in force.', {
    values: configTerms,
    build: text,
    configDigest: text,
  }),
  CarriedCounters: input(82, 'CarriedCounters', 'The next number of everything that is numbered.', {
    nextOrder: uint(),
    nextChild: uint(),
    nextRequest: uint(),
    nextBreak: uint(),
    nextWork: uint(),
    nextQuery: uint(),
  }),
  CarriedRound: input(83, 'CarriedRound', 'A reconciliation with a venue that is under way.', {
    venue: word,
    cause: roundCause,
    beganAt: time,
    queryId: uint(),
    query: queryKind,
    pass: uint(),
    attempt: uint(),
    since: time,
    /** Until when an answer is waited for. */
    timeoutAt: optional(time),
    /** What is asked next, and when. */
    next: optional(record({ query: queryKind, pass: uint(), attempt: uint(), at: time })),
    /** The latest time of the venue's own that it had told before the question. */
    toldAt: optional(time),
    /** Rows heard of the answer, and of the last whole answer about open orders. */
    rows: uint(),
    orders: uint(),
    asOf: optional(time),
    differences: uint(),
    seen: list(childId),
    suspects: list(childId),
    /** Of which something was sent or heard since the question. */
    touched: list(childId),
    /** What the venue holds, as far as its answer has come in; and what did not agree the time before. */
    held: list(record({ symbol: word, qty: int() })),
    doubted: list(record({ symbol: word, qty: int() })),
  }),
  CarriedVenuePosition: input(84, 'CarriedVenuePosition', 'What a venue has executed for us of an instrument, of all accounts.', {
    venue: word,
    symbol: word,
    qty: int(),
    /** How much more than that the venue says we hold, until the break about it is closed. */
    differs: optional(int()),
  }),
  ...resilienceCarried,
  ...carriedModes,
};
