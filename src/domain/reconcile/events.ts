import {
  childId,
  choice,
  type EventOf,
  fact,
  flag,
  input,
  optional,
  orderId,
  text,
  uint,
  type ValueOf,
  word,
} from '../kernel/schema.ts';

export const breakState = choice('open', 'explained', 'closed');
/** What may be done with a break: somebody takes it, its cause is found, it is over. */
export const breakStep = choice('own', 'explain', 'close');

export const breakInputs = {
  BreakResolveRequested: input(
    5,
    'BreakResolveRequested',
    'A named person takes a break on, says how it came about, or closes it, and answers for it.',
    { clOrdId: text, breakId: uint(), step: breakStep, reason: text },
  ),
};

/** Which break, and what it is about, so that the story of an order has it. */
const ofBreak = { breakId: uint(), venue: optional(word), orderId: optional(orderId), childId: optional(childId) };
/** Who says so: a named person, or the desk, by the input at this position. */
const onWhoseWord = { by: optional(text), evidencePosition: optional(uint()) };

export const breakFacts = {
  BreakOwned: fact(160, 'BreakOwned', 'A named person has taken the break on.', { ...ofBreak, owner: text, reason: text }),
  BreakExplained: fact(161, 'BreakExplained', 'How the break came about, as far as is known. It is not settled by that.', {
    ...ofBreak,
    cause: text,
    ...onWhoseWord,
  }),
  BreakClosed: fact(162, 'BreakClosed', 'What the break was about is settled: by evidence, or a named person says so.', {
    ...ofBreak,
    cause: text,
    ...onWhoseWord,
    /** By the very word that raised it. Said again, that word is no news. */
    atOnce: optional(flag),
  }),
};

type BreakDefinitions = typeof breakInputs & typeof breakFacts;
export type BreakEvents = { [K in keyof BreakDefinitions]: EventOf<BreakDefinitions[K]> };
export type BreakStep = ValueOf<typeof breakStep>;
export type BreakState = ValueOf<typeof breakState>;
