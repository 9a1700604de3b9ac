import { parseTold } from '../../kernel/decimal.ts';
import { formatChildId } from '../../kernel/ids.ts';
import type { Micros, Price, Qty } from '../../kernel/units.ts';
import type { Reports } from '../../order/events.ts';
import { isLive } from '../../order/lifecycle.ts';
import type { Child, Order } from '../../order/order.ts';
import { comparison, oursOf, type Theirs, theirsOf } from '../../reconcile/compare.ts';
import type { OpenOrderRow, QueryEvents } from '../../reconcile/query-events.ts';
import type { Round } from '../../reconcile/round.ts';
import { askStatus } from './ask-status.ts';
import type { Draft } from './draft.ts';
import { findChild } from './find-child.ts';
import { regain, stand } from './report.ts';
import { adopt, raiseMissing } from './status.ts';
import { hearUnknownRow } from './unknown-row.ts';

/**
 * An answer says nothing about an order of which something was sent or heard since the question, or is still unanswered, or that the
 * venue has spoken about later than it answered.
 */
const counts = ({ touched }: Round, { childId, timeoutAt, requests, toldAt }: Child, asOf: Micros): boolean =>
  !touched.has(childId) &&
  timeoutAt === undefined &&
  requests.every((request) => request.timeoutAt === undefined) &&
  (toldAt ?? 0) <= asOf;

/** A row of what is open there, against our books. */
export const compareRow = (draft: Draft, round: Round, answer: QueryEvents['OpenOrdersReported'], row: OpenOrderRow): void => {
  const { venue, queryId, asOf } = answer;
  const { sentId, venueOrderId } = row;
  const child = findChild(draft.state, { venue, sentId, venueOrderId });
  const order = child === undefined ? undefined : draft.state.orders.get(child.orderId);
  const compared = { type: 'OrderCompared', venue, queryId, pass: round.pass, sentId, venueOrderId } as const;
  if (child === undefined || order === undefined) {
    draft.say({ ...compared, ours: 'unknown', theirs: /[1-9]/.test(row.cumQty) ? 'moreExecuted' : 'same' });
    return hearUnknownRow(draft, answer, row);
  }
  if (!counts(round, child, asOf)) return;
  const theirs = read(draft, child, row);
  if (theirs === undefined) return;
  const ours = oursOf(child);
  const conclusion = comparison[ours][theirs];
  if (conclusion === 'nothing') return;
  const { orderId, childId } = child;
  draft.say({ ...compared, orderId, childId, ours, theirs });
  const report = reportOf(answer, child, row);
  if (!isLive(child.status) && conclusion === 'askFills') {
    regain(draft, child, report, 'standing'); // Full by our books: what is executed decides.
  } else if (stand(draft, child, report)) adopt(draft, order, child, report);
  if (conclusion === 'askFills') raiseMissing(draft, child, report);
};

/** As what an answer to a question about that one order would say. */
const reportOf = (
  { venue, session, asOf }: QueryEvents['OpenOrdersReported'],
  { sentId }: Child,
  { venueOrderId, symbol, side, ordStatus, qty, price, cumQty, leavesQty }: OpenOrderRow,
): Reports['ExecutionReported'] => ({
  type: 'ExecutionReported',
  venue,
  session,
  seqIn: 0,
  channel: 'query',
  execType: 'orderStatus',
  ordStatus,
  sentId,
  venueOrderId,
  symbol,
  side,
  orderQty: qty,
  price,
  cumQty,
  leavesQty,
  transactTime: asOf,
});

/** What the row says against our books; a replace of ours that is unanswered explains other terms. */
const read = (draft: Draft, child: Child, row: OpenOrderRow): Theirs | undefined => {
  const instrument = draft.config.instruments.get(child.symbol);
  const units = (said: string | undefined, scale = 0): number | undefined => {
    const parsed = said === undefined ? undefined : parseTold(said, scale);
    return parsed?.ok === true && parsed.units >= 0 ? parsed.units : undefined;
  };
  const qty = units(row.qty, instrument?.qtyScale) as Qty | undefined;
  const cumQty = units(row.cumQty, instrument?.qtyScale) as Qty | undefined;
  const price = (row.price === undefined ? child.price : units(row.price, instrument?.priceScale)) as Price | undefined;
  if (qty === undefined || cumQty === undefined || (row.price !== undefined && price === undefined)) {
    const detail = `${child.venue} lists ${formatChildId(child.childId)} with ${row.cumQty} of ${row.qty} at ${row.price ?? 'no price'}, which cannot be read`;
    draft.raise('unreadableReport', detail, { venue: child.venue, child });
    return undefined;
  }
  const theirs = theirsOf({ qty, price, cumQty }, child);
  return theirs === 'otherTerms' && child.requests.some(({ kind }) => kind === 'replace') ? 'same' : theirs;
};

/** What of an order lives by our books and is not among what the venue has open: the first time it is asked about, the second time certainty is lost. */
export const lookForAbsent = (draft: Draft, { children }: Order, venue: string): void => {
  const round = draft.state.rounds.get(venue);
  if (round?.query !== 'openOrders' || round.asOf === undefined) return; // It ended with its session.
  for (const child of children) {
    if (child.venue !== venue || !isLive(child.status) || round.seen.has(child.childId) || !counts(round, child, round.asOf))
      continue;
    const { orderId, childId } = child;
    const { queryId, pass } = round;
    draft.say({ type: 'OrderCompared', venue, queryId, pass, orderId, childId, ours: oursOf(child), theirs: 'absent' });
    if (pass > 1 && round.suspects.has(childId)) loseSight(draft, child);
    if (child.query === undefined) askStatus(draft, child);
  }
};

/** It counts at its worst until the venue says something of it, it ends, or a person says what became of it. It is never sent again. */
const loseSight = (draft: Draft, child: Child): void => {
  const { orderId, childId, venue, sentIds, certain } = child;
  const sentId = sentIds[0] as string;
  if (certain) draft.say({ type: 'CertaintyLost', orderId, childId, request: 'submit', sentId, cause: 'absent' });
  draft.raise('absentAtVenue', `${venue}, asked twice, does not list ${formatChildId(childId)}`, { venue, child });
};
