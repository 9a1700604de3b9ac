import { formatQty, type Instrument } from '../../instrument/instrument.ts';
import { known } from '../../kernel/assert.ts';
import { parseBig } from '../../kernel/decimal.ts';
import { dateOf, formatChildId } from '../../kernel/ids.ts';
import { tenTo } from '../../kernel/integers.ts';
import { minusToZero, notional, type Price, type Qty, smaller, ZERO_QTY } from '../../kernel/units.ts';
import type { Reports } from '../../order/events.ts';
import { isLive } from '../../order/lifecycle.ts';
import { type Child, type Execution, isCountOvertaken, type Order } from '../../order/order.ts';
import { reconciliationPrice } from '../../reconcile/inferred.ts';
import type { QueryEvents } from '../../reconcile/query-events.ts';
import { reopen } from './amend.ts';
import { readCount, unheardOf } from './count.ts';
import type { Draft } from './draft.ts';
import { giveTo } from './hands/assign.ts';
import { leavesOpenIn, overfillOf, sayBooked } from './trade.ts';

type Report = Reports['ExecutionReported'];

/** How much of one answer is concluded from in one turn; the rest when executions are told the next time. */
const AT_ONCE = 200;

/**
 * A venue has told all its executions since these orders began, and of some it still counts more than it has told: the difference is booked
 * as a provisional execution, so that position and risk have it. It is not missing any more, but the break about it stays until the
 * true ones come.
 */
export const inferMissing = (draft: Draft, answer: QueryEvents['FillsReported']): void => {
  const { venue, since, asOf, seqIn, told, total } = answer;
  const isWhole = told >= total && (seqIn === undefined || seqIn <= (draft.session(venue)?.lastSeqIn ?? 0));
  if (since === undefined || !isWhole) return;
  let done = 0;
  for (const order of draft.state.live)
    for (const child of order.children) {
      if (child.venue !== venue || order.acceptedAt < since || (child.counted?.at ?? 0) > asOf || done >= AT_ONCE) continue;
      const missing = missingOf(child);
      if (missing === 0 || child.adjustedQty !== 0) continue;
      if (claimStrays(draft, order, child) || infer(draft, order, child, missing)) done += 1;
    }
};

/**
 * An order that was found at its venue may have executed before it was known here: what is in suspense under its name is an execution of it,
 * and not missing. Where execution ids are unique by themselves nothing in suspense has the name of an order.
 */
const claimStrays = (draft: Draft, order: Order, child: Child): boolean => {
  const { venue, sentIds, venueOrderId, external } = child;
  if (!external) return false;
  const names = [...sentIds, venueOrderId].flatMap((name) => (name === undefined ? [] : [`${name}/`]));
  const own = [...(draft.state.venueKeys.get(venue) ?? [])].filter(([key]) => names.some((name) => key.startsWith(name)));
  let isAny = false;
  for (const [executionKey, stray] of own) {
    if (stray === undefined || stray.lastQty === 0 || stray.childId !== undefined) continue;
    giveTo(draft, order, child, executionKey, stray, { by: 'desk', reason: `${venue} executed it under the name of this order` });
    isAny = true;
  }
  return isAny;
};

/** What the venue counts of it and has not told, and what is not booked for it provisionally either. */
const missingOf = (child: Child): Qty => {
  if (!isLive(child.status)) return child.unheardQty;
  const told = child.counted?.cumQty;
  return told === undefined ? ZERO_QTY : unheardOf(child, told);
};

