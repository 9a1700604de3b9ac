import {
  childId,
  choice,
  decimal,
  type EventOf,
  fact,
  input,
  optional,
  orderId,
  priceUnits,
  qtyUnits,
  text,
  time,
  word,
} from '../kernel/schema.ts';
import { side, timeInForce } from '../order/words.ts';

/** How an order may be said to have ended. */
const closedAs = choice('canceled', 'rejected', 'expired');

/** What people do by hand where nothing else can: each with a name, and a reason that is not empty. */
export const handInputs = {
  StrayAssignRequested: input(
    8,
    'StrayAssignRequested',
    'A named person says whose an execution in suspense is: of an account, or of an order of ours.',
    {
      clOrdId: text,
      venue: word,
      executionKey: text,
      toAccount: optional(word),
      orderId: optional(orderId),
      reason: text,
    },
  ),
  OrderForceCloseRequested: input(
    9,
    'OrderForceCloseRequested',
    'A named person says that an order, or what one request placed at a venue, is over, which nothing else can tell.',
    { clOrdId: text, orderId: optional(orderId), sentId: optional(text), as: closedAs, reason: text },
  ),
  PositionAdjustRequested: input(
    10,
    'PositionAdjustRequested',
    'A named person changes a position: what no execution explains. `qty` is signed, what is bought above 0.',
    {
      clOrdId: text,
      inAccount: word,
      symbol: word,
      qty: decimal,
      px: decimal,
      reason: text,
      /** It is held at this venue: what we have booked of it changes too, so that it agrees with what the venue says. */
      atVenue: optional(word),
    },
  ),
  FillCorrectRequested: input(
    11,
    'FillCorrectRequested',
    'A named person corrects an execution of an order. A quantity of 0 takes it back.',
    { clOrdId: text, orderId, executionKey: text, lastQty: decimal, lastPx: decimal, reason: text },
  ),
  CountDeclareRequested: input(
    12,
    'CountDeclareRequested',
    'A named person says how much of what is over was executed: the venue counts more, and miscounts.',
    { clOrdId: text, sentId: text, cumQty: decimal, reason: text },
  ),
};

/** Whose word it is, and why. */
const onWhoseWord = { by: text, reason: text };

export const handFacts = {
  StrayAssigned: fact(
    200,
    'StrayAssigned',
    'An execution leaves the account that it was in, quantity, cost and fee: for another account, or as an execution of an order.',
    {
      venue: word,
      executionKey: text,
      symbol: word,
      side,
      lastQty: qtyUnits,
      lastPx: priceUnits,
      fee: decimal,
      feeCurrency: word,
      fromAccount: word,
      account: word,
      /** With these the account gets it as an execution of the order, which follows. */
      orderId: optional(orderId),
      childId: optional(childId),
      ...onWhoseWord,
    },
  ),
  PositionAdjusted: fact(201, 'PositionAdjusted', 'A named person has changed a position as if so much had been traded.', {
    account: word,
    symbol: word,
    side,
    qty: qtyUnits,
    px: priceUnits,
    ...onWhoseWord,
    venue: optional(word),
  }),
  ExternalOrderAdopted: fact(
    203,
    'ExternalOrderAdopted',
    'An order that is open at a venue and that we did not send is an order of the suspense account from here on.',
    {
      orderId,
      childId,
      venue: word,
      session: word,
      account: word,
      symbol: word,
      side,
      qty: qtyUnits,
      price: optional(priceUnits),
      timeInForce,
      /** Under which the venue knows it; not of our making. */
      sentId: text,
      venueOrderId: optional(text),
      /** Executed before we knew of it: no fill of ours until it is told. */
      cumQty: qtyUnits,
      asOf: time,
      policy: choice('adopt', 'quarantine', 'cancel'),
    },
  ),
  CountDeclared: fact(202, 'CountDeclared', 'Of what is over, how much is yet to be heard of, by the word of a named person.', {
    orderId,
    childId,
    cumQty: qtyUnits,
    unheardQty: qtyUnits,
    ...onWhoseWord,
  }),
};

type HandDefinitions = typeof handInputs & typeof handFacts;
export type HandEvents = { [K in keyof HandDefinitions]: EventOf<HandDefinitions[K]> };
