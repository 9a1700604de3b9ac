import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import type { OrderFacts } from '../../../src/domain/order/events.ts';
import type { World } from '../world.ts';

/** Every message arrived at most once but for copies that the network made, and each of them is in the journal. */
export const checkSent = ({ venues, durable, findings }: World): void => {
  for (const venue of venues) {
    const received = new Set<string>();
    for (const { kind, sentId, again } of venue.truth().messages) {
      if (!durable.sentIds.has(sentId))
        findings.add('told before durable', `${venue.name} received ${kind} ${sentId}, which is not in the journal`);
      if (again === true) continue; // A copy, which may even overtake what it is a copy of.
      if (received.has(sentId)) findings.add('sent twice', `${venue.name} received ${kind} ${sentId} twice`);
      received.add(sentId);
    }
  }
};

type Child = { readonly orderId: number; most: number; closed: boolean; full: boolean; fullAt: number; executed: number };

/** At no moment was more asked of the venues for an order than its client asked for: what is done counts, and what may yet be. */
export const checkAsked = ({ durable, findings }: World): void => {
  const wanted = new Map<number, number>();
  const children = new Map<number, Child>();
  const ofOrder = new Map<number, Child[]>();
  for (const { records } of durable.days)
    for (const { event, position } of records)
      switch (event.type) {
        case 'OrderAccepted':
          wanted.set(event.orderId, event.qty);
          break;
        case 'ReplaceAccepted':
        case 'OrderRestated':
          wanted.set(event.orderId, Math.max(event.qty, wanted.get(event.orderId) ?? 0));
          break;
        case 'ChildRouted': {
          const { orderId, childId, qty } = event;
          const siblings = ofOrder.get(orderId) ?? [];
          const sum = siblings.reduce(
            (total, { most, closed, full, executed }) => total + (closed || full ? executed : Math.max(most, executed)),
            qty as number,
          );
          if (sum > (wanted.get(orderId) ?? 0))
            findings.add(
              'sent twice',
              `position ${position}: ${sum} asked of the venues, and the client asked for ${wanted.get(orderId)}`,
            );
          const child: Child = { orderId, most: qty, closed: false, full: false, fullAt: 0, executed: 0 };
          children.set(childId, child);
          ofOrder.set(orderId, [...siblings, child]);
          break;
        }
        default:
          if ('childId' in event && event.childId !== undefined) follow(children.get(event.childId), event);
      }
};

const follow = (child: Child | undefined, event: Recorded['event']): void => {
  if (child === undefined) return;
  switch (event.type) {
    case 'ChildReplaceSent':
      child.most = Math.max(child.most, event.qty);
      return;
    case 'ChildReplaced':
      child.most = event.qty;
      return;
    case 'ChildClosed':
      child.closed = true;
      return;
    case 'ExecutionBooked':
      child.executed += event.lastQty;
      tellFull(child, event);
      return;
    case 'ExecutionBusted':
      child.executed -= event.lastQty;
      tellFull(child, event);
      return;
    case 'ExecutionCorrected':
      child.executed += event.lastQty - event.oldQty;
      tellFull(child, event);
  }
};

/** Whether anything is left, as the venue said last by its own clock: a word that was overtaken does not count. */
const tellFull = (child: Child, event: Pick<OrderFacts['ExecutionBooked'], 'leavesOpen' | 'transactTime'>): void => {
  const at = event.transactTime ?? child.fullAt;
  if (event.leavesOpen === undefined || at < child.fullAt) return;
  child.full = !event.leavesOpen;
  child.fullAt = at;
};
