import type { Input } from '../../../../src/domain/oms/catalogue.ts';
import type { Heard } from '../../../support/legal-history.ts';

/** What the domain does not do yet, by the numbers in the lead's list of bugs; each goes when it does. */

const ENDED = ['canceled', 'expired', 'doneForDay', 'overnight'];
/** After the end: E11, a change that is told again raises a break; E16, after a correction any old word counts a fill as unheard. */
export const isKnownBug = (heard: readonly Heard[]): boolean => {
  const words = heard.flatMap(({ report, believed }) => (report.type === 'ExecutionReported' ? [{ ...report, believed }] : []));
  const isAmended = words.some(({ execRefId }) => execRefId !== undefined);
  return words.some(({ execType, believed }) => ENDED.includes(believed) && (isAmended || CHANGES.includes(execType)));
};
const CHANGES = ['replaced', 'restated', 'triggered'];

/**
 * E12: told again, a change whose terms are in force forgets that a later word about the status has overtaken it. E14: what is said to
 * be pending need not be what was named, and may make the desk cancel again. E17: a status raises a break the second time.
 */
export const isKnownBugTwice = (input: Input): boolean =>
  input.type === 'ExecutionReported' &&
  ((CHANGES.includes(input.execType) && input.transactTime !== undefined) ||
    ['pendingCancel', 'pendingReplace', 'orderStatus'].includes(input.execType));
