import { requestNumberOf, sentIdOf, sentIdPrefix } from '../kernel/ids.ts';
import { Table } from '../kernel/table.ts';
import { Timers } from '../kernel/timers.ts';
import type { ChildId, DayNumber, Micros, Mono, OrderId, Price } from '../kernel/units.ts';
import type { AskKind } from '../order/events.ts';
import type { Child, Order } from '../order/order.ts';
import { HeldAtVenues } from '../position/held.ts';
import { Positions } from '../position/position.ts';
import type { Round } from '../reconcile/round.ts';
import { type Breaker, newBreaker } from '../resilience/breaker.ts';
import { type Spent, UNSPENT } from '../resilience/budget.ts';
import type { BreakerKind } from '../resilience/events.ts';
import { Line } from '../resilience/line.ts';
import type { Scope } from '../risk/events.ts';
import { Exposure } from '../risk/exposure.ts';
import type { Events } from './catalogue.ts';
import type { Config } from './config.ts';

/** What was asked under a clOrdId, so that the same ask again gets the first answer and another one is told no. */
export type AskMemory = Readonly<{
  ask: AskKind;
  orderId?: OrderId | undefined;
  said?: string | undefined;
  askedOn: DayNumber;
}>;
export type Session = {
  readonly venue: string;
  session: string;
  up: boolean;
  /** Every number up to this one has been heard. */
  lastSeqIn: number;
  lastSeqOut: number;
  /** Numbers heard beyond a gap, ascending. */
  ahead: readonly number[];
  /** Until when an answer to a resend request is waited for. */
  resendAt: Micros | undefined;
  /** How often it was asked for. */
  resends: number;
  /** Our numbers that the venue never received, as it said when the session came up. */
  neverArrived: Readonly<{ from: number; to: number }> | undefined;
  /** The desk has compared its books with the venue's since it connected: only then does it send new orders. */
  level: boolean;
  /** When its books and ours are compared again. */
  compareAt: Micros | undefined;
  /** The latest time of the venue's own that it has told. */
  toldAt: Micros | undefined;
  /** Until then positions are not compared again, but when somebody asks. */
  positionsAt: Micros | undefined;
  /** Of a venue that has hours, as they were last told. */
  hours: Readonly<{ state: 'open' | 'closed'; until: Micros; askAt: Micros | undefined }> | undefined;
};
/** Is it closed by its hours? */
export const isClosed = ({ sessions }: State, venue: string): boolean => sessions.get(venue)?.hours?.state === 'closed';
/** Does the message have a number of this session? */
export const isNumbered = (
  { session }: Session,
  report: Pick<Events['ExecutionReported'], 'session' | 'channel' | 'seqIn'>,
): boolean => report.channel === 'order' && report.session === session && report.seqIn > 0;
export const newSession = (venue: string, session: string): Session => ({
  venue,
  session,
  up: false,
  lastSeqIn: 0,
  lastSeqOut: 0,
  ahead: [],
  resendAt: undefined,
  resends: 0,
  neverArrived: undefined,
  level: false,
  compareAt: undefined,
  toldAt: undefined,
  positionsAt: undefined,
  hours: undefined,
});
/** How much of what a venue takes is used up, and who waits for a turn there. */
export type VenueBudget = {
  spent: Spent;
  /** Made of the orders and child orders that say that they wait. */
  readonly line: Line;
  /** The group that was served last. */
  turn: string;
  /** When the next are called. */
  callAt: Micros | undefined;
  throttledUntil: Micros;
  strikes: number;
};
export const newBudget = (): VenueBudget => ({
  spent: UNSPENT,
  line: new Line(),
  turn: '',
  callAt: undefined,
  throttledUntil: 0 as Micros,
  strikes: 0,
});
/** How a venue holds up. */
export type VenueHealth = {
  readonly breakers: ReadonlyMap<BreakerKind, Breaker & { until: Micros | undefined; answered: boolean }>;
  /** How much nonsense it has talked in the window that began then. */
  nonsense: number;
  since: Micros;
  quarantined: boolean;
};
export const newHealth = (): VenueHealth => ({
  breakers: new Map(BREAKER_KINDS.map((kind) => [kind, { ...newBreaker(kind), until: undefined, answered: false }])),
  nonsense: 0,
  since: 0 as Micros,
  quarantined: false,
});
const BREAKER_KINDS = ['submit', 'cancel', 'replace', 'status'] as const;
/** Who takes turns at a venue: strategies, and accounts for what has none. */
export const groupOf = ({ strategy, account }: Order['terms']): string =>
  strategy === undefined ? `account ${account}` : `strategy ${strategy}`;
