import { formatShort, formatUnits } from '../kernel/decimal.ts';
import { isMultipleOf, roundUp } from '../kernel/integers.ts';
import { MICROS_PER_MS, notional, PPM, type Ppm, type Price } from '../kernel/units.ts';
import type { Side } from '../order/events.ts';
import { isBuy } from '../order/order.ts';
import { reduceOnly, tradingMode } from './mode-checks.ts';
import { type Check, no, type Objection, type RiskView } from './objection.ts';
import { freeAt } from './rate.ts';

/** Nothing new while a kill switch is engaged: firm, desk, account, strategy, instrument or venue (RTS 6 Art. 12). */
export const killSwitch: Check = ({ killed }) =>
  killed === undefined
    ? undefined
    : no('killSwitch', killed, 'released', 'engaged', `the kill switch of ${killed} is engaged; a person must release it`);

/** Only accounts that the desk knows and lets trade (SEC 15c3-5(c)(2): authorised persons and accounts). */
export const accountKnown: Check = ({ account, accountTradable }) => {
  if (accountTradable === true) return undefined;
  const value = accountTradable === undefined ? 'unknown' : 'not tradable';
  return no('accountKnown', `account ${account}`, 'a tradable account', value, `account ${account} is ${value} at this desk`);
};

/** Only instruments that the desk knows and lets trade. */
export const instrumentTradable: Check = ({ symbol, instrument }) => {
  if (instrument?.tradable === true) return undefined;
  const value = instrument === undefined ? 'unknown' : 'not tradable';
  return no(
    'instrumentTradable',
    `instrument ${symbol}`,
    'a tradable instrument',
    value,
    `instrument ${symbol} is ${value} at this desk`,
  );
};

/** An order to one venue needs a listing there. */
export const listed: Check = ({ symbol, listing }) =>
  listing === undefined
    ? no(
        'listed',
        `instrument ${symbol}`,
        'a listing at the venue',
        'none',
        `${symbol} is not listed at the venue the order names`,
      )
    : undefined;

/** A price on the tick of the instrument, and of the venue when one is named. Off-tick is refused, never rounded. */
export const onTick: Check = ({ symbol, price, instrument, listing }) => {
  if (price === undefined || instrument === undefined) return undefined;
  const tick = listing?.tick ?? instrument.tick;
  if (isMultipleOf(price, tick)) return undefined;
  const [limit, value] = [formatUnits(tick, instrument.priceScale), formatUnits(price, instrument.priceScale)];
  return no('onTick', `instrument ${symbol}`, limit, value, `price ${value} is not a multiple of the tick ${limit}`);
};

/** Whole lots of the instrument, and of the venue when one is named. */
export const wholeLots: Check = ({ symbol, qty, instrument, listing }) => {
  if (instrument === undefined) return undefined;
  const lot = listing?.lot ?? instrument.lot;
  if (isMultipleOf(qty, lot)) return undefined;
  const [limit, value] = [formatShort(lot, instrument.qtyScale), formatShort(qty, instrument.qtyScale)];
  return no('wholeLots', `instrument ${symbol}`, limit, value, `quantity ${value} is not a multiple of the lot ${limit}`);
};

/** Not smaller than the instrument, or the venue named, allows. */
export const minQty: Check = ({ symbol, qty, instrument, listing }) => {
  if (instrument === undefined) return undefined;
  const least =
    listing !== null && listing !== undefined && listing.minQty > instrument.minQty ? listing.minQty : instrument.minQty;
  if (qty >= least) return undefined;
  const [limit, value] = [formatShort(least, instrument.qtyScale), formatShort(qty, instrument.qtyScale)];
  return no('minQty', `instrument ${symbol}`, limit, value, `quantity ${value} is below the minimum ${limit}`);
};

/** Not larger than the instrument or the account's limit allows (RTS 6 Art. 15(1)(c): maximum order volume). */
export const maxQty: Check = ({ symbol, qty, instrument, limits }) => {
  if (instrument === undefined || limits === undefined) return undefined;
  const [most, scope] =
    limits.maxOrderQty < instrument.maxQty ? [limits.maxOrderQty, limits.scope] : [instrument.maxQty, `instrument ${symbol}`];
  if (qty <= most) return undefined;
  const [limit, value] = [formatShort(most, instrument.qtyScale), formatShort(qty, instrument.qtyScale)];
  return no('maxQty', scope, limit, value, `quantity ${value} is above the maximum ${limit}`);
};

/** An account without limits may not trade: no limit means no, not no limit. */
export const limitsKnown: Check = ({ account, symbol, limits, rate }) =>
  limits !== undefined && rate !== undefined
    ? undefined
    : no(
        'limitsKnown',
        `account ${account}`,
        'limits',
        'none',
        `account ${account} has no limits for ${symbol}, so it may not trade it`,
      );

/** A reference price, and a fresh one: without it no other price can be judged. */
export const referenceFresh: Check = ({ now, symbol, evidence, limits }) => {
  if (limits === undefined) return undefined;
  const reference = evidence?.reference;
  const age = reference === undefined ? Number.POSITIVE_INFINITY : now - reference.at;
  if (age <= limits.referenceMaxAgeMicros) return undefined;
  const oldest = formatShort(limits.referenceMaxAgeMicros, 3);
  if (reference === undefined)
    return no(
      'referenceFresh',
      `instrument ${symbol}`,
      `${oldest} ms`,
      'none',
      `there is no reference price for ${symbol}: no venue shows a fresh two-sided market`,
    );
  const value = formatShort(age, 3);
  return no(
    'referenceFresh',
    `instrument ${symbol}`,
    `${oldest} ms`,
    `${value} ms`,
    `the reference price of ${symbol} is ${value} ms old; at most ${oldest} ms is trusted`,
  );
};

