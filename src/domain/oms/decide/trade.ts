import type { Instrument } from '../../instrument/instrument.ts';
import { known } from '../../kernel/assert.ts';
import { formatUnits, parseTold } from '../../kernel/decimal.ts';
import { dateOf, formatChildId } from '../../kernel/ids.ts';
import { type DayNumber, type Micros, minusToZero, type Price, type Qty, smaller } from '../../kernel/units.ts';
import type { Liquidity, Reports } from '../../order/events.ts';
import { type Child, isBuy, type Order } from '../../order/order.ts';
import { feeUnits } from '../../position/position.ts';
import type { Draft } from './draft.ts';
import { adoptedBy, displaceBy } from './provisional.ts';
import { bookStray, venueKeys } from './strays.ts';

type Report = Reports['ExecutionReported'];
type About = Readonly<{ venue: string; child?: Child | undefined }>;
export type Trade = Readonly<{
  execId: string;
  executionKey: string;
  /** Its own key first, then others under which it may have been booked before. */
  keys: readonly string[];
  tradeDate: string;
  lastQty: Qty;
  lastPx: Price;
  fee: string;
  feeCurrency: string;
}>;

/** Does the venue say that something is left to trade? Undefined when it says nothing. */
export const leavesOpenIn = ({ leavesQty }: Report): boolean | undefined =>
  leavesQty === undefined ? undefined : /[1-9]/.test(leavesQty);

/** Without an id of its own, the message it came in identifies an execution. */
export const execIdOf = ({ execId, session, seqIn }: Report): string => execId ?? `${session}/${seqIn}`;

/**
 * An execution must be booked even when its numbers do not fit our scales: quantity and price are then cut to what fits and a break
 * says what was cut. Undefined, with a break, only when there is no number to book at all.
 */
export const readTrade = (draft: Draft, report: Report, instrument: Instrument | undefined, about: About): Trade | undefined => {
  const execId = execIdOf(report);
  const unreadable = (what: string): undefined =>
    draft.raise('unreadableReport', `execution ${execId} ${what}`, about) as undefined;
  const cut = (said: string, scale: number): number | undefined => {
    const parsed = parseTold(said, scale);
    if (parsed.ok) return parsed.units;
    const shortened =
      parsed.fault === 'tooManyDigits'
        ? parseTold(said.slice(0, said.indexOf('.') + 1 + scale).replace(/\.$/, ''), scale)
        : parsed;
    unreadable(`says "${said}" where a decimal with at most ${scale} digits after the point belongs`);
    return shortened.ok ? shortened.units : undefined;
  };
  if (instrument === undefined) return unreadable(`is in ${report.symbol ?? 'no instrument'}, which this desk does not know`);
  const lastQty = cut(report.lastQty ?? '', instrument.qtyScale);
  const lastPx = cut(report.lastPx ?? '', instrument.priceScale);
  if (lastQty === undefined || lastPx === undefined || lastQty <= 0)
    return unreadable(`of ${report.lastQty ?? 'no quantity'} at ${report.lastPx ?? 'no price'} cannot be booked`);
  const readable = report.fee === undefined || feeUnits(report.fee) !== undefined;
  if (!readable) unreadable(`says fee "${report.fee}", which is no decimal of at most 18 digits after the point`);
  const dates = tradeDates(draft, report, about.child);
  return {
    execId,
    executionKey: `${execId}/${dates[0]}`,
    keys: dates.map((date) => `${execId}/${date}`),
    tradeDate: dates[0] as string,
    lastQty: lastQty as Qty,
    lastPx: lastPx as Price,
    fee: readable ? (report.fee ?? '0') : '0',
    feeCurrency: report.feeCurrency ?? instrument.quote,
  };
};

/**
 * The trade date that an execution names, else today's. What is told again, or by another channel than its own, or is of an earlier day,
 * and names none may be of any day that is still carried: a resend after the roll must not book it twice.
 */
export const tradeDates = (draft: Draft, report: Report, child?: Child): readonly string[] => {
  const { tradeDate, possDup, possResend, channel } = report;
  if (tradeDate !== undefined) return [tradeDate];
  const { day } = known(draft.state.day, 'the day is open');
  const again = possDup === true || possResend === true || channel !== 'order' || isOfEarlierDay(draft, report, child);
  return Array.from({ length: again ? draft.config.terms.carryDays + 1 : 1 }, (_, ago) => dateOf((day - ago) as DayNumber));
};