const infer = (draft: Draft, order: Order, child: Child, missing: Qty): boolean => {
  const instrument = known(draft.config.instruments.get(child.symbol), () => `${child.symbol} is an instrument`);
  const lastPx = priceOf(draft, child, missing, instrument);
  if (lastPx === undefined) return false; // It goes on counting as open.
  const { childId, orderId, venue, executions, cumQty } = child;
  const tradeDate = dateOf(known(draft.state.day, 'the day is open').day);
  const times = [...(executions?.values() ?? [])].filter(({ provisional }) => provisional === true).length + 1;
  const execId = `inferred/${formatChildId(childId)}/${times}`;
  const of = { execId, executionKey: `${execId}/${tradeDate}`, tradeDate, lastQty: missing, lastPx, fee: '0' };
  const overfilled = overfillOf(child, (cumQty + missing) as Qty);
  sayBooked(draft, order, child, { ...of, feeCurrency: instrument.quote }, overfilled, { provisional: true });
  if (child.againAt === undefined) draft.askFills(order, child, true); // And asked for until they are told.
  const toldQty = (cumQty + missing) as Qty;
  const detail = `${venue} counts ${formatQty(instrument, toldQty)} of ${formatChildId(childId)} executed, and ${formatQty(instrument, (cumQty - child.provisionalQty) as Qty)} are booked`;
  draft.raise('executionMissing', detail, { venue, child }, { toldQty });
  for (const { breakId, what, state, childId: about } of draft.state.breaks.values()) {
    if (about !== childId || what !== 'executionMissing' || state === 'closed') continue;
    const cause = `${formatQty(instrument, missing)} are booked provisionally, as ${execId}`;
    draft.say({ type: 'BreakExplained', breakId, venue, orderId, childId, cause, evidencePosition: draft.cause.causationId });
  }
  return true;
};

/** So that the average is the venue's, where it tells one; else the limit, else the last mark. Undefined without any. */
const priceOf = (draft: Draft, child: Child, missing: Qty, { priceScale, symbol }: Instrument): Price | undefined => {
  const { counted, cumQty, price } = child;
  const told = counted?.cumQty === cumQty + missing ? counted.avgPx : undefined;
  const avgPx = told === undefined ? undefined : parseBig(told, AVERAGE_SCALE);
  if (avgPx !== undefined) {
    let booked = 0n;
    for (const { busted, lastPx, lastQty } of child.executions?.values() ?? []) if (!busted) booked += notional(lastPx, lastQty);
    const finer = tenTo(AVERAGE_SCALE - priceScale);
    const found = reconciliationPrice(
      { qty: BigInt(cumQty) * finer, notional: booked * finer },
      { qty: BigInt(cumQty + missing) * finer, notional: avgPx * BigInt(cumQty + missing) },
    );
    if (found !== undefined && found > 0n) return Number(found) as Price;
  }
  return price ?? draft.state.marks.get(symbol)?.price;
};
const AVERAGE_SCALE = 18;

/**
 * How much of what is booked provisionally stands beside a true execution: a true one displaces it as far as the venue's latest count does
 * not have both. Where neither count nor time shows that it is not new, it counts as new until the next count, unless the order is over.
 */
export const displaceBy = (draft: Draft, child: Child, report: Report, lastQty: Qty): Qty => {
  const { provisionalQty: provisional, cumQty } = child;
  const latest = provisional === 0 ? undefined : latestCount(draft, child, report);
  return latest === undefined ? ZERO_QTY : takeBack(draft, child, (cumQty - provisional + lastQty) as Qty, latest, report);
};

/** The same of what an order that is not ours had executed before we knew of it. Undefined where it is none of that. */
export const adoptedBy = (draft: Draft, child: Child, report: Report, lastQty: Qty): Qty | undefined => {
  const { adjustedQty: before, external, cumQty } = child;
  const latest = external && before > 0 ? latestCount(draft, child, report) : undefined;
  const stays = latest === undefined ? before : Math.min(before, minusToZero(latest, (cumQty - before + lastQty) as Qty));
  return stays < before ? ((before - stays) as Qty) : undefined;
};

/** The venue's latest count, where that, the time, or that the order is over shows whether it has this execution. */
const latestCount = (draft: Draft, child: Child, report: Report): Qty | undefined => {
  const instrument = draft.config.instruments.get(child.symbol);
  const cum = instrument === undefined ? undefined : readCount(report, instrument);
  const { transactTime: at } = report;
  const { counted, cumQty } = child;
  const had = counted?.cumQty ?? cumQty;
  const isCounted = at !== undefined && counted !== undefined && at <= counted.at;
  // Nothing is executed after the end: what the venue counted by then has it. What is full is so by that count, perhaps.
  const isOver = !isLive(child.status) && child.status !== 'filled';
  if (!isCounted && cum === undefined) return at === undefined && isOver ? counted?.cumQty : undefined;
  const latest = at === undefined || at === counted?.at ? Math.max(cum ?? 0, had) : isCounted ? had : (cum ?? had);
  return latest as Qty;
};