/** a × PPM ≤ b × ppm without leaving whole numbers; the products may pass 2^53, and then they are compared as bigints. */
const withinPpm = (a: number, b: number, ppm: number): boolean =>
  a <= SAFE_TIMES_PPM && b <= SAFE_TIMES_PPM && ppm <= PPM
    ? a * PPM <= b * ppm
    : BigInt(a) * BigInt(PPM) <= BigInt(b) * BigInt(ppm);
const SAFE_TIMES_PPM = 9_007_199_254;

/** Not too far from the reference, either way (RTS 6 Art. 15(1)(a): price collars; SEC 15c3-5(c)(1)(ii): erroneous price). */
export const priceCollar: Check = ({ symbol, price, evidence, limits, instrument }) => {
  const reference = evidence?.reference?.price;
  if (price === undefined || reference === undefined || limits === undefined || instrument === undefined) return undefined;
  if (withinPpm(Math.abs(price - reference), Math.abs(reference), limits.collarPpm)) return undefined;
  const limit = `${formatShort(limits.collarPpm, 4)}% around ${formatUnits(reference, instrument.priceScale)}`;
  const value = formatUnits(price, instrument.priceScale);
  return no('priceCollar', `instrument ${symbol}`, limit, value, `price ${value} is outside ${limit}`);
};

/** The dearest that the order can become: its limit, or where the collar ends for a market order; a sell counts at the reference if that is more. */
const worstPrice = (side: Side, price: Price | undefined, reference: Price, collarPpm: Ppm): Price => {
  if (isBuy(side)) return price ?? ((reference + collarWidth(reference, collarPpm)) as Price);
  return price !== undefined && price > reference ? price : reference;
};
/** Rounded up: a market order is counted at least as dear as it can become. */
const collarWidth = (reference: Price, collarPpm: Ppm): number =>
  Number((BigInt(Math.abs(reference)) * BigInt(collarPpm) + BigInt(PPM) - 1n) / BigInt(PPM));

/** The last price that the collar admits: as far as a market order may reach. */
export const collarEnd = (side: Side, reference: Price, collarPpm: Ppm): Price => {
  const width = Number((BigInt(Math.abs(reference)) * BigInt(collarPpm)) / BigInt(PPM));
  return (isBuy(side) ? reference + width : reference - width) as Price;
};

/** Not dearer than the account's limit (RTS 6 Art. 15(1)(b): maximum order value). */
export const maxNotional: Check = ({ side, qty, price, evidence, limits, instrument }) => {
  const reference = evidence?.reference?.price;
  if (limits === undefined || reference === undefined || instrument === undefined) return undefined;
  const worth = notional(worstPrice(side, price, reference, limits.collarPpm), qty);
  if (worth <= limits.maxOrderNotional) return undefined;
  const [limit, value] = [formatShort(limits.maxOrderNotional, instrument.moneyScale), formatShort(worth, instrument.moneyScale)];
  return no(
    'maxNotional',
    limits.scope,
    limit,
    value,
    `the order is worth up to ${value} ${instrument.quote}, above the maximum ${limit}`,
  );
};

/** Not beyond the position limit, even if this and every other open order on its side fills (RTS 6 Art. 15(1), SEC 15c3-5(c)(1)(i)). */
export const positionLimit: Check = ({
  side,
  worstQty,
  cumQty,
  position,
  openBuy,
  openSell,
  limits,
  instrument,
  unexplained,
}) => {
  if (limits === undefined || instrument === undefined) return undefined;
  const leaves = worstQty - cumQty;
  const [reached, most] = isBuy(side)
    ? [position + openBuy + leaves, limits.maxLong]
    : [-position + openSell + leaves, limits.maxShort];
  if (reached <= most) return undefined;
  const [limit, value] = [formatShort(most, instrument.qtyScale), formatShort(reached, instrument.qtyScale)];
  const which = isBuy(side) ? 'long' : 'short';
  const more =
    unexplained === 0
      ? ''
      : ` (${formatShort(unexplained, instrument.qtyScale)} of it because a venue says that it holds something else for us)`;
  return no(
    'positionLimit',
    limits.scope,
    limit,
    value,
    `with every open order filled the position would be ${value} ${which}${more}; the limit is ${limit}`,
  );
};

/** Not faster than the account's rate of orders (RTS 6 Art. 15(1)(d): maximum messages). */
export const orderRate: Check = ({ account, now, rate, onSchedule }) => {
  if (rate === undefined) return undefined;
  const free = freeAt(rate, onSchedule, now);
  if (free <= now) return undefined;
  const limit = `one order every ${formatShort(rate.everyMicros, 3)} ms`;
  return no(
    'orderRate',
    `account ${account}`,
    limit,
    `${formatShort(roundUp(free - now, MICROS_PER_MS), 3)} ms too early`,
    `account ${account} sends orders faster than ${limit}, after its burst`,
  );
};

/** In order of precedence: the first objection is the one the client hears. */
export const ladder: readonly Check[] = [
  killSwitch,
  tradingMode,
  accountKnown,
  instrumentTradable,
  listed,
  limitsKnown,
  onTick,
  wholeLots,
  minQty,
  maxQty,
  referenceFresh,
  priceCollar,
  maxNotional,
  reduceOnly,
  positionLimit,
  orderRate,
];

const first = (checks: readonly Check[], view: RiskView): Objection | undefined => {
  for (const check of checks) {
    const found = check(view);
    if (found !== undefined) return found;
  }
  return undefined;
};
export const objection = (view: RiskView): Objection | undefined => first(ladder, view);

/** What people forbid, whatever the limits say: it is asked again of everything that was allowed and has not gone out yet. */
export const barred = (view: RiskView): Objection | undefined => first([killSwitch, tradingMode, reduceOnly], view);
