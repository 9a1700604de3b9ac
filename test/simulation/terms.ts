import type { DeskConfig } from '../../src/adapters/runtime/config.ts';
import { dayFromDate } from '../../src/domain/kernel/ids.ts';
import { type DayNumber, MICROS_PER_SECOND, type Micros, type Ppm } from '../../src/domain/kernel/units.ts';
import type { ConfigTerms, VenueTerms } from '../../src/domain/oms/events.ts';

export const ACCOUNTS = ['A1', 'A2'] as const;
export const SYMBOLS = ['ACME', 'GLOBEX'] as const;
export const IDENTITY: DeskConfig['identity'] = { name: 'sim', code: 'S1', timezone: 'UTC', rollAt: '12:00' };

/** Monday 5 January 2026 at noon, when the desk's day rolls. */
const NOON = ((dayFromDate('2026-01-05') as DayNumber) * 86_400 + 43_200) * MICROS_PER_SECOND;
/** One seed in three crosses from one day into the next. */
export const opensAt = (seed: number): Micros => (NOON + (seed % 3 === 0 ? -12 : 60) * MICROS_PER_SECOND) as Micros;

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
  timeInForces: ['day', 'gtc', 'gtd', 'ioc', 'fok'],
  idForm: 'text14',
  makerPpm: 0 as Ppm,
  takerPpm: 10 as Ppm,
  requestTimeoutMs: 700,
  queryTimeoutMs: 1_500,
  openOrdersEveryMs: 3_000,
  positionsEveryMs: 2_000,
  messagesPerSecond: 120,
  messagesBurst: 20,
  headroomMs: 100,
  queriesCount: false,
  listings: SYMBOLS.map((symbol) => ({ symbol, tickSize: '0.01', lotSize: '1', minQty: '1' })),
  ...over,
});

/** Three venues that differ in everything that decides how an order may be changed, told apart and lost. */
export const TERMS: ConfigTerms = {
  accounts: [
    ...ACCOUNTS.map((account) => ({ account, tradable: true, ordersPerSecond: 100, ordersBurst: 50 })),
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
    venue('ALPHA', {}),
    venue('BETA', {
      externalOrders: 'adopt',
      replace: 'cancelThenNew',
      executionKey: 'venue',
      cancelOnDisconnect: true,
      dedupes: 'open',
    }),
    venue('GAMMA', { externalOrders: 'cancel', kind: 'dark', dedupes: 'never', timeInForces: ['day', 'gtc', 'gtd', 'ioc'] }),
  ],
  limits: ACCOUNTS.map((account) => ({
    account,
    symbol: '*',
    maxOrderQty: '2000',
    maxOrderNotional: '900000',
    maxLong: '6000',
    maxShort: '6000',
    collarPpm: 50_000 as Ppm,
    referenceMaxAgeMs: 2_000,
  })),
  suspenseAccount: 'SUSPENSE',
  routeAttemptsMax: 3,
  bookMaxAgeMs: 2_000,
  replacesInFlightMax: 2,
  carryDays: 3,
};
