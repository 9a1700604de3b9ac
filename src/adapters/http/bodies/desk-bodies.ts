import type { z } from 'zod';
import { formatPrice, formatQty, type Instrument } from '../../../domain/instrument/instrument.ts';
import { known } from '../../../domain/kernel/assert.ts';
import { formatShort } from '../../../domain/kernel/decimal.ts';
import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import type { ConfigTerms } from '../../../domain/oms/events.ts';
import { averagePrice, FEE_SCALE, GUARD_DIGITS } from '../../../domain/position/position.ts';
import { exposureRows } from '../../../projections/exposure.ts';
import { type Pnl, pnlRows } from '../../../projections/pnl.ts';
import { missingNumbers } from '../../../projections/session-numbers.ts';
import { roomAt } from '../../../projections/venue-health.ts';
import { isoTime } from '../../../projections/words/time.ts';
import type { exposureRow, kill, positionRow, venue } from '../contract/reads.ts';
import type { Compared } from '../views/desk-facts.ts';
import type { DeskViews } from '../views.ts';

type PositionBody = z.output<typeof positionRow>;
type ExposureBody = z.output<typeof exposureRow>;
type VenueBody = z.output<typeof venue>;
type KillBody = z.output<typeof kill>;

const instrumentIn = ({ blotter }: DeskViews, symbol: string): Instrument =>
  known(blotter.instruments.get(symbol), () => `${symbol} is an instrument of this journal`);

const positionBody = (views: DeskViews, row: Pnl): PositionBody => {
  const { account, symbol, quote, scale, realizedNet, unrealized, total, fees, mark } = row;
  const instrument = instrumentIn(views, symbol);
  const held = known(views.pnl.positions.get(account, symbol), 'a P&L is of a position');
  const average = averagePrice(held);
  const money = (units: bigint): string => formatShort(units, scale);
  return {
    account,
    symbol,
    qty: formatQty(instrument, held.qty),
    ...(average === undefined ? {} : { avgPx: formatShort(average, instrument.priceScale + GUARD_DIGITS) }),
    bought: formatQty(instrument, held.bought),
    sold: formatQty(instrument, held.sold),
    currency: quote,
    realizedPnl: money(realizedNet),
    ...(unrealized === undefined ? {} : { unrealizedPnl: money(unrealized) }),
    ...(total === undefined ? {} : { totalPnl: money(total) }),
    fees: Object.fromEntries([...fees].map(([currency, amount]) => [currency, formatShort(amount, FEE_SCALE)])),
    ...(mark === undefined
      ? {}
      : { mark: { price: formatPrice(instrument, mark.price), at: isoTime(mark.markedAt), source: mark.source } }),
  };
};

/** What each account holds, earned and would earn at the last mark. */
export const positionBodies = (views: DeskViews): PositionBody[] => pnlRows(views.pnl).map((row) => positionBody(views, row));

type LimitBody = NonNullable<ExposureBody['limits']>;
const limitsOf = ({ facts }: DeskViews, account: string, symbol: string): LimitBody | undefined => {
  const own = facts.config?.limits.filter((limit) => limit.account === account) ?? [];
  const limit = own.find((one) => one.symbol === symbol) ?? own.find((one) => one.symbol === '*');
  if (limit === undefined) return undefined;
  const { maxLong, maxShort, maxOrderQty, maxOrderNotional, collarPpm, referenceMaxAgeMs } = limit;
  return { maxLong, maxShort, maxOrderQty, maxOrderNotional, collarPpm, referenceMaxAgeMs };
};

/** What could still be bought and sold, beside what may be. */
export const exposureBodies = (views: DeskViews): ExposureBody[] =>
  exposureRows(views.exposure, views.pnl.positions).map(({ account, symbol, orders, ...row }) => {
    const instrument = instrumentIn(views, symbol);
    const qty = (units: number): string => formatQty(instrument, units);
    const limits = limitsOf(views, account, symbol);
    return {
      account,
      symbol,
      position: qty(row.position),
      openBuy: qty(row.openBuy),
      openSell: qty(row.openSell),
      openOrders: orders,
      longest: qty(row.longest),
      shortest: qty(row.shortest),
      ...(limits === undefined ? {} : { limits }),
    };
  });

