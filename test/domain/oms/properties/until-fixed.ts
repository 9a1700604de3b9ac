import type { Input } from '../../../../src/domain/oms/catalogue.ts';
import type { Heard } from '../../../support/legal-history.ts';

/** What the domain does not do yet, by the numbers in the lead's list of bugs; each goes when it does. */

const ENDED = ['canceled', 'expired', 'doneForDay', 'overnight'];
/** E11: a change that is told again after the end, or after the end of the day, raises a break. */
export const isKnownBug = (heard: readonly Heard[]): boolean =>
  heard.some(
    ({ report, believed }) =>
      report.type === 'ExecutionReported' && ['replaced', 'restated'].includes(report.execType) && ENDED.includes(believed),
  );

/**
 * E12: told again, a restatement whose terms are in force forgets that a later word about the status has overtaken it. E14: what is
 * said to be pending need not be what was named, and may make the desk cancel again.
 */
export const isKnownBugTwice = (input: Input): boolean =>
  input.type === 'ExecutionReported' &&
  ((['restated', 'triggered'].includes(input.execType) && input.transactTime !== undefined) ||
    ['pendingCancel', 'pendingReplace'].includes(input.execType));
