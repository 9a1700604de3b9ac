import {
  choice,
  decimal,
  type EventOf,
  fact,
  flag,
  optional,
  orderId,
  priceUnits,
  qtyUnits,
  text,
  time,
  word,
} from '../kernel/schema.ts';
import { childFacts } from './child-facts.ts';
import { executionFacts } from './execution-facts.ts';
import { ofOrder, why } from './fields.ts';
import { accountability, type asks, type declarations, type reports } from './inputs.ts';
import { ask, heldWhy, ordType, route, side, timeInForce } from './words.ts';

export { asks, declarations, reports } from './inputs.ts';
export * from './words.ts';

/** Of client orders. */
const clientFacts = {
  OrderAccepted: fact(101, 'OrderAccepted', 'The desk takes the order on; every check has passed.', {
    ...ofOrder,
    clOrdId: text,
    account: word,
    symbol: word,
    side,
    ordType,
    qty: qtyUnits,
    /** The money that the quantity was made of, if the client asked in money. */
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
};

export const orderFacts = { ...clientFacts, ...childFacts, ...executionFacts };

export type Declarations = { [K in keyof typeof declarations]: EventOf<(typeof declarations)[K]> };
export type Asks = { [K in keyof typeof asks]: EventOf<(typeof asks)[K]> };
export type Reports = { [K in keyof typeof reports]: EventOf<(typeof reports)[K]> };
export type OrderFacts = { [K in keyof typeof orderFacts]: EventOf<(typeof orderFacts)[K]> };
export type Ask = Asks[keyof Asks];
export type Report = Reports[keyof Reports];
export type OrderFact = OrderFacts[keyof OrderFacts];
