import { known } from '../../kernel/assert.ts';
import { parseTold } from '../../kernel/decimal.ts';
import { formatChildId } from '../../kernel/ids.ts';
import type { Qty } from '../../kernel/units.ts';
import type { ExecType, Reports, VenueOrdStatus } from '../../order/events.ts';
import { childLife, isLive, stepOf } from '../../order/lifecycle.ts';
import type { Child, Order, PendingRequest } from '../../order/order.ts';
import { askStatus, isInDoubt } from './ask-status.ts';
import type { Draft } from './draft.ts';
import { doubtBooks } from './level.ts';
import { hearOf, regain, stand } from './report.ts';
import { requestFailed } from './request.ts';
import { restated, toldTerms } from './restate.ts';

type Report = Reports['ExecutionReported'];

/** Where a status leads in the table of a child order. What is filled says so by its fills. */
const AS_STEP = {
  new: 'standing',
  partiallyFilled: 'standing',
  filled: 'standing',
  replaced: 'standing',
  calculated: 'standing',
  pendingNew: 'pending',
  pendingCancel: 'pending',
  pendingReplace: 'pending',
  stopped: 'stopped',
  suspended: 'suspended',
  doneForDay: 'doneForDay',
  canceled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
} as const satisfies Record<VenueOrdStatus, ExecType | 'standing' | 'pending'>;

/**
 * How the order stands, by the venue's answer. "Unknown order" is not evidence: it may be on its way, or forgotten, so what was in
 * doubt stays in doubt. Anything else is: the venue has it, and as it answers in turn, what was sent before the question and does not
 * show in the answer has not taken effect.
 */
export const hearStatus = (draft: Draft, order: Order, child: Child, report: Report): void => {
  const { orderId, childId, query } = child;
  const { ordStatus, rejectReason, venueOrderId, queryId } = report;
  const text = report.text ?? rejectReason ?? ordStatus ?? report.execType;
  const isUnknown = ordStatus === undefined || (ordStatus === 'rejected' && rejectReason === 'unknownOrder');
  const step = isUnknown ? 'pending' : AS_STEP[ordStatus];
  // Without a name it may answer any question of the series, and has seen at least what was sent before the first of them.
  const isAnswer = query !== undefined && (queryId === undefined || queryId === query.sentId);
  const asked = queryId === undefined ? query?.firstSeqOut : query?.seqOut;
  const doubted = child.requests.filter(({ certain, seqOut }) => !certain && isAnswer && seqOut < (asked ?? 0));
  const open = doubted.filter((request) => !tellsOf(child, report, request));
  const isConclusive = isAnswer && step !== 'pending' && open.length === 0;
  // What concludes nothing leaves the question: it is asked again when its time is over.
  const sentId = isConclusive ? query.sentId : undefined;
  draft.say({ type: 'ChildRemarked', orderId, childId, execType: 'orderStatus', text, sentId, venueOrderId });
  if (isUnknown) return lookFor(draft, child);

  const taken = doubted.findLast((request) => isInForce(draft, child, report, request));
  const isTold = toldAs(draft, order, child, report, step, taken);
  const isOver = isEnd(child, step);
  if (isTold && !isOver) askMissingFills(draft, order, child, report);
  if (isOver || step === 'pending') return;
  const isBefore = (request: PendingRequest): boolean => taken !== undefined && request.seqOut < taken.seqOut;
  const inForce = taken === undefined ? child : { ...child, sentId: taken.sentId };
  for (const request of doubted)
    if (request !== taken && !open.includes(request) && !(request.kind === 'replace' && isBefore(request)))
      requestFailed(draft, inForce, request.sentId, {
        how: 'noEffect',
        reason: `${child.venue} says that the order is ${ordStatus}`,
      });
  // What fell into doubt after the question was put, or was given up, needs another one.
  const isOpenStill = isConclusive && child.requests.some(({ certain, seqOut }) => !certain && seqOut > (asked ?? 0));
  if (isOpenStill || (query === undefined && isInDoubt(child))) askStatus(draft, child);
};

/** The venue does not know what we believe to be alive: what it has open is looked through. */
const lookFor = (draft: Draft, { status, certain, venue }: Child): void => {
  if (isLive(status) && certain) doubtBooks(draft, venue);
};

/** Does the status end the order? A day that is done ends a day order and no other. */
const isEnd = ({ status, timeInForce }: Child, step: (typeof AS_STEP)[VenueOrdStatus]): boolean =>
  step !== 'pending' && step !== 'standing' && !isLive(childLife[status][stepOf(step, timeInForce)].to);

/** Hears the answer as the report that it amounts to. True unless that was overtaken by what the venue has said since. */
const toldAs = (
  draft: Draft,
  order: Order,
  child: Child,
  report: Report,
  step: (typeof AS_STEP)[VenueOrdStatus],
  taken: PendingRequest | undefined,
): boolean => {
  const plain = { ...report, ordStatus: undefined, leavesQty: undefined };
  if (taken !== undefined) hearOf(draft, order, child, { ...plain, execType: 'replaced', sentId: taken.sentId });
  else if (step === 'pending') regain(draft, child, report, 'remark');
  else if (step !== 'standing') hearOf(draft, order, child, { ...plain, execType: step });
  else {
    if (!stand(draft, child, report)) return false;
    adopt(draft, order, child, report);
  }
  return true;
};

/** The venue works other terms than we believe, and no replace under way explains it: they hold (DESIGN §9). */
export const adopt = (draft: Draft, order: Order, child: Child, report: Report): void => {
  const { qty, price } = toldTerms(draft, child, report);
  // Of the moment at which they changed an answer may be from just before; had they changed again just after, that would be told too.
  const isOld = child.termsAt !== undefined && (report.transactTime ?? 0) <= child.termsAt;
  if (isOld || child.requests.some(({ kind }) => kind === 'replace') || (qty === child.qty && price === child.price)) return;
  restated(draft, order, child, { ...report, execType: 'restated', restatementReason: undefined });
};

/** Does the answer tell what this replace would have changed? Silence about it is no evidence that nothing changed. */
const tellsOf = (child: Child, { orderQty, price }: Report, request: PendingRequest): boolean =>
  request.kind === 'cancel' ||
  ((orderQty !== undefined || request.qty === child.qty) && (price !== undefined || request.price === child.price));

/** Are the terms that the venue tells those of a replace in doubt, and not those before it? */
const isInForce = (draft: Draft, child: Child, report: Report, request: PendingRequest): boolean => {
  if (request.kind !== 'replace' || !tellsOf(child, report, request)) return false;
  const { qty, price } = toldTerms(draft, child, report);
  return qty === request.qty && price === request.price && (qty !== child.qty || price !== child.price);
};

/** The venue counts more than is booked: fills are late or lost. */
const askMissingFills = (draft: Draft, order: Order, child: Child, report: Report): void => {
  if (raiseMissing(draft, child, report) && isLive(child.status)) draft.askFills(order, child, false); // Of what was over they are asked for already.
};
export const raiseMissing = (draft: Draft, child: Child, { cumQty }: Report): boolean => {
  const { qtyScale } = known(draft.config.instruments.get(child.symbol), () => `${child.symbol} is an instrument`);
  const told = cumQty === undefined ? undefined : parseTold(cumQty, qtyScale);
  if (told?.ok !== true || told.units <= child.cumQty) return false;
  const detail = `${child.venue} counts ${cumQty} of ${formatChildId(child.childId)} executed, which is more than is booked`;
  draft.raise('executionMissing', detail, { venue: child.venue, child }, { toldQty: told.units as Qty });
  return true;
};
