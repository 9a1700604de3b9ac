import type { Micros } from '../../src/domain/kernel/units.ts';
import type { Input } from '../../src/domain/oms/catalogue.ts';
import { isLive } from '../../src/domain/order/lifecycle.ts';
import type { Child } from '../../src/domain/order/order.ts';
import type { OpenOrderRow } from '../../src/domain/reconcile/query-events.ts';
import type { Act } from './arbitrary-acts.ts';
import { priceOf } from './arbitrary-reports.ts';
import type { Desk } from './desk.ts';

type Answer = Extract<Act, { act: 'answer' }>;

/** What ALPHA answers to the question that it was asked last, and how that may be wrong. */
export const answerOf = ({ what, leftOut, otherwise, qty, wrong }: Answer, { state, now }: Desk): Input => {
  const round = state.rounds.get('ALPHA');
  const of = { venue: 'ALPHA', session: 'ALPHA-1', queryId: (round?.queryId ?? 0) - (wrong === 1 ? 1 : 0) };
  const asOf = (wrong === 2 ? 1 : now) as Micros;
  const when = { asOf, ...(wrong === 3 ? { seqIn: 1_000_000 } : {}) };
  if (what === 3) return { type: 'QueryFailed', ...of, reason: 'nobody answered', ...(wrong > 3 ? { retryAfterMs: 50 } : {}) };
  const asked = what === 0 ? (round?.query ?? 'openOrders') : (['openOrders', 'fills', 'positions'] as const)[what - 1];
  const missing = wrong === 4 ? 1 : 0;
  if (asked === 'fills') return { type: 'FillsReported', ...of, ...when, told: 0, total: missing };
  const parts = { part: 1, parts: wrong === 5 ? 2 : 1 };
  if (asked === 'positions') {
    const rows = [{ symbol: 'ACME', qty: String(otherwise === 0 ? 0 : qty) }];
    return { type: 'PositionsReported', ...of, ...when, ...parts, total: rows.length + missing, rows };
  }
  const there = [...state.children].filter(({ venue }) => venue === 'ALPHA');
  const rows = there
    .filter((child, n) => (otherwise === 7 || isLive(child.status)) && n % 8 !== leftOut)
    .map((child) => rowOf(child, otherwise, qty));
  if (wrong === 6) rows.push({ ...STRANGER, cumQty: String(otherwise) });
  return { type: 'OpenOrdersReported', ...of, ...when, ...parts, total: rows.length + missing, rows: rows.slice(0, 200) };
};

const STRANGER: OpenOrderRow = {
  sentId: 'NOBODY',
  venueOrderId: 'V0',
  symbol: 'ACME',
  side: 'buy',
  qty: '9',
  cumQty: '0',
  leavesQty: '9',
};

const rowOf = (child: Child, otherwise: number, n: number): OpenOrderRow => {
  const { sentId, venueOrderId, symbol, side, qty, price, cumQty } = child;
  const units = otherwise === 1 ? n : qty;
  const executed = Math.max(0, otherwise === 2 ? cumQty + n : otherwise === 3 ? cumQty - n : cumQty);
  const shift = otherwise === 4 ? 1 : 0;
  return {
    ...(otherwise === 5 ? {} : { sentId }),
    venueOrderId: venueOrderId ?? `V${child.childId}`,
    symbol,
    side,
    ordStatus: executed > 0 ? 'partiallyFilled' : 'new',
    qty: otherwise === 6 ? 'many' : String(units),
    ...(price === undefined ? {} : { price: priceOf(price - 1_000 + shift) }),
    cumQty: String(executed),
    leavesQty: String(Math.max(0, units - executed)),
  };
};
