import { canonical } from '../../kernel/canonical.ts';
import type { Micros } from '../../kernel/units.ts';
import { openMicros } from '../../resilience/breaker.ts';
import type { BreakerKind } from '../../resilience/events.ts';
import type { Event, Events, Fact } from '../catalogue.ts';
import type { State, VenueHealth } from '../state.ts';
import { type Cause, Draft } from './draft.ts';
import { notNow } from './opening.ts';
import { isAnswered } from './operations.ts';
import { rule } from './terms.ts';
import { begin } from './work.ts';

/** Inputs after which a breaker may move, or a venue have talked too much nonsense. */
const TOUCHES: Partial<Record<Event['type'], true>> = {
  ExecutionReported: true,
  RequestRejectReported: true,
  UnreadableReported: true,
  TimerFired: true,
};

/** Once a turn is quiet: does each venue still answer, and does it make sense? */
export const settleVenues = (state: State, cause: Cause, input: Event): readonly Fact[] => {
  const isNewConfig = input.type === 'ConfigAdopted';
  if (!isNewConfig && (state.health.size === 0 || TOUCHES[input.type] !== true)) return [];
  const draft = new Draft(state, cause);
  if (isNewConfig) {
    lookAgain(draft);
    return draft.facts;
  }
  for (const [venue, health] of state.health) {
    settleBreakers(draft, venue, health);
    settleNonsense(draft, venue, health);
  }
  return draft.facts;
};

/** What an order is held for may be no reason any more under another configuration, and then nothing else would say so. */
const lookAgain = (draft: Draft): void => {
  const venues = new Set<string>();
  for (const { orderId, terms, held } of draft.state.live) {
    const venue = held === undefined ? undefined : draft.config.venues.get(held.venue);
    if (held?.until !== undefined || venue === undefined) continue;
    if (notNow(draft, venue, { orderId, terms })?.why !== held?.why) venues.add(venue.terms.venue);
  }
  for (const { work, id } of draft.state.works.values()) if (work === 'releaseHeld') venues.delete(id);
  for (const venue of [...venues].sort()) begin(draft, 'releaseHeld', 'venue', venue, 'another configuration is adopted');
};

const settleBreakers = (draft: Draft, venue: string, { breakers }: VenueHealth): void => {
  const terms = draft.config.venues.get(venue)?.terms.breaker;
  if (terms === undefined) return;
  for (const { kind, state, failures, times, answered } of breakers.values()) {
    if (state === 'halfOpen' && answered) {
      draft.say({ type: 'BreakerClosed', venue, kind });
      goOn(draft, venue, kind, `${venue} answers again`);
    } else if ((state === 'halfOpen' && failures > 0) || (state === 'closed' && failures >= terms.failures)) {
      const until = (draft.now + openMicros(terms, times, draft.cause.causationId)) as Micros;
      draft.say({ type: 'BreakerOpened', venue, kind, failures, times, until });
    }
  }
};

const settleNonsense = (draft: Draft, venue: string, { nonsense: count, quarantined }: VenueHealth): void => {
  const terms = draft.config.venues.get(venue)?.terms.nonsense;
  if (terms === undefined || quarantined || count < terms.limit) return;
  const { windowMs } = terms;
  draft.say({ type: 'VenueQuarantined', venue, count, windowMs });
  const detail = `${venue} talked nonsense ${count} times within ${windowMs} ms, up to ${draft.cause.causationId}`;
  draft.raise('venueQuarantined', detail, { venue });
};

/** Open long enough: one request may go and find out, by whoever wants one. */
export const breakerRested = (draft: Draft, name: string): void => {
  const [venue = '', kind] = name.split('/') as [string, BreakerKind];
  if (draft.state.health.get(venue)?.breakers.get(kind)?.state !== 'open') return;
  draft.say({ type: 'BreakerHalfOpened', venue, kind });
  goOn(draft, venue, kind, `${venue} may be asked whether it answers again`);
};

/** Orders that are held for it are looked at again, and so is what is unanswered. A replace has failed at once and waits for nothing. */
const goOn = (draft: Draft, venue: string, kind: BreakerKind, reason: string): void => {
  if (kind !== 'replace' && draft.state.live.size > 0)
    begin(draft, kind === 'submit' ? 'releaseHeld' : 'catchUp', 'venue', venue, reason);
};

/** A named person lets orders go to a venue again that talked nonsense. */
export const releaseVenue = (draft: Draft, ask: Events['VenueReleaseRequested']): void => {
  if (isAnswered(draft, 'releaseVenue', ask)) return;
  const { clOrdId, venue, reason } = ask;
  const refuse = (why: ReturnType<typeof rule>): void =>
    draft.refuse('releaseVenue', { account: '', clOrdId, said: canonical(ask) }, why);
  if (reason.trim() === '')
    return refuse(rule('reasonMissing', `venue ${venue}`, 'a reason', '', 'nobody could tell later why the venue was released'));
  if (!draft.config.venues.has(venue))
    return refuse(rule('unknownVenue', 'venue', 'a venue of this desk', venue, `${venue} is no venue of this desk`));
  if (draft.state.health.get(venue)?.quarantined !== true)
    return refuse(rule('notQuarantined', `venue ${venue}`, 'a venue in quarantine', 'none', `${venue} is not in quarantine`));
  const by = draft.cause.actor;
  draft.say({ type: 'VenueReleased', venue, by, reason });
  for (const { breakId, what, state, venue: about } of draft.state.breaks.values())
    if (what === 'venueQuarantined' && about === venue && state !== 'closed')
      draft.say({ type: 'BreakClosed', breakId, venue, cause: `the venue is released: ${reason}`, by });
  if (draft.state.live.size > 0) begin(draft, 'releaseHeld', 'venue', venue, 'the venue is released');
};
