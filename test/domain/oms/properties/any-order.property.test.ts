import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Events } from '../../../../src/domain/oms/catalogue.ts';
import { isUncertain } from '../../../../src/domain/order/order.ts';
import { deliver, type Heard, type Stage, story, tell, travels } from '../../../support/legal-history.ts';
import { always } from '../../../support/property.ts';
import { checkDesk } from '../../invariants.ts';

const ENDS = ['filled', 'canceled', 'rejected', 'expired', 'doneForDay'];
const endOf = (status: string): string => (ENDS.includes(status) ? status : 'live');

/** By the venue's own books. */
const truthOf = ({ venues }: Stage) => ({
  orders: venues.map(({ cumQty, notional, status }) => ({ cumQty, notional, ends: endOf(status) })),
  position: venues.reduce((sum, { routed, cumQty }) => sum + (routed.side === 'buy' ? cumQty : -cumQty), 0),
});
const beliefOf = ({ desk, venues }: Stage) => ({
  orders: venues.map((_, i) => {
    const { cumQty, cumNotional, children } = desk.order(i + 1);
    return { cumQty, notional: cumNotional, ends: endOf(children[0]?.status ?? '') };
  }),
  position: desk.state.positions.get('A1', 'ACME')?.qty ?? 0,
});

type Execution = Events['ExecutionReported'];
const executions = (heard: readonly Heard[]): readonly Execution[] =>
  heard.flatMap(({ report }) => (report.type === 'ExecutionReported' ? [report] : []));
const wordOf = ({ report }: Heard): string => (report.type === 'ExecutionReported' ? report.execType : report.request);

/** What the domain does not do yet (see the numbers in the lead's list of bugs); each line goes when it does. */
const UNTIL_FIXED: Readonly<Record<string, (stage: Stage, heard: readonly Heard[]) => boolean>> = {
  'E1.1: of two changes that nobody asked for, the older heard last': (_, heard) => {
    const changes = executions(heard).filter(({ execType }) => execType === 'replaced' || execType === 'restated');
    const inOrder = changes.every(({ seqIn }, i) => i === 0 || seqIn > (changes[i - 1] as Execution).seqIn);
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

describe('a legal history of a venue', () => {
  always(
    'ends in what the venue has in its books, in whatever order, however often and by whichever channel it is heard',
    fc.tuple(fc.array(story, { minLength: 1, maxLength: 2 }), travels),
    ([stories, travel]) => {
      const { stage, reports } = tell(stories);
      const heard = deliver(stage, reports, travel);
      stage.comeToRest();
      fc.pre(Object.values(UNTIL_FIXED).every((isKnown) => !isKnown(stage, heard)));
      expect(beliefOf(stage)).toEqual(truthOf(stage));
      for (const order of stage.desk.state.orders)
        expect(isUncertain(order), 'all is answered, so nothing is in doubt').toBe(false);
      checkDesk(stage.desk);
    },
  );
});
