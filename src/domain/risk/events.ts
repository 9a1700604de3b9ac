import { choice, type EventOf, fact, input, list, optional, orderId, text, time, uint, word } from '../kernel/schema.ts';

/** What a kill, a mode or a mass cancel applies to. `id` is '*' for the whole desk, and for the firm: at each desk its own. */
export const scope = choice('desk', 'account', 'strategy', 'instrument', 'venue', 'firm');
/** Work on many orders: begun by one event, done in slices. */
export const work = choice('massCancel', 'doubtInFlight', 'releaseHeld', 'catchUp', 'lookForAbsent', 'askAfterClose');
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
    /** Of a mass cancel: those that it took in this slice. */
    orders: optional(list(orderId)),
  }),
  WorkFinished: fact(154, 'WorkFinished', 'The mass work has seen every order it was meant for.', {
    workId: uint(),
    orders: optional(list(orderId)),
    /** Of a mass cancel: when it is reported, whatever is unanswered by then. */
    reportAt: optional(time),
  }),
  MassCancelReported: fact(191, 'MassCancelReported', 'What became of the orders that a kill or a mass cancel took.', {
    workId: uint(),
    ...scoped,
    orders: uint(),
    canceled: uint(),
    filled: uint(),
    /** The venue has refused to cancel them. */
    failed: uint(),
    /** No answer in time, or the cancel has not got out. */
    unknown: uint(),
    /** What is still live, or may be: the first of them. */
    left: list(orderId),
  }),
};

type RiskDefinitions = typeof riskInputs & typeof riskFacts;
export type RiskEvents = { [K in keyof RiskDefinitions]: EventOf<RiskDefinitions[K]> };
export type WorkKind = RiskEvents['WorkStarted']['work'];
export type Scope = RiskEvents['KillEngaged']['scope'];
