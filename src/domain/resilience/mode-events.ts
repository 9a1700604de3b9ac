import {
  choice,
  type EventOf,
  fact,
  input,
  list,
  optional,
  orderId,
  text,
  time,
  uint,
  type ValueOf,
  word,
} from '../kernel/schema.ts';
import { scope } from '../risk/events.ts';

export const mode = choice('normal', 'venueDegraded', 'reduceOnly', 'cancelOnly', 'halted');
/** What a person may set. That a venue is not usable, only evidence says. */
export const modeAsked = choice('normal', 'reduceOnly', 'cancelOnly', 'halted');
/** What a mode may allow: modes.ts. */
export const act = choice('place', 'raise', 'lower', 'route', 'cancel');
const scoped = { scope, id: word };

export const modeInputs = {
  ModeRequested: input(54, 'ModeRequested', 'A person sets what may leave within a scope; normal lifts what one has set.', {
    clOrdId: text,
    ...scoped,
    mode: modeAsked,
    reason: text,
  }),
};

export const modeFacts = {
  ModeChanged: fact(190, 'ModeChanged', 'From here on another mode is in force within a scope.', {
    ...scoped,
    from: mode,
    to: mode,
    cause: text,
    /** The person who set it; the desk itself, by evidence, when absent. */
    by: optional(text),
  }),
};

/** What of it the next day must know. */
export const carriedModes = {
  CarriedMassCancel: input(88, 'CarriedMassCancel', 'A kill or a mass cancel that is not reported yet.', {
    workId: uint(),
    scope,
    id: word,
    orders: list(orderId),
    reportAt: optional(time),
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

type ModeDefinitions = typeof modeInputs & typeof modeFacts;
export type ModeEvents = { [K in keyof ModeDefinitions]: EventOf<ModeDefinitions[K]> };
export type Mode = ValueOf<typeof mode>;
export type Act = ValueOf<typeof act>;
