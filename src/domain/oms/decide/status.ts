import { known } from '../../kernel/assert.ts';
import { parseDecimal } from '../../kernel/decimal.ts';
import { formatChildId } from '../../kernel/ids.ts';
import type { Micros } from '../../kernel/units.ts';
import type { ExecType, Reports, VenueOrdStatus } from '../../order/events.ts';
import type { Child, Order, PendingRequest } from '../../order/order.ts';
import type { Draft } from './draft.ts';
import { hearOf } from './report.ts';
import { requestFailed } from './request.ts';
import { toldTerms } from './restate.ts';

type Report = Reports['ExecutionReported'];

/** After so many questions without an answer the next one waits until the session is up again. */
const ATTEMPTS_MAX = 5;

export const isInDoubt = ({ certain, requests }: Child): boolean => !certain || requests.some((request) => !request.certain);

/** Asks the venue how a child order stands, if something about it is unknown and the venue can be asked. */
export const askStatus = (draft: Draft, child: Child, attempt = 1): void => {
  const { orderId, childId, venue: name, sentId } = child;
  const venue = draft.venue(name);
  if (!venue.terms.queryById || draft.session(name)?.up !== true || attempt > ATTEMPTS_MAX) return;
  const message = draft.toVenue(venue);
  const timeoutAt = (draft.now + venue.timeoutMicros * 2 ** (attempt - 1)) as Micros;
  draft.say({ type: 'ChildStatusAsked', orderId, childId, ...message, timeoutAt, origSentId: sentId, attempt });
};

/** The venue has not answered a status request: it is asked again, less and less often. */
export const statusTimedOut = (draft: Draft, child: Child): void => {
  const { orderId, childId, query, venue } = child;
  const text = `${venue} has not said how it stands`;
  draft.say({ type: 'ChildRemarked', orderId, childId, execType: 'orderStatus', text });
  if (isInDoubt(child)) askStatus(draft, child, (query?.attempt ?? 0) + 1);
};

/** What a status amounts to, in the words of a report. */
const AS_REPORT: Readonly<Record<VenueOrdStatus, ExecType>> = {
  new: 'new',
  partiallyFilled: 'new',
  filled: 'new',
  replaced: 'new',
  pendingNew: 'pendingNew',
  pendingCancel: 'pendingCancel',
  pendingReplace: 'pendingReplace',
  calculated: 'calculated',
  doneForDay: 'doneForDay',
  canceled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
  stopped: 'stopped',
  suspended: 'suspended',
};

/**
 * How the order stands, by the venue's answer. "Unknown order" is not evidence: it may be on its way, or forgotten, so what was in
 * doubt stays in doubt. Anything else is: the venue has it, and as it answers in turn, what was sent before the question and does not
 * show in the answer has not taken effect.
 */
export const hearStatus = (draft: Draft, order: Order, child: Child, report: Report): void => {
  const { orderId, childId, query } = child;
  const { ordStatus, rejectReason, venueOrderId } = report;
  const text = report.text ?? rejectReason ?? ordStatus ?? report.execType;
  draft.say({ type: 'ChildRemarked', orderId, childId, execType: 'orderStatus', text, venueOrderId });
  if (ordStatus === undefined || (ordStatus === 'rejected' && rejectReason === 'unknownOrder')) return;

  const doubted = child.requests.filter(({ certain, seqOut }) => !certain && query !== undefined && seqOut < query.seqOut);
  const taken = doubted.find((request) => isInForce(draft, child, report, request));
  if (taken !== undefined) hearOf(draft, order, child, { ...report, execType: 'replaced', sentId: taken.sentId });
  else hearOf(draft, order, child, { ...report, execType: AS_REPORT[ordStatus], ordStatus: undefined });
  askMissingFills(draft, order, child, report);

  const isOver = ordStatus === 'canceled' || ordStatus === 'rejected' || ordStatus === 'expired' || ordStatus === 'doneForDay';
  const isPending = ordStatus === 'pendingCancel' || ordStatus === 'pendingReplace';
  if (isOver || isPending) return;
  for (const request of doubted)
    if (request !== taken)
      requestFailed(draft, child, request.sentId, {
        how: 'noEffect',
        reason: `${child.venue} says that the order is ${ordStatus}`,
      });
};

/** Are the terms that the venue tells those of a replace in doubt, and not those before it? */
const isInForce = (draft: Draft, child: Child, report: Report, request: PendingRequest): boolean => {
  if (request.kind !== 'replace' || report.orderQty === undefined) return false;
  const { qty, price } = toldTerms(draft, child, report);
  return qty === request.qty && price === request.price && (qty !== child.qty || price !== child.price);
};

/** The venue counts more than is booked: fills are late or lost. */
const askMissingFills = (draft: Draft, order: Order, child: Child, { cumQty }: Report): void => {
  const { qtyScale } = known(draft.config.instruments.get(child.symbol), () => `${child.symbol} is an instrument`);
  const told = cumQty === undefined ? undefined : parseDecimal(cumQty, qtyScale);
  if (told?.ok !== true || told.units <= child.cumQty) return;
  const detail = `${child.venue} counts ${cumQty} of ${formatChildId(child.childId)} executed, which is more than is booked`;
  draft.raise('executionMissing', detail, { venue: child.venue, child });
  draft.askFills(order, child);
};
