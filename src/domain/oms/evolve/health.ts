import { MICROS_PER_MS, type Micros } from '../../kernel/units.ts';
import type { ExecType } from '../../order/events.ts';
import { breakerLife } from '../../resilience/breaker.ts';
import type { BreakerKind, ResilienceEvents } from '../../resilience/events.ts';
import type { Event, Recorded } from '../catalogue.ts';
import { newHealth, type State, type VenueHealth } from '../state.ts';
import { breakerId } from './common.ts';

type Of = 'BreakerOpened' | 'BreakerHalfOpened' | 'BreakerClosed' | 'VenueQuarantined' | 'VenueReleased' | 'CarriedHealth';
type Handlers = { readonly [Type in Of]: (state: State, event: ResilienceEvents[Type], record: Recorded) => void };

const healthOf = (state: State, venue: string): VenueHealth => {
  let health = state.health.get(venue);
  if (health === undefined) state.health.set(venue, (health = newHealth()));
  return health;
};

/** What a word of a venue says of which kind of request: that it answers them. */
const ANSWERS: Partial<Record<ExecType, BreakerKind>> = {
  new: 'submit',
  pendingNew: 'submit',
  rejected: 'submit',
  trade: 'submit',
  canceled: 'cancel',
  pendingCancel: 'cancel',
  replaced: 'replace',
  pendingReplace: 'replace',
  orderStatus: 'status',
};
/** Breaks that are about what cannot be, and not about what is late. */
const NONSENSE: ReadonlySet<string> = new Set([
  'unknownOrder',
  'overfill',
  'sameExecutionOtherTerms',
  'bustOfUnknownExecution',
  'unreadableReport',
  'tradeContradictsOrder',
  'correctionOfBusted',
]);

/** Every record that says something about how a venue holds up; the rest pass. */
export const followHealth = (state: State, event: Event, at: Micros): void => {
  switch (event.type) {
    case 'ExecutionReported':
      return event.possDup === true ? undefined : answered(state, event.venue, ANSWERS[event.execType]);
    case 'RequestRejectReported':
      return answered(state, event.venue, event.request);
    case 'CertaintyLost':
      return event.cause === 'timeout' ? failed(state, state.children.get(event.childId)?.venue, event.request) : undefined;
    case 'TimerFired': {
      const child = state.sentIds.find(event.timerId);
      return child?.query?.sentId === event.timerId ? failed(state, child.venue, 'status') : undefined;
    }
    case 'ChildRouted':
      return probe(state, event.venue, 'submit');
    case 'ChildCancelSent':
      return probe(state, event.venue, 'cancel');
    case 'ChildReplaceSent':
      return probe(state, event.venue, 'replace');
    case 'ChildStatusAsked':
      return probe(state, event.venue, 'status');
    case 'SessionChanged':
      return forgetProbes(state.health.get(event.venue));
    case 'DeskStarted':
      for (const health of state.health.values()) forgetProbes(health);
      return;
    case 'UnreadableReported':
      return nonsense(state, event.venue, at);
    case 'BreakRaised':
      return event.venue !== undefined && NONSENSE.has(event.what) ? nonsense(state, event.venue, at) : undefined;
  }
};

const breakerOf = (state: State, venue: string | undefined, kind: BreakerKind | undefined) =>
  venue === undefined || kind === undefined ? undefined : state.health.get(venue)?.breakers.get(kind);

const answered = (state: State, venue: string, kind: BreakerKind | undefined): void => {
  const breaker = breakerOf(state, venue, kind);
  if (breaker === undefined) return;
  breaker.failures = 0;
  breaker.answered = breaker.state === 'halfOpen';
};
const failed = (state: State, venue: string | undefined, kind: BreakerKind): void => {
  const breaker = breakerOf(state, venue, kind);
  if (breaker !== undefined) breaker.failures += 1;
};
const probe = (state: State, venue: string, kind: BreakerKind): void => {
  const breaker = breakerOf(state, venue, kind);
  if (breaker?.state === 'halfOpen') breaker.probing = true;
};
/** What was on its way with a session that has ended will not be answered: another may find out. */
const forgetProbes = (health: VenueHealth | undefined): void => {
  for (const breaker of health?.breakers.values() ?? []) breaker.probing = false;
};
const nonsense = (state: State, venue: string, at: Micros): void => {
  const health = state.health.get(venue);
  const windowMs = state.config?.venues.get(venue)?.terms.nonsense?.windowMs;
  if (health === undefined || windowMs === undefined) return;
  if (at - health.since > windowMs * MICROS_PER_MS) Object.assign(health, { nonsense: 0, since: at });
  health.nonsense += 1;
};

export const healthHandlers: Handlers = {
  BreakerOpened: (state, { venue, kind, times, until }) => {
    const breaker = breakerOf(state, venue, kind);
    if (breaker === undefined) return;
    Object.assign(breaker, { state: 'open', times: times + 1, until, probing: false, answered: false, failures: 0 });
    state.timers.set(breakerId(venue, kind), until);
  },
  BreakerHalfOpened: (state, { venue, kind }) => {
    const breaker = breakerOf(state, venue, kind);
    if (breaker === undefined) return;
    const to = breakerLife[breaker.state].rested;
    Object.assign(breaker, { state: to, until: undefined, failures: 0, answered: false });
  },
  BreakerClosed: (state, { venue, kind }) => {
    const breaker = breakerOf(state, venue, kind);
    if (breaker === undefined) return;
    const to = breakerLife[breaker.state].answered;
    Object.assign(breaker, { state: to, times: 0, failures: 0, probing: false, answered: false });
  },
  VenueQuarantined: (state, { venue }) => {
    healthOf(state, venue).quarantined = true;
  },
  VenueReleased: (state, { venue }) => {
    Object.assign(healthOf(state, venue), { quarantined: false, nonsense: 0 });
  },
  CarriedHealth: (state, { venue, breakers, nonsense, since, quarantined }) => {
    const health = healthOf(state, venue);
    Object.assign(health, { nonsense, since, quarantined });
    for (const { until, ...breaker } of breakers) {
      Object.assign(health.breakers.get(breaker.kind) ?? {}, breaker, { until });
      if (until !== undefined) state.timers.set(breakerId(venue, breaker.kind), until);
    }
  },
};
