import { parseOrderId } from '../../../src/domain/kernel/ids.ts';
import type { World } from '../world.ts';
import { OurExecutions } from './books.ts';

/** What the desk tells of each order at the end is what its executions add up to; and nothing is open but what nobody can close. */
export const checkTold = async (world: World): Promise<void> => {
  const { durable, findings, door, venues } = world;
  const ours = new OurExecutions().catchUp(durable);
  for (const venue of venues)
    for (const { venueOrderId, status } of venue.truth().orders)
      if (status === 'working')
        findings.add('told', `${venueOrderId} still works after everything was cancelled and every session closed`);
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { body } = await door.read(`/v1/orders?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`);
    for (const { orderId, cumQty, qty, ordStatus, certainty } of body.orders) {
      const id = parseOrderId(orderId) as number;
      let sum = 0;
      for (const execId of ours.ofOrder.get(id) ?? []) sum += ours.of.get(execId)?.qty ?? 0;
      if (String(sum) !== cumQty) findings.add('told', `${orderId} is told to be executed ${cumQty}, and was executed ${sum}`);
      if (ordStatus === 'filled' && Number(qty) > sum)
        findings.add('told', `${orderId} is told to be filled with ${sum} of ${qty}`);
      const isOver = ['filled', 'canceled', 'expired', 'rejected', 'doneForDay'].includes(ordStatus);
      if (!isOver && certainty === 'known' && !forgotten(durable, venues, id))
        findings.add('told', `${orderId} is ${ordStatus} after everything was cancelled and every session closed`);
    }
    cursor = body.next;
  }
};

const forgotten = (durable: World['durable'], venues: World['venues'], orderId: number): boolean => {
  const sentIds = new Set<string>();
  for (const { records } of durable.days)
    for (const { event } of records) if (event.type === 'ChildRouted' && event.orderId === orderId) sentIds.add(event.sentId);
  return venues.some((venue) =>
    venue.truth().orders.some(({ sentIds: ids, status }) => status === 'forgotten' && ids.some((sentId) => sentIds.has(sentId))),
  );
};
