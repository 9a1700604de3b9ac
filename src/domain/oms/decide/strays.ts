import { type Price, ZERO_QTY } from '../../kernel/units.ts';
import type { Reports, Side } from '../../order/events.ts';
import type { Child } from '../../order/order.ts';
import type { Stray } from '../state.ts';
import type { Draft } from './draft.ts';
import { execIdOf, readTrade, type Trade, tradeDates } from './trade.ts';
import { releaseFrom } from './unblock.ts';

type Report = Reports['ExecutionReported'];

/**
 * Under which keys an execution may be known by its venue alone. Where execution ids are unique at the venue, the id and the date will do;
 * where they are unique within an order, its id belongs to the key, or two strays could hide one another.
 */
export const venueKeys = (draft: Draft, report: Report, { keys }: Pick<Trade, 'keys'>, side: string): readonly string[] => {
  if (draft.config.venues.get(report.venue)?.terms.executionKey === 'venue') return keys;
  const names = [report.sentId, report.venueOrderId].filter((name) => name !== undefined);
  return (names.length > 0 ? names : ['']).flatMap((name) => keys.map((key) => `${name}/${side}/${key}`));
};

/** An execution that we can match to no order is ours all the same: it goes to the suspense account until a person assigns it. */
export const bookStray = (draft: Draft, report: Report): void => {
  const { venue, symbol, side } = report;
  const about = { venue };
  const trade = readTrade(draft, report, symbol === undefined ? undefined : draft.config.instruments.get(symbol), about);
  if (symbol === undefined || trade === undefined) return;
  if (side === undefined) return draft.raise('unreadableReport', `execution ${trade.execId} names no order and no side`, about);
  const { keys: _, ...executed } = trade;
  const keys = venueKeys(draft, report, trade, side);
  if (keys.some((key) => draft.state.venueKeys.get(venue)?.has(key))) return;
  const account = draft.config.terms.suspenseAccount;
  const executionKey = keys[0] as string;
  draft.say({ type: 'StrayExecutionBooked', venue, account, symbol, side, ...executed, executionKey });
  draft.raise(
    'unknownOrder',
    `${venue} executed a ${side} of ${report.lastQty} ${symbol} at ${report.lastPx} (${trade.executionKey}) for ${report.sentId ?? report.venueOrderId ?? 'no order of ours'}; it is in suspense`,
    about,
    { executionKey },
  );
};

/** The execution in suspense that a bust or a correction means. Either may leave out the side, and may come on a later day. */
const strayMeant = (draft: Draft, report: Report): Readonly<{ executionKey: string; stray: Stray }> | undefined => {
  const strays = draft.state.venueKeys.get(report.venue);
  if (strays === undefined) return undefined;
  for (const executionKey of amendedKeys(draft, report)) {
    const stray = strays.get(executionKey);
    if (stray !== undefined) return { executionKey, stray };
  }
  return undefined;
};

const SIDES: readonly Side[] = ['buy', 'sell', 'sellShort'];
const amendedKeys = (draft: Draft, report: Report): readonly string[] => {
  const execId = report.execRefId ?? execIdOf(report);
  const keys = tradeDates(draft, { ...report, possDup: true }).map((date) => `${execId}/${date}`);
  return (report.side === undefined ? SIDES : [report.side]).flatMap((side) => venueKeys(draft, report, { keys }, side));
};

/** The child order that a person has given the execution to which a bust or a correction means. */
export const assignedTo = (draft: Draft, report: Report): Child | undefined => {
  const childId = strayMeant(draft, report)?.stray.childId;
  return childId === undefined ? undefined : draft.state.children.get(childId);
};

export const isStray = (draft: Draft, report: Report): boolean => strayMeant(draft, report) !== undefined;

/** A bust or a correction of what matches no order: of an execution in suspense it takes back, or changes, what is booked there. */
export const amendStray = (draft: Draft, report: Report): void => {
  const { venue, execType } = report;
  const found = strayMeant(draft, report);
  const meant = `${execType} of ${report.execRefId ?? execIdOf(report)}`;
  if (found === undefined) return forgetBeforeItCame(draft, report, meant);
  const { executionKey, stray } = found;
  const { symbol, side, execId, lastQty: oldQty, lastPx: oldPx, fee: oldFee, feeCurrency: oldFeeCurrency } = stray;
  const traded =
    execType === 'tradeCorrect' ? readTrade(draft, report, draft.config.instruments.get(symbol), { venue }) : undefined;
  if (execType === 'tradeCorrect' && traded === undefined) return; // It cannot be read, and a break says so.
  const { lastQty, lastPx } = traded ?? { lastQty: ZERO_QTY, lastPx: oldPx };
  if (oldQty === lastQty && oldPx === lastPx) return;
  // A correction that is silent about the fee leaves it.
  const kept = { fee: oldFee, feeCurrency: oldFeeCurrency };
  const { fee, feeCurrency } = traded === undefined ? { ...kept, fee: '0' } : report.fee === undefined ? kept : traded;
  // It follows the execution to the account that a person has put it in.
  const of = { venue, account: stray.account ?? draft.config.terms.suspenseAccount, symbol, side, executionKey, execId };
  draft.say({ type: 'StrayExecutionAmended', ...of, oldQty, oldPx, lastQty, lastPx, oldFee, oldFeeCurrency, fee, feeCurrency });
  if (lastQty === 0) releaseFrom(draft, venue, executionKey);
};

/** Taken back before it came: it is remembered as nothing, so that it is not booked when it does. */
const forgetBeforeItCame = (draft: Draft, report: Report, meant: string): void => {
  const { venue, symbol, side, execType } = report;
  const order = report.sentId ?? report.venueOrderId ?? 'no order of ours';
  draft.raise('bustOfUnknownExecution', `${venue} reports ${meant} for ${order}, which we never booked`, { venue });
  const instrument = symbol === undefined ? undefined : draft.config.instruments.get(symbol);
  if (execType === 'tradeCorrect') return bookStray(draft, { ...report, execId: report.execRefId ?? report.execId });
  const [executionKey] = amendedKeys(draft, report);
  if (instrument === undefined || side === undefined || executionKey === undefined) return;
  const execId = report.execRefId ?? execIdOf(report);
  const of = { venue, account: draft.config.terms.suspenseAccount, symbol: instrument.symbol, side, executionKey, execId };
  const nothing = { oldQty: ZERO_QTY, oldPx: 0 as Price, lastQty: ZERO_QTY, lastPx: 0 as Price, oldFee: '0', fee: '0' };
  const { quote } = instrument;
  draft.say({ type: 'StrayExecutionAmended', ...of, ...nothing, oldFeeCurrency: quote, feeCurrency: quote });
};
