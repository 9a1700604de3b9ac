import { type Instrument, instrumentFaults, instrumentOf, type Listing, listingOf, unitsOf } from '../instrument/instrument.ts';
import { parseBig } from '../kernel/decimal.ts';
import { MICROS_PER_MS, type Notional, type Qty } from '../kernel/units.ts';
import { type Limits as Budget, limitsOf as budgetOf } from '../resilience/budget.ts';
import type { Limits } from '../risk/objection.ts';
import { type Rate, rateOf } from '../risk/rate.ts';
import type { AccountTerms, ConfigTerms, LimitTerms, VenueTerms } from './events.ts';

export type VenueConfig = Readonly<{
  terms: VenueTerms;
  listings: ReadonlyMap<string, Listing>;
  budget: Budget;
  timeoutMicros: number;
  /** How long a question may stay unanswered. */
  queryMicros: number;
}>;
export type AccountConfig = Readonly<{ terms: AccountTerms; rate: Rate }>;

/** The configuration in force, as the desk decides by it: whole numbers, looked up by name. */
export type Config = Readonly<{
  terms: ConfigTerms;
  instruments: ReadonlyMap<string, Instrument>;
  venues: ReadonlyMap<string, VenueConfig>;
  accounts: ReadonlyMap<string, AccountConfig>;
  /** The limits of an account in an instrument; undefined means that it may not trade it. */
  limits: (account: string, symbol: string) => Limits | undefined;
}>;

/** Everything that is wrong with a configuration, at once, in words that name the key. Empty means that `configOf` cannot fail. */
export const configFaults = (terms: ConfigTerms): readonly string[] => {
  const faults = terms.instruments.flatMap(instrumentFaults);
  // What is measured in the units of an instrument can only be checked where those are sound.
  const sound = terms.instruments.filter((instrument) => instrumentFaults(instrument).length === 0);
  const symbols = new Map(terms.instruments.map((instrument) => [instrument.symbol, instrument]));
  const accounts = new Set(terms.accounts.map(({ account }) => account));
  const twice = (what: string, names: readonly string[]): void => {
    for (const name of new Set(names.filter((name, i) => names.indexOf(name) !== i)))
      faults.push(`${what} ${name} is defined more than once`);
  };
  twice(
    'instrument',
    terms.instruments.map(({ symbol }) => symbol),
  );
  twice(
    'venue',
    terms.venues.map(({ venue }) => venue),
  );
  twice(
    'account',
    terms.accounts.map(({ account }) => account),
  );
  twice(
    'limit',
    terms.limits.map(({ account, symbol }) => `${account} ${symbol}`),
  );
  if (!accounts.has(terms.suspenseAccount)) faults.push(`suspenseAccount ${terms.suspenseAccount} is not one of the accounts`);

  const atLeastOne = (where: string, key: string, value: number): void => {
    if (!(Number.isSafeInteger(value) && value >= 1))
      faults.push(`${where}: ${key} ${value} must be a whole number of at least 1`);
  };
  const decimalFits = (where: string, key: string, value: string, scale: number, least = 0n): void => {
    const units = parseBig(value, scale);
    if (units === undefined || units < least)
      faults.push(
        `${where}: ${key} "${value}" must be a ${least > 0n ? 'positive decimal' : 'decimal, not negative,'} with at most ${scale} digits after the point`,
      );
    else if (key !== 'maxOrderNotional' && units > BigInt(Number.MAX_SAFE_INTEGER))
      faults.push(`${where}: ${key} "${value}" is too large`);
  };
  for (const venue of terms.venues) {
    const where = `venue ${venue.venue}`;
    for (const key of ['requestTimeoutMs', 'queryTimeoutMs', 'messagesPerSecond', 'messagesBurst'] as const)
      atLeastOne(where, key, venue[key]);
    if (!(Number.isSafeInteger(venue.headroomMs) && venue.headroomMs >= 0))
      faults.push(`${where}: headroomMs ${venue.headroomMs} must be a whole number, not negative`);
    if (venue.hours?.days.length === 0) faults.push(`${where}: hours name no day`);
    twice(
      `${where}: listing`,
      venue.listings.map(({ symbol }) => symbol),
    );
    for (const listing of venue.listings) {
      const instrument = symbols.get(listing.symbol);
      if (instrument === undefined) faults.push(`${where}: lists ${listing.symbol}, which is not one of the instruments`);
      else if (sound.includes(instrument))
        for (const [key, scale] of [
          ['tickSize', instrument.priceScale],
          ['lotSize', instrument.qtyScale],
          ['minQty', instrument.qtyScale],
        ] as const)
          decimalFits(`${where}: listing ${listing.symbol}`, key, listing[key], scale, key === 'minQty' ? 0n : 1n);
    }
  }
  for (const account of terms.accounts)
    for (const key of ['ordersPerSecond', 'ordersBurst'] as const) atLeastOne(`account ${account.account}`, key, account[key]);
  for (const limit of terms.limits) {
    const where = `limits of ${limit.account} in ${limit.symbol}`;
    if (!accounts.has(limit.account)) faults.push(`${where}: ${limit.account} is not one of the accounts`);
    if (limit.symbol !== '*' && !symbols.has(limit.symbol))
      faults.push(`${where}: ${limit.symbol} is not one of the instruments`);
    const scales = sound.filter(({ symbol }) => limit.symbol === '*' || limit.symbol === symbol);
    for (const { priceScale, qtyScale } of scales) {
      for (const key of ['maxOrderQty', 'maxLong', 'maxShort'] as const) decimalFits(where, key, limit[key], qtyScale);
      decimalFits(where, 'maxOrderNotional', limit.maxOrderNotional, priceScale + qtyScale);
    }
    if (limit.collarPpm < 0) faults.push(`${where}: collarPpm ${limit.collarPpm} must not be negative`);
    atLeastOne(where, 'referenceMaxAgeMs', limit.referenceMaxAgeMs);
  }
  atLeastOne('desk', 'bookMaxAgeMs', terms.bookMaxAgeMs);
  atLeastOne('desk', 'routeAttemptsMax', terms.routeAttemptsMax);
  atLeastOne('desk', 'replacesInFlightMax', terms.replacesInFlightMax);
  atLeastOne('desk', 'carryDays', terms.carryDays);
  return [...new Set(faults)];
};

