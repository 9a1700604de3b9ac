import { choice, type EventOf, fact, input, optional, text, time, uint, type ValueOf, word } from '../kernel/schema.ts';
import { ofChild } from '../order/fields.ts';

/** What may wait for the message budget of a venue, besides orders, which are held. */
export const heldRequest = choice('cancel', 'replace', 'status');
export type HeldRequest = ValueOf<typeof heldRequest>;

/** Of a question that waits: how often it was asked in vain, and the number of the first of the series. */
export const series = { attempt: optional(uint()), firstSeqOut: optional(uint()) };

export const resilienceFacts = {
  RequestHeld: fact(
    180,
    'RequestHeld',
    'A cancel, a replace or a question waits in the desk: the venue has had as many messages as it takes. `until` is when its turn comes by present knowledge.',
    { ...ofChild, venue: word, request: heldRequest, until: time, ...series },
  ),
  RequestReleased: fact(181, 'RequestReleased', 'The turn of a request that waited has come: it goes, if it is still wanted.', {
    ...ofChild,
    venue: word,
    request: heldRequest,
  }),
  BudgetFreed: fact(
    182,
    'BudgetFreed',
    'There is room at a venue again, and the next in line are called: cancels first, then one of each strategy in turn.',
    {
      venue: word,
      /** Whose turn was the last: the others come first next time. */
      turn: text,
      /** When the next are called; absent when nobody waits any more. */
      nextAt: optional(time),
    },
  ),
  VenueThrottled: fact(
    183,
    'VenueThrottled',
    'More was sent than the venue takes: nothing goes there until then. What it refused for that goes again in its turn.',
    {
      venue: word,
      until: time,
      /** How often in a row it had to say so; it doubles the wait. 0: it was stopped here, before the venue heard it. */
      strikes: uint(),
    },
  ),
};

export const resilienceCarried = {
  CarriedBudget: input(85, 'CarriedBudget', 'How much of the message budget of a venue is used up, and whose turn it was last.', {
    venue: word,
    /** When the next message of either kind would be on schedule. */
    allAt: time,
    workAt: time,
    turn: text,
    callAt: optional(time),
    throttledUntil: time,
    strikes: uint(),
  }),
};

type ResilienceDefinitions = typeof resilienceFacts & typeof resilienceCarried;
export type ResilienceEvents = { [K in keyof ResilienceDefinitions]: EventOf<ResilienceDefinitions[K]> };
