import { expect } from 'vitest';
import { childIdOf, orderIdOf } from '../../src/domain/kernel/ids.ts';
import {
  type ChildId,
  type DayNumber,
  MICROS_PER_DAY,
  type Micros,
  type Mono,
  type OrderId,
  type Ppm,
  type Price,
  type Qty,
} from '../../src/domain/kernel/units.ts';
import type { Evidence } from '../../src/domain/market/events.ts';
import { rollOver, stateText } from '../../src/domain/oms/carry.ts';
import type { Event, Events, EventType, Input, Recorded } from '../../src/domain/oms/catalogue.ts';
import type { ConfigTerms, VenueTerms } from '../../src/domain/oms/events.ts';
import { evolve } from '../../src/domain/oms/evolve/evolve.ts';
import { initialState, type State } from '../../src/domain/oms/state.ts';
import { takeTurn } from '../../src/domain/oms/turn.ts';
import type { Child, Order } from '../../src/domain/order/order.ts';

export const DAY = 20_778 as DayNumber; // 2026-11-21
/** 2026-11-21 14:30:00 UTC. */
export const OPENS = (DAY * 86_400_000_000 + 52_200_000_000) as Micros;
export const O = (n: number): OrderId => orderIdOf(DAY, n);
export const C = (n: number): ChildId => childIdOf(DAY, n);

export const venueTerms = (venue: string, over: Partial<VenueTerms> = {}): VenueTerms => ({
  venue,
  kind: 'lit',
  session: `${venue}-1`,
  dedupes: 'day',
  queryById: true,
  listsOpenOrders: false,
  replace: 'atomic',
  replaceQty: 'total',
  executionKey: 'order',
  cancelOnDisconnect: false,
  positionScope: 'account',
  ordTypes: ['market', 'limit'],
  timeInForces: ['day', 'gtc', 'gtd', 'ioc', 'fok'],
  idForm: 'text14',
  makerPpm: -100 as Ppm,
  takerPpm: 300 as Ppm,
  requestTimeoutMs: 1_000,
  queryTimeoutMs: 5_000,
  openOrdersEveryMs: 0,
  positionsEveryMs: 0,
  messagesPerSecond: 10_000,
  messagesBurst: 10_000,
  headroomMs: 0,
  queriesCount: false,
  listings: [{ symbol: 'ACME', tickSize: '0.01', lotSize: '1', minQty: '1' }],
  ...over,
});

