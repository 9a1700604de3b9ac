import { choice, type EventOf, fact, input, optional, orderId, text, uint, word } from '../kernel/schema.ts';

/** What a kill, a limit or a mass cancel applies to. `id` is '*' for the whole desk. */
export const scope = choice('desk', 'account', 'strategy', 'instrument', 'venue');
/** Work on many orders: begun by one event, done in slices. */
export const work = choice('massCancel', 'doubtInFlight', 'releaseHeld', 'catchUp');
const scoped = { scope, id: word };

export const riskInputs = {
  KillRequested: input(50, 'KillRequested', 'Somebody pulls the kill switch: nothing new, and what works is cancelled.', {
    clOrdId: text,
    ...scoped,
    reason: text,
  }),
  ResumeRequested: input(51, 'ResumeRequested', 'A person lets trading go on.', { clOrdId: text, ...scoped, reason: text }),
  MassCancelRequested: input(52, 'MassCancelRequested', 'Somebody cancels every open order of a scope.', {
    clOrdId: text,
    ...scoped,
    reason: text,
  }),
  ContinueWork: input(53, 'ContinueWork', 'The runtime goes on with mass work, a bounded slice at a time.', { workId: uint() }),
};

export const riskFacts = {
  KillEngaged: fact(150, 'KillEngaged', 'Nothing new leaves within this scope.', { ...scoped, reason: text }),
  KillLifted: fact(151, 'KillLifted', 'Trading may go on within this scope.', { ...scoped, reason: text }),
  WorkStarted: fact(152, 'WorkStarted', 'Mass work begins; its intent is on record before its first step.', {
    workId: uint(),
    work,
    ...scoped,
    reason: text,
  }),
  WorkAdvanced: fact(153, 'WorkAdvanced', 'A slice of mass work is done, up to and including this order.', {
    workId: uint(),
    upTo: optional(orderId),
  }),
  WorkFinished: fact(154, 'WorkFinished', 'The mass work has seen every order it was meant for.', { workId: uint() }),
};

type RiskDefinitions = typeof riskInputs & typeof riskFacts;
export type RiskEvents = { [K in keyof RiskDefinitions]: EventOf<RiskDefinitions[K]> };
export type WorkKind = RiskEvents['WorkStarted']['work'];
export type Scope = RiskEvents['KillEngaged']['scope'];
