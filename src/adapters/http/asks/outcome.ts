import type { z } from 'zod';
import { formatPrice, formatQty, type Instrument } from '../../../domain/instrument/instrument.ts';
import { assert, known, unreachable } from '../../../domain/kernel/assert.ts';
import { dateOf, formatChildId, formatOrderId } from '../../../domain/kernel/ids.ts';
import type { Micros, Mono, OrderId } from '../../../domain/kernel/units.ts';
import type { Events, Fact, Input } from '../../../domain/oms/catalogue.ts';
import { followOrders, noOrderLines } from '../../../projections/order-lines.ts';
import { apply, type Projection } from '../../../projections/projection.ts';
import { lineBody, type OrderBody } from '../bodies/order-body.ts';
import type { breakAnswer } from '../contract/breaks.ts';
import type { modeAnswer } from '../contract/mode.ts';
import type { operatorAnswer, outcomeAnswer, requestAnswer } from '../contract/orders.ts';
import type { reconcileAnswer } from '../contract/reconcile.ts';
import type { shutdownAnswer } from '../contract/shutdown.ts';
import type { venueReleased } from '../contract/venues.ts';
import { Problem } from '../problems/problem.ts';
import type { DeskViews } from '../views.ts';
import { type HandAnswer, type HandAsk, handAnswerOf } from './hands.ts';
import { personNamed } from './inputs.ts';
import type { Turn } from './turn.ts';

export type RequestAnswer = z.output<typeof requestAnswer>;
export type OperatorAnswer = z.output<typeof operatorAnswer>;
export type ShutdownAnswer = z.output<typeof shutdownAnswer>;
export type ModeAnswer = z.output<typeof modeAnswer>;
export type ReconcileAnswer = z.output<typeof reconcileAnswer>;
export type ReleaseAnswer = z.output<typeof venueReleased>;
export type BreakAnswer = z.output<typeof breakAnswer>;
export type OutcomeAnswer = z.output<typeof outcomeAnswer>;
export type ClientAsk =
  | HandAsk
  | Extract<
      Input,
      {
        type:
          | `${'NewOrder' | 'Cancel' | 'Replace' | 'Kill' | 'Resume' | 'MassCancel' | 'BreakResolve' | 'Mode' | 'Reconcile' | 'Shutdown' | 'VenueRelease'}Requested`
          | 'OutcomeDeclared';
      }
    >;

type Of<Type extends Fact['type']> = Extract<Fact, { type: Type }>;
const find = <Type extends Fact['type']>({ facts }: Pick<Turn, 'facts'>, type: Type): Of<Type> | undefined =>
  facts.find((fact): fact is Of<Type> => fact.type === type);

/** Was it asked before? Then its first answer is elsewhere in the journal. */
export const isRepeat = (turn: Pick<Turn, 'facts'>): boolean => find(turn, 'AskRepeated') !== undefined;

const where = ({ day, position }: Turn) => ({ day: dateOf(day), position });
const instrumentOf = (views: DeskViews, symbol: string): Instrument =>
  known(views.blotter.instruments.get(symbol), () => `${symbol} is an instrument of this desk`);

const ordersOfTurn: Projection<{ lines: ReturnType<typeof noOrderLines> }> = {
  name: 'orders-of-turn',
  initial: () => ({ lines: noOrderLines() }),
  on: followOrders(() => {}),
};

/** The order as its first turn left it, whatever has happened since. */
const orderAfter = (turn: Turn, { orderId, symbol }: Of<'OrderAccepted'>, views: DeskViews): OrderBody => {
  const view = ordersOfTurn.initial();
  const input = turn.position - turn.facts.length;
  const stamp = { at: 0 as Micros, mono: 0 as Mono, actor: '', causationId: input, correlationId: orderId };
  turn.facts.forEach((event, i) => apply(ordersOfTurn, view, { ...stamp, position: input + 1 + i, event }));
  const line = known(view.lines.get(orderId), 'an accepted order has a line');
  return { ...lineBody(line, instrumentOf(views, symbol), turn.day), position: turn.position };
};

const kindOf = (ask: ClientAsk['type'], check: string) => {
  if (check === 'clOrdIdReused') return 'clordid-reused';
  if (check === 'unknownOrder') return 'unknown-order';
  if (check === 'unknownRequest') return 'unknown-request';
  if (check === 'unknownBreak') return 'unknown-break';
  if (check === 'unknownExecution') return 'unknown-execution';
  if (check === 'unknownVenue') return 'unknown-venue';
  return ask === 'NewOrderRequested' ? 'order-refused' : 'request-refused';
};

