import type { Events, Input } from '../../../../src/domain/oms/catalogue.ts';
import type { Desk } from '../../../support/desk.ts';
import type { Heard } from '../../../support/legal-history.ts';

type Execution = Events['ExecutionReported'];
type Believed = Readonly<{ report: Execution; believed: Heard['believed'] }>;

const executions = (heard: readonly Heard[]): readonly Believed[] =>
  heard.flatMap(({ report, believed }) => (report.type === 'ExecutionReported' ? [{ report, believed }] : []));
const isOneOf = ({ report }: Believed, ...execTypes: readonly Execution['execType'][]): boolean =>
  execTypes.includes(report.execType);
/** Of the same order, heard before this and yet said after it. */
const overtook = (words: readonly Believed[], late: Believed): readonly Believed[] =>
  words
    .slice(0, words.indexOf(late))
    .filter(
      ({ report }) =>
        report.venueOrderId === late.report.venueOrderId && Number(report.transactTime) > Number(late.report.transactTime),
    );

/** What the domain does not do yet (by the numbers in the lead's list of bugs); each line goes when it does. */
const UNTIL_FIXED: Readonly<Record<string, (words: readonly Believed[]) => boolean>> = {
  'E6: terms that a word about the status alone has overtaken are dropped': (words) =>
    words.some(
      (late) =>
        isOneOf(late, 'replaced', 'restated') &&
        overtook(words, late).some((word) => isOneOf(word, 'new', 'stopped', 'suspended', 'doneForDay', 'restated')),
    ),
  'E7, E8: whether a bust re-opens a full order hangs on which of them is heard last': (words) =>
    words.some(({ believed, report }) => believed === 'filled' && report.execRefId !== undefined) &&
    words.some(
      (late) =>
        isOneOf(late, 'trade', 'tradeCancel', 'tradeCorrect') &&
        overtook(words, late).some(({ report }) => report.execId !== undefined),
    ),
};
/** The same of what is told twice. */
const UNTIL_FIXED_TWICE: typeof UNTIL_FIXED = {
  'E4: a trade that is told again after its correction raises a break': (words) =>
    words.some((late) => isOneOf(late, 'trade') && overtook(words, late).some((word) => isOneOf(word, 'tradeCorrect'))),
  'E5: a granted replace that is told again after the end raises a break': (words) =>
    words.some((word) => isOneOf(word, 'replaced') && ['canceled', 'expired', 'doneForDay'].includes(word.believed)),
};

export const isKnownBug = (heard: readonly Heard[]): boolean => matchesAny(UNTIL_FIXED, heard);
export const isKnownBugTwice = (heard: readonly Heard[]): boolean => isKnownBug(heard) || matchesAny(UNTIL_FIXED_TWICE, heard);
const matchesAny = (bugs: typeof UNTIL_FIXED, heard: readonly Heard[]): boolean => {
  const words = executions(heard);
  return Object.values(bugs).some((matches) => matches(words));
};

/** E9: the first restatement of an order leaves the venue's id for it to the second. */
export const isKnownBugOnceTold = ({ state }: Desk, input: Input): boolean =>
  input.type === 'ExecutionReported' &&
  ['restated', 'triggered'].includes(input.execType) &&
  state.sentIds.find(input.sentId ?? '')?.venueOrderId !== input.venueOrderId;
