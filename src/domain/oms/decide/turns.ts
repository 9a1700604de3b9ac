import type { Child } from '../../order/order.ts';
import type { HeldRequest } from '../../resilience/events.ts';
import type { Draft } from './draft.ts';

/**
 * May this request go to the venue now? If not it waits in line, which is said once. Cancels wait for nothing but room and the cancels
 * before them; anything else for everybody who came first.
 */
export const mayGo = (
  draft: Draft,
  { orderId, childId, venue: name, waits }: Child,
  request: HeldRequest,
  series: Readonly<{ attempt?: number; firstSeqOut?: number | undefined }> = {},
): boolean => {
  const venue = draft.venue(name);
  const { line } = draft.room.of(name);
  const waiting = waits.find((one) => one.request === request);
  const isFirst = waiting?.called === true || (request === 'cancel' ? line.cancels.length === 0 : line.isEmpty);
  if (isFirst && draft.room.isFree(venue, request)) return true;
  if (waiting === undefined || waiting.called) {
    const until = draft.room.turnAt(venue, request);
    draft.say({ type: 'RequestHeld', orderId, childId, venue: name, request, until, ...series });
  }
  return false;
};
