import type { Events } from '../../../../src/domain/oms/catalogue.ts';
import type { Heard, Stage } from '../../../support/legal-history.ts';

type Execution = Events['ExecutionReported'];
const executions = (heard: readonly Heard[]): readonly Execution[] =>
  heard.flatMap(({ report }) => (report.type === 'ExecutionReported' ? [report] : []));
const wordOf = ({ report }: Heard): string => (report.type === 'ExecutionReported' ? report.execType : report.request);

/** What the domain does not do yet (see the numbers in the lead's list of bugs); each line goes when it does. */
const UNTIL_FIXED: Readonly<Record<string, (stage: Stage, heard: readonly Heard[]) => boolean>> = {
  'E1.1: of two changes that nobody asked for, the older heard last': (_, heard) => {
    const changes = executions(heard).filter(({ execType }) => execType === 'replaced' || execType === 'restated');
    const inOrder = changes.every(
      ({ transactTime }, i) => i === 0 || Number(transactTime) >= Number(changes[i - 1]?.transactTime),
    );
    return changes.some(({ origSentId }) => origSentId === undefined) && !inOrder;
  },
  'E1.2: an end told of an order that is believed to be full': (_, heard) =>
    heard.some((word) => word.believed === 'filled' && ['canceled', 'expired', 'doneForDay'].includes(wordOf(word))),
  'E1.2, E1.5: a full order that has something to do again': ({ venues }, heard) =>
    venues.some(({ reopened }) => reopened) ||
    heard.some((word) => word.believed === 'filled' && ['tradeCancel', 'tradeCorrect'].includes(wordOf(word))),
  'E1.3: done for the day overtakes the acknowledgement': (_, heard) =>
    heard.some((word) => word.believed === 'doneForDay' && ['new', 'replaced'].includes(wordOf(word))),
  'E1.4: a correction or a bust of a correction': (_, heard) => {
    const corrections = new Set(executions(heard).map(({ execType, execId }) => (execType === 'tradeCorrect' ? execId : '')));
    return executions(heard).some(({ execRefId }) => execRefId !== undefined && corrections.has(execRefId));
  },
  'E1.6: a restated quantity': (_, heard) => executions(heard).some(({ execType }) => execType === 'restated'),
};

export const isKnownBug = (stage: Stage, heard: readonly Heard[]): boolean =>
  Object.values(UNTIL_FIXED).some((matches) => matches(stage, heard));
