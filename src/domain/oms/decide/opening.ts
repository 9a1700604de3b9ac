import type { Micros, OrderId } from '../../kernel/units.ts';
import type { HeldWhy } from '../../order/events.ts';
import type { VenueConfig } from '../config.ts';
import { isClosed, type State } from '../state.ts';
import type { Draft } from './draft.ts';
import { isBlocked, isQuarantined } from './unblock.ts';

/** Why a venue takes no order now, and until when; without a moment, until something happens. */
export type NotNow = Readonly<{ why: HeldWhy; until: Micros | undefined }>;
/** What is to go out. */
type Going = Readonly<{ orderId: OrderId; terms: Readonly<{ symbol: string }> }>;
type Reason = (draft: Draft, venue: VenueConfig, going: Going) => NotNow | undefined;

/** Are new orders, and changes of orders, sent there? Its session is up, and our books are level with its own. */
export const isOpenFor = ({ sessions }: State, venue: string): boolean => sessions.get(venue)?.level === true;

/** It says when it opens; what waits is looked at then. */
const closed: Reason = ({ state }, { terms }) => (isClosed(state, terms.venue) ? { why: 'closed', until: undefined } : undefined);

const noSession: Reason = ({ state }, { terms }) =>
  state.sessions.get(terms.venue)?.up === true ? undefined : { why: 'session', until: undefined };

const notLevel: Reason = ({ state }, { terms }) =>
  isOpenFor(state, terms.venue) ? undefined : { why: 'levelling', until: undefined };
const straysWaiting: Reason = ({ state }, { terms }) =>
  isBlocked(state, terms.venue) ? { why: 'strays', until: undefined } : undefined;

const inQuarantine: Reason = ({ state }, { terms }) =>
  state.health.get(terms.venue)?.quarantined === true ? { why: 'quarantine', until: undefined } : undefined;

/** Half open it lets one through, and whoever is held waits for what becomes of that. */
const notAnswering: Reason = (draft, { terms }) =>
  draft.isBroken(terms.venue, 'submit')
    ? { why: 'breaker', until: draft.state.health.get(terms.venue)?.breakers.get('submit')?.until }
    : undefined;

const othersThere: Reason = ({ state }, { terms: { venue } }, { terms: { symbol } }) =>
  isQuarantined(state, venue, symbol) ? { why: 'external', until: undefined } : undefined;

/** Nor does anybody go before those who wait, unless it is called. */
const overRate: Reason = ({ room }, venue, { orderId }) => {
  const { line } = room.of(venue.terms.venue);
  return room.isFree(venue, 'submit') && (line.isEmpty || line.isCalled(orderId))
    ? undefined
    : { why: 'rate', until: room.turnAt(venue, 'submit') };
};

/** Everything that may keep a venue from taking an order, in order of precedence: the first that does is what the order is held for. */
const reasons: readonly Reason[] = [
  closed,
  noSession,
  inQuarantine,
  notLevel,
  straysWaiting,
  othersThere,
  notAnswering,
  overRate,
];

export const notNow = (draft: Draft, venue: VenueConfig, going: Going): NotNow | undefined => {
  for (const reason of reasons) {
    const found = reason(draft, venue, going);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The same in words, for the client of an order that cannot wait. */
export const inWords: Readonly<Record<HeldWhy, (venue: string) => string>> = {
  closed: (venue) => `${venue} is closed at this hour`,
  session: (venue) => `${venue} is not connected`,
  levelling: (venue) => `the desk is not yet level with ${venue}`,
  external: (venue) => `${venue} has an order in that instrument that is not ours, and a person has yet to settle it`,
  strays: (venue) => `${venue} takes no orders until its executions in suspense are assigned`,
  breaker: (venue) => `${venue} does not answer orders at this moment`,
  quarantine: (venue) => `${venue} is in quarantine until a person releases it`,
  rate: (venue) => `${venue} takes no more orders at this moment`,
};
