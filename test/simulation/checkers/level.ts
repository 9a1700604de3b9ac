import type { Micros } from '../../../src/domain/kernel/units.ts';
import { rowName } from '../rows.ts';
import type { World } from '../world.ts';

/**
 * No order and no change of one goes to a venue with which the desk is not level; at the end it is level with every one; and what was
 * said to be absent at a venue had not been there all the time. The rows of the comparison that were met are counted.
 */
export const checkLevel = ({ durable, venues, findings, counts }: World): void => {
  const find = (what: string): void => findings.add('level', what);
  const level = new Map<string, boolean>(venues.map(({ name }) => [name, false]));
  const submits = new Map<number, string>();
  const absent = new Map<number, Readonly<{ sentId: string; at: Micros }>>();
  for (const { records } of durable.days)
    for (const { event, position, at } of records) {
      if (event.type === 'DeskStarted') for (const venue of level.keys()) level.set(venue, false);
      if (event.type === 'SessionChanged') level.set(event.venue, false);
      if (event.type === 'VenueLevelled') level.set(event.venue, true);
      if (event.type === 'OrderCompared') counts.add(rowName(event.ours, event.theirs));
      if (event.type === 'ChildRouted') submits.set(event.childId, event.sentId);
      if ((event.type === 'ChildRouted' || event.type === 'ChildReplaceSent') && level.get(event.venue) !== true)
        find(`${event.sentId} went to ${event.venue} at position ${position}, and the desk was not level with it`);
      if (event.type === 'BreakRaised' && event.what === 'absentAtVenue')
        absent.set(event.breakId, { sentId: submits.get(event.childId ?? 0) ?? '', at });
      if (event.type === 'BreakClosed' && event.cause.endsWith(' has it')) {
        const missed = absent.get(event.breakId);
        if (missed !== undefined && venues.some((venue) => wasThere(venue.truth(), missed)))
          find(`${missed.sentId} was said to be absent, and it was there`);
      }
    }
  for (const [venue, isLevel] of level) if (!isLevel) find(`the desk does not become level with ${venue}`);
};

type Truth = ReturnType<World['venues'][number]['truth']>;
/** Taken by the venue before it was missed, not forgotten by it, and not full by then: what is full is listed no more. */
const wasThere = ({ messages, orders, executions }: Truth, missed: Readonly<{ sentId: string; at: Micros }>): boolean => {
  const order = orders.find(({ sentIds }) => sentIds[0] === missed.sentId);
  if (order === undefined || order.status === 'forgotten') return false;
  const own = executions.filter(({ venueOrderId, at }) => venueOrderId === order.venueOrderId && at < missed.at);
  return (
    messages.some(({ sentId, at }) => sentId === missed.sentId && at < missed.at) &&
    own.reduce((sum, { qty }) => sum + qty, 0) < order.qty
  );
};
