import type { OrderTruth, VenueTruth } from '../../../src/adapters/venues/simulated/truth.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { World } from '../world.ts';

/** A person has to look at these: what could not be read, what contradicts itself. */
const FOR_A_PERSON: ReadonlySet<string> = new Set(['unreadableReport', 'sameExecutionOtherTerms', 'tradeContradictsOrder']);
/** These end with the order that they are about, which a person may close. */
const BY_A_PERSON_TOO: ReadonlySet<string> = new Set(['absentAtVenue', 'notCanceled', 'externalOrder']);
const BY_HAND: ReadonlySet<string> = new Set(['OrderForceCloseRequested', 'FillCorrectRequested', 'CountDeclareRequested']);
/** And these, where no order of ours is named: there is nothing that evidence could be about. */
const OF_NO_ORDER: ReadonlySet<string> = new Set(['unknownOrder', 'bustOfUnknownExecution']);

/** What did not fit is settled by evidence once the faults have healed, and nothing is called settled without any. */
export const checkBreaks = ({ durable, venues, findings }: World): void => {
  const find = (what: string): void => findings.add('breaks', what);
  const open = new Map<number, Events['BreakRaised']>();
  const submits = new Map<number, string>();
  for (const { records } of durable.days) {
    const inputs = new Map(records.map(({ position, actor, event }) => [position, { actor, type: event.type as string }]));
    for (const { event, position } of records) {
      if (event.type === 'ChildRouted' || event.type === 'ExternalOrderAdopted') submits.set(event.childId, event.sentId);
      if (event.type === 'BreakRaised') open.set(event.breakId, event);
      if (event.type !== 'BreakClosed') continue;
      if (!open.has(event.breakId)) find(`break ${event.breakId} is closed at position ${position}, and was not open`);
      const { actor = '', type = '' } = inputs.get(event.evidencePosition ?? 0) ?? {};
      // What is in suspense is settled by whoever assigns it; what the venue knows nothing of, by whoever says what became of it; and
      // what is closed or corrected by hand may then be as the venue has long counted it.
      const found = open.get(event.breakId);
      const isSettled = found?.executionKey !== undefined || BY_A_PERSON_TOO.has(found?.what ?? '') || BY_HAND.has(type);
      const isAssigned = isSettled && actor.startsWith('person:');
      if (event.cause === '' || !(actor.startsWith('venue:') || isAssigned))
        find(`break ${event.breakId} (${found?.what}) is closed at position ${position} by ${actor}: no venue said so`);
      open.delete(event.breakId);
    }
  }
  // Where a count could not be read a person has to look at the order anyhow.
  const unread = new Set([...open.values()].map(({ what, childId }) => (what === 'unreadableReport' ? childId : undefined)));
  for (const { breakId, what, detail, childId, executionKey } of open.values()) {
    if (
      FOR_A_PERSON.has(what) ||
      (OF_NO_ORDER.has(what) && childId === undefined && executionKey === undefined) ||
      (childId !== undefined && unread.has(childId))
    )
      continue;
    const sentId = submits.get(childId ?? 0);
    if (what === 'absentAtVenue' && !venues.some((venue) => hasOrder(venue.truth(), sentId))) continue; // It never arrived, and nobody can prove it.
    if (!venues.some((venue) => isExcused(venue.truth(), what, sentId)))
      find(`break ${breakId} (${what}) is not closed, and the venue has said all that there is: ${detail}`);
  }
};

const hasOrder = ({ orders }: VenueTruth, sentId: string | undefined): boolean =>
  orders.some(({ sentIds }) => sentId !== undefined && sentIds.includes(sentId));

/** Executed beyond its quantity it stays; of what a venue has forgotten nothing more will be heard; and see below. */
const isExcused = (truth: VenueTruth, what: string, sentId: string | undefined): boolean => {
  const order = truth.orders.find(({ sentIds }) => sentId !== undefined && sentIds.includes(sentId));
  if (order === undefined) return what === 'notCanceled'; // It never arrived: no cancel can take it back, and no word end it.
  return order.status === 'forgotten' || (what === 'overfill' && order.cumQty > order.qty) || isCountedAmbiguously(truth, order);
};

/** Executed and taken back in one moment: nobody but the venue can tell which of its two counts is the later. */
const isCountedAmbiguously = ({ executions, amendments }: VenueTruth, { venueOrderId }: OrderTruth): boolean => {
  const own = executions.filter((execution) => execution.venueOrderId === venueOrderId);
  return amendments.some(
    ({ execRefId, at }) => own.some(({ execId }) => execId === execRefId) && own.some((execution) => execution.at === at),
  );
};
