import type { Instrument } from '../../instrument/instrument.ts';
import { known } from '../../kernel/assert.ts';
import { formatUnits, parseDecimal } from '../../kernel/decimal.ts';
import { dateOf, formatChildId } from '../../kernel/ids.ts';
import { minusToZero, type Price, type Qty } from '../../kernel/units.ts';
import type { Reports } from '../../order/events.ts';
import { childLife, isLive, stepOf } from '../../order/lifecycle.ts';
import { type Child, childLeavesQty, type Order } from '../../order/order.ts';
import { feeUnits } from '../../position/position.ts';
import type { Draft } from './draft.ts';

type Execution = Reports['ExecutionReported'];

/** What a venue tells about an order. Written down as said; here it is understood. It is never refused: what does not fit raises a break. */
export const hearExecution = (draft: Draft, report: Execution): void => {
  const child = findChild(draft, report);
  const step = stepOf[report.execType];
  if (child === undefined) {
    if (step === 'trade') bookStray(draft, report);
    else
      draft.raise(
        'unknownOrder',
        `${report.venue} reports ${report.execType} of ${report.sentId ?? report.venueOrderId ?? 'an order without an id'}`,
        { venue: report.venue },
      );
    return;
  }
  const order = known(draft.state.orders.get(child.orderId), 'a child order has its client order');
  if (step !== 'remark') regain(draft, child, report);

  const cell = childLife[child.status][step];
  const doubt = (): void => {
    if (cell.how === 'doubt' && cell.why !== undefined)
      draft.raise(
        cell.why,
        `${report.venue} reports ${report.execType} of ${formatChildId(child.childId)}, which is ${child.status}`,
        { venue: report.venue, child },
      );
  };
  const { orderId, childId } = child;
  const reason = report.text ?? report.rejectReason ?? report.execType;
  switch (step) {
    case 'trade':
      if (bookTrade(draft, order, child, report) && cell.why !== 'overfill') doubt();
      return;
    case 'bust':
    case 'correct':
      return amendTrade(draft, child, report);
    case 'acknowledged':
      if (cell.how !== 'ignore') draft.say({ type: 'ChildAcknowledged', orderId, childId, venueOrderId: report.venueOrderId });
      return doubt();
    case 'replaced':
      if (cell.how === 'apply' || cell.to !== child.status) replaced(draft, order, child, report);
      return doubt();
    case 'canceled':
    case 'rejected':
    case 'expired':
    case 'doneForDay':
      if (cell.to !== child.status)
        draft.say({ type: 'ChildClosed', orderId, childId, as: step, endedQty: childLeavesQty(child), reason });
      return doubt();
    case 'remark':
      return draft.say({ type: 'ChildRemarked', orderId, childId, execType: report.execType, text: reason });
    default:
      return; // Requests that are refused, and what was never sent, come as reports of their own.
  }
};

/** By the id we sent (any that was ever about it), else by the venue's own id among what is still live there. */
const findChild = (
  draft: Draft,
  report: Readonly<{
    venue: string;
    sentId?: string | undefined;
    origSentId?: string | undefined;
    venueOrderId?: string | undefined;
  }>,
): Child | undefined => {
  const { sentIds, live } = draft.state;
  for (const id of [report.sentId, report.origSentId]) {
    const child = id === undefined ? undefined : sentIds.find(id);
    if (child?.venue === report.venue) return child;
  }
  if (report.venueOrderId === undefined) return undefined;
  for (const order of live)
    for (const child of order.children)
      if (child.venue === report.venue && child.venueOrderId === report.venueOrderId) return child;
  return undefined;
};

/** Any word about an order is evidence that its submit arrived; a word about a request, that the request did. */
const regain = (draft: Draft, child: Child, report: Readonly<{ sentId?: string | undefined; execType?: string }>): void => {
  const { orderId, childId } = child;
  const evidence = `${report.execType ?? 'a reject'} of ${report.sentId ?? 'it'} at ${child.venue}`;
  if (!child.certain)
    draft.say({ type: 'CertaintyRegained', orderId, childId, request: 'submit', sentId: child.sentIds[0] as string, evidence });
  for (const request of child.requests)
    if (!request.certain && request.sentId === report.sentId)
      draft.say({ type: 'CertaintyRegained', orderId, childId, request: request.kind, sentId: request.sentId, evidence });
};

type Trade = Readonly<{
  execId: string;
  executionKey: string;
  tradeDate: string;
  lastQty: Qty;
  lastPx: Price;
  fee: string;
  feeCurrency: string;
}>;

/**
 * An execution must be booked even when its numbers do not fit our scales: quantity and price are then cut to what fits and a break
 * says what was cut. Undefined only when there is no number to book at all.
 */
