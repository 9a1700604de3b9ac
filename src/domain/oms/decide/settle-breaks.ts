import { formatQty } from '../../instrument/instrument.ts';
import { formatChildId } from '../../kernel/ids.ts';
import type { Qty } from '../../kernel/units.ts';
import { isLive } from '../../order/lifecycle.ts';
import type { Child } from '../../order/order.ts';
import { closedBy, type Evidence } from '../../reconcile/closed-by.ts';
import type { Event } from '../catalogue.ts';
import { type Break, type State, strayId, subjectOf } from '../state.ts';
import { type Cause, Draft } from './draft.ts';
import { likelyCause } from './likely-cause.ts';
import { positionCause } from './position-cause.ts';
import { releaseAfter } from './unblock.ts';

/** What a break is held against: the state as it is after the turn, and the child order that it is about. */
type Settling = Readonly<{ draft: Draft; turn: readonly Event[]; found: Break; child: Child | undefined }>;

/** What settles a break, in words; undefined while it is not settled. */
const EVIDENCE: Readonly<Record<Evidence, (settling: Settling) => string | undefined>> = {
  agreed: (settling) => agreement(settling),
  // Of what still trades as much as was counted is booked; of what is over the latest count may also be less.
  executionsBooked: (settling) => {
    const { draft, found, child } = settling;
    if (child === undefined || child.unheardQty > 0) return undefined;
    const { toldQty } = found;
    return toldQty !== undefined && child.cumQty - child.provisionalQty >= toldQty
      ? `${qtyIn(draft, child)} are booked, and ${child.venue} had counted ${qtyIn(draft, child, toldQty)}`
      : agreement(settling);
  },
  // A replace of ours that is only asked for gives it nothing yet.
  withinQty: ({ draft, child }) =>
    child !== undefined && child.cumQty <= child.qty
      ? `${qtyIn(draft, child)} are booked, which is within its quantity`
      : undefined,
  gapFilled: ({ draft, found: { venue = '', seqTo } }) =>
    seqTo !== undefined && (draft.session(venue)?.lastSeqIn ?? 0) >= seqTo
      ? `${venue} has said everything up to its number ${seqTo}`
      : undefined,
  ended: ({ child }) => (child === undefined || isLive(child.status) ? undefined : `it is ${child.status}`),
  assigned: ({ draft, found: { venue = '', executionKey = '' } }) => {
    const stray = draft.state.venueKeys.get(venue)?.get(executionKey);
    if (stray === undefined) return undefined;
    if (stray.lastQty === 0) return `${venue} has taken it back`;
    if (stray.childId !== undefined) return `it is an execution of ${formatChildId(stray.childId)}`;
    return stray.account === undefined ? undefined : `it is assigned to ${stray.account}`;
  },
  over: ({ child }) => (child !== undefined && !isLive(child.status) ? `it is ${child.status}` : undefined),
  cancelAnswered: ({ child }) => {
    if (child === undefined) return undefined;
    if (!isLive(child.status)) return `it is ${child.status}`;
    const isSilent = child.requests.some(({ kind, certain }) => kind === 'cancel' && !certain);
    return isSilent ? undefined : `${child.venue} has answered the cancels`;
  },
  heardOf: ({ child }) => {
    if (child === undefined) return undefined;
    if (!isLive(child.status)) return `it is ${child.status}`;
    return child.certain ? `${child.venue} has it` : undefined;
  },
  positionAgrees: ({ turn, draft, found: { venue, symbol } }) => {
    const compared = turn.findLast(
      (event) => event.type === 'PositionCompared' && event.venue === venue && event.symbol === symbol,
    );
    if (compared?.type !== 'PositionCompared' || compared.conclusion !== 'agrees') return undefined;
    const instrument = draft.config.instruments.get(compared.symbol);
    const qty = instrument === undefined ? String(compared.ours) : formatQty(instrument, compared.ours as Qty);
    return `${venue} holds ${qty} of ${symbol} for us, as we have booked`;
  },
  queryAnswered: ({ turn, found: { venue = '' } }) =>
    turn.some((event) => isAnswerTo(event, venue)) && !turn.some(({ type }) => type === 'QueryPutOff')
      ? `${venue} has answered`
      : undefined,
};

const ANSWERS: Partial<Record<Event['type'], true>> = { OpenOrdersReported: true, PositionsReported: true, FillsReported: true };
const isAnswerTo = (event: Event, venue: string): boolean =>
  ANSWERS[event.type] === true && 'venue' in event && event.venue === venue;

