import { formatUnits } from '../../src/domain/kernel/decimal.ts';
import type { Micros } from '../../src/domain/kernel/units.ts';
import type { Events, Input } from '../../src/domain/oms/catalogue.ts';
import { type Child, worstLeavesQty } from '../../src/domain/order/order.ts';
import { type Act, EXEC_TYPES, GARBLED, ORD_STATUSES } from './arbitrary-acts.ts';
import { OPENS } from './desk.ts';

type Execution = Events['ExecutionReported'];
type Acting<A extends Act['act']> = Extract<Act, { act: A }>;
export type FromVenue = Pick<Execution, 'venue' | 'session' | 'seqIn' | 'channel' | 'possDup' | 'possResend'>;

export const at = <T>(things: readonly T[], n: number): T | undefined =>
  things.length === 0 ? undefined : things[n % things.length];
export const priceOf = (offset: number): string => formatUnits(1_000 + offset, 2);

/** What a venue says of a child order, true or not. Its executions are named after whoever speaks. */
export const reportOf = (act: Acting<'report'>, child: Child, from: FromVenue, speaker: string): Input => {
  const execType = EXEC_TYPES[act.execType] as (typeof EXEC_TYPES)[number];
  const venueOrderId = `V${child.childId}`;
  const names =
    act.bare && child.venueOrderId !== undefined
      ? { venueOrderId }
      : { sentId: at(child.sentIds, act.id) as string, ...(act.bare ? {} : { venueOrderId }) };
  const left = child.qty - child.cumQty;
  const fits = act.fits && left > 0 ? 1 + (act.qty % left) : act.qty;
  const isTrade = execType === 'trade' || execType === 'tradeCancel' || execType === 'tradeCorrect';
  const hasTerms = execType === 'replaced' || execType === 'restated' || execType === 'triggered';
  const execRefId = `E${speaker}${act.exec}`;
  return {
    type: 'ExecutionReported',
    ...from,
    execType,
    ...names,
    ...(isTrade
      ? {
          execId: act.chained === 0 || execType === 'trade' ? execRefId : `${execRefId}.${act.chained}`,
          execRefId: act.chained > 1 && execType !== 'trade' ? `${execRefId}.${act.chained - 1}` : execRefId,
          lastQty: String(fits),
          lastPx: priceOf(act.cents),
          fee: '0.01',
          feeCurrency: 'USD',
          ...GARBLED[act.garbled],
        }
      : {}),
    ...(hasTerms && act.orderQty !== undefined ? { orderQty: String(act.orderQty), price: priceOf(act.cents) } : {}),
    ...(act.leaves === undefined ? {} : { leavesQty: String(act.leaves) }),
    ...(act.toldMs === undefined ? {} : { transactTime: (OPENS + act.toldMs * 1_000) as Micros }),
  };
};

/** How a venue says that an order stands, asked or not. */
export const statusOf = ({ ordStatus, orderQty, cumQty }: Acting<'status'>, { sentId }: Child, from: FromVenue): Input => ({
  type: 'ExecutionReported',
  ...from,
  execType: 'orderStatus',
  ordStatus: ORD_STATUSES[ordStatus] as (typeof ORD_STATUSES)[number],
  sentId,
  ...(ordStatus === 0 ? { rejectReason: 'unknownOrder' } : {}),
  ...(orderQty === undefined ? {} : { orderQty: String(orderQty) }),
  ...(cumQty === undefined ? {} : { cumQty: String(cumQty) }),
});

/** A venue that keeps its word answers a request, or executes a part of what it may. */
export const lawfulWordOf = ({ does, qty }: Acting<'venue'>, child: Child, from: FromVenue): Input | undefined => {
  const { sentId, requests, status } = child;
  const says = (execType: Execution['execType'], over: Partial<Execution> = {}): Input => ({
    type: 'ExecutionReported',
    ...from,
    execType,
    sentId,
    ...over,
  });
  const most = worstLeavesQty(child);
  if (does <= 3 && most > 0)
    return says('trade', { execId: `X${from.seqIn}`, lastQty: String(1 + (qty % most)), lastPx: '10.00' });
  const pending = at(requests, qty);
  if (pending === undefined) return says(does <= 5 ? 'new' : status === 'sent' ? 'rejected' : 'canceled');
  const { kind } = pending;
  if (does === 4)
    return { type: 'RequestRejectReported', ...from, sentId: pending.sentId, request: kind, rejectReason: 'tooLate' };
  if (kind === 'cancel') return status === 'filled' ? undefined : says('canceled', { sentId: pending.sentId });
  return says('replaced', { sentId: pending.sentId, orderQty: String(Math.max(pending.qty ?? 0, child.cumQty)) });
};

/** What a venue says of an order that is none of ours. */
export const strayOf = ({ nameless, exec, qty, execType }: Acting<'stray'>, from: FromVenue): Input => ({
  type: 'ExecutionReported',
  ...from,
  execType: EXEC_TYPES[execType] as Execution['execType'],
  ...(nameless ? {} : { sentId: `NOT-OURS-${exec % 2}` }),
  ...{ execId: `E${exec}`, symbol: 'ACME', side: 'buy', lastQty: String(qty), lastPx: '10.00' },
});
