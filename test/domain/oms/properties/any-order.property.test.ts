import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUncertain } from '../../../../src/domain/order/order.ts';
import { asHeard, deliver, type Heard, type Stage, story, tell, travels } from '../../../support/legal-history.ts';
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

describe('a legal history of a venue', () => {
  always(
    'ends in what the venue has in its books, in whatever order, however often and by whichever channel it is heard',
    fc.tuple(fc.array(story, { minLength: 1, maxLength: 2 }), travels),
    ([stories, travel]) => {
      const { stage, reports } = tell(stories);
      const heard = deliver(stage, reports, travel);
      stage.comeToRest();
      expect(beliefOf(stage), asHeard(heard)).toEqual(truthOf(stage));
      for (const order of stage.desk.state.orders)
        expect(isUncertain(order), 'all is answered, so nothing is in doubt').toBe(false);
      checkDesk(stage.desk);
    },
  );
});

describe('a legal history that a new day cuts through', () => {
  const cuts = fc.array(fc.nat(200), { minLength: 1, maxLength: 3 });
  always(
    'ends in the same books: what was booked is not booked again, and what comes late finds its order',
    fc.tuple(fc.array(story, { minLength: 1, maxLength: 2 }), travels, cuts),
    ([stories, travel, rolls]) => {
      const { stage, reports } = tell(stories);
      const heard = deliver(stage, reports, travel, rolls);
      stage.comeToRest();
      expect(beliefOf(stage), asHeard(heard)).toEqual(truthOf(stage));
      checkDesk(stage.desk);
    },
  );
});

/** What a history has in it, and in what disorder it was heard; in words. */
const marksOf = ({ venues }: Stage, heard: readonly Heard[]): readonly string[] => {
  const words = heard.flatMap(({ report, believed }) => (report.type === 'ExecutionReported' ? [{ ...report, believed }] : []));
  const marks: string[] = words.map(({ execType }) => execType);
  const ids = new Set<string | undefined>();
  const corrections = new Set(words.filter(({ execType }) => execType === 'tradeCorrect').map(({ execId }) => execId));
  for (const { execType, execId, execRefId, believed, channel, possResend, possDup } of words) {
    const isAmendment = execType === 'tradeCancel' || execType === 'tradeCorrect';
    if (isAmendment && !ids.has(execRefId)) marks.push(`${execType} before what it amends`);
    if (isAmendment && corrections.has(execRefId)) marks.push(`${execType} of a correction`);
    if (execType === 'new' && believed === 'filled') marks.push('acknowledged after it was filled');
    if (execType === 'trade' && !ids.has(execId) && ['canceled', 'expired', 'doneForDay'].includes(believed))
      marks.push('a late fill');
    if (possDup === true || possResend === true) marks.push('flagged as said before');
    marks.push(channel);
    ids.add(execId);
  }
  for (const { report } of heard) if (report.type === 'RequestRejectReported') marks.push(`${report.request} refused`);
  if (venues.some(({ reopened }) => reopened)) marks.push('full, and then not');
  if (venues.some(({ granted }) => granted > 1)) marks.push('replaced more than once');
  return [...marks, ...venues.map(({ status }) => `ends ${status}`)];
};

const EVERYTHING = [
  'a late fill',
  'acknowledged after it was filled',
  'calculated',
  'cancel refused',
  'canceled',
  'doneForDay',
  'dropCopy',
  'ends canceled',
  'ends doneForDay',
  'ends expired',
  'ends filled',
  'ends overnight',
  'ends rejected',
  'ends working',
  'expired',
  'flagged as said before',
  'full, and then not',
  'new',
  'order',
  'orderStatus',
  'pendingCancel',
  'pendingNew',
  'pendingReplace',
  'query',
  'recovery',
  'rejected',
  'replace refused',
  'replaced',
  'replaced more than once',
  'restated',
  'stopped',
  'suspended',
  'trade',
  'tradeCancel',
  'tradeCancel before what it amends',
  'tradeCancel of a correction',
  'tradeCorrect',
  'tradeCorrect before what it amends',
  'tradeCorrect of a correction',
];

it('legal histories have everything in them, and are heard in every disorder', () => {
  const met = new Set<string>();
  for (const [stories, travel] of fc.sample(fc.tuple(fc.array(story, { minLength: 1, maxLength: 2 }), travels), {
    numRuns: 500,
    seed: 7,
  })) {
    const { stage, reports } = tell(stories);
    for (const mark of marksOf(stage, deliver(stage, reports, travel))) met.add(mark);
  }
  expect(EVERYTHING.filter((mark) => !met.has(mark))).toEqual([]);
});
