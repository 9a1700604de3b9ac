import type { BreakReason } from '../order/words.ts';

/** What settles a break. `assigned`: a person has put the execution somewhere, or the venue has taken it back. `agreed`: the child order is over, and the venue counts as much executed as is booked. */
export type Evidence =
  | 'agreed'
  | 'executionsBooked'
  | 'withinQty'
  | 'gapFilled'
  | 'cancelAnswered'
  | 'queryAnswered'
  | 'heardOf'
  | 'assigned'
  | 'over'
  | 'ended'
  | 'positionAgrees';

/** What closes each kind of break by evidence, or that only a person can. */
export const closedBy: Readonly<Record<BreakReason, Evidence | 'person'>> = {
  unknownOrder: 'assigned', // Without an execution in suspense there is nothing to assign, and it waits for a person.
  unexpectedAck: 'agreed',
  unexpectedFill: 'agreed',
  unexpectedClose: 'agreed',
  unexpectedReplace: 'agreed',
  overfill: 'withinQty',
  sameExecutionOtherTerms: 'person', // Which of the two is right, the venue has to be asked.
  bustOfUnknownExecution: 'agreed',
  unreadableReport: 'person',
  tradeContradictsOrder: 'person',
  sequenceGap: 'gapFilled',
  correctionOfBusted: 'agreed',
  executionMissing: 'executionsBooked',
  cancelUnanswered: 'cancelAnswered',
  declarationContradicted: 'agreed',
  venueQuarantined: 'person', // It is closed with the release.
  queryUnanswered: 'queryAnswered',
  notCanceled: 'over',
  absentAtVenue: 'heardOf',
  positionDiffers: 'positionAgrees', // Or a person settles it; what still differs then is raised anew when it is next compared.
  externalOrder: 'ended', // Or a person settles it, and may leave it at work.
};
