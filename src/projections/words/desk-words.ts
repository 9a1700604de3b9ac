import { formatShort } from '../../domain/kernel/decimal.ts';
import { dateOf, formatChildId, formatOrderId } from '../../domain/kernel/ids.ts';
import type { Events, EventType } from '../../domain/oms/catalogue.ts';
import type { Ours, Theirs } from '../../domain/reconcile/compare.ts';
import type { QueryKind } from '../../domain/reconcile/query-events.ts';
import type { breakWords } from './break-words.ts';
import type { handWords } from './hand-words.ts';
import { childAt, type Lexicon, priceOf, qtyOf, scopeOf, workOf } from './lexicon.ts';
import type { orderWords } from './order-words.ts';
import { clockTime } from './time.ts';

type Spoken = Omit<Events, keyof typeof orderWords | keyof typeof breakWords | keyof typeof handWords>;
/** As order-words.ts, for what is not about one order. */
type Words = { readonly [Type in keyof Spoken & EventType]: (event: Spoken[Type], lexicon: Lexicon) => string };

const under = ({
  clOrdId,
  reason,
}: Events['KillRequested' | 'ResumeRequested' | 'MassCancelRequested' | 'ModeRequested']): string => ` as ${clOrdId}: ${reason}`;

const ASKED: Readonly<Record<QueryKind, string>> = {
  openOrders: 'what of ours is open',
  fills: 'what it has executed',
  positions: 'what we hold',
};
const THEIRS: Readonly<Record<Theirs, string>> = {
  absent: 'is not listed as open',
  same: 'is open',
  otherTerms: 'is open under other terms',
  moreExecuted: 'is open with more executed',
  lessExecuted: 'is open with less executed',
};
const OURS: Readonly<Record<Ours, string>> = {
  unacked: 'not acknowledged',
  live: 'working',
  unsure: 'working, its fate not known',
  full: 'filled',
  over: 'over',
  notSent: 'never sent',
  unknown: 'none of ours',
};
const CONCLUDED: Readonly<Record<Events['PositionCompared']['conclusion'], string>> = {
  agrees: 'they agree',
  lookAgain: 'it is looked at again',
  differs: 'it said so twice',
};
const ofParts = (part: number, parts: number): string => (parts > 1 ? ` (part ${part} of ${parts})` : '');
const SENT = { submit: 'order', cancel: 'cancel', replace: 'replace', status: 'question' } as const;
const REQUEST = { cancel: 'cancel', replace: 'replace', status: 'question' } as const;

