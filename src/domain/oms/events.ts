import {
  choice,
  decimal,
  flag,
  input,
  int,
  list,
  optional,
  record,
  text,
  time,
  uint,
  type ValueOf,
  word,
} from '../kernel/schema.ts';
import type { DayNumber, Ppm } from '../kernel/units.ts';
import { ordType, timeInForce } from '../order/events.ts';
import { openOrClosed } from '../order/words.ts';

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

export const weekday = choice('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');

/** A venue: what it can do, what it charges, what it lists. Capabilities as DESIGN §12. */
export const venueTerms = record({
  venue: word,
  kind: choice('lit', 'dark'),
  session: word,
  dedupes: choice('never', 'open', 'day'),
  queryById: flag,
  /** Answers what of ours is open there. Trading begins only once the desk has compared that with its own books. */
  listsOpenOrders: flag,
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
  /** How long a question (open orders, executions, positions) may stay unanswered before it is asked again. */
  queryTimeoutMs: uint(),
  /** How long after one comparison of open orders the next begins; 0: only after each connection, or when somebody asks. */
  openOrdersEveryMs: uint(),
  /** How long after one comparison of positions the next is due: it follows the comparison of open orders; 0: never, not even after a connection. */
  positionsEveryMs: uint(),
  /** Messages a second that the venue takes, and how many may come at once. Over it, orders are held. */
  messagesPerSecond: uint(),
  messagesBurst: uint(),
  /** The messages of so long are kept free of what may come at once: what is decided in time may arrive in a bunch. */
  headroomMs: uint(),
  /** Queries count as messages there. */
  queriesCount: flag,
  /** After so many failures in a row of one kind of request nothing of that kind goes there for a while; absent: it always goes. */
  breaker: optional(record({ failures: uint(), openMs: uint(), openMsMax: uint() })),
  /** With so much nonsense within a window of time, nothing new goes there until a person lets it; absent: it always goes. */
  nonsense: optional(record({ limit: uint(), windowMs: uint() })),
  listings: list(record({ symbol: word, tickSize: decimal, lotSize: decimal, minQty: decimal })),
  /** Does it take new orders while executions of it wait in suspense? Not unless it says so. */
  strays: optional(choice('block', 'allow')),
  /** What is done about an order that is open there and none of ours: left at work, left alone until a person settles it, or cancelled. */
  externalOrders: optional(choice('adopt', 'quarantine', 'cancel')),
  /** When it trades, on the clocks of its own time zone; absent: always. */
  hours: optional(record({ timezone: word, opens: word, closes: word, days: list(weekday) })),
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
  VenueHoursChanged: input(
    68,
    'VenueHoursChanged',
    'A venue opens or closes by its hours, or the desk starts and says how that is. Closed it takes no orders; cancels go.',
    {
      venue: word,
      state: openOrClosed,
      until: time,
      /** When day orders that still live there are asked about. */
      askAt: optional(time),
    },
  ),
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
