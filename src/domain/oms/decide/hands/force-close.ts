import { formatChildId, formatOrderId } from '../../../kernel/ids.ts';
import { isLive, isOpen } from '../../../order/lifecycle.ts';
import { type Child, childLeavesQty, type Order } from '../../../order/order.ts';
import type { Events } from '../../catalogue.ts';
import type { Draft } from '../draft.ts';
import { endReplaces } from '../request.ts';
import { close } from '../review.ts';
import { byHand, type Refusal, refusal } from './ask.ts';

type Ask = Events['OrderForceCloseRequested'];

/**
 * A person says that an order is over which nothing else can end: what became of it is not known, or something about it does not fit.
 * What is in order is cancelled, not closed. Should the venue later show that it lives, the venue is right; what it executes is booked.
 */
export const forceClose = (draft: Draft, ask: Ask): void =>
  byHand(draft, 'forceClose', ask, ({ by, reason }) => {
    const { sentId, orderId, as } = ask;
    const child = sentId === undefined ? undefined : draft.state.sentIds.find(sentId);
    if ((sentId === undefined) === (orderId === undefined))
      return refusal(
        undefined,
        'target',
        'order',
        'orderId or sentId',
        sentId === undefined ? 'neither' : 'both',
        'an order is closed, or what one request placed',
      );
    if (sentId !== undefined && child === undefined)
      return refusal(
        undefined,
        'unknownRequest',
        'request',
        'a request of this desk',
        sentId,
        `${sentId} is no request of this desk`,
      );
    const order = draft.state.orders.get(child?.orderId ?? (orderId as Order['orderId']));
    if (order === undefined)
      return refusal(
        undefined,
        'unknownOrder',
        'order',
        'an order of this desk',
        'unknown',
        'there is no such order, or it was closed long ago',
      );
    const live = (child === undefined ? order.children : [child]).filter(({ status }) => isLive(status));
    const no = refused(draft, order, child, live);
    if (no !== undefined) return no;
    const why = `${by} says that it is over: ${reason}`;
    for (const over of live) closeChild(draft, order, over, as, why);
    if (child === undefined && isOpen(order.status)) close(draft, order, as, why);
    return undefined;
  });

const refused = (draft: Draft, order: Order, child: Child | undefined, live: readonly Child[]): Refusal | undefined => {
  const name = child === undefined ? formatOrderId(order.orderId) : formatChildId(child.childId);
  const { status } = child ?? order;
  const isOver = live.length === 0 && (child !== undefined || !isOpen(order.status));
  if (isOver) return refusal(order, 'alreadyOver', name, 'what is not over', status, `${name} is ${status}`);
  const sound = live.find((one) => !isDoubtful(draft, one));
  if (sound !== undefined)
    return refusal(
      order,
      'notInDoubt',
      formatChildId(sound.childId),
      'a request in doubt or a break about it',
      'neither',
      `${formatChildId(sound.childId)} is in order: cancel it`,
    );
  if (live.length === 0 && !order.children.some((one) => isDoubtful(draft, one)))
    return refusal(
      order,
      'notInDoubt',
      name,
      'a request in doubt or a break about it',
      'neither',
      `${name} is in order: cancel it`,
    );
  return undefined;
};

const isDoubtful = ({ state }: Draft, { childId, certain, requests }: Child): boolean => {
  if (!certain || requests.some((request) => !request.certain)) return true;
  for (const { childId: about, state: at } of state.breaks.values()) if (about === childId && at !== 'closed') return true;
  return false;
};

const closeChild = (draft: Draft, order: Order, child: Child, as: Ask['as'], reason: string): void => {
  const { orderId, childId, sentIds, certain, requests, unheardQty } = child;
  const doubts = [
    ...(certain ? [] : [{ request: 'submit' as const, sentId: sentIds[0] as string }]),
    ...requests.filter((request) => !request.certain).map(({ kind: request, sentId }) => ({ request, sentId })),
  ];
  for (const { request, sentId } of doubts)
    draft.say({ type: 'CertaintyRegained', orderId, childId, request, sentId, evidence: reason, byPerson: true });
  const endedQty = childLeavesQty(child);
  draft.say({ type: 'ChildClosed', orderId, childId, as, endedQty, unheardQty, reason, byPerson: true });
  endReplaces(draft, order, child, reason);
};
