import { known } from '../../kernel/assert.ts';
import { childIdOf, orderIdOf } from '../../kernel/ids.ts';
import type { ChildId, Micros, OrderId } from '../../kernel/units.ts';
import type { BreakReason } from '../../order/events.ts';
import type { Child, Order } from '../../order/order.ts';
import { blocks } from '../../resilience/breaker.ts';
import type { MessageKind } from '../../resilience/budget.ts';
import type { BreakerKind } from '../../resilience/events.ts';
import type { Objection } from '../../risk/objection.ts';
import type { Events, Fact, Stamp } from '../catalogue.ts';
import type { Config, VenueConfig } from '../config.ts';
import { breakText, type Session, type State } from '../state.ts';
import { Room } from './room.ts';

/** After how many times the patience with an answer missing executions are asked for again. */
const FILLS_AGAIN = 10;

/** Where a decision stands: who caused it and when, and the position of the input behind it. */
export type Cause = Stamp & Readonly<{ causationId: number }>;

/** The facts of one decision as they are found, with the numbers that they use up. Nothing here changes the state. */
export class Draft {
  readonly facts: Fact[] = [];
  readonly state: State;
  readonly cause: Cause;
  readonly config: Config;
  #orders = 0;
  #children = 0;
  #sent = 0;
  #breaks = 0;
  #works = 0;
  #queries = 0;
  #room: Room | undefined;
  #went: Set<string> | undefined;
  readonly #seqOut = new Map<string, number>();

  constructor(state: State, cause: Cause) {
    this.state = state;
    this.cause = cause;
    this.config = known(state.config, 'a configuration is adopted before anything is decided');
  }

  get now(): Micros {
    return this.cause.at;
  }

  /** What is free of the budgets of the venues. */
  get room(): Room {
    this.#room ??= new Room(this.state, this.now);
    return this.#room;
  }

  say(fact: Fact): void {
    this.facts.push(fact);
  }

  newOrderId(): OrderId {
    return orderIdOf(this.#day().day, this.state.next.order + this.#orders++);
  }
  newChildId(): ChildId {
    return childIdOf(this.#day().day, this.state.next.child + this.#children++);
  }
  newWorkId(): number {
    return this.state.next.work + this.#works++;
  }

  newQueryId(): number {
    return this.state.next.query + this.#queries++;
  }

  /** All that a message to a venue carries: its id there and its session number are assigned here, in the turn, so they are durable before it leaves. */
  toVenue(
    venueConfig: VenueConfig,
    kind: MessageKind,
  ): Pick<Events['ChildRouted'], 'venue' | 'session' | 'sentId' | 'seqOut' | 'epoch' | 'timeoutAt'> {
    const { terms, timeoutMicros } = venueConfig;
    const { venue, session } = terms;
    this.room.take(venueConfig, kind);
    if (this.state.health.size > 0) (this.#went ??= new Set()).add(`${venue}/${kind}`);
    const seqOut =
      (this.#seqOut.get(venue) ?? known(this.state.sessions.get(venue), () => `${venue} has a session`).lastSeqOut) + 1;
    this.#seqOut.set(venue, seqOut);
    const sentId = this.state.sentIds.make(this.#day(), this.state.epoch, this.#sent++);
    return { venue, session, sentId, seqOut, epoch: this.state.epoch, timeoutAt: (this.now + timeoutMicros) as Micros };
  }

  /** Does a breaker keep such a request from going? Half open it lets one through, and not one of each order. */
  isBroken(venue: string, kind: BreakerKind): boolean {
    const breaker = this.state.health.get(venue)?.breakers.get(kind);
    if (breaker === undefined) return false;
    return blocks(breaker) || (breaker.state === 'halfOpen' && this.#went?.has(`${venue}/${kind}`) === true);
  }

  venue(name: string): VenueConfig {
    return known(this.config.venues.get(name), () => `${name} is a venue of this desk`);
  }
  session(name: string): Session | undefined {
    return this.state.sessions.get(name);
  }

  /** What did not get out is tried again when the session is up; where it is said to be up already, after a pause. */
  retryAt(venue: string): Micros | undefined {
    return this.session(venue)?.up === true ? ((this.now + this.venue(venue).timeoutMicros) as Micros) : undefined;
  }

  /** Asks the venue for its executions since the order was taken on: those that are known already change nothing. */
  askFills({ orderId, acceptedAt: since }: Order, { childId, venue }: Child, isOver: boolean): void {
    if (this.session(venue)?.up !== true) return; // It is asked when the session is up again.
    const againAt = isOver ? ((this.now + FILLS_AGAIN * this.venue(venue).timeoutMicros) as Micros) : undefined;
    this.say({ type: 'FillsAsked', orderId, childId, venue, since, againAt });
  }

  /** A break is raised once: a venue that repeats itself has said nothing new. */
  raise(
    what: BreakReason,
    detail: string,
    about: Readonly<{ venue?: string; child?: Pick<Child, 'orderId' | 'childId'> | undefined }>,
    settledAt: Pick<Events['BreakRaised'], 'toldQty' | 'seqTo' | 'executionKey' | 'symbol'> = {},
  ): void {
    const { venue, child } = about;
    const found = { what, detail, venue, orderId: child?.orderId, childId: child?.childId };
    if (this.state.breakTexts.has(breakText(found))) return;
    this.say({ type: 'BreakRaised', breakId: this.state.next.break + this.#breaks++, ...found, ...settledAt });
  }

  refuse(
    ask: Events['AskRefused']['ask'],
    on: Readonly<{ account: string; clOrdId: string; said: string; order?: Order | undefined }>,
    why: Objection,
  ): void {
    const { account, clOrdId, said, order } = on;
    this.say({ type: 'AskRefused', ask, account, clOrdId, said, orderId: order?.orderId, ...why });
  }

  #day(): Events['DayOpened'] {
    return known(this.state.day, 'the day is open');
  }
}
