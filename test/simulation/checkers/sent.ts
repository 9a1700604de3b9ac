import type { World } from '../world.ts';

/** Every message arrived at most once but for copies that the network made, and each of them is in the journal. */
export const checkSent = ({ venues, durable, findings }: World): void => {
  for (const venue of venues) {
    const received = new Set<string>();
    for (const { kind, sentId, again } of venue.truth().messages) {
      if (again !== true && received.has(sentId)) findings.add('sent twice', `${venue.name} received ${kind} ${sentId} twice`);
      if (!durable.sentIds.has(sentId))
        findings.add('told before durable', `${venue.name} received ${kind} ${sentId}, which is not in the journal`);
      received.add(sentId);
    }
  }
};

/** A child order may be sent again under no other id: what our children asked for together is never more than their order did. */