export const configOf = (terms: ConfigTerms): Config => {
  const instruments = new Map(terms.instruments.map((instrument) => [instrument.symbol, instrumentOf(instrument)]));
  const venues = new Map(
    terms.venues.map((venue): [string, VenueConfig] => {
      const listings = new Map(
        venue.listings.map((listing) => [listing.symbol, listingOf(instruments.get(listing.symbol) as Instrument, listing)]),
      );
      return [
        venue.venue,
        {
          terms: venue,
          listings,
          budget: budgetOf(venue),
          timeoutMicros: venue.requestTimeoutMs * MICROS_PER_MS,
          queryMicros: venue.queryTimeoutMs * MICROS_PER_MS,
        },
      ];
    }),
  );
  const accounts = new Map(
    terms.accounts.map((account): [string, AccountConfig] => [
      account.account,
      { terms: account, rate: rateOf(account.ordersPerSecond, account.ordersBurst) },
    ]),
  );
  return { terms, instruments, venues, accounts, limits: limitsLookup(terms.limits, instruments) };
};

/** An account's limits for the instrument, or its limits for every instrument ('*'), or none. Worked out once for each pair. */
const limitsLookup = (terms: readonly LimitTerms[], instruments: ReadonlyMap<string, Instrument>): Config['limits'] => {
  const byAccount = new Map<string, Map<string, Limits>>();
  for (const limit of [...terms].sort((a, b) => Number(b.symbol === '*') - Number(a.symbol === '*'))) {
    let bySymbol = byAccount.get(limit.account);
    if (bySymbol === undefined) byAccount.set(limit.account, (bySymbol = new Map()));
    for (const instrument of instruments.values())
      if (limit.symbol === '*' || limit.symbol === instrument.symbol)
        bySymbol.set(instrument.symbol, limitsOf(limit, instrument));
  }
  return (account, symbol) => byAccount.get(account)?.get(symbol);
};

const limitsOf = (limit: LimitTerms, { qtyScale, moneyScale }: Instrument): Limits => ({
  scope: `account ${limit.account}`,
  maxOrderQty: unitsOf(limit.maxOrderQty, qtyScale) as Qty,
  maxOrderNotional: (parseBig(limit.maxOrderNotional, moneyScale) ?? 0n) as Notional,
  maxLong: unitsOf(limit.maxLong, qtyScale) as Qty,
  maxShort: unitsOf(limit.maxShort, qtyScale) as Qty,
  collarPpm: limit.collarPpm,
  referenceMaxAgeMicros: limit.referenceMaxAgeMs * MICROS_PER_MS,
});