const refusal = (ask: ClientAsk, turn: Turn): Problem => {
  const why = find(turn, 'OrderRefused') ?? find(turn, 'AskRefused');
  assert(why !== undefined, () => `${ask.type} is accepted, repeated or refused`);
  const { check, scope, limit, value, text, clOrdId, orderId } = why;
  const order = orderId === undefined ? {} : { orderId: formatOrderId(orderId) };
  return new Problem(kindOf(ask.type, check), text, { check, scope, limit, value, clOrdId, ...order, ...where(turn) });
};

/** A new order that was taken on; throws the problem when it was refused. */
export const orderAnswer = (ask: Events['NewOrderRequested'], turn: Turn, views: DeskViews): OrderBody => {
  const accepted = find(turn, 'OrderAccepted');
  if (accepted === undefined) throw refusal(ask, turn);
  return orderAfter(turn, accepted, views);
};

const symbolOf = ({ blotter }: DeskViews, orderId: OrderId): string | undefined => blotter.lines.get(orderId)?.terms.symbol;

/** A cancel or a replace that was taken on; throws the problem when it was refused. */
export const requestAnswerOf = (
  ask: Events['CancelRequested' | 'ReplaceRequested'],
  turn: Turn,
  views: DeskViews,
): RequestAnswer => {
  const accepted = find(turn, 'CancelAccepted') ?? find(turn, 'ReplaceAccepted');
  if (accepted === undefined) throw refusal(ask, turn);
  const { orderId, clOrdId } = accepted;
  const common = { clOrdId, orderId: formatOrderId(orderId), ...where(turn) };
  if (accepted.type === 'CancelAccepted') {
    const atOnce = find(turn, 'OrderClosed') !== undefined; // Held in the desk: no venue knows of it.
    return {
      request: 'cancel',
      outcome: atOnce ? 'done' : 'pending',
      ordStatus: atOnce ? 'canceled' : 'pendingCancel',
      ...common,
    };
  }
  const symbol = symbolOf(views, orderId);
  const instrument = symbol === undefined ? undefined : instrumentOf(views, symbol);
  const { qty, price } = accepted;
  return {
    request: 'replace',
    ...(find(turn, 'OrderReplaced') === undefined ? { outcome: 'pending', ordStatus: 'pendingReplace' } : { outcome: 'done' }),
    ...(instrument === undefined ? {} : { qty: formatQty(instrument, qty) }),
    ...(instrument === undefined || price === undefined ? {} : { price: formatPrice(instrument, price) }),
    ...common,
  };
};

const REQUEST = { KillRequested: 'kill', ResumeRequested: 'resume', MassCancelRequested: 'massCancel' } as const;
/** A kill, a resume or a mass cancel that was taken on; throws the problem when it was refused. */
export const operatorAnswerOf = (
  ask: Events['KillRequested' | 'ResumeRequested' | 'MassCancelRequested'],
  turn: Turn,
): OperatorAnswer => {
  if (find(turn, 'AskRefused') !== undefined) throw refusal(ask, turn);
  const { type, clOrdId, scope, id, reason } = ask;
  const work = find(turn, 'WorkStarted');
  const begun = work === undefined ? {} : { workId: work.workId };
  return { request: REQUEST[type], clOrdId, ...begun, scope, id, reason, ...where(turn) };
};

/** What the turn says of the child order whose request was in doubt. */
const became = ({ facts }: Turn, { request, childId }: Of<'CertaintyRegained'>): OutcomeAnswer['became'] => {
  const has = (type: Fact['type']): boolean =>
    facts.some((fact) => fact.type === type && 'childId' in fact && fact.childId === childId);
  if (has('ChildReplaced')) return 'replaced';
  if (has('ChildClosed')) return 'over';
  if (request === 'submit') return 'working';
  return request === 'cancel' && has('ChildCancelSent') ? 'sentAgain' : 'asItWas';
};

/** What a person said of a request in doubt, and what became of it; throws the problem when it was refused. */
export const outcomeAnswerOf = (ask: Events['OutcomeDeclared'], turn: Turn): OutcomeAnswer => {
  const { clOrdId, sentId, outcome, reason } = ask;
  // What the venue took after it arrived, so the same word may have ended two doubts.
  const settled = turn.facts.find((fact) => fact.type === 'CertaintyRegained' && fact.sentId === sentId);
  if (settled?.type !== 'CertaintyRegained') throw refusal(ask, turn);
  const { request, orderId, childId } = settled;
  const closed = find(turn, 'OrderClosed');
  return {
    request,
    clOrdId,
    sentId,
    orderId: formatOrderId(orderId),
    childId: formatChildId(childId),
    person: personNamed(turn.actor),
    outcome,
    reason,
    became: became(turn, settled),
    ...(closed === undefined ? {} : { orderEnded: closed.as }),
    ...where(turn),
  };
};