const readTrade = (
  draft: Draft,
  report: Execution,
  instrument: Instrument,
  about: Readonly<{ venue: string; child?: Child | undefined }>,
): Trade | undefined => {
  const cut = (said: string | undefined, scale: number): number | undefined => {
    const parsed = parseDecimal(said ?? '', scale);
    if (parsed.ok) return parsed.units;
    const shortened =
      parsed.fault === 'tooManyDigits'
        ? parseDecimal((said ?? '').slice(0, (said ?? '').indexOf('.') + 1 + scale).replace(/\.$/, ''), scale)
        : parsed;
    draft.raise(
      'unreadableReport',
      `an execution says "${said ?? ''}" where a decimal with at most ${scale} digits after the point belongs`,
      about,
    );
    return shortened.ok ? shortened.units : undefined;
  };
  const lastQty = cut(report.lastQty, instrument.qtyScale);
  const lastPx = cut(report.lastPx, instrument.priceScale);
  if (lastQty === undefined || lastPx === undefined || lastQty <= 0) return undefined;
  const readable = report.fee === undefined || feeUnits(report.fee) !== undefined;
  if (!readable)
    draft.raise(
      'unreadableReport',
      `an execution says fee "${report.fee}", which is no decimal of at most 18 digits after the point`,
      about,
    );
  const tradeDate = report.tradeDate ?? dateOf(known(draft.state.day, 'the day is open').day);
  const execId = report.execId ?? `${report.session}/${report.seqIn}`; // Without an id of its own, the message it came in identifies it.
  return {
    execId,
    executionKey: `${execId}/${tradeDate}`,
    tradeDate,
    lastQty: lastQty as Qty,
    lastPx: lastPx as Price,
    fee: readable ? (report.fee ?? '0') : '0',
    feeCurrency: report.feeCurrency ?? instrument.quote,
  };
};

/** Books an execution once. True when it was new. */
const bookTrade = (draft: Draft, order: Order, child: Child, report: Execution): boolean => {
  const instrument = draft.config.instruments.get(child.symbol);
  const about = { venue: report.venue, child };
  const trade = instrument === undefined ? undefined : readTrade(draft, report, instrument, about);
  if (instrument === undefined || trade === undefined) {
    draft.raise(
      'unreadableReport',
      `an execution of ${report.lastQty ?? 'no quantity'} at ${report.lastPx ?? 'no price'} cannot be booked`,
      about,
    );
    return false;
  }
  const { orderId, childId, venue, account, symbol, side } = child;
  const { execId, executionKey, tradeDate, lastQty, lastPx, fee, feeCurrency } = trade;
  const before = child.executions?.get(executionKey);
  if (before !== undefined) {
    if (before.lastQty !== lastQty || before.lastPx !== lastPx)
      draft.raise(
        'sameExecutionOtherTerms',
        `${executionKey} was ${pair(instrument, before.lastQty, before.lastPx)} and is now said to be ${pair(instrument, lastQty, lastPx)}`,
        about,
      );
    return false; // Venues repeat themselves after a gap; we count once.
  }
  if (draft.state.venueKeys.get(venue)?.has(executionKey)) return false; // Known from suspense, or from another channel.

  const most = Math.max(child.qty, ...child.requests.map(({ qty }) => qty ?? 0)) as Qty;
  const overfillQty = minusToZero((child.cumQty + lastQty) as Qty, most);
  draft.say({
    type: 'ExecutionBooked',
    orderId,
    childId,
    venue,
    account,
    strategy: order.terms.strategy,
    symbol,
    side,
    execId,
    executionKey,
    lastQty,
    lastPx,
    overfillQty,
    fee,
    feeCurrency,
    liquidity: report.liquidity ?? 'unknown',
    provisional: false,
    tradeDate,
    transactTime: report.transactTime,
  });
  if (overfillQty > 0)
    draft.raise(
      'overfill',
      `${formatChildId(childId)} is executed ${formatUnits(overfillQty, instrument.qtyScale)} beyond its quantity`,
      about,
    );
  return true;
};

const pair = ({ qtyScale, priceScale }: Instrument, qty: Qty, px: Price): string =>
  `${formatUnits(qty, qtyScale)} at ${formatUnits(px, priceScale)}`;

/** An execution that we can match to no order is ours all the same: it goes to the suspense account until a person assigns it. */
const bookStray = (draft: Draft, report: Execution): void => {
  const { venue, symbol, side } = report;
  const about = { venue };
  const instrument = symbol === undefined ? undefined : draft.config.instruments.get(symbol);
  const trade = instrument === undefined ? undefined : readTrade(draft, report, instrument, about);
  if (symbol === undefined || side === undefined || trade === undefined)
    return draft.raise(
      'unreadableReport',
      `an execution of ${report.lastQty ?? 'no quantity'} ${symbol ?? 'of no instrument'} without an order cannot be booked`,
      about,
    );
  if (draft.state.venueKeys.get(venue)?.has(trade.executionKey)) return;
  draft.say({ type: 'StrayExecutionBooked', venue, account: draft.config.terms.suspenseAccount, symbol, side, ...trade });
  draft.raise(
    'unknownOrder',
    `${venue} executed ${report.lastQty} ${symbol} at ${report.lastPx} for ${report.sentId ?? report.venueOrderId ?? 'no order of ours'}; it is in suspense`,
    about,
  );
};