/** It is over, and by its latest count the venue has executed what we have booked. */
const agreement = ({ draft, child }: Settling): string | undefined =>
  child !== undefined &&
  !isLive(child.status) &&
  child.unheardQty === 0 &&
  child.counted?.cumQty === child.cumQty &&
  child.provisionalQty === 0
    ? `it is ${child.status}, and ${child.venue} counts ${qtyIn(draft, child)} executed, as we do`
    : undefined;

const qtyIn = (draft: Draft, { symbol, cumQty }: Child, qty = cumQty): string => {
  const instrument = draft.config.instruments.get(symbol);
  return instrument === undefined ? String(qty) : formatQty(instrument, qty);
};

/**
 * Looks, once a turn is quiet, at every break about what was touched in it: one that was just raised may have a likely cause, and one
 * whose matter is settled is over. What concerns nothing but a person's judgement stays for a person.
 */
export const settleBreaks = (state: State, cause: Cause, turn: readonly Event[]): Draft['facts'] => {
  const draft = new Draft(state, cause);
  for (const subject of touchedIn(draft, turn))
    for (const breakId of [...(state.openBreaks.get(subject) ?? [])].sort((a, b) => a - b)) {
      const found = state.breaks.get(breakId);
      if (found !== undefined) settle(draft, turn, found);
    }
  return draft.facts;
};

const settle = (draft: Draft, turn: readonly Event[], found: Break): void => {
  const { breakId, venue, orderId, childId, what } = found;
  const evidencePosition = draft.cause.causationId;
  const about = { breakId, venue, orderId, childId };
  const isNew = turn.some((event) => event.type === 'BreakRaised' && event.breakId === breakId);
  const likely = isNew ? causeOf(draft.state, turn, found) : begunAnew(turn, found);
  if (likely !== undefined) draft.say({ type: 'BreakExplained', ...about, cause: likely, evidencePosition });
  const evidence = closedBy[what];
  const child = childId === undefined ? undefined : draft.state.children.get(childId);
  const ending = evidence === 'person' ? undefined : EVIDENCE[evidence]({ draft, turn, found, child });
  if (ending === undefined) return;
  const of = childId === undefined ? '' : `${formatChildId(childId)}: `;
  draft.say({ type: 'BreakClosed', ...about, cause: `${of}${ending}`, evidencePosition, ...(isNew ? { atOnce: true } : {}) });
  releaseAfter(draft, found);
};

const causeOf = (state: State, turn: readonly Event[], found: Break): string | undefined =>
  found.what === 'positionDiffers' ? positionCause(state, found) : likelyCause(state, turn, found);

/** Missing numbers of a session that begins anew will never be said, so what they had has to be found out by a person. */
const begunAnew = (turn: readonly Event[], { what, state, venue }: Break): string | undefined => {
  const [news] = turn;
  if (what !== 'sequenceGap' || state !== 'open' || news?.type !== 'SessionChanged' || news.nextSeqIn === undefined)
    return undefined;
  return `the session of ${venue} has begun anew at ${news.nextSeqIn}: what is missing will not be said any more`;
};

/** Child orders and venues that something was said of, first named first. */
const touchedIn = (draft: Draft, turn: readonly Event[]): ReadonlySet<ReturnType<typeof subjectOf>> => {
  const touched = new Set<ReturnType<typeof subjectOf>>();
  for (const event of turn) {
    if ('childId' in event && event.childId !== undefined) touched.add(event.childId);
    if (event.type === 'BreakRaised') touched.add(subjectOf(event));
    if (event.type === 'SessionChanged') touched.add(event.venue);
    if (ANSWERS[event.type] === true && 'venue' in event && event.venue !== undefined) touched.add(event.venue);
    if (event.type === 'StrayAssigned' || event.type === 'StrayExecutionAmended')
      touched.add(strayId(event.venue, event.executionKey));
    if (event.type !== 'ExecutionReported' && event.type !== 'RequestRejectReported') continue;
    touched.add(event.venue);
    // What concludes nothing may still have counted (evolve.ts), which goes by our own id alone.
    const child = event.sentId === undefined ? undefined : draft.state.sentIds.find(event.sentId);
    if (child !== undefined) touched.add(child.childId);
  }
  return touched;
};
