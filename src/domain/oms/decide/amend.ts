import { known } from '../../kernel/assert.ts';
import { dateOf, formatChildId } from '../../kernel/ids.ts';
import { type Price, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import type { Reports } from '../../order/events.ts';
import { childLife } from '../../order/lifecycle.ts';
import type { Child, Execution, Order } from '../../order/order.ts';
import type { Draft } from './draft.ts';
import { killedBy } from './risk-view.ts';
import { amendStray, isStray } from './strays.ts';
import { bookTrade, execIdOf, leavesOpenIn, overfillOf, raiseOverfill, readTrade } from './trade.ts';

type Report = Reports['ExecutionReported'];

/**
 * A bust takes an execution back, a correction puts another in its place. Either may come before its trade, which is then not booked
 * again. Corrections come in chains: each has an id of its own and names the one before it, or the first (FIX ExecRefID).
 */
export const amendTrade = (draft: Draft, order: Order, child: Child, report: Report): void => {
  const execRefId = report.execRefId ?? execIdOf(report);
  const ownId = ownIdOf(report);
  const old = executionOf(child, execRefId, report);
  if (old === undefined && isStray(draft, report)) return amendStray(draft, report);
  const mine = ownId === undefined ? undefined : ownExecution(child, ownId, execRefId, report);
  if (report.execType === 'tradeCancel') return mine === undefined ? bust(draft, order, child, report, old) : undefined;

  if (mine !== undefined) return mine === old ? undefined : link(draft, order, child, report, old, mine);
  if (old !== undefined) return correct(draft, order, child, report, old);
  raiseUnknown(draft, child, report);
  bookTrade(draft, order, child, { ...report, execId: execRefId });
  const booked = draft.facts.findLast((fact) => fact.type === 'ExecutionBooked');
  if (booked === undefined || ownId === undefined) return;
  // Its own id is learnt with it, so that the correction of this correction finds it.
  const amended = amendment(child, report);
  const { executionKey, lastQty, lastPx, fee, feeCurrency } = booked;
  const same = { oldQty: lastQty, oldPx: lastPx, lastQty, lastPx, oldFee: fee, oldFeeCurrency: feeCurrency, fee, feeCurrency };
  draft.say({ type: 'ExecutionCorrected', ...ofChild(child), executionKey, ...same, ...amended, alias: ownId });
  reopen(draft, order, child, amended.reopens);
};

const bust = (draft: Draft, order: Order, child: Child, report: Report, old: Execution | undefined): void => {
  if (old === undefined) raiseUnknown(draft, child, report);
  const gone = old ?? nothing(draft, child, report);
  if (gone.busted) return;
  const { executionKey, lastQty, lastPx, fee, feeCurrency } = gone;
  const details = { executionKey, lastQty, lastPx, fee, feeCurrency, ...amendment(child, report) };
  draft.say({ type: 'ExecutionBusted', ...ofChild(child), ...details });
  reopen(draft, order, child, details.reopens);
};

const correct = (draft: Draft, order: Order, child: Child, report: Report, old: Execution): void => {
  const about = { venue: report.venue, child };
  const instrument = draft.config.instruments.get(child.symbol);
  const trade = readTrade(draft, report, instrument, about);
  if (instrument === undefined || trade === undefined) return;
  const { executionKey, lastQty: oldQty, lastPx: oldPx, fee: oldFee, feeCurrency: oldFeeCurrency, busted, toldAt } = old;
  const { transactTime } = report;
  if (toldAt !== undefined && transactTime !== undefined && transactTime < toldAt) return; // Overtaken by a later word.
  if (busted && toldAt !== undefined && transactTime === toldAt) return; // Of one moment: to take back is the last thing done.
  if (busted)
    draft.raise(
      'correctionOfBusted',
      `${executionKey} was taken back, and is now said to be ${report.lastQty} at ${report.lastPx}`,
      about,
    );
  const { lastQty, lastPx } = trade;
  const { alias, ...amended } = amendment(child, report);
  const isNews = alias !== undefined && !old.aliases.includes(alias);
  if (!busted && lastQty === oldQty && lastPx === oldPx && !isNews) return;
  // A correction that is silent about the fee leaves it.
  const { fee, feeCurrency } = report.fee === undefined ? { fee: oldFee, feeCurrency: oldFeeCurrency } : trade;
  const fees = { oldFee, oldFeeCurrency, fee, feeCurrency };
  const details = { executionKey, oldQty: busted ? ZERO_QTY : oldQty, oldPx, lastQty, lastPx, ...fees, ...amended, alias };
  draft.say({ type: 'ExecutionCorrected', ...ofChild(child), ...details });
  raiseOverfill(draft, overfillOf(child, (child.cumQty - details.oldQty + lastQty) as Qty), instrument, execIdOf(report), about);
  reopen(draft, order, child, amended.reopens);
};

/**
 * A correction that is itself amended already, by a word that overtook it. What it corrects is taken back, and is from here on another
 * name of what stands in its place.
 */
const link = (draft: Draft, order: Order, child: Child, report: Report, old: Execution | undefined, mine: Execution): void => {
  if (mine.aliases.includes(report.execRefId as string)) return; // Told again: the link is made.
  const gone = old ?? nothing(draft, child, report);
  const amended = amendment(child, report);
  if (!gone.busted) {
    const { executionKey, lastQty, lastPx, fee, feeCurrency } = gone;
    const details = { executionKey, lastQty, lastPx, fee, feeCurrency, ...amended, alias: undefined };
    draft.say({ type: 'ExecutionBusted', ...ofChild(child), ...details });
    reopen(draft, order, child, amended.reopens);
  }
  const { executionKey, lastQty, lastPx, fee, feeCurrency, toldAt } = mine;
  const also = { alias: report.execRefId, reopens: false, transactTime: toldAt };
  if (mine.busted)
    draft.say({ type: 'ExecutionBusted', ...ofChild(child), executionKey, lastQty, lastPx, fee, feeCurrency, ...also });
  else {
    const same = { oldQty: lastQty, oldPx: lastPx, lastQty, lastPx, oldFee: fee, oldFeeCurrency: feeCurrency, fee, feeCurrency };
    draft.say({ type: 'ExecutionCorrected', ...ofChild(child), executionKey, ...same, ...also });
  }
};

/** The id of an amendment itself, if it has one beside that of what it amends. */
const ownIdOf = ({ execId, execRefId }: Report): string | undefined =>
  execRefId === undefined || execId === execRefId ? undefined : execId;

const raiseUnknown = (draft: Draft, child: Child, report: Report): void =>
  draft.raise('bustOfUnknownExecution', `${report.execType} of ${report.execRefId ?? execIdOf(report)}, which we never booked`, {
    venue: report.venue,
    child,
  });

const ofChild = ({ orderId, childId, account, symbol, side }: Child) => ({ orderId, childId, account, symbol, side });

/**
 * The id of its own under which an amendment may be amended in turn, and whether a filled order works again: if by the venue's latest
 * word, this one or one that overtook it, something is left.
 */
const amendment = ({ status, counted, toldAt }: Child, report: Report) => {
  const { transactTime } = report;
  const said = leavesOpenIn(report);
  const isLatest = said !== undefined && (transactTime === undefined || transactTime >= (counted?.at ?? 0));
  // Of one moment with an end, the end is the last thing said.
  const at = isLatest ? transactTime : counted?.at;
  const isAfterEnd = status === 'filled' || at === undefined || at > (toldAt ?? 0);
  return {
    alias: ownIdOf(report),
    leavesOpen: said,
    reopens: childLife[status].reopened.to !== status && isAfterEnd && ((isLatest ? said : counted?.open) ?? false),
    transactTime,
  };
};

/** A filled client order goes on with what the venue now works again. */
export const reopen = (draft: Draft, order: Order, child: Child, reopens: boolean): void => {
  if (!reopens) return;
  const { venue, childId } = child;
  const { orderId, terms } = order;
  // What is true and what was provisional may both be taken back by one word.
  const isOpenAgain = draft.facts.some((fact) => fact.type === 'OrderReopened' && fact.orderId === orderId);
  if (order.status === 'filled' && !isOpenAgain) {
    draft.say({ type: 'OrderReopened', orderId, reason: `an execution at ${venue} was taken back` });
    const killed = killedBy(draft.state, terms);
    if (killed !== undefined)
      draft.say({ type: 'CancelAccepted', orderId, clOrdId: '', reason: `the kill switch of ${killed} is engaged` });
  }
  const { why } = childLife[child.status].reopened;
  if (why !== undefined)
    draft.raise(why, `${venue} works ${formatChildId(childId)} again, which is ${child.status}`, { venue, child });
};

/** The execution of that id, on that trade date if one is named, else the latest; or what a correction of that id has put in its place. */
const executionOf = (child: Child, execId: string, report: Report): Execution | undefined => {
  const { tradeDate, execType } = report;
  const { named, amended } = goingBy(child, execId);
  const exact = named.find(({ executionKey }) => executionKey === `${execId}/${tradeDate}`);
  if (exact?.busted === false) return exact;
  const stands = amended.findLast(({ busted }) => !busted);
  // A bust without a name or a date of its own means the latest: told again, it must not take back one of another day.
  if (execType === 'tradeCancel' && tradeDate === undefined && ownIdOf(report) === undefined)
    return stands ?? named.at(-1) ?? amended.at(-1);
  return stands ?? exact ?? named.findLast(({ busted }) => !busted) ?? named.at(-1) ?? amended.at(-1);
};

/**
 * What an amendment has already made by its own id: of the day of what it amends, if it names that, as some venues begin their ids anew
 * each day. Others name the day of the amendment.
 */
const ownExecution = (child: Child, ownId: string, execRefId: string, { tradeDate }: Report): Execution | undefined => {
  const isDated = goingBy(child, execRefId).named.some(({ executionKey }) => executionKey === `${execRefId}/${tradeDate}`);
  const isOfDay = ({ executionKey }: Execution): boolean => !isDated || executionKey.endsWith(`/${tradeDate}`);
  const { named, amended } = goingBy(child, ownId);
  const [ours, theirs] = [amended.filter(isOfDay), named.filter(isOfDay)];
  const standsIn = (all: readonly Execution[]): Execution | undefined => all.findLast(({ busted }) => !busted);
  return standsIn(ours) ?? standsIn(theirs) ?? theirs.at(-1) ?? ours.at(-1);
};

/** Executions that have this id, and those that an amendment of this id has changed. */
const goingBy = ({ executions }: Child, execId: string) => {
  const all = [...(executions?.values() ?? [])];
  const named = all.filter(({ executionKey: key }) => key.slice(0, key.lastIndexOf('/')) === execId);
  return { named, amended: all.filter(({ aliases }) => aliases.includes(execId)) };
};

/** What is taken back before it came. */
const nothing = (draft: Draft, { symbol }: Child, report: Report): Execution => {
  const date = report.tradeDate ?? dateOf(known(draft.state.day, 'the day is open').day);
  const executionKey = `${report.execRefId ?? execIdOf(report)}/${date}`;
  const feeCurrency = known(draft.config.instruments.get(symbol), () => `${symbol} is an instrument`).quote;
  return {
    executionKey,
    lastQty: ZERO_QTY,
    lastPx: 0 as Price,
    busted: false,
    fee: '0',
    feeCurrency,
    aliases: [],
    amended: false,
  };
};
