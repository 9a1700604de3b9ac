import {
  choice,
  type EventOf,
  fact,
  flag,
  input,
  list,
  optional,
  record,
  text,
  time,
  uint,
  type ValueOf,
  word,
} from '../kernel/schema.ts';
import { ofChild } from '../order/fields.ts';
import { channel } from '../order/words.ts';

/** What may wait for the message budget of a venue, besides orders, which are held. */
export const heldRequest = choice('cancel', 'replace', 'status');
export type HeldRequest = ValueOf<typeof heldRequest>;

export const breakerKind = choice('submit', 'cancel', 'replace', 'status');
export type BreakerKind = ValueOf<typeof breakerKind>;
export const breakerState = choice('closed', 'open', 'halfOpen');
export type BreakerState = ValueOf<typeof breakerState>;
const ofBreaker = { venue: word, kind: breakerKind };

/** People settle what nothing else can. */
export const resilienceInputs = {
  VenueReleaseRequested: input(
    7,
    'VenueReleaseRequested',
    'A named person lets orders go to a venue again that talked nonsense, and answers for it.',
    { clOrdId: text, venue: word, reason: text },
  ),
};

/** What a venue says and nobody can read. Whatever it says is written down. */
export const unreadable = {
  UnreadableReported: input(
    27,
    'UnreadableReported',
    'A venue said something that nobody can read: the first KiB of it, how long it was and its SHA-256.',
    {
      venue: word,
      session: word,
      channel,
      reason: choice('tooLarge', 'notText', 'notJson', 'malformed'),
      detail: text,
      /** In bytes; of what was too large to be read to its end, as many as were allowed. */
      length: uint(),
      hash: text,
      head: text,
    },
  ),
};

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
  BreakerOpened: fact(184, 'BreakerOpened', 'A venue does not answer one kind of request: no more of them go there until then.', {
    ...ofBreaker,
    /** In a row. */
    failures: uint(),
    /** How often it opened since it was last closed, this time left out. */
    times: uint(),
    until: time,
  }),
  BreakerHalfOpened: fact(185, 'BreakerHalfOpened', 'One request may go to find out whether the venue answers again.', ofBreaker),
  BreakerClosed: fact(186, 'BreakerClosed', 'The venue answers again.', ofBreaker),
  VenueQuarantined: fact(
    187,
    'VenueQuarantined',
    'A venue has talked nonsense too often: nothing new goes there until a named person lets it. Cancels go.',
    { venue: word, count: uint(), windowMs: uint() },
  ),
  VenueReleased: fact(188, 'VenueReleased', 'A named person lets orders go to the venue again.', {
    venue: word,
    by: text,
    reason: text,
  }),
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
  CarriedHealth: input(86, 'CarriedHealth', 'How a venue holds up: its breakers, and how much nonsense it has talked.', {
    venue: word,
    breakers: list(
      record({ kind: breakerKind, state: breakerState, failures: uint(), times: uint(), probing: flag, until: optional(time) }),
    ),
    /** Within the window that began then. */
    nonsense: uint(),
    since: time,
    quarantined: flag,
  }),
};

type ResilienceDefinitions = typeof resilienceInputs & typeof unreadable & typeof resilienceFacts & typeof resilienceCarried;
export type ResilienceEvents = { [K in keyof ResilienceDefinitions]: EventOf<ResilienceDefinitions[K]> };