export const killBodies = ({ facts }: DeskViews): KillBody[] => [...facts.kills.values()];

const comparedBody = (last: Compared | undefined): Pick<VenueBody, 'compared'> =>
  last === undefined
    ? {}
    : {
        compared: {
          at: isoTime(last.at),
          position: last.position,
          cause: last.cause,
          tookMs: last.tookMicros / MICROS_PER_MS,
          orders: last.orders,
          differences: last.differences,
          outcome: last.outcome,
        },
      };

/** Every venue of the configuration: what it can do, whether we are connected, and what of its messages is missing. */
/** What may still go to a venue, what waits for a turn there, and how it holds up. */
const healthBody = ({ venueHealth }: DeskViews, terms: ConfigTerms['venues'][number], now: Micros) => {
  const health = venueHealth.venues.get(terms.venue);
  const paused = health !== undefined && health.throttledUntil > now ? { pausedUntil: isoTime(health.throttledUntil) } : {};
  return {
    budget: {
      perSecond: terms.messagesPerSecond,
      burst: terms.messagesBurst,
      freeForOrders: health === undefined ? 0 : roomAt(health, 'submit', now),
      freeForCancels: health === undefined ? 0 : roomAt(health, 'cancel', now),
      ordersWaiting: health?.orders.size ?? 0,
      requestsWaiting: health?.requests.size ?? 0,
      ...paused,
    },
    breakers: BREAKERS.map((kind) => {
      const { state = 'closed', until } = health?.breakers.get(kind) ?? {};
      return { kind, state, ...(until === undefined ? {} : { until: isoTime(until) }) };
    }),
    quarantined: health?.quarantined ?? false,
    unreadable: health?.unreadable ?? 0,
  };
};
const BREAKERS = ['submit', 'cancel', 'replace', 'status'] as const;

const hoursBody = (hours: Readonly<{ state: 'open' | 'closed'; until: Micros }> | undefined) =>
  hours === undefined ? {} : { hours: { state: hours.state, until: isoTime(hours.until) } };

export const venueBodies = (views: DeskViews, now: Micros): VenueBody[] => {
  const { facts, numbers } = views;
  return (facts.config?.venues ?? []).map((terms): VenueBody => {
    const session = facts.sessions.get(terms.venue);
    const heard = numbers.sessions.get(terms.venue);
    return {
      venue: terms.venue,
      kind: terms.kind,
      session: terms.session,
      state: session?.up === true ? 'up' : 'down',
      ...(session?.since === undefined ? {} : { since: isoTime(session.since) }),
      reason: session?.reason ?? 'never connected',
      level: session?.level === true,
      ...(session?.tookMicros === undefined ? {} : { toLevelMs: session.tookMicros / MICROS_PER_MS }),
      ...comparedBody(facts.compared.get(terms.venue)),
      ...hoursBody(facts.hours.get(terms.venue)),
      lastSeqIn: heard?.lastSeqIn ?? 0,
      missing: heard === undefined ? [] : [...missingNumbers(heard)],
      resendAwaited: heard?.resendAt !== undefined,
      ...healthBody(views, terms, now),
      ordTypes: [...terms.ordTypes],
      timeInForces: [...terms.timeInForces],
      dedupes: terms.dedupes,
      queryById: terms.queryById,
      replace: terms.replace,
      replaceQty: terms.replaceQty,
      executionKey: terms.executionKey,
      cancelOnDisconnect: terms.cancelOnDisconnect,
      positionScope: terms.positionScope,
      idForm: terms.idForm,
      makerPpm: terms.makerPpm,
      takerPpm: terms.takerPpm,
      symbols: terms.listings.map(({ symbol }) => symbol),
    };
  });
};
