import type { BreakReason } from '../order/words.ts';

/** What settles a break without a person. `agreed`: the child order is over, and the venue counts as much executed as is booked. */
export type Evidence = 'agreed' | 'executionsBooked' | 'withinQty' | 'gapFilled' | 'cancelAnswered' | 'queryAnswered';

/** What closes each kind of break by evidence, or that only a person can. What names no order of ours waits for a person too. */
export const closedBy: Readonly<Record<BreakReason, Evidence | 'person'>> = {
  unknownOrder: 'person', // An execution in suspense is somebody's to assign.
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
  queryUnanswered: 'queryAnswered',
};
