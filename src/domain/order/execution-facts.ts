import {
  childId,
  choice,
  decimal,
  fact,
  flag,
  optional,
  orderId,
  priceUnits,
  qtyUnits,
  text,
  time,
  uint,
  word,
} from '../kernel/schema.ts';
import { ofChild, toldAt } from './fields.ts';
import { breakReason, liquidity, request, side } from './words.ts';

/** What an amendment is known by besides: corrections come in chains, each with an id of its own and the id of the one before. */
const amendment = {
  alias: optional(text),
  /** The venue says that something is left to trade after it. */
  leavesOpen: optional(flag),
  /** A filled order works again because of it. */
  reopens: flag,
  /** The named person who says so; the venue, where there is none. */
  by: optional(text),
  /** It was booked on the venue's count alone, and gives way to what is truly known. */
  provisional: optional(flag),
  ...toldAt,
};

/** Of executions, of doubt and of what does not fit. */
export const executionFacts = {
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
    /** Of what an external order had executed before we knew of it, so much is this. */
    adoptedQty: optional(qtyUnits),
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
      oldFeeCurrency: word,
      fee: decimal,
      feeCurrency: word,
      execId: text,
    },
  ),
  CertaintyLost: fact(134, 'CertaintyLost', 'We no longer know what became of a request. Its exposure stays at the worst case.', {
    ...ofChild,
    request,
    sentId: text,
    cause: choice('timeout', 'disconnect', 'restart', 'absent'),
  }),
  CertaintyRegained: fact(135, 'CertaintyRegained', 'Evidence from the venue, or a named person, ended the doubt.', {
    ...ofChild,
    request,
    sentId: text,
    evidence: text,
    /** A person has declared it: should the venue say otherwise, the venue is right. */
    byPerson: optional(flag),
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
    /** How much the venue counts, where executions are missing; the last of the missing numbers. */
    toldQty: optional(qtyUnits),
    seqTo: optional(uint()),
    /** Of the execution in suspense that it is about. */
    executionKey: optional(text),
    /** The instrument of which the venue holds something else for us. */
    symbol: optional(word),
  }),
};
