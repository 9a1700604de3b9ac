import { type Random, seeded } from '../../src/adapters/market-data/random.ts';
import { formatUnits } from '../../src/domain/kernel/decimal.ts';
import type { DayNumber, Micros, Ppm, Price, Qty } from '../../src/domain/kernel/units.ts';
import type { Evidence, Level } from '../../src/domain/market/events.ts';
import type { ConfigTerms, VenueTerms } from '../../src/domain/oms/events.ts';

/** The world that the days of the benchmarks play in: who trades what, where, and at which prices. */
export const DAY = 20_778 as DayNumber; // 2026-11-21
export const OPENS = (DAY * 86_400_000_000 + 52_200_000_000) as Micros;
export const LIT = ['ALPHA', 'BETA'] as const;
export const PRICE_SCALE = 2;

const symbolOf = (n: number): string => `EQ${String(n).padStart(4, '0')}`;
const accountOf = (n: number): string => `ACCT-${String(n).padStart(2, '0')}`;

const venueTerms = (venue: string, kind: 'lit' | 'dark', symbols: readonly string[]): VenueTerms => ({
  venue,
  kind,
  session: `${venue}-1`,
  dedupes: 'day',
  queryById: true,
  listsOpenOrders: false, // Nobody is there to be asked; `recovery` has somebody.
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
  requestTimeoutMs: 600_000,
  queryTimeoutMs: 5_000,
  openOrdersEveryMs: 0,
  positionsEveryMs: 0,
  messagesPerSecond: 1_000_000,
  messagesBurst: 1_000_000,
  headroomMs: 100,
  queriesCount: false,
  listings: symbols.map((symbol) => ({ symbol, tickSize: '0.01', lotSize: '1', minQty: '1' })),
});

/** Limits are there and are checked; they are wide, so that what is measured is a desk that trades and not one that refuses. */
export const configOfWorld = (instruments: number, accounts: number): ConfigTerms => {
  const symbols = Array.from({ length: instruments }, (_, n) => symbolOf(n));
  const names = Array.from({ length: accounts }, (_, n) => accountOf(n));
  return {
    accounts: [
      ...names.map((account) => ({ account, tradable: true, ordersPerSecond: 1_000_000, ordersBurst: 1_000_000 })),
      { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
    ],
    instruments: symbols.map((symbol) => ({
      symbol,
      kind: 'equity' as const,
      quote: 'USD',
      priceScale: PRICE_SCALE,
      qtyScale: 0,
      tickSize: '0.01',
      lotSize: '1',
      minQty: '1',
      maxQty: '1000000',
      tradable: true,
    })),
    venues: [...LIT.map((venue) => venueTerms(venue, 'lit', symbols)), venueTerms('DARK', 'dark', symbols)],
    limits: names.map((account) => ({
      account,
      symbol: '*',
      maxOrderQty: '100000',
      maxOrderNotional: '50000000',
      maxLong: '500000000',
      maxShort: '500000000',
      collarPpm: 50_000 as Ppm,
      referenceMaxAgeMs: 1_000,
    })),
    suspenseAccount: 'SUSPENSE',
    routeAttemptsMax: 3,
    replacesInFlightMax: 1,
    bookMaxAgeMs: 1_000,
    carryDays: 3,
  };
};

type Quoted = { mid: number; spread: number; evidence: Evidence | undefined; depth: number; left: number };

/** How often a book may be looked at before it moves, and how old it may get: a desk looks at busy symbols more often than they change. */
const LOOKS = 4;
const FRESH_MICROS = 300_000;

/** Prices that walk at random, and books of ten levels around them. */
export class Market {
  readonly symbols: readonly string[];
  readonly #random: Random;
  readonly #quoted: ReadonlyMap<string, Quoted>;

  constructor(seed: number, { instruments }: ConfigTerms) {
    this.symbols = instruments.map(({ symbol }) => symbol);
    this.#random = seeded(seed, 'bench/market');
    this.#quoted = new Map(
      this.symbols.map((symbol) => [
        symbol,
        { mid: this.#random.between(2_000, 40_000), spread: this.#random.between(1, 4), evidence: undefined, depth: 0, left: 0 },
      ]),
    );
  }

  midOf(symbol: string): Price {
    return this.#of(symbol).mid as Price;
  }

  /** What the desk sees of a symbol, one level a venue or ten. */
  evidence(symbol: string, depth: number, at: Micros): Evidence {
    const quoted = this.#of(symbol);
    if (
      quoted.evidence === undefined ||
      quoted.left === 0 ||
      quoted.depth < depth ||
      at - quoted.evidence.takenAt > FRESH_MICROS
    ) {
      quoted.mid = Math.max(1_000, quoted.mid + this.#random.between(-2, 2));
      quoted.depth = depth;
      quoted.left = LOOKS;
      quoted.evidence = this.#look(symbol, quoted, depth, at);
    }
    quoted.left -= 1;
    return { ...quoted.evidence, takenAt: at };
  }

  #look(symbol: string, { mid, spread }: Quoted, depth: number, at: Micros): Evidence {
    const books = LIT.map((venue) => {
      const seenAt = (at - this.#random.upTo(50_000)) as Micros;
      const bid = mid - spread - this.#random.upTo(2);
      const ask = mid + spread + this.#random.upTo(2);
      return { venue, at: seenAt, bids: this.#levels(bid, -1, depth), asks: this.#levels(ask, 1, depth) };
    });
    return {
      symbol,
      takenAt: at,
      reference: { price: mid as Price, at: (at - this.#random.upTo(50_000)) as Micros, source: 'mid' },
      books,
    };
  }

  #levels(best: number, step: number, depth: number): readonly Level[] {
    return Array.from({ length: depth }, (_, i) => ({
      price: (best + i * step) as Price,
      qty: (this.#random.between(1, 20) * 100) as Qty,
    }));
  }

  #of(symbol: string): Quoted {
    const quoted = this.#quoted.get(symbol);
    if (quoted === undefined) throw new Error(`${symbol} is not quoted`);
    return quoted;
  }
}

export const say = (price: number): string => formatUnits(price, PRICE_SCALE);
