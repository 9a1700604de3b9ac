import {
  big,
  childId,
  choice,
  decimal,
  type EventOf,
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
  type ValueOf,
  word,
} from '../kernel/schema.ts';
import type { DayNumber, Notional, Ppm } from '../kernel/units.ts';
import { evidencePurpose } from '../market/events.ts';
import {
  ask,
  breakReason,
  childStatus,
  heldWhy,
  orderStatus,
  ordType,
  restatementReason,
  route,
  side,
  timeInForce,
} from '../order/events.ts';
import { breakState } from '../reconcile/events.ts';
import { mode } from '../resilience/mode-events.ts';
import { scope, work } from '../risk/events.ts';

const ppm = int<Ppm>();

/** An instrument as the desk trades it, on whichever venue. Sizes are decimals as a person writes them. */
export const instrumentTerms = record({
  symbol: word,
  kind: choice('equity', 'fx', 'future', 'spot', 'linearPerpetual', 'inversePerpetual'),
  base: optional(word),
  quote: word,
  /** Digits after the point that a price, a quantity, may have: 0 to 9. */
  priceScale: uint(),
  qtyScale: uint(),
  tickSize: decimal,
  lotSize: decimal,
  minQty: decimal,
  maxQty: decimal,
  multiplier: optional(decimal),
  tradable: flag,
});

/** A venue: what it can do, what it charges, what it lists. Capabilities as DESIGN §12. */
export const venueTerms = record({
  venue: word,
  kind: choice('lit', 'dark'),
  session: word,
  dedupes: choice('never', 'open', 'day'),
  queryById: flag,
  replace: choice('atomic', 'cancelThenNew', 'none'),
  replaceQty: choice('total', 'leaves'),
  /** What makes an execution the same one: its order, side, execId and trade date, or its execId and trade date at the venue. */
  executionKey: choice('order', 'venue'),
  cancelOnDisconnect: flag,
  positionScope: choice('account', 'desk', 'none'),
  ordTypes: list(ordType),
  timeInForces: list(timeInForce),
  idForm: choice('text14', 'numeric'),
  /** In millionths of the notional; a rebate is negative. */
  makerPpm: ppm,
  takerPpm: ppm,
  /** How long a submit, cancel or replace may stay unanswered before its outcome counts as unknown. */
  requestTimeoutMs: uint(),
  /** Messages a second that the venue takes, and how many may come at once. Over it, orders are held. */
  messagesPerSecond: uint(),
  messagesBurst: uint(),
  listings: list(record({ symbol: word, tickSize: decimal, lotSize: decimal, minQty: decimal })),
});

/** Limits of an account in one instrument, or in every instrument without limits of its own (`symbol` '*'). Hard: beyond is refused. */
export const limitTerms = record({
  account: word,
  symbol: word,
  maxOrderQty: decimal,
  maxOrderNotional: decimal,
  /** Position plus every open order on that side, at worst case. */
  maxLong: decimal,
  maxShort: decimal,
  collarPpm: ppm,
  referenceMaxAgeMs: uint(),
});

export const accountTerms = record({ account: word, tradable: flag, ordersPerSecond: uint(), ordersBurst: uint() });

/** All that the desk decides by and that is not an event of the day: adopted by an event, so that a past day keeps its own. */
export const configTerms = record({
  accounts: list(accountTerms),
  instruments: list(instrumentTerms),
  venues: list(venueTerms),
  limits: list(limitTerms),
  suspenseAccount: word,
  /** How often a routed order may be routed again before it rests or ends. */
  routeAttemptsMax: uint(),
  /** How many replaces of one order may be unanswered at once; one more is refused as already pending. */
  replacesInFlightMax: uint(),
  /** A book older than this is not routed to and gives no reference. */
  bookMaxAgeMs: uint(),
  /** For how many days closed orders, clOrdIds and execution keys stay known. */
  carryDays: uint(),
});
export type ConfigTerms = ValueOf<typeof configTerms>;
export type InstrumentTerms = ValueOf<typeof instrumentTerms>;
export type VenueTerms = ValueOf<typeof venueTerms>;
export type LimitTerms = ValueOf<typeof limitTerms>;
export type AccountTerms = ValueOf<typeof accountTerms>;

