import { type Instrument, instrumentOf, listingOf } from '../../../domain/instrument/instrument.ts';
import { dayFromDate } from '../../../domain/kernel/ids.ts';
import { divFloor } from '../../../domain/kernel/integers.ts';
import { type DayNumber, MICROS_PER_SECOND, type Micros, type Ppm, type Price, type Qty } from '../../../domain/kernel/units.ts';
import type { ConfigTerms, VenueTerms } from '../../../domain/oms/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { MarketSource } from '../../../domain/ports/market.ts';
import { seeded } from '../../market-data/random.ts';
import { seededMarket } from '../../market-data/seeded.ts';
import { type DeskConfig, HTTP_DEFAULT, LOG_DEFAULT } from '../../runtime/config.ts';
import type { DemoMarket } from './market.ts';

const SYMBOLS = ['ACME', 'GLOBEX', 'INITECH'] as const;

const venue = (name: string, over: Partial<VenueTerms>): VenueTerms => ({
  venue: name,
  kind: 'lit',
  session: `${name}-1`,
  dedupes: 'day',
  queryById: true,
  listsOpenOrders: true,
  replace: 'atomic',
  replaceQty: 'total',
  executionKey: 'order',
  cancelOnDisconnect: false,
  positionScope: 'desk',
  ordTypes: ['market', 'limit'],
  timeInForces: ['day', 'gtc', 'ioc', 'fok'],
  idForm: 'text14',
  makerPpm: 0 as Ppm,
  takerPpm: 0 as Ppm,
  requestTimeoutMs: 1_000,
  queryTimeoutMs: 5_000,
  openOrdersEveryMs: 60_000,
  positionsEveryMs: 60_000,
  messagesPerSecond: 500,
  messagesBurst: 100,
  headroomMs: 100,
  queriesCount: false,
  listings: SYMBOLS.map((symbol) => ({ symbol, tickSize: '0.01', lotSize: '1', minQty: '1' })),
  ...over,
});

/** Three shares in dollars on two lit venues (one pays for liquidity, one is cheap to take from) and a dark pool at the midpoint. */
export const demoTerms: ConfigTerms = {
  accounts: [
    { account: 'DEMO', tradable: true, ordersPerSecond: 100, ordersBurst: 50 },
    { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
  ],
  instruments: SYMBOLS.map((symbol) => ({
    symbol,
    kind: 'equity',
    quote: 'USD',
    priceScale: 4,
    qtyScale: 0,
    tickSize: '0.01',
    lotSize: '1',
    minQty: '1',
    maxQty: '100000',
    tradable: true,
  })),
  venues: [
    venue('ALPHA', { makerPpm: -20 as Ppm, takerPpm: 30 as Ppm }),
    venue('BETA', { makerPpm: 5 as Ppm, takerPpm: 10 as Ppm, replace: 'cancelThenNew' }),
    venue('DARK', { kind: 'dark', makerPpm: 10 as Ppm, takerPpm: 10 as Ppm, replace: 'none' }),
  ],
  limits: [
    {
      account: 'DEMO',
      symbol: '*',
      maxOrderQty: '2000',
      maxOrderNotional: '400000',
      maxLong: '5000',
      maxShort: '5000',
      collarPpm: 50_000 as Ppm,
      referenceMaxAgeMs: 2_000,
    },
  ],
  suspenseAccount: 'SUSPENSE',
  routeAttemptsMax: 3,
  bookMaxAgeMs: 2_000,
  replacesInFlightMax: 1,
  carryDays: 3,
};

const SECONDS_PER_DAY = 86_400;
/** Monday 5 January 2026, 09:30 in New York. */
const OPENS_AT = ((dayFromDate('2026-01-05') as DayNumber) * SECONDS_PER_DAY * MICROS_PER_SECOND +
  52_200 * MICROS_PER_SECOND) as Micros;
const SESSION_MINUTES = 10;
export const demoConfig: DeskConfig = {
  http: HTTP_DEFAULT,
  log: LOG_DEFAULT,
  identity: { name: 'demo', code: 'D1', timezone: 'America/New_York', rollAt: '17:00' },
  terms: demoTerms,
};

/** A market that a seed makes, always on the same Monday morning, so that the same seed is the same day to the byte. */
export const seededDemo = (
  seed: number,
  { identity, terms }: Pick<DeskConfig, 'identity' | 'terms'> = demoConfig,
): DemoMarket => {
  const instruments = new Map(terms.instruments.map((instrument) => [instrument.symbol, instrumentOf(instrument)]));
  return {
    name: `seeded:${seed}`,
    identity,
    terms,
    opensAt: OPENS_AT,
    closesAt: (OPENS_AT + SESSION_MINUTES * 60 * MICROS_PER_SECOND) as Micros,
    dark: { ...HIDDEN_INTEREST, bookMaxAgeMs: terms.bookMaxAgeMs },
    trading: { everyMs: 250, lotsMax: 300, positionMax: 2_500 as Qty, mistakes: true },
    source: seededBooks(seed, instruments, terms.venues),
  };
};

export const HIDDEN_INTEREST = { meanEveryMs: 400, lotsMax: 400, staysMs: 1_000 } as const;

/** Books of every lit venue, around fair values that a seed draws. */
export const seededBooks = (
  seed: number,
  instruments: ReadonlyMap<string, Instrument>,
  venues: readonly VenueTerms[],
): ((clock: Clock) => MarketSource) => {
  const random = seeded(seed, 'prices');
  const fairValues = [...instruments.values()].map(({ symbol, tick }) => ({
    symbol,
    price: (tick * random.between(2_000, 30_000)) as Price,
    stepUnits: tick + divFloor(tick, 5),
  }));
  const lit = venues.filter(({ kind }) => kind === 'lit');
  return (clock) =>
    seededMarket({
      clock,
      seed,
      everyMs: 100,
      fairValues,
      venues: lit.map(({ venue, listings }) => ({
        venue,
        listings: listings.map((listing) => listingOf(instruments.get(listing.symbol) as Instrument, listing)),
        style: { spreadTicks: 2, lagTicks: 3, lagPpm: 40_000, lotsMax: 400 },
      })),
    });
};