/** Two lit venues, one dark; ACME in whole shares and cents; account A1 may hold 1,000 either way, in orders of up to 500. */
export const configTerms = (over: Partial<ConfigTerms> = {}): ConfigTerms => ({
  accounts: [
    { account: 'A1', tradable: true, ordersPerSecond: 1_000, ordersBurst: 1_000 },
    { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
  ],
  instruments: [
    {
      symbol: 'ACME',
      kind: 'equity',
      quote: 'USD',
      priceScale: 2,
      qtyScale: 0,
      tickSize: '0.01',
      lotSize: '1',
      minQty: '1',
      maxQty: '1000',
      tradable: true,
    },
  ],
  venues: [
    venueTerms('ALPHA'),
    venueTerms('BETA', { makerPpm: 0 as Ppm, takerPpm: 100 as Ppm }),
    venueTerms('DARK', { kind: 'dark' }),
  ],
  limits: [
    {
      account: 'A1',
      symbol: '*',
      maxOrderQty: '500',
      maxOrderNotional: '20000',
      maxLong: '1000',
      maxShort: '1000',
      collarPpm: 50_000 as Ppm,
      referenceMaxAgeMs: 1_000,
    },
  ],
  suspenseAccount: 'SUSPENSE',
  routeAttemptsMax: 2,
  bookMaxAgeMs: 1_000,
  replacesInFlightMax: 1,
  carryDays: 3,
  ...over,
});

const level = (price: number, qty: number) => ({ price: price as Price, qty: qty as Qty });

/** ALPHA 10.00 × 10.02, BETA 9.99 × 10.01, 100 shares a level. */
export const evidenceAt = (at: Micros, over: Partial<Evidence> = {}): Evidence => ({
  symbol: 'ACME',
  takenAt: at,
  reference: { price: 1_000 as Price, at, source: 'mid' },
  books: [
    { venue: 'ALPHA', at, bids: [level(1_000, 100), level(999, 100)], asks: [level(1_002, 100), level(1_003, 100)] },
    { venue: 'BETA', at, bids: [level(999, 100)], asks: [level(1_001, 100), level(1_003, 100)] },
  ],
  ...over,
});

/** A rule by which a desk never comes to rest must fail a test, not hang it. */
const ROUNDS_MAX = 10_000;

type Say<T extends EventType> = Partial<Omit<Events[T], 'type'>>;

/** A desk in memory that speaks the words of a desk: what is said to it, and what it concludes. Every turn is folded, as it is in life. */
export class Desk {
  readonly records: Recorded[] = [];
  state: State = initialState();
  now: Micros = OPENS;
  #clOrdId = 0;
  /** Of each venue's session. */
  readonly #seqIn = new Map<string, number>();

  constructor(config: ConfigTerms = configTerms(), venuesUp = true, dayBefore?: Desk) {
    const day = (dayBefore?.state.day === undefined ? DAY : dayBefore.state.day.day + 1) as DayNumber;
    const opensAt = (OPENS + (day - DAY) * MICROS_PER_DAY) as Micros;
    const rollsAt = (opensAt + MICROS_PER_DAY) as Micros;
    const carried = dayBefore === undefined ? [] : rollOver(dayBefore.state, day);
    const epoch = dayBefore?.state.epoch ?? 1;
    this.now = Math.max(opensAt, dayBefore?.now ?? opensAt) as Micros;
    this.say({
      type: 'DayOpened',
      desk: 'test',
      deskCode: 'T1',
      day,
      timezone: 'UTC',
      rollAt: '17:00',
      opensAt,
      rollsAt,
      epoch,
      carried: carried.length,
    });
    for (const record of carried) this.say(record);
    this.say({ type: 'DayReady', digest: '' });
    if (dayBefore !== undefined) {
      this.#clOrdId = dayBefore.#clOrdId;
      for (const [venue, seqIn] of dayBefore.#seqIn) this.#seqIn.set(venue, seqIn);
      return;
    }
    this.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: 1, writer: 'test' });
    this.say({ type: 'ConfigAdopted', values: config });
    if (venuesUp)
      for (const { venue, session } of config.venues) {
        this.say({ type: 'SessionChanged', venue, session, state: 'up' });
        this.#level(venue);
      }
  }

  /** A venue that can be asked says that nothing is open there and nothing was executed. */
  #level(venue: string): void {
    const answer = () => {
      const queryId = this.state.rounds.get(venue)?.queryId ?? 0;
      return { venue, session: `${venue}-1`, queryId, asOf: this.now, total: 0 };
    };
    if (!this.state.rounds.has(venue)) return;
    this.say({ type: 'OpenOrdersReported', ...answer(), part: 1, parts: 1, rows: [] });
    this.say({ type: 'FillsReported', ...answer(), told: 0 });
  }

  /** One turn; returns what the desk concluded. */
  say(input: Input, actor = 'test'): readonly Event[] {
    const records = takeTurn(this.state, input, { at: this.now, mono: (this.now - OPENS) as Mono, actor });
    this.records.push(...records);
    return records.slice(1).map(({ event }) => event);
  }

  place(over: Say<'NewOrderRequested'> = {}): readonly Event[] {
    this.#clOrdId += 1;
    return this.say({
      type: 'NewOrderRequested',
      clOrdId: `c${this.#clOrdId}`,
      account: 'A1',
      symbol: 'ACME',
      side: 'buy',
      ordType: 'limit',
      qty: '100',
      price: '10.00',
      timeInForce: 'day',
      route: { strategy: 'direct', venue: 'ALPHA' },
      evidence: evidenceAt(this.now),
      ...over,
    });
  }
  cancel(over: Say<'CancelRequested'> = {}): readonly Event[] {
    this.#clOrdId += 1;
    return this.say({ type: 'CancelRequested', clOrdId: `c${this.#clOrdId}`, account: 'A1', orderId: O(1), ...over });
  }
  replace(over: Say<'ReplaceRequested'> = {}): readonly Event[] {
    this.#clOrdId += 1;
    return this.say({
      type: 'ReplaceRequested',
      clOrdId: `c${this.#clOrdId}`,
      account: 'A1',
      orderId: O(1),
      evidence: evidenceAt(this.now),
      ...over,
    });
  }

  /** The venue speaks about child `n` (default: the first), under the id that the desk gave it. */
  hear(execType: Events['ExecutionReported']['execType'], over: Say<'ExecutionReported'> = {}, n = 1): readonly Event[] {
    const child = this.child(n);
    return this.say({
      type: 'ExecutionReported',
      venue: child.venue,
      session: child.session,
      seqIn: this.#nextSeqIn(child.venue),
      channel: 'order',
      execType,
      sentId: child.sentId,
      ...over,
    });
  }
  fill(execId: string, lastQty: number, lastPx = '10.00', n = 1): readonly Event[] {
    return this.hear('trade', { execId, lastQty: String(lastQty), lastPx }, n);
  }
  /** The venue refuses the last request about child `n`. */
  refuseRequest(over: Say<'RequestRejectReported'> = {}, n = 1): readonly Event[] {
    const child = this.child(n);
    const request = child.requests.at(-1);
    return this.say({
      type: 'RequestRejectReported',
      venue: child.venue,
      session: child.session,
      seqIn: this.#nextSeqIn(child.venue),
      channel: 'order',
      sentId: request?.sentId ?? child.sentId,
      request: request?.kind ?? 'cancel',
      rejectReason: 'tooLate',
      ...over,
    });
  }
  /** Time passes, and every timer that falls due meanwhile fires. */
  wait(ms: number): readonly Event[] {
    const until = this.now + ms * 1_000;
    const events: Event[] = [];
    let rounds = 0;
    for (let next = this.state.timers.next(); next !== undefined && next.dueAt <= until; next = this.state.timers.next()) {
      if ((rounds += 1) > ROUNDS_MAX) throw new Error(`the timers of a desk do not come to an end: ${next.id}`);
      this.now = Math.max(this.now, next.dueAt) as Micros;
      events.push(...this.say({ type: 'TimerFired', timerId: next.id, dueAt: next.dueAt, late: false }));
    }
    this.now = until as Micros;
    return events;
  }
  /** Answers what the desk wants to see, and goes on with mass work, until it is quiet. */
  settle(over: Partial<Evidence> = {}): readonly Event[] {
    const events: Event[] = [];
    for (let rounds = 0; rounds < ROUNDS_MAX; rounds += 1) {
      const wanting = [...this.state.orders].find(({ wants }) => wants !== undefined);
      const [work] = this.state.works.values();
      if (work !== undefined) events.push(...this.say({ type: 'ContinueWork', workId: work.workId }));
      else if (wanting?.wants !== undefined) {
        const { orderId, wants } = wanting;
        events.push(
          ...this.say({
            type: 'EvidenceGiven',
            orderId,
            purpose: wants,
            wantedAt: this.state.position,
            evidence: evidenceAt(this.now, over),
          }),
        );
      } else return events;
    }
    throw new Error('a desk does not come to rest');
  }

  /** The next trading day: what is open is carried over, and nothing else is known. */
  tomorrow(): Desk {
    return new Desk(undefined, undefined, this);
  }

  order(n = 1): Order {
    const order = this.state.orders.get(O(n));
    expect(order, `order ${n}`).toBeDefined();
    return order as Order;
  }
  child(n = 1): Child {
    const child = this.state.children.get(C(n));
    expect(child, `child order ${n}`).toBeDefined();
    return child as Child;
  }

  #nextSeqIn(venue: string): number {
    const next = (this.#seqIn.get(venue) ?? 0) + 1;
    this.#seqIn.set(venue, next);
    return next;
  }

  /** The state that a fresh fold of this desk's journal gives. */
  replayed(): State {
    const state = initialState();
    for (const record of this.records) evolve(state, record);
    return state;
  }
  text(): string {
    return stateText(this.state);
  }
}

export const types = (events: readonly Event[]): readonly string[] => events.map(({ type }) => type);