export type Work = {
  readonly workId: number;
  readonly work: Events['WorkStarted']['work'];
  readonly scope: Scope;
  readonly id: string;
  readonly reason: string;
  upTo: OrderId | undefined;
};
export type Break = Readonly<Omit<Events['CarriedBreak'], 'type'>>;
/** An execution in suspense, as it now stands; a quantity of nothing once it is taken back. */
export type Stray = NonNullable<Events['CarriedStray']['stray']>;
/** Must a person yet say whose it is? */
export const isUnassigned = (stray: Stray | undefined): boolean =>
  stray !== undefined && stray.account === undefined && stray.lastQty > 0;
export type Kill = Readonly<Omit<Events['CarriedKill'], 'type'>>;
export type MassCancel = {
  readonly workId: number;
  readonly scope: Scope;
  readonly id: string;
  orders: OrderId[];
  reportAt: Micros | undefined;
};
export type ModeInForce = Readonly<Omit<Events['CarriedMode'], 'type'>>;
export type Mark = Readonly<{ price: Price; markedAt: Micros; source: string }>;

/**
 * Everything the desk knows: a fold of the journal and of nothing else. Only `evolve` changes it, in place, because copying
 * a desk for each event would cost a thousand times the event; `decide`, `needs` and `react` read.
 */
export type State = {
  /** Of the last record folded. */
  position: number;
  at: Micros;
  mono: Mono;
  day: Events['DayOpened'] | undefined;
  /** Set by DayReady: the opening balance is complete. */
  ready: boolean;
  closed: boolean;
  epoch: number;
  build: string;
  configDigest: string;
  config: Config | undefined;
  orders: Table<OrderId, Order>;
  children: Table<ChildId, Child>;
  /** Orders that are open, or that something is still unknown about: what mass work goes through. */
  live: Set<Order>;
  sentIds: SentIds;
  asks: Map<string, Map<string, AskMemory>>;
  positions: Positions;
  /** What each venue has executed for us. */
  held: HeldAtVenues;
  exposure: Exposure;
  /** When the next order of each account would be on schedule. */
  rates: Map<string, Micros>;
  /** Of each venue. */
  budgets: Map<string, VenueBudget>;
  /** Engaged kill switches by `scope:id`. */
  kills: Map<string, Kill>;
  health: Map<string, VenueHealth>;
  /** Modes in force by `scope:id`; normal is not among them. */
  modes: Map<string, ModeInForce>;
  timers: Timers;
  sessions: Map<string, Session>;
  /** Comparisons with venues that are under way, by venue. */
  rounds: Map<string, Round>;
  /** Keys of executions that are known by venue alone: of strays, and of venues whose execution ids are unique by themselves. */
  venueKeys: Map<string, Map<string, Stray | undefined>>;
  /** Of these, by venue, the executions that wait in suspense for a person. */
  unassigned: Map<string, Set<string>>;
  /** Those of the day, and of days before those that are not closed. */
  breaks: Map<number, Break>;
  /** What each of them says until it is closed, so that a venue that repeats itself does not raise the same break again. */
  breakTexts: Set<string>;
  /** Those that evidence may yet close, by the child order, or else the venue, that they are about. */
  openBreaks: Map<ChildId | string, Set<number>>;
  /** Of these, the breaks about orders that none of ours are. */
  external: Set<number>;
  works: Map<number, Work>;
  /** Kills and mass cancels that are not reported yet, and the orders that they took. */
  massCancels: Map<number, MassCancel>;
  marks: Map<string, Mark>;
  next: { order: number; child: number; break: number; work: number; query: number };
};

const NO_DAY = 0 as DayNumber;