/** What a person did about a break; throws the problem when it was refused. */
export const breakAnswerOf = (ask: Events['BreakResolveRequested'], turn: Turn): BreakAnswer => {
  if (find(turn, 'AskRefused') !== undefined) throw refusal(ask, turn);
  const { clOrdId, breakId, step, reason } = ask;
  return { clOrdId, breakId, step, person: personNamed(turn.actor), reason, ...where(turn) };
};

/** What a person set; throws the problem when it was refused. */
export const modeAnswerOf = (ask: Events['ModeRequested'], turn: Turn): ModeAnswer => {
  if (find(turn, 'AskRefused') !== undefined) throw refusal(ask, turn);
  const { clOrdId, scope, id, mode, reason } = ask;
  const changed = find(turn, 'ModeChanged');
  return { clOrdId, person: personNamed(turn.actor), scope, id, mode: changed?.to ?? mode, reason, ...where(turn) };
};

/** The venue is asked; throws the problem when it was refused. */
export const reconcileAnswerOf = (ask: Events['ReconcileRequested'], turn: Turn): ReconcileAnswer => {
  const sent = find(turn, 'QuerySent');
  if (sent === undefined) throw refusal(ask, turn);
  const { clOrdId, venue, reason } = ask;
  return { clOrdId, person: personNamed(turn.actor), venue, reason, queryId: sent.queryId, ...where(turn) };
};

/** Who released a venue; throws the problem when it was refused. */
const releaseAnswerOf = (ask: Events['VenueReleaseRequested'], turn: Turn): ReleaseAnswer => {
  if (find(turn, 'AskRefused') !== undefined) throw refusal(ask, turn);
  const { clOrdId, venue, reason } = ask;
  return { clOrdId, person: personNamed(turn.actor), venue, reason, ...where(turn) };
};

/** What a person did by hand; throws the problem when it was refused. */
const byHand = (ask: HandAsk, turn: Turn): HandAnswer => {
  if (find(turn, 'AskRefused') !== undefined) throw refusal(ask, turn);
  const { clOrdId, reason } = ask;
  return { ...handAnswerOf(ask, turn), clOrdId, person: personNamed(turn.actor), reason, ...where(turn) };
};

/** The desk ends; throws the problem when that was refused. */
export const shutdownAnswerOf = (ask: Events['ShutdownRequested'], turn: Turn): ShutdownAnswer => {
  if (find(turn, 'AskRefused') !== undefined) throw refusal(ask, turn);
  const { clOrdId, reason, orders, day, waitMs } = ask;
  return { clOrdId, person: personNamed(turn.actor), reason, orders, sealsDay: day === 'seal', waitMs, ...where(turn) };
};

export type AnswerTo<Ask extends ClientAsk> = Ask extends Events['NewOrderRequested']
  ? OrderBody
  : Ask extends Events['CancelRequested' | 'ReplaceRequested']
    ? RequestAnswer
    : Ask extends Events['OutcomeDeclared']
      ? OutcomeAnswer
      : Ask extends Events['BreakResolveRequested']
        ? BreakAnswer
        : Ask extends Events['ModeRequested']
          ? ModeAnswer
          : Ask extends Events['ReconcileRequested']
            ? ReconcileAnswer
            : Ask extends Events['ShutdownRequested']
              ? ShutdownAnswer
              : Ask extends HandAsk
                ? HandAnswer
                : Ask extends Events['VenueReleaseRequested']
                  ? ReleaseAnswer
                  : OperatorAnswer;

export const answerTo = (
  ask: ClientAsk,
  turn: Turn,
  views: DeskViews,
):
  | OrderBody
  | RequestAnswer
  | OperatorAnswer
  | OutcomeAnswer
  | BreakAnswer
  | ModeAnswer
  | ReconcileAnswer
  | ShutdownAnswer
  | HandAnswer
  | ReleaseAnswer => {
  switch (ask.type) {
    case 'NewOrderRequested':
      return orderAnswer(ask, turn, views);
    case 'CancelRequested':
    case 'ReplaceRequested':
      return requestAnswerOf(ask, turn, views);
    case 'KillRequested':
    case 'ResumeRequested':
    case 'MassCancelRequested':
      return operatorAnswerOf(ask, turn);
    case 'OutcomeDeclared':
      return outcomeAnswerOf(ask, turn);
    case 'BreakResolveRequested':
      return breakAnswerOf(ask, turn);
    case 'ShutdownRequested':
      return shutdownAnswerOf(ask, turn);
    case 'ModeRequested':
      return modeAnswerOf(ask, turn);
    case 'ReconcileRequested':
      return reconcileAnswerOf(ask, turn);
    case 'VenueReleaseRequested':
      return releaseAnswerOf(ask, turn);
    case 'StrayAssignRequested':
    case 'OrderForceCloseRequested':
    case 'PositionAdjustRequested':
    case 'FillCorrectRequested':
    case 'CountDeclareRequested':
      return byHand(ask, turn);
    default:
      return unreachable(ask);
  }
};