export const deskInputs = {
  DayOpened: input(
    60,
    'DayOpened',
    'A trading day begins. It links the day before and is followed by what that day leaves open.',
    {
      desk: word,
      deskCode: word,
      day: uint<DayNumber>(),
      timezone: word,
      rollAt: word,
      opensAt: time,
      rollsAt: time,
      epoch: uint(),
      previousDay: optional(uint<DayNumber>()),
      previousHash: optional(text),
      previousSeal: optional(text),
      carried: uint(),
    },
  ),
  DayReady: input(61, 'DayReady', 'The opening balance is complete; `digest` is the state it folds to.', { digest: text }),
  DayClosed: input(
    62,
    'DayClosed',
    'The trading day is over; nothing follows. Chain head and state digest as they stood before this record.',
    {
      chainHead: text,
      stateDigest: text,
      reason: choice('roll', 'end'),
    },
  ),
  DeskStarted: input(
    63,
    'DeskStarted',
    'A process becomes the writer of this desk. What an earlier one had in flight is in doubt.',
    {
      build: text,
      configDigest: text,
      epoch: uint(),
      writer: text,
      clockOffsetMicros: optional(int()),
    },
  ),
  ConfigAdopted: input(64, 'ConfigAdopted', 'The desk decides by these values from here on.', { values: configTerms }),
  SessionChanged: input(65, 'SessionChanged', 'A connection to a venue came up, was levelled, or went down.', {
    venue: word,
    session: word,
    state: choice('up', 'down'),
    reason: optional(text),
    /** The number of ours that the venue expects next. What had a higher one never arrived: the old connection is dead. */
    expects: optional(uint()),
    /** What the session goes on with, where it begins anew. */
    nextSeqIn: optional(uint()),
    nextSeqOut: optional(uint()),
  }),
  TimerFired: input(66, 'TimerFired', 'A moment that an event had set has come.', { timerId: text, dueAt: time, late: flag }),
  WriterEpochStarted: input(
    67,
    'WriterEpochStarted',
    'A standby takes over: records of earlier epochs may no longer have effects.',
    {
      epoch: uint(),
      writer: text,
      cause: text,
    },
  ),
};

/** `aliases` are the ids of its corrections; `toldAt` is the venue's time of the last word about it. */
const execution = record({
  executionKey: text,
  lastQty: qtyUnits,
  lastPx: priceUnits,
  busted: flag,
  fee: decimal,
  feeCurrency: word,
  aliases: list(text),
  amended: flag,
  toldAt: optional(time),
});
const stray = record({ symbol: word, side, lastQty: qtyUnits, lastPx: priceUnits, fee: decimal, feeCurrency: word });
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
    counted: optional(record({ cumQty: optional(qtyUnits), open: optional(flag), at: time })),
    rejectReason: optional(word),
    why: optional(restatementReason),
    againAt: optional(time),
    declared: list(text),
    query: optional(record({ sentId: text, seqOut: uint(), firstSeqOut: uint(), attempt: uint(), timeoutAt: time })),
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
  CarriedKill: input(74, 'CarriedKill', 'A kill that nobody has lifted.', { scope, id: word, reason: text }),
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
  CarriedRate: input(79, 'CarriedRate', 'How full a rate limit is.', {
    of: choice('accounts', 'venues'),
    name: word,
    nextAt: time,
  }),
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
  }),
  CarriedMode: input(87, 'CarriedMode', 'A mode that is not lifted.', {
    scope,
    id: word,
    mode,
    cause: text,
    by: optional(text),
    since: time,
  }),
};

type DeskEventsOf = typeof deskInputs & typeof carried;
export type DeskEvents = { [K in keyof DeskEventsOf]: EventOf<DeskEventsOf[K]> };
