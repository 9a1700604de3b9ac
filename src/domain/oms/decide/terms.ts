import { formatMoney, type Instrument } from '../../instrument/instrument.ts';
import { type DecimalFault, parseBig, parseDecimal } from '../../kernel/decimal.ts';
import type { Micros, Price, Qty } from '../../kernel/units.ts';
import type { Asks, Route } from '../../order/events.ts';
import type { OrderTerms } from '../../order/order.ts';
import type { Objection } from '../../risk/objection.ts';
import type { Config } from '../config.ts';

type NewOrder = Asks['NewOrderRequested'];

export const DEFAULT_ROUTE: Route = { strategy: 'best' };
export const routeOf = (ask: NewOrder): Route => ask.route ?? DEFAULT_ROUTE;

export const rule = (check: string, scope: string, limit: string, value: string, text: string): Objection => ({
  check,
  scope,
  limit,
  value,
  text,
});

const DIGITS: Readonly<Record<DecimalFault, string>> = {
  malformed: 'is not a decimal number',
  tooManyDigits: 'has too many digits after the point; it is refused, not rounded',
  tooLarge: 'is too large to be exact',
};

/** A decimal of the ask in units of the instrument, or which field is wrong and why. */
export const readUnits = (field: string, said: string, scale: number): number | Objection => {
  const parsed = parseDecimal(said, scale);
  if (!parsed.ok)
    return rule('decimals', field, `at most ${scale} digits after the point`, said, `${field} "${said}" ${DIGITS[parsed.fault]}`);
  return parsed.units > 0 ? parsed.units : rule('positive', field, 'above 0', said, `${field} ${said} must be above 0`);
};

export type ReadTerms = Readonly<{ qty: Qty; price: Price | undefined }>;

/** Quantity and price of a new order as whole numbers, after the rules that need no limits; or the first rule that it breaks. */
export const readTerms = (ask: NewOrder, instrument: Instrument, now: Micros): ReadTerms | Objection => {
  const { qty: said, cashOrderQty: cash } = ask;
  if ((said === undefined) === (cash === undefined))
    return rule(
      'qty',
      'qty',
      'qty or cashOrderQty',
      said === undefined ? 'neither' : 'both',
      'an order needs a quantity, or an amount of money, and not both',
    );
  const asked = said === undefined ? undefined : readUnits('qty', said, instrument.qtyScale);
  if (asked !== undefined && typeof asked !== 'number') return asked;
  if (ask.ordType === 'limit' && ask.price === undefined)
    return rule('price', 'price', 'required', 'absent', 'a limit order needs a price');
  if (ask.ordType === 'market' && ask.price !== undefined)
    return rule('price', 'price', 'absent', ask.price, 'a market order has no price');
  const price = ask.price === undefined ? undefined : readUnits('price', ask.price, instrument.priceScale);
  if (price !== undefined && typeof price !== 'number') return price;
  if (ask.timeInForce === 'gtd' && (ask.expireTime === undefined || ask.expireTime <= now))
    return rule(
      'expireTime',
      'expireTime',
      'in the future',
      String(ask.expireTime ?? 'absent'),
      'a good-till-date order needs an expireTime in the future',
    );
  const qty = asked ?? qtyForCash(cash as string, price ?? ask.evidence?.reference?.price, instrument);
  return typeof qty === 'number' ? { qty: qty as Qty, price: price as Price | undefined } : qty;
};

