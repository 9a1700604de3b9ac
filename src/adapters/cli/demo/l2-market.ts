import { instrumentOf, unitsOf } from '../../../domain/instrument/instrument.ts';
import { formatUnits } from '../../../domain/kernel/decimal.ts';
import { divFloor } from '../../../domain/kernel/integers.ts';
import { MICROS_PER_SECOND, type Micros, type Ppm, type Qty } from '../../../domain/kernel/units.ts';
import type { ConfigTerms } from '../../../domain/oms/events.ts';
import { type L2Report, l2CsvMarket } from '../../market-data/l2-csv.ts';
import { inspectL2, type L2Directory } from '../../market-data/l2-directory.ts';
import type { DemoMarket } from './market.ts';

/** What large clients of such venues paid at the time (a published tier): close enough to each other for the price to decide. */
const FEES: readonly Readonly<{ makerPpm: Ppm; takerPpm: Ppm }>[] = [
  { makerPpm: 200 as Ppm, takerPpm: 400 as Ppm },
  { makerPpm: 150 as Ppm, takerPpm: 362 as Ppm },
];

/** Lots that every venue takes, so that any order can go anywhere. */
const coarsestLot = (listings: L2Directory['instruments'][number]['listings'], qtyScale: number): number =>
  Math.max(...listings.map(({ lotSize }) => unitsOf(lotSize, qtyScale)));

const termsOf = ({ instruments }: L2Directory): ConfigTerms => {
  const names = [...new Set(instruments.flatMap(({ listings }) => listings.map(({ venue }) => venue)))].sort();
  return {
    accounts: [
      { account: 'DEMO', tradable: true, ordersPerSecond: 100, ordersBurst: 50 },
      { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
    ],
    instruments: instruments.map(({ symbol, base, quote, priceScale, qtyScale, listings }) => ({
      symbol,
      kind: 'spot',
      base,
      quote,
      priceScale,
      qtyScale,
      tickSize: formatUnits(1, priceScale),
      lotSize: formatUnits(coarsestLot(listings, qtyScale), qtyScale),
      minQty: '1',
      maxQty: '1000',
      tradable: true,
    })),
    venues: names.map((venue, i) => ({
      venue,
      kind: 'lit',
      session: `${venue}-1`,
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
      ...(FEES[i % FEES.length] as (typeof FEES)[number]),
      requestTimeoutMs: 1_000,
      queryTimeoutMs: 5_000,
      openOrdersEveryMs: 60_000,
      positionsEveryMs: 60_000,
      messagesPerSecond: 500,
      messagesBurst: 100,
      headroomMs: 100,
      queriesCount: false,
      listings: instruments.flatMap(({ symbol, listings }) =>
        listings
          .filter((listing) => listing.venue === venue)
          .map(({ tickSize, lotSize }) => ({ symbol, tickSize, lotSize, minQty: lotSize })),
      ),
    })),
    limits: [
      {
        account: 'DEMO',
        symbol: '*',
        maxOrderQty: '200',
        maxOrderNotional: '20000',
        maxLong: '1000',
        maxShort: '1000',
        collarPpm: 20_000 as Ppm,
        referenceMaxAgeMs: 3_000,
      },
    ],
    suspenseAccount: 'SUSPENSE',
    routeAttemptsMax: 3,
    bookMaxAgeMs: 3_000,
    replacesInFlightMax: 1,
    carryDays: 3,
  };
};

export type RecordedDemo = DemoMarket & Readonly<{ directory: L2Directory; report: () => L2Report }>;

/** A recorded market: what the directory holds decides the instruments, their steps, the venues and the hours. */
export const l2Demo = (dir: string): RecordedDemo => {
  const directory = inspectL2(dir);
  const terms = termsOf(directory);
  let report = (): L2Report => ({ rows: 0, badCount: 0, bad: [], cutLevels: 0 });
  const [first] = terms.instruments.map(instrumentOf);
  const lotsOfOne = first === undefined ? 1 : divFloor(10 ** first.qtyScale, first.lot);
  return {
    name: `l2-csv:${dir}`,
    identity: { name: 'demo', code: 'D1', timezone: 'UTC', rollAt: '00:00' },
    terms,
    directory,
    report: () => report(),
    opensAt: directory.firstAt,
    closesAt: (directory.lastAt + MICROS_PER_SECOND) as Micros,
    dark: undefined,
    trading: { everyMs: 900, lotsMax: 40 * lotsOfOne, positionMax: (400 * 10 ** (first?.qtyScale ?? 0)) as Qty, mistakes: true },
    source: (clock) => {
      const source = l2CsvMarket(clock, directory);
      report = source.report;
      return source;
    },
  };
};
