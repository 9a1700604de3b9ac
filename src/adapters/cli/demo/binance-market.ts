import { unitsOf } from '../../../domain/instrument/instrument.ts';
import { formatUnits } from '../../../domain/kernel/decimal.ts';
import { divFloor, roundDown } from '../../../domain/kernel/integers.ts';
import { MICROS_PER_SECOND, type Micros, type Ppm, type Qty } from '../../../domain/kernel/units.ts';
import type { ConfigTerms } from '../../../domain/oms/events.ts';
import type { BinanceKind } from '../../market-data/binance-messages.ts';
import { binanceMarket } from '../../market-data/binance-raw.ts';
import { type BinanceRecording, inspectBinance } from '../../market-data/binance-recording.ts';
import type { DemoMarket } from './market.ts';

/** What Binance charged an ordinary client in 2024. */
const FEES: Readonly<Record<BinanceKind, Readonly<{ makerPpm: Ppm; takerPpm: Ppm }>>> = {
  SPOT: { makerPpm: 1_000 as Ppm, takerPpm: 1_000 as Ppm },
  USDM: { makerPpm: 200 as Ppm, takerPpm: 500 as Ppm },
  COINM: { makerPpm: 200 as Ppm, takerPpm: 500 as Ppm },
};

/** The largest order of the client, in whole units of the quote currency: about what the best price shows in a liquid market. */
const ORDER_VALUE_MAX = 20_000;
/** Beyond so many of its largest orders the client only trades back; the desk's limits are twice that. */
const POSITION_ORDERS_MAX = 10;

/** The most units of quantity, in whole lots, that the largest order buys at the opening price; one lot at least. */
const largestOrder = ({ priceScale, qtyScale, lotSize, firstBid }: BinanceRecording): number => {
  const lot = unitsOf(lotSize, qtyScale);
  const affordable = (BigInt(ORDER_VALUE_MAX) * 10n ** BigInt(priceScale + qtyScale)) / BigInt(firstBid);
  return Math.max(lot, roundDown(Number(affordable), lot));
};

const termsOf = (recording: BinanceRecording, orderMax: number): ConfigTerms => {
  const { kind, venue, code, symbol, base, quote, priceScale, qtyScale, tickSize, lotSize } = recording;
  const qtyText = (units: number): string => formatUnits(units, qtyScale);
  const positionMax = qtyText(2 * POSITION_ORDERS_MAX * orderMax);
  return {
    accounts: [
      { account: 'DEMO', tradable: true, ordersPerSecond: 100, ordersBurst: 50 },
      { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
    ],
    instruments: [
      {
        symbol,
        kind: kind === 'SPOT' ? 'spot' : code.includes('_') ? 'future' : 'linearPerpetual',
        base,
        quote,
        priceScale,
        qtyScale,
        tickSize,
        lotSize,
        minQty: lotSize,
        maxQty: qtyText(100 * orderMax),
        tradable: true,
      },
    ],
    venues: [
      {
        venue,
        kind: 'lit',
        session: `${venue}-1`,
        dedupes: 'open',
        queryById: true,
        listsOpenOrders: true,
        replace: 'cancelThenNew',
        replaceQty: 'total',
        executionKey: 'order',
        cancelOnDisconnect: false,
        positionScope: 'desk',
        ordTypes: ['market', 'limit'],
        timeInForces: ['day', 'gtc', 'ioc', 'fok'],
        idForm: 'text14',
        ...FEES[kind],
        requestTimeoutMs: 1_000,
        queryTimeoutMs: 5_000,
        openOrdersEveryMs: 60_000,
        positionsEveryMs: 60_000,
        messagesPerSecond: 500,
        messagesBurst: 100,
        headroomMs: 100,
        queriesCount: false,
        listings: [{ symbol, tickSize, lotSize, minQty: lotSize }],
      },
    ],
    limits: [
      {
        account: 'DEMO',
        symbol: '*',
        maxOrderQty: qtyText(2 * orderMax),
        maxOrderNotional: String(2 * ORDER_VALUE_MAX),
        maxLong: positionMax,
        maxShort: positionMax,
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

/** Half a day from the opening, so that the session is one trading day even where the recording runs past midnight, as the sample does. */
const rollOf = (opensAt: Micros): string => {
  const hour = (divFloor(opensAt, 3_600 * MICROS_PER_SECOND) + 12) % 24;
  return `${String(hour).padStart(2, '0')}:00`;
};

/** Faults that the terminal names; all of them are counted. */
const FAULTS_NAMED_MAX = 10;

/** A raw recording of Binance as a market: its instrument on one venue, open from the first valid book to the last event. */
export const binanceDemo = (path: string, say: (line: string) => void): DemoMarket => {
  const recording = inspectBinance(path);
  if (recording.kind === 'COINM')
    throw new Error(
      `${path} is of a coin-margined contract, worth contracts ÷ price in ${recording.base}. The desk's money is quantity × price, so its profits would be wrong: choose a spot or a USD-margined recording.`,
    );
  const orderMax = largestOrder(recording);
  const lot = unitsOf(recording.lotSize, recording.qtyScale);
  return {
    name: `binance-raw:${path}`,
    identity: { name: 'demo', code: 'D1', timezone: 'UTC', rollAt: rollOf(recording.firstAt) },
    terms: termsOf(recording, orderMax),
    opensAt: recording.firstAt,
    closesAt: recording.lastAt,
    dark: undefined,
    trading: { everyMs: 500, lotsMax: orderMax / lot, positionMax: (POSITION_ORDERS_MAX * orderMax) as Qty, mistakes: true },
    source: (clock) => {
      let faults = 0;
      const market = binanceMarket(clock, recording, {
        onFault: (what) => {
          faults += 1;
          if (faults <= FAULTS_NAMED_MAX) say(what);
        },
      });
      return {
        ...market,
        stop: () => {
          market.stop();
          const { updates, trades, badCount, brokenCount } = market.report();
          say(`${market.name}: ${updates} book updates, ${trades} trades, ${brokenCount} broken chains, ${badCount} bad lines`);
        },
      };
    },
  };
};
