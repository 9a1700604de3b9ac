import { choice, fact, flag, optional, priceUnits, qtyUnits, record, text, time, uint, word } from '../kernel/schema.ts';
import { ofChild, toldAt, why } from './fields.ts';
import { execType, ordType, request, restatementReason, side, timeInForce } from './words.ts';

/** A message to a venue: its id there, its session number (assigned in the turn, so durable before it leaves), its deadline. */
const toVenue = { venue: word, session: word, sentId: text, seqOut: uint(), epoch: uint(), timeoutAt: time };

/** Of child orders: what went to one venue, and what became of it there. */
export const childFacts = {
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
    /** A named person has said so. Should the venue show that it lives, the venue is right. */
    byPerson: optional(flag),
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
    /** The number of the first question of the series: an answer that names none is one to it at the least. */
    firstSeqOut: uint(),
  }),
};