/** What the money buys at this price, in whole lots and never more (FIX CashOrderQty: whoever receives the order makes a quantity of it). */
const qtyForCash = (said: string, price: number | undefined, instrument: Instrument): number | Objection => {
  const cash = parseBig(said, instrument.moneyScale);
  const field = 'cashOrderQty';
  if (cash === undefined)
    return rule(
      'decimals',
      field,
      `at most ${instrument.moneyScale} digits after the point`,
      said,
      `${field} "${said}" is no such decimal`,
    );
  if (cash <= 0n) return rule('positive', field, 'above 0', said, `${field} ${said} must be above 0`);
  if (price === undefined)
    return rule(
      field,
      'reference price',
      'required',
      'absent',
      'without a limit or a reference price, money cannot become a quantity',
    );
  const lot = BigInt(instrument.lot);
  const lots = cash / (lot * BigInt(price));
  const qty = Number(lots * lot);
  if (!Number.isSafeInteger(qty)) return rule('decimals', field, 'exact', said, `${field} ${said} is too large to be exact`);
  const least = formatMoney(instrument, lot * BigInt(price));
  return qty > 0 ? qty : rule(field, field, least, said, `${field} ${said} does not buy one lot, which costs ${least}`);
};

const UNSUPPORTED_DECIMALS = ['stopPx', 'displayQty', 'minQty'] as const;
const UNSUPPORTED_FLAGS = ['postOnly', 'reduceOnly'] as const;
/** What this desk or the venue named cannot do is refused, not ignored. */
export const unsupported = (ask: NewOrder, config: Config): Objection | undefined => {
  const not = (what: string, value: string): Objection =>
    rule('supported', what, 'supported', value, `${what} ${value} is not supported${where}`);
  const route = routeOf(ask);
  const venue = route.venue === undefined ? undefined : config.venues.get(route.venue);
  const where = route.venue === undefined ? ' by this desk' : ` at ${route.venue}`;
  for (const field of UNSUPPORTED_DECIMALS) if (ask[field] !== undefined) return not(field, ask[field]);
  for (const field of UNSUPPORTED_FLAGS) if (ask[field] === true) return not(field, 'true');
  if (route.strategy === 'best' && route.venue !== undefined) return not('route', 'best with a venue');
  if (route.strategy === 'direct') {
    if (route.venue === undefined) return not('route', 'direct without a venue');
    if (venue === undefined)
      return rule('supported', 'route', 'a venue of this desk', route.venue, `${route.venue} is not a venue of this desk`);
    if (!venue.terms.ordTypes.includes(ask.ordType)) return not('ordType', ask.ordType);
    if (!venue.terms.timeInForces.includes(ask.timeInForce)) return not('timeInForce', ask.timeInForce);
  } else if (ask.ordType !== 'limit' && ask.ordType !== 'market') return not('ordType', ask.ordType);
  return undefined;
};

/** Is this ask word for word the order we took on under its clOrdId? Numbers compare as numbers: "0.10" is "0.1". */
export const isSameOrder = (ask: NewOrder, terms: OrderTerms, instrument: Instrument | undefined): boolean => {
  const route = routeOf(ask);
  const same = (said: string | undefined, units: number | undefined, scale: number): boolean => {
    if (said === undefined || units === undefined) return said === units;
    const parsed = parseDecimal(said, scale);
    return parsed.ok && parsed.units === units;
  };
  return (
    instrument !== undefined &&
    (ask.cashOrderQty === undefined
      ? terms.cashOrderQty === undefined && same(ask.qty, terms.qty, instrument.qtyScale)
      : ask.cashOrderQty === terms.cashOrderQty && ask.qty === undefined) &&
    same(ask.price, terms.price, instrument.priceScale) &&
    same(ask.stopPx, terms.stopPx, instrument.priceScale) &&
    same(ask.displayQty, terms.displayQty, instrument.qtyScale) &&
    same(ask.minQty, terms.minQty, instrument.qtyScale) &&
    (ask.postOnly ?? false) === terms.postOnly &&
    (ask.reduceOnly ?? false) === terms.reduceOnly &&
    ask.symbol === terms.symbol &&
    ask.side === terms.side &&
    ask.ordType === terms.ordType &&
    ask.timeInForce === terms.timeInForce &&
    ask.expireTime === terms.expireTime &&
    route.strategy === terms.route.strategy &&
    route.venue === terms.route.venue &&
    (['strategy', 'algo', 'decisionMaker', 'reason'] as const).every((key) => ask[key] === terms[key])
  );
};
