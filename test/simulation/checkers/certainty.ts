import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import type { World } from '../world.ts';
import { Numbers } from './numbers.ts';

/** Facts about what a venue did: only a venue can have said so, or a person who has looked. */
const OF_A_VENUE: ReadonlySet<string> = new Set([
  'ChildAcknowledged',
  'ChildClosed',
  'ChildReplaced',
  'ChildRequestRejected',
  'ExecutionBooked',
  'ExecutionBusted',
  'ExecutionCorrected',
  'StrayExecutionBooked',
  'CertaintyRegained',
]);
const WITNESS = /^(venue|operator|person):/;

type Doubt = Readonly<{ childId: number; request: string }>;

/** Doubt ends on evidence only, and where there was evidence it has ended. */
export const checkCertainty = (world: World): void => {
  const { durable, findings } = world;
  const doubts = new Map<string, Doubt>();
  const numbers = new Numbers();
  for (const { records } of durable.days) {
    const byPosition = new Map(records.map((record) => [record.position, record]));
    for (const { event, causationId, position } of records) {
      if (OF_A_VENUE.has(event.type) && causationId !== position) {
        const cause = byPosition.get(causationId);
        const lost = cause?.event.type === 'ContinueWork' ? numbers.neverArrived(event) : undefined;
        if (lost !== undefined && wasReceived(world, lost))
          findings.add('certainty', `${lost} never arrived, says ${event.type} at position ${position}, and the venue has it`);
        if (lost === undefined && (cause === undefined || !WITNESS.test(cause.actor)))
          findings.add(
            'certainty',
            `${event.type} at position ${position} follows from ${cause?.event.type ?? 'nothing'}: no venue said so`,
          );
      }
      follow(doubts, event);
      numbers.follow(event);
    }
  }
  checkSilence(world);
  for (const [sentId, { request }] of doubts)
    if (!isExcused(world, sentId))
      findings.add('certainty', `what became of ${request} ${sentId} is still unknown, and the venue knows`);
};

/** No message stays unanswered without a word: the venue answers, or its silence is noticed and the outcome counts as unknown. */
const checkSilence = ({ durable, findings }: World): void => {
  const silent = new Map<string, Readonly<{ childId: number; what: string }>>();
  for (const { records } of durable.days)
    for (const { event } of records)
      switch (event.type) {
        case 'ChildRouted':
        case 'ChildCancelSent':
        case 'ChildReplaceSent':
          silent.set(event.sentId, { childId: event.childId, what: event.type });
          break;
        case 'CertaintyLost':
        case 'ChildReplaced':
        case 'ChildRequestRejected':
          if (event.sentId !== undefined) silent.delete(event.sentId);
          if (event.type !== 'CertaintyLost') answerSubmit(silent, event.childId);
          break;
        case 'ChildClosed':
          for (const [sentId, { childId }] of silent) if (childId === event.childId) silent.delete(sentId);
          break;
        case 'ChildAcknowledged':
        case 'ChildRemarked':
        case 'ChildRestated':
        case 'ExecutionBooked':
          answerSubmit(silent, event.childId);
      }
  for (const [sentId, { what }] of silent) findings.add('certainty', `${what} ${sentId} was never answered, and nobody noticed`);
};

const answerSubmit = (silent: Map<string, Readonly<{ childId: number; what: string }>>, childId: number): void => {
  for (const [sentId, about] of silent) if (about.childId === childId && about.what === 'ChildRouted') silent.delete(sentId);
};

const follow = (doubts: Map<string, Doubt>, event: Recorded['event']): void => {
  switch (event.type) {
    case 'CertaintyLost':
      doubts.set(event.sentId, { childId: event.childId, request: event.request });
      return;
    case 'CertaintyRegained':
      doubts.delete(event.sentId);
      return;
    case 'ChildReplaced':
    case 'ChildRequestRejected':
      if (event.sentId !== undefined) doubts.delete(event.sentId);
      return;
    case 'ChildClosed': // The end of an order answers all that was ever asked about it.
      for (const [sentId, { childId }] of doubts) if (childId === event.childId) doubts.delete(sentId);
  }
};

const wasReceived = ({ venues }: World, sentId: string): boolean =>
  venues.some((venue) => venue.truth().messages.some((message) => message.sentId === sentId));

/** The venue never got the message, or has forgotten the order: there is nobody to ask. */
const isExcused = ({ venues }: World, sentId: string): boolean => {
  for (const venue of venues) {
    const { messages, orders } = venue.truth();
    if (!messages.some((message) => message.sentId === sentId)) continue;
    const order = orders.find(({ sentIds }) => sentIds.includes(sentId));
    return order === undefined || order.status === 'forgotten';
  }
  return true;
};
