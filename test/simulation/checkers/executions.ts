import type { World } from '../world.ts';
import { OurExecutions, theirExecutions } from './books.ts';

/** Nothing executed unbooked, nothing booked twice, nothing booked that never happened; busts and corrections included. */
export const checkExecutions = ({ venues, durable, findings }: World): void => {
  const find = (what: string): void => findings.add('executions', what);
  const ours = new Map(new OurExecutions().catchUp(durable).of);
  for (const venue of venues)
    for (const [execId, { qty, price }] of theirExecutions(venue.truth())) {
      const booked = ours.get(execId);
      ours.delete(execId);
      if (booked === undefined) {
        if (qty !== 0) find(`${execId} of ${qty} at ${price} was executed and is not booked`);
        continue;
      }
      if (booked.times !== 1) find(`${execId} is booked ${booked.times} times`);
      if (booked.qty !== qty || (qty !== 0 && booked.price !== price))
        find(`${execId} is ${qty} at ${price} at the venue, and ${booked.qty} at ${booked.price} in our books`);
    }
  for (const [execId, { qty }] of ours) if (qty !== 0) find(`${execId} is booked and never happened`);
};
