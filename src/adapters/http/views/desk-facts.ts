import type { DayNumber, Micros, OrderId } from '../../../domain/kernel/units.ts';
import type { Events } from '../../../domain/oms/catalogue.ts';
import type { ConfigTerms } from '../../../domain/oms/events.ts';
import type { Handlers, Projection } from '../../../projections/projection.ts';

export type SessionState = Readonly<{
  up: boolean;
  since: Micros | undefined;
  reason: string;
  /** Orders go there: its books have been compared with ours, or it cannot be asked. How long that took, where it was asked. */
  level: boolean;
  tookMicros?: number;
}>;
type Kill = Pick<Events['KillEngaged'], 'scope' | 'id' | 'reason'>;
export type ModeInForce = Readonly<Omit<Events['CarriedMode'], 'type'>>;
/** What the last comparison of a venue's books with ours has found. */
export type Compared = Pick<Events['VenueReconciled'], 'cause' | 'tookMicros' | 'orders' | 'differences' | 'outcome'> &
  Readonly<{ at: Micros; position: number }>;
type DeskFacts = {
  /** Of venues that have hours. */
  hours: Map<string, Pick<Events['VenueHoursChanged'], 'state' | 'until'>>;
  compared: Map<string, Compared>;
  day: Events['DayOpened'] | undefined;
  ready: boolean;
  closed: boolean;
  config: ConfigTerms | undefined;
  configDigest: string;
  sessions: Map<string, SessionState>;
  kills: Map<string, Kill>;
  /** Modes in force by `scope:id`; normal is not among them. */
  modes: Map<string, ModeInForce>;
  /** Orders of earlier days that are still known, oldest first; today's are dense, so their last number is enough. */
  carried: OrderId[];
  lastOrder: OrderId | undefined;
};

const learnConfig = (view: DeskFacts, { values }: Readonly<{ values: ConfigTerms }>): void => {
  view.config = values;
};
const engage = ({ kills }: DeskFacts, { scope, id, reason }: Kill): void => {
  kills.set(`${scope}:${id}`, { scope, id, reason });
};
const down = (reason: string, since: Micros | undefined): SessionState => ({ up: false, since, reason, level: false });
const takeNumber = (view: DeskFacts, { orderId }: Readonly<{ orderId: OrderId }>): void => {
  view.lastOrder = orderId;
};

const on: Handlers<DeskFacts> = {
  DayOpened: (view, opened) => {
    view.day = opened;
  },
  DayReady: (view) => {
    view.ready = true;
  },
  DayClosed: (view) => {
    view.closed = true;
  },
  DeskStarted: (view, { configDigest }, { at }) => {
    view.configDigest = configDigest;
    for (const venue of view.sessions.keys()) view.sessions.set(venue, down('the desk started', at)); // A new process has no connection yet.
  },
  ConfigAdopted: (view, adopted) => {
    learnConfig(view, adopted);
    for (const { venue, hours } of adopted.values.venues) if (hours === undefined) view.hours.delete(venue);
  },
  VenueHoursChanged: ({ hours }, { venue, state, until }) => void hours.set(venue, { state, until }),
  CarriedConfig: (view, carried) => {
    view.configDigest = carried.configDigest;
    learnConfig(view, carried);
  },
  SessionChanged: ({ sessions, config }, { venue, state, reason = '' }, { at }) => {
    const isAsked = config?.venues.find((terms) => terms.venue === venue)?.listsOpenOrders === true;
    sessions.set(venue, { up: state === 'up', since: at, reason, level: state === 'up' && !isAsked });
  },
  VenueLevelled: ({ sessions }, { venue, tookMicros }) => {
    const session = sessions.get(venue);
    if (session !== undefined) sessions.set(venue, { ...session, level: true, tookMicros });
  },
  CarriedSession: ({ sessions, hours: all }, { venue, up, level, hours }) => {
    if (hours !== undefined) all.set(venue, { state: hours.state, until: hours.until });
    sessions.set(venue, { up, since: undefined, reason: '', level: up && level === true });
  },
  VenueReconciled: ({ compared }, { venue, cause, tookMicros, orders, differences, outcome }, { at, position }) => {
    compared.set(venue, { cause, tookMicros, orders, differences, outcome, at, position });
  },
  KillEngaged: engage,
  CarriedKill: engage,
  KillLifted: ({ kills }, { scope, id }) => void kills.delete(`${scope}:${id}`),
  ModeChanged: ({ modes }, { scope, id, to: mode, cause, by }, { at }) => {
    if (mode === 'normal') modes.delete(`${scope}:${id}`);
    else modes.set(`${scope}:${id}`, { scope, id, mode, cause, by, since: at });
  },
  CarriedMode: ({ modes }, { type: _, ...mode }) => void modes.set(`${mode.scope}:${mode.id}`, mode),
  CarriedOrder: ({ carried }, { orderId }) => void carried.push(orderId),
  OrderAccepted: takeNumber,
  OrderRefused: takeNumber,
};

/** What is this desk today: its day, its configuration, its connections, its kill switches, its modes? */
export const deskFacts: Projection<DeskFacts> = {
  name: 'desk-facts',
  initial: () => ({
    day: undefined,
    ready: false,
    closed: false,
    config: undefined,
    configDigest: '',
    hours: new Map(),
    sessions: new Map(),
    compared: new Map(),
    kills: new Map(),
    modes: new Map(),
    carried: [],
    lastOrder: undefined,
  }),
  on,
};

/** The open day of a view; undefined before the first. */
export const dayOfDesk = ({ day }: Pick<DeskFacts, 'day'>): DayNumber | undefined => day?.day;