/** The venue's latest count leaves no room for all that is booked provisionally: what is too much is taken back. */
export const recountProvisional = (draft: Draft, child: Child, report: Report): void => {
  const instrument = draft.config.instruments.get(child.symbol);
  if (instrument === undefined || child.provisionalQty === 0) return;
  const { transactTime: at, execType } = report;
  const cumQty = readCount(report, instrument);
  const amends = execType === 'tradeCancel' || execType === 'tradeCorrect';
  if (cumQty === undefined || (at === undefined && (amends || execType === 'trade'))) return;
  if (at !== undefined && isCountOvertaken(child, { at, cumQty, amends })) return;
  const before = child.cumQty - child.provisionalQty;
  const amount = draft.facts.reduce((sum, fact) => {
    if (fact.type === 'ExecutionBooked') return sum + fact.lastQty;
    if (fact.type === 'ExecutionBusted' && fact.provisional !== true) return sum - fact.lastQty;
    if (fact.type === 'ExecutionCorrected' && fact.provisional !== true) return sum + fact.lastQty - fact.oldQty;
    return sum;
  }, before);
  takeBack(draft, child, amount as Qty, cumQty, report);
};

/** Takes provisional executions back, the last first, until truly executed and provisional together are what the venue counts. */
const takeBack = (draft: Draft, child: Child, trueQty: Qty, told: Qty, report: Report): Qty => {
  const left = standingIn(draft, child);
  const standing = left.reduce((sum, { lastQty }) => sum + lastQty, 0);
  let tooMuch = standing - Math.min(standing, minusToZero(told, trueQty));
  const taken = tooMuch as Qty;
  const order = known(draft.state.orders.get(child.orderId), 'a child order has its client order');
  // What was full by that count alone, and is at work there, works again.
  const reopens = child.status === 'filled' && leavesOpenIn(report) === true && trueQty + standing - taken < child.qty;
  for (const execution of [...left].reverse()) {
    if (tooMuch === 0) break;
    const gone = smaller(execution.lastQty, tooMuch as Qty);
    tooMuch -= gone;
    const isReopened = reopens && tooMuch === 0;
    shrink(draft, child, execution, minusToZero(execution.lastQty, gone), {
      transactTime: report.transactTime,
      reopens: isReopened,
    });
    if (isReopened) reopen(draft, order, child, true);
  }
  return taken;
};

/** Provisional executions as they stand after what was said of them in this turn. */
const standingIn = (draft: Draft, { childId, executions }: Child): readonly Execution[] =>
  [...(executions?.values() ?? [])].flatMap((execution) => {
    if (execution.provisional !== true || execution.busted) return [];
    const said = draft.facts.findLast(
      (fact) =>
        (fact.type === 'ExecutionBusted' || fact.type === 'ExecutionCorrected') &&
        fact.childId === childId &&
        fact.executionKey === execution.executionKey,
    );
    if (said?.type === 'ExecutionBusted') return [];
    return said?.type === 'ExecutionCorrected' ? [{ ...execution, lastQty: said.lastQty }] : [execution];
  });

/** Leaves so much of a provisional execution. */
export const shrink = (
  draft: Draft,
  { orderId, childId, account, symbol, side }: Child,
  { executionKey, lastQty: oldQty, lastPx, fee, feeCurrency }: Execution,
  lastQty: Qty,
  also: Readonly<{ transactTime?: Report['transactTime']; by?: string; reopens?: boolean }>,
): void => {
  const of = { orderId, childId, account, symbol, side, executionKey, reopens: false, provisional: true, ...also };
  if (lastQty === 0) draft.say({ type: 'ExecutionBusted', ...of, lastQty: oldQty, lastPx, fee, feeCurrency });
  else {
    const same = { oldPx: lastPx, lastPx, oldFee: fee, oldFeeCurrency: feeCurrency, fee, feeCurrency };
    draft.say({ type: 'ExecutionCorrected', ...of, oldQty, lastQty, ...same });
  }
};
