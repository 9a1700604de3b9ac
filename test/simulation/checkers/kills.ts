import { formatOrderId } from '../../../src/domain/kernel/ids.ts';
import type { OrderId } from '../../../src/domain/kernel/units.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { World } from '../world.ts';

type Order = { readonly accepted: Events['OrderAccepted']; readonly seq: number; open: boolean; reopenedAt: number };
type Work = Pick<Events['WorkStarted'], 'scope' | 'id'> & Readonly<{ seq: number }>;

/**
 * What worked when a kill switch was pulled, or a scope cancelled, is over by the time of the report or named in it. The report comes
 * once, whatever happens in between: crashes, and a new day.
 */
export const checkKills = ({ durable, findings, counts }: World): void => {
  const find = (what: string): void => findings.add('kills', what);
  const orders = new Map<OrderId, Order>();
  const works = new Map<number, Work>();
  let seq = 0;
  for (const { records } of durable.days)
    for (const { event } of records) {
      seq += 1;
      switch (event.type) {
        case 'OrderAccepted':
          orders.set(event.orderId, { accepted: event, seq, open: true, reopenedAt: 0 });
          break;
        case 'OrderClosed':
          Object.assign(orders.get(event.orderId) ?? {}, { open: false });
          break;
        case 'OrderReopened':
          Object.assign(orders.get(event.orderId) ?? {}, { open: true, reopenedAt: seq });
          break;
        case 'KillEngaged':
          counts.add(`kill: ${event.scope}`);
          break;
        case 'WorkStarted':
          if (event.work === 'massCancel') works.set(event.workId, { scope: event.scope, id: event.id, seq });
          break;
        case 'MassCancelReported': {
          const work = works.get(event.workId);
          if (work === undefined) find(`work ${event.workId} is reported, and was reported before or never began`);
          else
            for (const missing of unnamed(orders, work, event))
              find(`work ${event.workId} leaves out ${formatOrderId(missing)}, which is open`);
          works.delete(event.workId);
          counts.add(event.left.length > 0 ? 'kill: something left' : 'kill: nothing left');
        }
      }
    }
  for (const [workId, { scope, id }] of works) find(`work ${workId} (${scope} ${id}) was never reported`);
};

/** Orders of the scope, taken on before, that are still open and that the report does not name. */
const unnamed = (
  orders: ReadonlyMap<OrderId, Order>,
  work: Work,
  { left, failed, unknown }: Events['MassCancelReported'],
): readonly OrderId[] => {
  if (failed + unknown > left.length) return []; // Not all are named, but all are counted.
  return [...orders].flatMap(([orderId, { accepted, seq, open, reopenedAt }]) =>
    open && seq < work.seq && reopenedAt < work.seq && isIn(accepted, work) && !left.includes(orderId) ? [orderId] : [],
  );
};

const isIn = ({ account, symbol, strategy, route }: Events['OrderAccepted'], { scope, id }: Work): boolean =>
  ({
    firm: true,
    desk: true,
    account: account === id,
    instrument: symbol === id,
    strategy: strategy === id,
    venue: route.venue === id,
  })[scope];
