import type { World } from '../world.ts';

/** While an execution of a venue waits in suspense, nothing new goes there. */
export const checkStrays = ({ durable, findings }: World): void => {
  const waiting = new Map<string, Set<string>>();
  const of = (venue: string): Set<string> => {
    const found = waiting.get(venue) ?? new Set();
    waiting.set(venue, found);
    return found;
  };
  for (const { records } of durable.days)
    for (const { event, position } of records) {
      if (event.type === 'StrayExecutionBooked') of(event.venue).add(event.executionKey);
      if (event.type === 'StrayAssigned') of(event.venue).delete(event.executionKey);
      if (event.type === 'StrayExecutionAmended' && event.lastQty === 0) of(event.venue).delete(event.executionKey);
      if (event.type === 'ChildRouted' && of(event.venue).size > 0)
        findings.add('strays', `an order goes to ${event.venue} at position ${position}, where executions wait in suspense`);
    }
  for (const [venue, keys] of waiting)
    if (keys.size > 0) findings.add('strays', `${keys.size} executions of ${venue} still wait in suspense`);
};
