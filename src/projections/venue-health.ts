import type { ChildId, Micros, OrderId } from '../domain/kernel/units.ts';
import type { Events } from '../domain/oms/catalogue.ts';
import type { ConfigTerms } from '../domain/oms/events.ts';
import { freeFor, type Limits, limitsOf, type MessageKind, type Spent, spend, UNSPENT } from '../domain/resilience/budget.ts';
import type { BreakerKind, BreakerState, HeldRequest } from '../domain/resilience/events.ts';
import type { Handlers, Projection } from './projection.ts';

type BreakerLine = Readonly<{ state: BreakerState; until: Micros | undefined }>;
type VenueHealth = {
  limits: Limits | undefined;
  spent: Spent;
  throttledUntil: Micros;
  /** What waits for a turn there. */
  readonly orders: Set<OrderId>;
  readonly requests: Set<string>;
  readonly breakers: Map<BreakerKind, BreakerLine>;
  quarantined: boolean;
  /** Frames of today that nobody could read. */
  unreadable: number;
};
type View = { readonly venues: Map<string, VenueHealth>; readonly heldAt: Map<OrderId, string> };

const of = ({ venues }: View, venue: string): VenueHealth => {
  let health = venues.get(venue);
  if (health === undefined)
    venues.set(
      venue,
      (health = {
        limits: undefined,
        spent: UNSPENT,
        throttledUntil: 0 as Micros,
        orders: new Set(),
        requests: new Set(),
        breakers: new Map(),
        quarantined: false,
        unreadable: 0,
      }),
    );
  return health;
};

const learn = (view: View, { values }: Readonly<{ values: ConfigTerms }>): void => {
  for (const terms of values.venues) of(view, terms.venue).limits = limitsOf(terms);
};
const KINDS: readonly HeldRequest[] = ['cancel', 'replace', 'status'];
const nameOf = (childId: ChildId, request: HeldRequest): string => `${childId}/${request}`;
const goes = (view: View, venue: string, kind: MessageKind, at: Micros, childId: ChildId, done: readonly HeldRequest[]): void => {
  const health = of(view, venue);
  if (health.limits !== undefined) health.spent = spend(health.limits, health.spent, kind, at);
  for (const request of done) health.requests.delete(nameOf(childId, request));
};
const letGo = (view: View, { orderId }: Readonly<{ orderId: OrderId }>): void => {
  const venue = view.heldAt.get(orderId);
  if (venue === undefined) return;
  of(view, venue).orders.delete(orderId);
  view.heldAt.delete(orderId);
};
const hold = (view: View, orderId: OrderId, { why, venue }: Pick<Events['OrderHeld'], 'why' | 'venue'>): void => {
  if (why !== 'rate') return;
  of(view, venue).orders.add(orderId);
  view.heldAt.set(orderId, venue);
};

const on: Handlers<View> = {
  ConfigAdopted: learn,
  CarriedConfig: learn,
  ChildRouted: (view, { venue, childId }, { at }) => goes(view, venue, 'submit', at, childId, []),
  ChildCancelSent: (view, { venue, childId }, { at }) => goes(view, venue, 'cancel', at, childId, ['cancel', 'replace']),
  ChildReplaceSent: (view, { venue, childId }, { at }) => goes(view, venue, 'replace', at, childId, ['replace']),
  ChildStatusAsked: (view, { venue, childId }, { at }) => goes(view, venue, 'status', at, childId, ['status']),
  OrderHeld: (view, event) => hold(view, event.orderId, event),
  OrderReleased: letGo,
  OrderClosed: letGo,
  RequestHeld: (view, { venue, childId, request }) => void of(view, venue).requests.add(nameOf(childId, request)),
  RequestReleased: (view, { venue, childId, request }) => void of(view, venue).requests.delete(nameOf(childId, request)),
  ChildClosed: (view, { childId }) => {
    for (const { requests } of view.venues.values()) for (const request of KINDS) requests.delete(nameOf(childId, request));
  },
  SessionChanged: (view, { venue, state }) => (state === 'down' ? of(view, venue).requests.clear() : undefined),
  DeskStarted: (view) => {
    for (const { requests } of view.venues.values()) requests.clear();
  },
  VenueThrottled: (view, { venue, until }) => {
    of(view, venue).throttledUntil = until;
  },
  BreakerOpened: (view, { venue, kind, until }) => void of(view, venue).breakers.set(kind, { state: 'open', until }),
  BreakerHalfOpened: (view, { venue, kind }) => void of(view, venue).breakers.set(kind, { state: 'halfOpen', until: undefined }),
  BreakerClosed: (view, { venue, kind }) => void of(view, venue).breakers.delete(kind),
  VenueQuarantined: (view, { venue }) => {
    of(view, venue).quarantined = true;
  },
  VenueReleased: (view, { venue }) => {
    of(view, venue).quarantined = false;
  },
  UnreadableReported: (view, { venue }) => {
    of(view, venue).unreadable += 1;
  },
  CarriedBudget: (view, { venue, allAt, workAt, throttledUntil }) => {
    Object.assign(of(view, venue), { spent: { all: allAt, work: workAt }, throttledUntil });
  },
  CarriedHealth: (view, { venue, breakers, quarantined }) => {
    const health = of(view, venue);
    health.quarantined = quarantined;
    for (const { kind, state, until } of breakers) if (state !== 'closed') health.breakers.set(kind, { state, until });
  },
  CarriedOrder: (view, { orderId, held }) => (held === undefined ? undefined : hold(view, orderId, held)),
  CarriedChild: (view, { venue, childId, waits }) => {
    for (const { request, called } of waits) if (!called) of(view, venue).requests.add(nameOf(childId, request));
  },
};

/** How does each venue hold up: what may still go there, what waits, which breakers are open, does it make sense? */
export const venueHealth: Projection<View> = {
  name: 'venue-health',
  initial: () => ({ venues: new Map(), heldAt: new Map() }),
  on,
};

/** How many messages of a kind could go at this moment, one after another. */
export const roomAt = ({ limits, spent, throttledUntil }: VenueHealth, kind: MessageKind, now: Micros): number => {
  if (limits === undefined || throttledUntil > now) return 0;
  let found = 0;
  for (let used = spent; freeFor(limits, used, kind, now) <= now; used = spend(limits, used, kind, now)) found += 1;
  return found;
};
