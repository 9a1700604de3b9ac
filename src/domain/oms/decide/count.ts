import type { Instrument } from '../../instrument/instrument.ts';
import { parseTold } from '../../kernel/decimal.ts';
import { minusToZero, type Qty } from '../../kernel/units.ts';
import type { Reports } from '../../order/events.ts';
import { isLive } from '../../order/lifecycle.ts';
import { type Child, isCountOvertaken, isNotKnownThere, type Order } from '../../order/order.ts';
import type { Fact } from '../catalogue.ts';
import type { Draft } from './draft.ts';

type Execution = Reports['ExecutionReported'];

const OF_EXECUTIONS: Partial<Record<Execution['execType'], true>> = { trade: true, tradeCancel: true, tradeCorrect: true };
const AMOUNTS: Partial<Record<Fact['type'], true>> = { ExecutionBooked: true, ExecutionBusted: true, ExecutionCorrected: true };

/**
 * Of an order that is over, how much the venue counts as executed beyond what we have heard of: by this report if it is the latest word,
 * else by that, as what is booked may have changed since.
 */
export const recount = (draft: Draft, order: Order, child: Child, report: Execution): void => {
  const { orderId, childId, status, toldAt, counted, symbol } = child;
  const { transactTime, execType } = report;
  const amounts = draft.facts.filter((fact) => AMOUNTS[fact.type] === true);
  const isOtherwise = draft.facts.some(
    ({ type }) => type === 'ChildStands' || type === 'ChildRestated' || type === 'ChildReplaced',
  );
  // An execution that is known already tells a count of the past, and no more is missing for it.
  const isKnown = OF_EXECUTIONS[execType] === true && amounts.length === 0;
  const instrument = draft.config.instruments.get(symbol);
  if (isLive(status) || isOtherwise || isKnown || isNotKnownThere(report) || instrument === undefined) return;
  const cum = readCount(report, instrument);
  const amends = execType === 'tradeCancel' || execType === 'tradeCorrect';
  const isLatest =
    transactTime === undefined
      ? execType === 'orderStatus'
      : transactTime >= (toldAt ?? 0) && !isCountOvertaken(child, { at: transactTime, cumQty: cum, amends });
  const told = isLatest ? cum : amounts.length > 0 ? counted?.cumQty : undefined;
  if (told === undefined) return;
  let cumQty: number = child.cumQty;
  let unheard: number = child.unheardQty;
  for (const fact of draft.facts) {
    if (fact.type === 'ExecutionBooked') {
      cumQty += fact.lastQty;
      unheard = Math.max(0, unheard - fact.lastQty);
    } else if (fact.type === 'ExecutionBusted') cumQty -= fact.lastQty;
    else if (fact.type === 'ExecutionCorrected') {
      cumQty += fact.lastQty - fact.oldQty;
      unheard = Math.max(0, unheard - Math.max(0, fact.lastQty - fact.oldQty));
    }
  }
  const unheardQty = unheardOf({ ...child, cumQty: cumQty as Qty }, told);
  if (unheardQty === unheard) return;
  draft.say({ type: 'UnheardCounted', orderId, childId, unheardQty });
  if (unheardQty > 0 && child.againAt === undefined) draft.askFills(order, child, true);
};

/** What the venue counts as executed and we have not heard of: its fills are late or lost, and until they come they count as open. */
export const unheardOf = ({ qty, cumQty, requests }: Child, told: Qty): Qty =>
  minusToZero(Math.min(told, Math.max(qty, ...requests.map((request) => request.qty ?? 0))) as Qty, cumQty);

export const readCount = ({ cumQty }: Execution, { qtyScale }: Instrument): Qty | undefined => {
  const told = cumQty === undefined ? undefined : parseTold(cumQty, qtyScale);
  return told?.ok === true ? (told.units as Qty) : undefined;
};