export const deskWords: Words = {
  DayOpened: ({ desk, day, timezone, rollAt, previousDay, carried }) =>
    `the day ${dateOf(day)} of desk ${desk} opens (${timezone}, rolls at ${rollAt}); ${previousDay === undefined ? 'its first day' : `${carried} records carried from ${dateOf(previousDay)}`}`,
  DayReady: ({ digest }) => `the opening balance is complete; state digest ${digest}`,
  DayClosed: ({ reason, stateDigest }) => `the day is over (${reason}); state digest ${stateDigest}`,
  DeskStarted: ({ writer, build, epoch }) => `${writer} becomes the writer, build ${build}, epoch ${epoch}`,
  ConfigAdopted: ({ values }) =>
    `a configuration is adopted: ${values.venues.length} venues, ${values.instruments.length} instruments, ${values.accounts.length} accounts`,
  SessionChanged: ({ venue, session, state, reason }) =>
    `session ${session} to ${venue} is ${state}${reason === undefined ? '' : `: ${reason}`}`,
  TimerFired: ({ timerId, dueAt, late }) => `timer ${timerId}, due ${clockTime(dueAt)}, fires${late ? ' late' : ''}`,
  WriterEpochStarted: ({ writer, epoch, cause }) => `${writer} takes over, epoch ${epoch}: ${cause}`,

  QuerySent: ({ venue, query, pass, attempt, cause }) =>
    `${venue} is asked ${ASKED[query]}${pass > 1 ? ', a second time' : ''}${attempt > 1 ? `, attempt ${attempt}` : ''} (${cause})`,
  QueryPutOff: ({ venue, query, reason, until }) => `${venue} is asked ${ASKED[query]} at ${clockTime(until)}: ${reason}`,
  OpenOrdersReported: ({ venue, asOf, part, parts, rows, total }) =>
    `${venue} lists ${rows.length} of ${total} open orders${ofParts(part, parts)}, as of ${clockTime(asOf)}`,
  PositionsReported: ({ venue, asOf, part, parts, rows, total }) =>
    `${venue} lists ${rows.length} of ${total} positions${ofParts(part, parts)}, as of ${clockTime(asOf)}`,
  FillsReported: ({ venue, asOf, told, total }) => `${venue} has told ${told} of ${total} executions, as of ${clockTime(asOf)}`,
  QueryFailed: ({ venue, reason }) => `the question to ${venue} came to nothing: ${reason}`,
  VenueLevelled: ({ venue, tookMicros, orders }) =>
    `the desk is level with ${venue} after ${formatShort(tookMicros, 3)} ms, ${orders} orders open there: it sends orders again`,
  OrderCompared: ({ venue, childId, sentId, venueOrderId, ours, theirs, pass }) =>
    `${childId === undefined ? (venueOrderId ?? sentId ?? 'an order without an id') : formatChildId(childId)} ${THEIRS[theirs]} at ${venue}, and by our books it is ${OURS[ours]}${pass > 1 ? ' (looked for a second time)' : ''}`,
  PositionCompared: ({ venue, symbol, ours, theirs, conclusion }, lexicon) =>
    `${venue} says that it holds ${qtyOf(lexicon, symbol, theirs)} ${symbol} for us, and ${qtyOf(lexicon, symbol, ours)} are booked: ${CONCLUDED[conclusion]}`,
  VenueReconciled: ({ venue, outcome, tookMicros }) =>
    `the comparison with ${venue} is over after ${formatShort(tookMicros, 3)} ms${outcome === 'done' ? '' : ': it has not answered'}`,

  MarkObserved: ({ symbol, price, source }, lexicon) => `${symbol} is marked at ${priceOf(lexicon, symbol, price)} (${source})`,
  KillRequested: (ask) => `somebody pulls the kill switch of ${scopeOf(ask)}${under(ask)}`,
  ResumeRequested: (ask) => `somebody lets ${scopeOf(ask)} trade again${under(ask)}`,
  MassCancelRequested: (ask) => `somebody cancels every order of ${scopeOf(ask)}${under(ask)}`,
  ReconcileRequested: ({ venue, clOrdId, reason }) => `somebody wants the books of ${venue} compared as ${clOrdId}: ${reason}`,
  ModeRequested: (ask) => `somebody sets ${scopeOf(ask)} to ${ask.mode}${under(ask)}`,
  ShutdownRequested: ({ orders, day, reason }) =>
    `the process is to end: orders are ${orders === 'cancel' ? 'cancelled' : 'left'}, the day is ${day === 'seal' ? 'sealed' : 'left open'}; ${reason}`,
  ShutdownEnds: () => 'the process ends',
  ShutdownReported: ({ live, unknown, held }) => `it leaves ${live} orders live, ${unknown} unknown and ${held} held`,
  ModeChanged: (event) =>
    `${scopeOf(event)} goes from ${event.from} to ${event.to}${event.by === undefined ? '' : `, by ${event.by}`}: ${event.cause}`,
  MassCancelReported: (event) =>
    `of ${event.orders} orders of ${scopeOf(event)}, ${event.canceled} are cancelled, ${event.filled} filled, ${event.failed} refused to be, and of ${event.unknown} it is not known`,
  ContinueWork: ({ workId }, lexicon) => `${workOf(lexicon, workId)} goes on`,
  KillEngaged: (event) => `nothing new leaves within ${scopeOf(event)}: ${event.reason}`,
  KillLifted: (event) => `trading may go on within ${scopeOf(event)}: ${event.reason}`,
  WorkStarted: ({ workId }, lexicon) => `${workOf(lexicon, workId)} begins`,
  WorkAdvanced: ({ workId, upTo }, lexicon) =>
    `${workOf(lexicon, workId)} is done up to ${upTo === undefined ? 'its start' : formatOrderId(upTo)}`,
  WorkFinished: ({ workId }, lexicon) => `${workOf(lexicon, workId)} is done`,

  CarriedOrder: ({ clOrdId, account, symbol, side, qty, cumQty, status }, lexicon) =>
    `carried from before: ${side} ${qtyOf(lexicon, symbol, qty)} ${symbol} of ${account} as ${clOrdId}, ${status}, ${qtyOf(lexicon, symbol, cumQty)} executed`,
  CarriedChild: ({ childId, venue, symbol, qty, cumQty, status, certain }, lexicon) =>
    `carried from before: ${formatChildId(childId)} at ${venue}, ${qtyOf(lexicon, symbol, qty)} ${status}, ${qtyOf(lexicon, symbol, cumQty)} executed${certain ? '' : ', its fate not known'}`,
  CarriedAsk: ({ account, clOrdId, ask }) =>
    `carried from before: ${clOrdId} of ${account === '' ? 'operations' : account} was ${ask}`,
  CarriedPosition: ({ account, symbol, qty }, lexicon) =>
    `carried from before: ${account} holds ${qtyOf(lexicon, symbol, qty)} ${symbol}`,
  CarriedVenuePosition: ({ venue, symbol, qty, differs }, lexicon) =>
    `carried from before: ${venue} has executed ${qtyOf(lexicon, symbol, qty)} ${symbol} for us${differs === undefined ? '' : `, and says that it holds ${qtyOf(lexicon, symbol, differs)} more`}`,
  CarriedKill: (event) => `carried from before: the kill switch of ${scopeOf(event)} is engaged: ${event.reason}`,
  CarriedMassCancel: (event) => `carried from before: the mass cancel of ${scopeOf(event)} is not reported yet`,
  CarriedMode: (event) => `carried from before: ${scopeOf(event)} is in mode ${event.mode}: ${event.cause}`,
  VenueHoursChanged: ({ venue, state, until }) => `${venue} is ${state} until ${clockTime(until)}`,
  CarriedSession: ({ venue, session, lastSeqIn, lastSeqOut }) =>
    `carried from before: session ${session} to ${venue} stands at ${lastSeqIn} in, ${lastSeqOut} out`,
  CarriedRound: ({ venue, query }) => `carried from before: ${venue} is being asked ${ASKED[query]}`,
  CarriedBreak: ({ breakId, what, detail, state }) => `carried from before: break ${breakId} (${what}, ${state}): ${detail}`,
  CarriedStray: ({ venue, executionKey }) => `carried from before: execution ${executionKey} of ${venue} is known`,
  CarriedWork: ({ workId }, lexicon) => `carried from before: ${workOf(lexicon, workId)} is not finished`,
  CarriedRate: ({ account, nextAt }) =>
    `carried from before: the order rate of account ${account} is on schedule at ${clockTime(nextAt)}`,
  CarriedBudget: ({ venue, allAt }) =>
    `carried from before: the message budget of ${venue} is on schedule at ${clockTime(allAt)}`,
  BudgetFreed: ({ venue, nextAt }) =>
    `there is room at ${venue} again: the next in line are called${nextAt === undefined ? ', and nobody waits any more' : `, those after them at ${clockTime(nextAt)}`}`,
  VenueThrottled: ({ venue, until, strikes }) =>
    `${strikes === 0 ? `more would have gone to ${venue} at once than it takes` : `${venue} says that it had too many messages (${strikes} in a row)`}: nothing goes there until ${clockTime(until)}`,
  RequestHeld: ({ venue, childId, request, until }, lexicon) =>
    `the ${REQUEST[request]} about ${childAt(lexicon, childId)} waits in the desk: ${venue} has had as many messages as it takes; its turn is at about ${clockTime(until)}`,
  BreakerOpened: ({ venue, kind, failures, until }) =>
    `${venue} did not answer ${failures === 1 ? `a ${SENT[kind]}` : `${failures} ${SENT[kind]}s in a row`}: none goes there until ${clockTime(until)}`,
  BreakerHalfOpened: ({ venue, kind }) => `one ${SENT[kind]} may go to ${venue}, to find out whether it answers again`,
  BreakerClosed: ({ venue, kind }) => `${venue} answers ${SENT[kind]}s again`,
  VenueQuarantined: ({ venue, count, windowMs }) =>
    `${venue} talked nonsense ${count} times within ${windowMs} ms: nothing new goes there until a person releases it`,
  VenueReleased: ({ venue, reason }) => `orders may go to ${venue} again: ${reason}`,
  VenueReleaseRequested: ({ venue, reason, clOrdId }) => `a person releases ${venue} as ${clOrdId}: ${reason}`,
  UnreadableReported: ({ venue, channel, reason, length, detail }) =>
    `${venue} said something that nobody can read (${reason}, ${length} bytes, ${channel}): ${detail}`,
  CarriedHealth: ({ venue, nonsense, quarantined, breakers }) => {
    const open = breakers.filter(({ state }) => state !== 'closed').map(({ kind, state }) => `${kind} ${state}`);
    return `carried from before: ${venue} talked nonsense ${nonsense} times${quarantined ? ' and is in quarantine' : ''}${open.length > 0 ? `; its breakers: ${open.join(', ')}` : ''}`;
  },
  RequestReleased: ({ childId, request }, lexicon) =>
    `the turn of the ${REQUEST[request]} about ${childAt(lexicon, childId)} has come`,
  CarriedMark: ({ symbol, price, source }, lexicon) =>
    `carried from before: ${symbol} is marked at ${priceOf(lexicon, symbol, price)} (${source})`,
  CarriedConfig: ({ build, configDigest }) =>
    `carried from before: the configuration, digest ${configDigest || 'none'}, build ${build}`,
  CarriedCounters: ({ nextOrder, nextChild, nextRequest, nextBreak, nextWork }) =>
    `carried from before: the next order is ${nextOrder}, child order ${nextChild}, request ${nextRequest}, break ${nextBreak}, work ${nextWork}`,
};