const amendTrade = (draft: Draft, child: Child, report: Execution): void => {
  const about = { venue: report.venue, child };
  const execRefId = report.execRefId ?? report.execId ?? '';
  const old = [...(child.executions ?? [])].find(([key]) => key === execRefId || key.startsWith(`${execRefId}/`))?.[1];
  if (old === undefined)
    return draft.raise(
      'bustOfUnknownExecution',
      `${report.execType} of ${execRefId || 'no execution'}, which we never booked`,
      about,
    );
  const { orderId, childId, account, symbol, side } = child;
  const { executionKey, lastQty: oldQty, lastPx: oldPx } = old;
  if (report.execType === 'tradeCancel') {
    if (!old.busted)
      draft.say({
        type: 'ExecutionBusted',
        orderId,
        childId,
        account,
        symbol,
        side,
        executionKey,
        lastQty: oldQty,
        lastPx: oldPx,
      });
    return;
  }
  const instrument = known(draft.config.instruments.get(symbol), `${symbol} is an instrument`);
  const trade = readTrade(draft, report, instrument, about);
  if (trade === undefined) return draft.raise('unreadableReport', `a correction of ${executionKey} cannot be read`, about);
  const { lastQty, lastPx } = trade;
  if (!old.busted && lastQty === oldQty && lastPx === oldPx) return;
  draft.say({
    type: 'ExecutionCorrected',
    orderId,
    childId,
    account,
    symbol,
    side,
    executionKey,
    oldQty,
    oldPx,
    lastQty,
    lastPx,
  });
};

/** New terms at the venue. Asked for: they are the order's terms now. Not asked for: they hold all the same, with a break. */
const replaced = (draft: Draft, order: Order, child: Child, report: Execution): void => {
  const { orderId, childId } = child;
  const instrument = known(draft.config.instruments.get(child.symbol), `${child.symbol} is an instrument`);
  const request = child.requests.find(({ kind, sentId }) => kind === 'replace' && sentId === report.sentId);
  const told = (said: string | undefined, scale: number): number | undefined => {
    const parsed = said === undefined ? undefined : parseDecimal(said, scale);
    return parsed?.ok ? parsed.units : undefined;
  };
  const qty = (told(report.orderQty, instrument.qtyScale) ?? request?.qty ?? child.qty) as Qty;
  const price = (told(report.price, instrument.priceScale) ?? request?.price ?? child.price) as Price | undefined;
  draft.say({ type: 'ChildReplaced', orderId, childId, sentId: request?.sentId, venueOrderId: report.venueOrderId, qty, price });
  if (request === undefined)
    draft.raise('unexpectedReplace', `${report.venue} changed ${formatChildId(childId)} without being asked`, {
      venue: report.venue,
      child,
    });
  else if (order.replace !== undefined) draft.say({ type: 'OrderReplaced', orderId, ...order.replace });
};

/** The venue says no to a cancel or a replace. The order is as it was; an ask of the client that hung on it has failed. */
export const hearRequestReject = (draft: Draft, report: Reports['RequestRejectReported']): void => {
  const child = findChild(draft, report);
  if (child === undefined)
    return draft.raise('unknownOrder', `${report.venue} rejects ${report.request} ${report.sentId}`, { venue: report.venue });
  requestFailed(draft, child, report.sentId, report.text ?? report.rejectReason, { sentId: report.sentId });
};

const requestFailed = (
  draft: Draft,
  child: Child,
  sentId: string,
  reason: string,
  report: Readonly<{ sentId: string }>,
): void => {
  const request = child.requests.find((pending) => pending.sentId === sentId);
  if (request === undefined) return; // Answered before: saying it twice changes nothing.
  const { orderId, childId } = child;
  regain(draft, child, report);
  draft.say({ type: 'ChildRequestRejected', orderId, childId, sentId, request: request.kind, reason });
  const order = known(draft.state.orders.get(orderId), 'a child order has its client order');
  const others = order.children.some((other) => isLive(other.status) && other.requests.some((pending) => pending !== request));
  if (others || !isLive(child.status)) return; // Something else of the same ask may still succeed, or has.
  if (order.cancel !== undefined) draft.say({ type: 'AskFailed', orderId, clOrdId: order.cancel.clOrdId, ask: 'cancel', reason });
  else if (order.replace !== undefined)
    draft.say({ type: 'AskFailed', orderId, clOrdId: order.replace.clOrdId, ask: 'replace', reason });
};

/** The transport proved that a message never left. */
export const hearNotSent = (draft: Draft, { venue, sentId, request, reason }: Reports['NotSentReported']): void => {
  const child = findChild(draft, { venue, sentId });
  if (child === undefined)
    return draft.raise('unknownOrder', `the transport to ${venue} did not send ${sentId}, which is not ours`, { venue });
  if (request !== 'submit') return requestFailed(draft, child, sentId, `not sent: ${reason}`, { sentId });
  const cell = childLife[child.status].notSent;
  const { orderId, childId } = child;
  if (cell.to !== child.status) draft.say({ type: 'ChildClosed', orderId, childId, as: 'notSent', endedQty: child.qty, reason });
  if (cell.how === 'doubt' && cell.why !== undefined)
    draft.raise(cell.why, `the transport did not send ${sentId}, yet ${venue} has it`, { venue, child });
};