/** By the venue's time of it, or because its order was over before the day began. */
const isOfEarlierDay = ({ state }: Draft, { transactTime }: Report, child: Child | undefined): boolean => {
  const { opensAt } = known(state.day, 'the day is open');
  const closedAt = child === undefined ? undefined : state.orders.get(child.orderId)?.closedAt;
  return (transactTime ?? opensAt) < opensAt || (closedAt ?? opensAt) < opensAt;
};

/** Books an execution once. True when it was new. */
export const bookTrade = (draft: Draft, order: Order, child: Child, report: Report): boolean => {
  const instrument = draft.config.instruments.get(child.symbol);
  const about = { venue: report.venue, child };
  if (contradicts(child, report)) return bookContradiction(draft, child, report);
  const trade = readTrade(draft, report, instrument, about);
  if (instrument === undefined || trade === undefined) return false;
  const { venue, side } = child;
  const { execId, keys, lastQty, lastPx } = trade;
  const before = keys.map((key) => child.executions?.get(key)).find((execution) => execution !== undefined);
  if (before !== undefined) {
    if (!before.amended && (before.lastQty !== lastQty || before.lastPx !== lastPx))
      draft.raise(
        'sameExecutionOtherTerms',
        `${before.executionKey} was ${pair(instrument, before.lastQty, before.lastPx)} and is now said to be ${pair(instrument, lastQty, lastPx)}`,
        about,
      );
    return false; // Venues repeat themselves after a gap; we count once.
  }
  const knownThere = draft.state.venueKeys.get(venue);
  if (knownThere !== undefined && venueKeys(draft, report, trade, side).some((key) => knownThere.has(key))) return false; // Known from suspense, or from another channel.

  const displaced = displaceBy(draft, child, report, lastQty);
  const adoptedQty = adoptedBy(draft, child, report, lastQty);
  const overfilled = overfillOf(child, (child.cumQty - displaced - (adoptedQty ?? 0) + lastQty) as Qty);
  const { liquidity, transactTime } = report;
  sayBooked(draft, order, child, trade, overfilled, { liquidity, leavesOpen: leavesOpenIn(report), transactTime, adoptedQty });
  raiseOverfill(draft, overfilled, instrument, execId, about);
  return true;
};

/** Books it on the child order, whoever says so. */
export const sayBooked = (
  draft: Draft,
  order: Order,
  child: Child,
  trade: Omit<Trade, 'keys'>,
  overfilled: Qty,
  told: Readonly<{
    liquidity?: Liquidity | undefined;
    leavesOpen?: boolean | undefined;
    transactTime?: Micros | undefined;
    provisional?: true;
    adoptedQty?: Qty | undefined;
  }> = {},
): void => {
  const { orderId, childId, venue, account, symbol, side } = child;
  const { execId, executionKey, tradeDate, lastQty, lastPx, fee, feeCurrency } = trade;
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
    overfillQty: smaller(overfilled, lastQty),
    fee,
    feeCurrency,
    tradeDate,
    ...told,
    provisional: told.provisional === true,
    liquidity: told.liquidity ?? 'unknown',
  });
};

const contradicts = ({ symbol, side }: Child, report: Report): boolean =>
  (report.symbol !== undefined && report.symbol !== symbol) || (report.side !== undefined && isBuy(report.side) !== isBuy(side));

/** The venue says that we own something else than we ordered: so we do, but not through this order. */
const bookContradiction = (draft: Draft, child: Child, report: Report): false => {
  const { symbol, side } = child;
  draft.raise(
    'tradeContradictsOrder',
    `execution ${execIdOf(report)} is a ${report.side ?? side} of ${report.symbol ?? symbol}, and ${formatChildId(child.childId)} is a ${side} of ${symbol}`,
    { venue: report.venue, child },
  );
  bookStray(draft, { ...report, symbol: report.symbol ?? symbol, side: report.side ?? side });
  return false;
};

/** How far a child order that has executed this much is beyond the most that it ever asked for. */
export const overfillOf = ({ qty, requests }: Child, cumQty: Qty): Qty =>
  minusToZero(cumQty, Math.max(qty, ...requests.map((request) => request.qty ?? 0)) as Qty);

export const raiseOverfill = (
  draft: Draft,
  overfilled: Qty,
  { qtyScale }: Instrument,
  execId: string,
  about: Readonly<{ venue: string; child: Child }>,
): void => {
  if (overfilled > 0)
    draft.raise(
      'overfill',
      `${formatChildId(about.child.childId)} is executed ${formatUnits(overfilled, qtyScale)} beyond its quantity by ${execId}`,
      about,
    );
};

const pair = ({ qtyScale, priceScale }: Instrument, qty: Qty, px: Price): string =>
  `${formatUnits(qty, qtyScale)} at ${formatUnits(px, priceScale)}`;
