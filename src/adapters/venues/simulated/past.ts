import { known, unreachable } from '../../../domain/kernel/assert.ts';
import type { Order } from './orders.ts';
import type { ExecutionSaid, Said } from './reports.ts';
import type { AmendmentTruth, ExecutionTruth, Received } from './truth.ts';

/** Something that the venue said, and the session numbers that carried it: none when it was dropped, two when it was doubled. */
export type SaidUnder = Readonly<{ said: Said; numbers: readonly number[] }>;

/** One thing that a venue notes down for the day on which its process dies. */
export type Entry =
  | Readonly<{ did: 'receive'; message: Received }>
  /** The order as it stands from now on. */
  | Readonly<{ did: 'hold'; order: Order }>
  /** It joined the end of its queue. */
  | Readonly<{ did: 'queue'; venueOrderId: string }>
  | Readonly<{ did: 'execute'; execution: ExecutionTruth }>
  | Readonly<{ did: 'amend'; amendment: AmendmentTruth }>
  | (Readonly<{ did: 'say' }> & SaidUnder)
  /** It was said, and nothing stands behind it. */
  | (Readonly<{ did: 'missay' }> & SaidUnder);

/** All that the venue knew when its process ended. */
export type Past = Readonly<{
  messages: readonly Received[];
  orders: readonly Order[];
  /** Every order that was taken, by each id that it was known by. */
  bySentId: ReadonlyMap<string, Order>;
  /** Those that still rest, in the order in which they joined their queues. */
  queued: readonly Order[];
  executions: readonly ExecutionTruth[];
  amendments: readonly AmendmentTruth[];
  fills: readonly ExecutionSaid[];
  said: readonly SaidUnder[];
  lastExec: number;
}>;

/** What the entries add up to. Orders are made anew: whoever takes this past over may change them. */
export const pastOf = (entries: Iterable<Entry>): Past => {
  const messages: Received[] = [];
  const orders = new Map<string, Order>();
  const bySentId = new Map<string, Order>();
  const queue = new Set<Order>();
  const executions: ExecutionTruth[] = [];
  const amendments: AmendmentTruth[] = [];
  const fills: ExecutionSaid[] = [];
  const said: SaidUnder[] = [];
  let lastExec = 0;

  const hold = (now: Order): void => {
    const held = orders.get(now.venueOrderId);
    const newIds = now.sentIds.slice(held?.sentIds.length ?? 0);
    const order = held === undefined ? now : Object.assign(held, now);
    orders.set(order.venueOrderId, order);
    if (order.status === 'forgotten') for (const sentId of order.sentIds) bySentId.delete(sentId);
    else if (order.status !== 'rejected') for (const sentId of newIds) bySentId.set(sentId, order);
  };
  const rejoin = (venueOrderId: string): void => {
    const order = known(orders.get(venueOrderId), () => `${venueOrderId} was taken before it was queued`);
    queue.delete(order); // It lost its place.
    queue.add(order);
  };

  for (const entry of entries)
    switch (entry.did) {
      case 'receive':
        messages.push(entry.message);
        break;
      case 'hold':
        hold(entry.order);
        break;
      case 'queue':
        rejoin(entry.venueOrderId);
        break;
      case 'execute':
        executions.push(entry.execution);
        break;
      case 'amend':
        amendments.push(entry.amendment);
        break;
      case 'say':
        said.push(entry);
        if (entry.said.type !== 'ExecutionReported') break;
        lastExec += 1; // Every execution report has an id of its own, whether it was heard or not.
        if (EXECUTES.has(entry.said.execType)) fills.push(entry.said);
        break;
      case 'missay':
        said.push(entry);
        break;
      default:
        unreachable(entry);
    }
  return {
    messages,
    orders: [...orders.values()],
    bySentId,
    queued: [...queue].filter(({ status }) => status === 'working'),
    executions,
    amendments,
    fills: fills.sort((a, b) => execNumber(a) - execNumber(b)), // As they happened: a late report was said after later ones.
    said,
    lastExec,
  };
};

/** `XA-X17` is 17. */
const execNumber = ({ execId = '' }: ExecutionSaid): number => Number(/\d+$/.exec(execId)?.[0]);

/** What moves a position, and so is copied to whoever clears. */
export const EXECUTES: ReadonlySet<string> = new Set(['trade', 'tradeCancel', 'tradeCorrect']);

export const NO_PAST: Past = pastOf([]);
