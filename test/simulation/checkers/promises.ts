import { formatOrderId } from '../../../src/domain/kernel/ids.ts';
import type { OrderFacts } from '../../../src/domain/order/events.ts';
import type { World } from '../world.ts';

type Life = { readonly accepted: OrderFacts['OrderAccepted']; cancelling: boolean; closed: boolean };

/** What clients were told is so, each id became one order at most, and an order that was cancelled or is over goes nowhere any more. */
export const checkPromises = ({ durable, findings, clients }: World): void => {
  const find = (what: string): void => findings.add('promises', what);
  const orders = new Map<number, Life>();
  const byClOrdId = new Map<string, Life>();
  for (const { records } of durable.days)
    for (const { event } of records) {
      if (event.type === 'OrderAccepted') {
        const key = `${event.account} ${event.clOrdId}`;
        if (byClOrdId.has(key)) find(`${key} was accepted twice`);
        const life: Life = { accepted: event, cancelling: false, closed: false };
        orders.set(event.orderId, life);
        byClOrdId.set(key, life);
      }
      const life = 'orderId' in event && event.orderId !== undefined ? orders.get(event.orderId) : undefined;
      if (life === undefined || !('orderId' in event)) continue;
      const named = formatOrderId(life.accepted.orderId);
      if (event.type === 'CancelAccepted') life.cancelling = true;
      if (event.type === 'AskFailed' && event.ask === 'cancel') life.cancelling = false;
      if (event.type === 'OrderClosed') life.closed = true;
      // What was asked before its end ended with it.
      if (event.type === 'OrderReopened') Object.assign(life, { closed: false, cancelling: false });
      if (event.type === 'ChildRouted' && life.cancelling) find(`${named} was sent on after its cancel was taken on`);
      if (event.type === 'ChildRouted' && life.closed) find(`${named} was sent on after it was over`);
    }

  for (const { request, reply } of clients.asked) {
    if (reply === undefined) {
      find(`${request.what} ${request.clOrdId} was never answered`);
      continue;
    }
    if (request.what !== 'new') continue;
    const life = byClOrdId.get(`${request.account} ${request.clOrdId}`);
    if (reply.status < 300) {
      const { accepted } = life ?? {};
      if (accepted === undefined || formatOrderId(accepted.orderId) !== reply.body.orderId)
        find(`${request.clOrdId} was acknowledged as ${reply.body.orderId} and is not in the journal`);
      if (accepted !== undefined && (accepted.symbol !== request.body.symbol || String(accepted.qty) !== request.body.qty))
        find(
          `${request.clOrdId} asked for ${request.body.qty} ${request.body.symbol}, and ${accepted.qty} ${accepted.symbol} was taken on`,
        );
    } else if (
      life !== undefined &&
      (life.accepted.symbol !== request.body.symbol || String(life.accepted.qty) === request.body.qty)
    )
      find(`${request.clOrdId} was refused with ${reply.status}, and is in the journal`);
  }
};
