import {
  childId,
  choice,
  decimal,
  type EventOf,
  fact,
  flag,
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
import { accountability, type asks, type declarations, type reports } from './inputs.ts';
import {
  ask,
  breakReason,
  execType,
  heldWhy,
  liquidity,
  ordType,
  request,
  restatementReason,
  route,
  side,
  timeInForce,
} from './words.ts';

export { asks, declarations, reports } from './inputs.ts';
export * from './words.ts';

/** The venue's own time of what it says (FIX TransactTime): what is older than the latest heard moves nothing back. */
const toldAt = { transactTime: optional(time) };
/** Why, in the venue's word for it (FIX OrdRejReason, CxlRejReason) and not only in text. */
const why = { rejectReason: optional(word), why: optional(restatementReason) };
const ofOrder = { orderId };
const ofChild = { orderId, childId };
/** A message to a venue: its id there, its session number (assigned in the turn, so durable before it leaves), its deadline. */
const toVenue = { venue: word, session: word, sentId: text, seqOut: uint(), epoch: uint(), timeoutAt: time };

/** What an amendment is known by besides: corrections come in chains, each with an id of its own and the id of the one before. */
const amendment = {
  alias: optional(text),
  /** The venue says that something is left to trade after it. */
  leavesOpen: optional(flag),
  /** A filled order works again because of it. */
  reopens: flag,
  ...toldAt,
};

export const orderFacts = {
  OrderAccepted: fact(101, 'OrderAccepted', 'The desk takes the order on; every check has passed.', {
    ...ofOrder,
    clOrdId: text,
    account: word,
    symbol: word,
    side,
    ordType,
    qty: qtyUnits,
    price: optional(priceUnits),
    stopPx: optional(priceUnits),
    timeInForce,
    expireTime: optional(time),
    route,
    displayQty: optional(qtyUnits),
    minQty: optional(qtyUnits),
    postOnly: flag,
    reduceOnly: flag,
    ...accountability,
  }),
  OrderRefused: fact(102, 'OrderRefused', 'The desk says no to a new order, and which rule says so.', {
    ...ofOrder,
    clOrdId: text,
    account: word,
    symbol: word,
    side,
    check: word,
    scope: text,
    limit: text,
    value: text,
    text,
    /** What was asked, canonically, so that the same ask again can be told from another one under the same id. */
    said: text,
  }),
  AskRepeated: fact(103, 'AskRepeated', 'The same ask again, word for word: it gets the first answer and changes nothing.', {
    orderId: optional(orderId),
    account: word,
    clOrdId: text,
  }),
  AskRefused: fact(
    104,
    'AskRefused',
    'The desk says no to a cancel, a replace, a kill or a reused clOrdId (FIX OrderCancelReject).',
    {
      orderId: optional(orderId),
      account: word,
      clOrdId: text,
      ask,
      check: word,
      scope: text,
      limit: text,
      value: text,
      text,
      /** What was asked, canonically, so that the same ask again can be told from another one under the same id. */
      said: text,
    },
  ),
  OrderHeld: fact(105, 'OrderHeld', 'The order waits in the desk; it is at no venue.', {
    ...ofOrder,
    why: heldWhy,
    venue: word,
    until: optional(time),
  }),
  OrderReleased: fact(106, 'OrderReleased', 'A held order may go: price, time in force and risk were checked again.', {
    ...ofOrder,
  }),
  CancelAccepted: fact(107, 'CancelAccepted', 'The desk will cancel the order: no new child from here on.', {
    ...ofOrder,
    clOrdId: text,
    reason: text,
  }),
  ReplaceAccepted: fact(
    108,
    'ReplaceAccepted',
    'The desk will change the order; until it is done, old and new count at worst case.',
    {
      ...ofOrder,
      clOrdId: text,
      qty: qtyUnits,
      price: optional(priceUnits),
      /** What was asked, canonically, so that the same ask again can be told from another one under the same id. */
      said: text,
    },
  ),
  OrderReplaced: fact(109, 'OrderReplaced', 'The new terms are in force.', {
    ...ofOrder,
    clOrdId: text,
    qty: qtyUnits,
    price: optional(priceUnits),
  }),
  AskFailed: fact(110, 'AskFailed', 'An accepted cancel or replace came to nothing; the order is as it was.', {
    ...ofOrder,
    clOrdId: text,
    ask: choice('cancel', 'replace'),
    reason: text,
    rejectReason: optional(word),
  }),
  OrderClosed: fact(111, 'OrderClosed', 'Our conclusion: nothing more can come of this order by itself.', {
    ...ofOrder,
    as: choice('filled', 'canceled', 'rejected', 'expired', 'doneForDay'),
    reason: text,
    ...why,
  }),
  OrderReopened: fact(112, 'OrderReopened', 'A filled order has something left to trade again: after a bust, or for a replace.', {
    ...ofOrder,
    reason: text,
  }),
  OrderRestated: fact(113, 'OrderRestated', 'The venue works the order under other terms than asked for, and we follow it.', {
    ...ofOrder,
    qty: qtyUnits,
    price: optional(priceUnits),
    reason: text,
  }),

  ChildRouted: fact(120, 'ChildRouted', 'A child order goes to a venue. Its effect leaves only after this is durable.', {
    ...ofChild,
    ...toVenue,
    account: word,
    symbol: word,
    side,
    ordType,
    qty: qtyUnits,
    price: optional(priceUnits),
    timeInForce,
    expireTime: optional(time),
    because: record({
      strategy: word,
      attempt: uint(),
      expectedQty: qtyUnits,
      worstPrice: optional(priceUnits),
      evidenceAt: uint(),
    }),
  }),
  ChildAcknowledged: fact(121, 'ChildAcknowledged', 'The venue has the child order in its book.', {
    ...ofChild,
    venueOrderId: optional(text),
    ...toldAt,
  }),
  ChildStands: fact(146, 'ChildStands', 'The venue, asked, says that the child order stands.', {
    ...ofChild,
    venueOrderId: optional(text),
    ...toldAt,
  }),
  ChildClosed: fact(122, 'ChildClosed', 'The child order is over; `endedQty` will never trade.', {
    ...ofChild,
    as: choice('canceled', 'rejected', 'expired', 'doneForDay', 'notSent'),
    endedQty: qtyUnits,
    /** Executed by the venue's count, and not yet heard of. It counts until it is. */
    unheardQty: qtyUnits,
    reason: text,
    ...why,
    ...toldAt,
  }),
  ChildCancelSent: fact(123, 'ChildCancelSent', 'A cancel goes to the venue.', { ...ofChild, ...toVenue, origSentId: text }),
  ChildReplaceSent: fact(124, 'ChildReplaceSent', 'A replace goes to the venue. `qty` is the total wanted.', {
    ...ofChild,
    ...toVenue,
    origSentId: text,
    qty: qtyUnits,
    price: optional(priceUnits),
    /** The client's replace behind it. */
    clOrdId: text,
  }),
  ChildReplaced: fact(125, 'ChildReplaced', 'The venue works the child order under new terms and a new id.', {
    ...ofChild,
    sentId: optional(text),
    venueOrderId: optional(text),
    qty: qtyUnits,
    price: optional(priceUnits),
    ...toldAt,
  }),
  ChildRequestRejected: fact(
    126,
    'ChildRequestRejected',
    'The venue refused our cancel or replace; the child order is as it was.',
    {
      ...ofChild,
      sentId: text,
      request,
      reason: text,
      rejectReason: optional(word),
      /** When a cancel that did not get out is tried again. */
      againAt: optional(time),
    },
  ),
  ChildRemarked: fact(
    127,
    'ChildRemarked',
    'The venue said something that moves no quantity: pending, stopped, suspended, restated, triggered, done until tomorrow.',
    {
      ...ofChild,
      execType,
      text,
      /** The request that it is about. */
      sentId: optional(text),
      venueOrderId: optional(text),
      /** What is guaranteed to an order that is stopped. */
      lastQty: optional(qtyUnits),
      lastPx: optional(priceUnits),
      ...toldAt,
    },
  ),
  ChildRestated: fact(
    128,
    'ChildRestated',
    'The venue restates the child order under other terms. `cumQty` differs from ours only by a corporate action, which scales it.',
    {
      ...ofChild,
      qty: qtyUnits,
      price: optional(priceUnits),
      cumQty: qtyUnits,
      venueOrderId: optional(text),
      why: optional(restatementReason),
      text,
      ...toldAt,
    },
  ),
  ChildStatusAsked: fact(129, 'ChildStatusAsked', 'The desk asks the venue how a child order stands (FIX OrderStatusRequest).', {
    ...ofChild,
    ...toVenue,
    origSentId: text,
    /** How often it has been asked without an answer. */
    attempt: uint(),
  }),

  ExecutionBooked: fact(130, 'ExecutionBooked', 'The venue executed for us. Booked once, whatever the state of the order.', {
    ...ofChild,
    venue: word,
    account: word,
    strategy: optional(word),
    symbol: word,
    side,
    execId: text,
    executionKey: text,
    lastQty: qtyUnits,
    lastPx: priceUnits,
    overfillQty: qtyUnits,
    fee: decimal,
    feeCurrency: word,
    liquidity,
    provisional: flag,
    tradeDate: word,
    /** The venue says that something is left to trade after it. */
    leavesOpen: optional(flag),
    transactTime: optional(time),
  }),
  ExecutionBusted: fact(131, 'ExecutionBusted', 'The venue takes an execution back (FIX TradeCancel), and its fee with it.', {
    ...ofChild,
    account: word,
    symbol: word,
    side,
    executionKey: text,
    lastQty: qtyUnits,
    lastPx: priceUnits,
    fee: decimal,
    feeCurrency: word,
    ...amendment,
  }),
  ExecutionCorrected: fact(
    132,
    'ExecutionCorrected',
    'The venue corrects an execution (FIX TradeCorrect): the old is taken back, this one stands.',
    {
      ...ofChild,
      account: word,
      symbol: word,
      side,
      executionKey: text,
      oldQty: qtyUnits,
      oldPx: priceUnits,
      lastQty: qtyUnits,
      lastPx: priceUnits,
      oldFee: decimal,
      oldFeeCurrency: word,
      fee: decimal,
      feeCurrency: word,
      ...amendment,
    },
  ),
  StrayExecutionBooked: fact(
    133,
    'StrayExecutionBooked',
    'The venue executed something we cannot match to an order: it is ours all the same, in suspense.',
    {
      venue: word,
      account: word,
      symbol: word,
      side,
      execId: text,
      executionKey: text,
      lastQty: qtyUnits,
      lastPx: priceUnits,
      fee: decimal,
      feeCurrency: word,
      tradeDate: word,
    },
  ),

  StrayExecutionAmended: fact(
    139,
    'StrayExecutionAmended',
    'The venue takes back, or corrects, an execution that is in suspense. A quantity of nothing only takes back.',
    {
      venue: word,
      account: word,
      symbol: word,
      side,
      executionKey: text,
      oldQty: qtyUnits,
      oldPx: priceUnits,
      lastQty: qtyUnits,
      lastPx: priceUnits,
      oldFee: decimal,
      fee: decimal,
      feeCurrency: word,
    },
  ),
  CertaintyLost: fact(134, 'CertaintyLost', 'We no longer know what became of a request. Its exposure stays at the worst case.', {
    ...ofChild,
    request,
    sentId: text,
    cause: choice('timeout', 'disconnect', 'restart'),
  }),
  CertaintyRegained: fact(135, 'CertaintyRegained', 'Evidence from the venue, or a named person, ended the doubt.', {
    ...ofChild,
    request,
    sentId: text,
    evidence: text,
  }),
  ResendRequested: fact(
    137,
    'ResendRequested',
    'Numbers of the venue are missing: it is asked to say them again (FIX ResendRequest).',
    {
      venue: word,
      session: word,
      fromSeq: uint(),
      timeoutAt: time,
    },
  ),
  FillsAsked: fact(138, 'FillsAsked', 'The venue counts more executed than we have heard of: it is asked for its executions.', {
    ...ofChild,
    venue: word,
    since: time,
    /** When it is asked again, should what is missing still be missing. */
    againAt: optional(time),
  }),
  UnheardCounted: fact(
    145,
    'UnheardCounted',
    'Of what is over, how much more the venue counts as executed than we have heard of.',
    {
      ...ofChild,
      unheardQty: qtyUnits,
    },
  ),
  BreakRaised: fact(136, 'BreakRaised', 'A venue told us something that does not fit what we believe.', {
    breakId: uint(),
    venue: optional(word),
    orderId: optional(orderId),
    childId: optional(childId),
    what: breakReason,
    detail: text,
  }),
};

export type Declarations = { [K in keyof typeof declarations]: EventOf<(typeof declarations)[K]> };
export type Asks = { [K in keyof typeof asks]: EventOf<(typeof asks)[K]> };
export type Reports = { [K in keyof typeof reports]: EventOf<(typeof reports)[K]> };
export type OrderFacts = { [K in keyof typeof orderFacts]: EventOf<(typeof orderFacts)[K]> };
export type Ask = Asks[keyof Asks];
export type Report = Reports[keyof Reports];
export type OrderFact = OrderFacts[keyof OrderFacts];