export const initialState = (day: DayNumber = NO_DAY): State => ({
  position: 0,
  at: 0 as Micros,
  mono: 0 as Mono,
  day: undefined,
  ready: false,
  closed: false,
  epoch: 0,
  build: '',
  configDigest: '',
  config: undefined,
  orders: new Table(day),
  children: new Table(day),
  live: new Set(),
  sentIds: new SentIds(),
  asks: new Map(),
  positions: new Positions(),
  held: new HeldAtVenues(),
  exposure: new Exposure(),
  rates: new Map(),
  budgets: new Map(),
  health: new Map(),
  kills: new Map(),
  modes: new Map(),
  timers: new Timers(),
  sessions: new Map(),
  rounds: new Map(),
  venueKeys: new Map(),
  unassigned: new Map(),
  breaks: new Map(),
  breakTexts: new Set(),
  openBreaks: new Map(),
  external: new Set(),
  works: new Map(),
  massCancels: new Map(),
  marks: new Map(),
  next: { order: 1, child: 1, break: 1, work: 1, query: 1 },
});

/** Which child order an id at a venue means. Today's ids end in a dense number, so they need no hashing. */
export class SentIds {
  readonly #today: (Readonly<{ sentId: string; child: Child }> | undefined)[] = [undefined];
  readonly #carried = new Map<string, Child>();

  #epoch = -1;
  #prefix = '';

  /** The id of the message that is `ahead` of the next one. What all ids of an epoch begin with is put together once. */
  make({ deskCode, day }: Events['DayOpened'], epoch: number, ahead: number): string {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#prefix = sentIdPrefix(deskCode, day, epoch);
    }
    return sentIdOf(this.#prefix, this.next + ahead);
  }

  /** The number that the next id will have. */
  get next(): number {
    return this.#today.length;
  }

  /** Numbers up to here are spent, though this process may not have seen what for. */
  skipTo(next: number): void {
    while (this.#today.length < next) this.#today.push(undefined);
  }

  /** `fresh` when the id was just made, and so has the next number. */
  add(sentId: string, child: Child, fresh: boolean): void {
    if (fresh) this.#today.push({ sentId, child });
    else this.#carried.set(sentId, child);
  }

  find(sentId: string): Child | undefined {
    const entry = this.#today[requestNumberOf(sentId)];
    return entry?.sentId === sentId ? entry.child : this.#carried.get(sentId);
  }
}

const ANSWERS = { OpenOrdersReported: 'openOrders', FillsReported: 'fills', PositionsReported: 'positions' } as const;
/**
 * The comparison whose question this answers, if it is what was asked and is still waited for. An answer to an earlier question says
 * nothing any more.
 */
export const roundAnswered = (
  { rounds }: State,
  { type, venue, queryId }: Pick<Events[keyof typeof ANSWERS | 'QueryFailed'], 'type' | 'venue' | 'queryId'>,
): Round | undefined => {
  const round = rounds.get(venue);
  const isOurs = round?.queryId === queryId && round.timeoutAt !== undefined;
  return isOurs && (type === 'QueryFailed' || ANSWERS[type] === round.query) ? round : undefined;
};

type Found = Pick<Break, 'what' | 'venue' | 'orderId' | 'childId' | 'detail'>;
export const breakText = ({ what, venue, orderId, childId, detail }: Found): string =>
  [what, venue, orderId, childId, detail].join(' ');
/** What a break is about. */
export const subjectOf = ({
  childId,
  venue = '',
  executionKey,
}: Pick<Break, 'childId' | 'venue' | 'executionKey'>): ChildId | string =>
  executionKey === undefined ? (childId ?? venue) : strayId(venue, executionKey);
/** An execution in suspense, as the subject of breaks. */
export const strayId = (venue: string, executionKey: string): string => `${venue} ${executionKey}`;
/** Asked for every order and venue, so it costs nothing while no switch is engaged. */
export const isKilled = ({ kills }: State, scope: Scope, id: string): boolean => kills.size > 0 && kills.has(killKey(scope, id));
export const killKey = (scope: Scope, id: string): string => `${scope}:${id}`;

export const findOrder = (
  state: State,
  account: string,
  orderId: OrderId | undefined,
  clOrdId: string | undefined,
): Order | undefined => {
  const id = orderId ?? (clOrdId === undefined ? undefined : state.asks.get(account)?.get(clOrdId)?.orderId);
  const order = id === undefined ? undefined : state.orders.get(id);
  return order?.terms.account === account ? order : undefined;
};
