import { formatQty } from '../../instrument/instrument.ts';
import { known } from '../../kernel/assert.ts';
import { parseTold } from '../../kernel/decimal.ts';
import { formatChildId } from '../../kernel/ids.ts';
import { type Micros, minusToZero, type Price, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import type { Reports } from '../../order/events.ts';
import { childLife, isLive, type Step, stepOf } from '../../order/lifecycle.ts';
import { type Child, childLeavesQty, isCountOvertaken, type Order } from '../../order/order.ts';
import { amendTrade } from './amend.ts';
import { readCount, recount, unheardOf } from './count.ts';
import type { Draft } from './draft.ts';
import { findChild } from './find-child.ts';
import { OVER_RATE, RATE_LIMITED, throttle } from './limited.ts';
import { recountProvisional } from './provisional.ts';
import { endReplaces, replaced, requestFailed } from './request.ts';
import { restated } from './restate.ts';
import { hearStatus } from './status.ts';
import { amendStray, assignedTo, bookStray } from './strays.ts';
import { bookTrade, leavesOpenIn } from './trade.ts';

type Execution = Reports['ExecutionReported'];

/** What a venue tells about an order. Written down as said; here it is understood. It is never refused: what does not fit raises a break. */
export const hearExecution = (draft: Draft, report: Execution): void => {
  const { execType } = report;
  const taker = execType === 'tradeCancel' || execType === 'tradeCorrect' ? assignedTo(draft, report) : undefined;
  if (taker !== undefined) return amendAssigned(draft, taker, report);
  const child = findChild(draft.state, report);
  if (child === undefined) {
    if (report.execType === 'trade') bookStray(draft, report);
    else if (report.execType === 'tradeCancel' || report.execType === 'tradeCorrect') amendStray(draft, report);
    else
      draft.raise(
        'unknownOrder',
        `${report.venue} reports ${report.execType} of ${report.sentId ?? report.venueOrderId ?? 'an order without an id'}`,
        { venue: report.venue },
      );
    return;
  }
  const order = known(draft.state.orders.get(child.orderId), 'a child order has its client order');
  if (report.execType === 'orderStatus') hearStatus(draft, order, child, report);
  else hearOf(draft, order, child, report);
  recountProvisional(draft, child, report);
  recount(draft, order, child, report);
};

/** It follows the execution to the order that a person has given it to. What the report counts is of another order. */
const amendAssigned = (draft: Draft, child: Child, report: Execution): void => {
  const order = known(draft.state.orders.get(child.orderId), 'a child order has its client order');
  amendTrade(draft, order, child, { ...report, cumQty: undefined, leavesQty: undefined, avgPx: undefined });
};

/** The venue tells something of an order of ours. */
export const hearOf = (draft: Draft, order: Order, child: Child, report: Execution): void => {
  const told = stepOf(report.execType, child.timeInForce);
  if (child.forced && showsLife(child, report, told)) return hearForced(draft, order, child, report);
  // Told anew under the id of a replace that waits for its answer: that is the answer.
  const step = told === 'restated' && isReplacePending(child, report.sentId) ? 'replaced' : told;
  regain(draft, child, report, step);

  const cell = childLife[child.status][step];
  const doubt = (of = report.execType as string): void => {
    if (cell.how === 'doubt' && cell.why !== undefined)
      draft.raise(cell.why, `${report.venue} reports ${of} of ${formatChildId(child.childId)}, which is ${child.status}`, {
        venue: report.venue,
        child,
      });
  };
  const { orderId, childId } = child;
  const reason = reasonOf(report);
  const { execType, sentId, venueOrderId, transactTime } = report;
  const isOfTerms = (step === 'replaced' || step === 'restated') && (isLive(child.status) || child.status === 'filled');
  const isRepeat = isOfTerms && transactTime !== undefined && transactTime === child.termsAt && !isPending(child, sentId);
  const isOldNews = isRepeat || isOvertaken(child, report, isOfTerms ? child.termsAt : child.toldAt);
  switch (step) {
    case 'trade':
      if (bookTrade(draft, order, child, report) && cell.why !== 'overfill') doubt(`trade ${report.execId ?? ''}`);
      return;
    case 'bust':
    case 'correct':
      return amendTrade(draft, order, child, report);
    case 'acknowledged': {
      // What overtook the ack has moved the order on; the venue's own id for it may still be news.
      const isNamed = (venueOrderId ?? child.venueOrderId) !== child.venueOrderId;
      if (isOldNews) {
        if (isNamed) draft.say({ type: 'ChildRemarked', orderId, childId, execType, text: reason, venueOrderId });
        return;
      }
      if (cell.how !== 'ignore' || isNamed)
        draft.say({ type: 'ChildAcknowledged', orderId, childId, venueOrderId, transactTime });
      return doubt();
    }
    case 'replaced':
      if (cell.how === 'apply' || cell.to !== child.status) replaced(draft, order, child, report, isOldNews);
      // A replace leaves a suspended order so; an order that is told anew works.
      if (told === 'restated' && childLife[child.status].restated.to !== cell.to)
        draft.say({ type: 'ChildRemarked', orderId, childId, execType, text: reason, transactTime });
      return isOldNews || isAnswered(child, sentId) ? undefined : doubt();
    case 'restated':
      if (isOldNews) return;
      if (cell.how === 'apply' || cell.to !== child.status) restated(draft, order, child, report);
      return doubt();
    case 'rejected':
      if (report.rejectReason === RATE_LIMITED && child.status === 'sent') {
        throttle(draft, report.venue, 'venue');
        return neverSent(draft, child, reason, RATE_LIMITED);
      }
      if (isOfAnother(report)) {
        draft.say({ type: 'ChildRemarked', orderId, childId, execType, text: reason, sentId });
        const detail = `${report.venue} rejects a second order under ${sentId ?? 'its id'}, which stands: ${reason}`;
        return draft.raise('unexpectedClose', detail, { venue: report.venue, child });
      }
      endChild(draft, order, child, report, step);
      return doubt();
    case 'canceled':
    case 'expired':
    case 'doneForDay':
      endChild(draft, order, child, report, step);
      return doubt();
    case 'overnight':
    case 'stopped':
    case 'suspended':
      if (isOldNews) return;
      if (cell.to !== child.status)
        draft.say({
          type: 'ChildRemarked',
          orderId,
          childId,
          execType,
          text: reason,
          transactTime,
          ...guaranteed(draft, child, report),
        });
      return doubt();
    case 'remark':
      return draft.say({ type: 'ChildRemarked', orderId, childId, execType, text: reason, sentId, venueOrderId });
    default:
      return; // Requests that are refused, and what was never sent, come as reports of their own.
  }
};

const isPending = ({ requests }: Child, id: string | undefined): boolean => requests.some(({ sentId }) => sentId === id);

const isReplacePending = ({ requests }: Child, id: string | undefined): boolean =>
  requests.some(({ kind, sentId }) => kind === 'replace' && sentId === id);

const reasonOf = ({ text, rejectReason, restatementReason, execType }: Execution): string =>
  text ?? rejectReason ?? restatementReason ?? execType;

/** The venue, asked, says that the order stands. What is over for us is then not: it is live, and risk must see it. */
export const stand = (draft: Draft, child: Child, report: Execution): boolean => {
  regain(draft, child, report, 'standing');
  // A question that was put before the venue ended the order cannot bring it back: an end answers every question.
  const isOfBefore = !isLive(child.status) && report.queryId !== undefined && child.declared.length === 0 && !child.forced;
  if (isOfBefore || isOvertaken(child, report, child.toldAt)) return false;
  const { orderId, childId, status, venue } = child;
  const { venueOrderId, transactTime } = report;
  const cell = childLife[status].standing;
  if (cell.to !== status) draft.say({ type: 'ChildStands', orderId, childId, venueOrderId, transactTime });
  if (cell.why !== undefined)
    draft.raise(cell.why, `${venue} says that ${formatChildId(childId)} stands, which is ${status}`, { venue, child });
  return true;
};

/** What says that an order is at work, or that something of it is left. */
const LIVES: Partial<Record<Step, true>> = {
  acknowledged: true,
  replaced: true,
  restated: true,
  stopped: true,
  suspended: true,
  overnight: true,
};
const showsLife = ({ toldAt }: Child, report: Execution, told: Step): boolean =>
  (LIVES[told] === true && (report.transactTime ?? Number.POSITIVE_INFINITY) >= (toldAt ?? 0)) ||
  (told === 'trade' && leavesOpenIn(report) === true);

/** A person has said that it is over, and the venue shows that it lives: the venue is right. */
const hearForced = (draft: Draft, order: Order, child: Child, report: Execution): void => {
  const { orderId, childId, venue } = child;
  const { venueOrderId, transactTime } = report;
  draft.say({ type: 'ChildStands', orderId, childId, venueOrderId, transactTime });
  draft.raise('unexpectedAck', `${venue} works ${formatChildId(childId)}, which a person has closed`, { venue, child });
  hearOf(draft, order, { ...child, status: 'working', forced: undefined }, report);
};

/** Says that a child order is over, once, and what it takes with it. */
const endChild = (
  draft: Draft,
  order: Order,
  child: Child,
  report: Execution,
  as: 'canceled' | 'rejected' | 'expired' | 'doneForDay',
): void => {
  const { orderId, childId, status, venue } = child;
  const cell = childLife[status][as];
  if (cell.to === status && !child.forced) return; // Of what a person has closed the venue says it now itself.
  const { rejectReason, restatementReason: why, transactTime } = report;
  const reason = reasonOf(report);
  const instrument = known(draft.config.instruments.get(child.symbol), () => `${child.symbol} is an instrument`);
  // A count that is older than the latest has been overtaken by it.
  const cum = readCount(report, instrument);
  const isOld = transactTime !== undefined && isCountOvertaken(child, { at: transactTime, cumQty: cum, amends: false });
  const told = isOld ? child.counted?.cumQty : cum;
  const unheardQty = told === undefined ? ZERO_QTY : unheardOf(child, told);
  const ended = { as, endedQty: minusToZero(childLeavesQty(child), unheardQty), unheardQty };
  draft.say({ type: 'ChildClosed', orderId, childId, ...ended, reason, rejectReason, why, transactTime });
  if (!isLive(cell.to)) endReplaces(draft, order, child, reason);
  if (unheardQty === 0) return;
  draft.raise(
    'executionMissing',
    `${venue} counts ${formatQty(instrument, told ?? ZERO_QTY)} of ${formatChildId(childId)} executed, and ${formatQty(instrument, child.cumQty)} are booked`,
    { venue, child },
    { toldQty: told },
  );
  draft.askFills(order, child, true);
};

/** A reject under the id of an order that, by the venue's own word, still stands: it is about a second message under that id (FIX F.1). */
const isOfAnother = ({ ordStatus, leavesQty, rejectReason }: Execution): boolean =>
  rejectReason === 'duplicateOrder' ||
  (leavesQty !== undefined && /[1-9]/.test(leavesQty)) ||
  (ordStatus !== undefined && ordStatus !== 'rejected' && ordStatus !== 'canceled');

/** What a stopped order is guaranteed. */
const guaranteed = (draft: Draft, { symbol }: Child, { lastQty, lastPx }: Execution) => {
  const instrument = draft.config.instruments.get(symbol);
  const read = (said: string | undefined, scale = 0): number | undefined => {
    const parsed = said === undefined ? undefined : parseTold(said, scale);
    return parsed?.ok === true && parsed.units >= 0 ? parsed.units : undefined;
  };
  return { lastQty: read(lastQty, instrument?.qtyScale) as Qty, lastPx: read(lastPx, instrument?.priceScale) as Price };
};

/** Said again of a request that the venue has answered before: its terms came into force then. */
const isAnswered = ({ sentIds, sentId: current }: Child, sentId: string | undefined): boolean => {
  const at = sentId === undefined ? -1 : sentIds.indexOf(sentId);
  return at > 0 && at <= sentIds.indexOf(current);
};

/**
 * Older, by the venue's own clock, than what it last told of the order's status or terms. Such a word may still end the order, and its
 * executions count whenever they come, but it moves nothing back. Of an order that the venue has not spoken about, every word is news.
 */
const isOvertaken = ({ status }: Child, { transactTime }: Execution, toldAt: Micros | undefined): boolean =>
  status !== 'sent' && toldAt !== undefined && transactTime !== undefined && transactTime < toldAt;

/** What a venue says of a request by its id, and not only of the order. */
const ANSWERS: Partial<Record<Step, true>> = { canceled: true, replaced: true, rejected: true, expired: true };

/** Any word about an order is evidence that its submit arrived, save a status, which may be "unknown order"; an answer to a request ends the doubt about that. */
export const regain = (draft: Draft, child: Child, report: Execution, step: Step): void => {
  const { orderId, childId } = child;
  const said = `${report.execType} of ${report.sentId ?? 'it'} at ${child.venue}`;
  const byPerson = report.channel === 'recovery';
  const evidence = byPerson ? (report.text ?? said) : said;
  if (!child.certain)
    draft.say({ type: 'CertaintyRegained', orderId, childId, request: 'submit', sentId: child.sentIds[0] as string, evidence });
  if (!ANSWERS[step]) return;
  for (const { sentId, certain, kind } of child.requests)
    if (!certain && sentId === report.sentId)
      draft.say({ type: 'CertaintyRegained', orderId, childId, request: kind, sentId, evidence, byPerson });
};

/** The venue says no to a cancel or a replace. The order is as it was; an ask of the client that hung on it has failed. */
export const hearRequestReject = (draft: Draft, report: Reports['RequestRejectReported']): void => {
  const child = findChild(draft.state, report);
  const { rejectReason } = report;
  if (child === undefined)
    return draft.raise('unknownOrder', `${report.venue} rejects ${report.request} ${report.sentId}`, { venue: report.venue });
  if (rejectReason === 'duplicateRequest') return hearTwice(draft, child, report);
  const isOverRate = rejectReason === RATE_LIMITED;
  if (isOverRate) throttle(draft, report.venue, 'venue');
  const how = isOverRate ? 'overRate' : 'refused';
  requestFailed(draft, child, report.sentId, { how, reason: report.text ?? rejectReason, rejectReason });
};

/** The wire has doubled a request, and the second of them is refused: the first has arrived, and its own answer is what counts. */
const hearTwice = (draft: Draft, child: Child, { sentId, text = 'duplicateRequest' }: Reports['RequestRejectReported']): void => {
  const request = child.requests.find((pending) => pending.sentId === sentId);
  if (request === undefined) return;
  const { orderId, childId } = child;
  const execType = request.kind === 'cancel' ? 'pendingCancel' : 'pendingReplace';
  draft.say({ type: 'ChildRemarked', orderId, childId, execType, text, sentId });
};

/** The transport proved that a message never left. */
export const hearNotSent = (draft: Draft, { venue, sentId, request, reason }: Reports['NotSentReported']): void => {
  const child = findChild(draft.state, { venue, sentId });
  if (child === undefined)
    return draft.raise('unknownOrder', `the transport to ${venue} did not send ${sentId}, which is not ours`, { venue });
  const isOverRate = reason === OVER_RATE;
  if (isOverRate) throttle(draft, venue, 'us');
  if (request === 'submit') neverSent(draft, child, reason, isOverRate ? RATE_LIMITED : undefined);
  else requestFailed(draft, child, sentId, { how: isOverRate ? 'overRate' : 'notSent', reason });
};

/** A submit that provably never arrived. */
export const neverSent = (draft: Draft, child: Child, reason: string, rejectReason?: string): void => {
  const cell = childLife[child.status].notSent;
  const { orderId, childId, venue, qty } = child;
  if (cell.to !== child.status)
    draft.say({
      type: 'ChildClosed',
      orderId,
      childId,
      as: 'notSent',
      endedQty: qty,
      unheardQty: ZERO_QTY,
      reason,
      rejectReason,
    });
  if (cell.how === 'doubt' && cell.why !== undefined)
    draft.raise(cell.why, `the transport did not send ${child.sentIds[0]}, yet ${venue} has it`, { venue, child });
};
