import { assert } from '../../domain/kernel/assert.ts';
import { divFloor } from '../../domain/kernel/integers.ts';
import { MICROS_PER_MS, type Micros, type Price } from '../../domain/kernel/units.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { MarketSource } from '../../domain/ports/market.ts';
import { type QuotedListing, Quoter, type QuotingStyle } from './quoter.ts';
import { seeded } from './random.ts';

export type QuotingVenue = Readonly<{ venue: string; listings: readonly QuotedListing[]; style: QuotingStyle }>;
/** The value that all venues quote around: where it starts, and how far it may move before each update. Whole units. */
export type FairValue = Readonly<{ symbol: string; price: Price; stepUnits: number }>;

export type SeededMarketOptions = Readonly<{
  clock: Clock;
  seed: number;
  venues: readonly QuotingVenue[];
  fairValues: readonly FairValue[];
  /** Each venue updates all its books this often; the venues take turns within it. */
  everyMs: number;
}>;

/**
 * A market from a seed: the fair value of each symbol walks at random, and each venue quotes around it in its own way. The first
 * update of a book is a snapshot, the rest are deltas. Same seed and options, same updates.
 */
export const seededMarket = ({ clock, seed, venues, fairValues, everyMs }: SeededMarketOptions): MarketSource => {
  const turnMicros = divFloor(everyMs * MICROS_PER_MS, venues.length);
  assert(turnMicros > 0, () => `every ${everyMs} ms is too often for ${venues.length} venues`);
  const walks = fairValues.map((value) => ({
    ...value,
    at: value.price as number,
    random: seeded(seed, `fair/${value.symbol}`),
  }));
  const quoters = venues.map(({ venue, listings, style }) =>
    listings.map((listing) => new Quoter(venue, listing, style, seeded(seed, `${venue}/${listing.symbol}`))),
  );
  let callOff = (): void => {};

  return {
    name: `seeded:${seed}`,
    start: (listen) => {
      const speak = (turn: number): void => {
        const at = clock.now();
        for (const walk of walks) walk.at = stepped(walk.at, walk.random.between(-walk.stepUnits, walk.stepUnits), walk.price);
        const fair = new Map(walks.map(({ symbol, at: value }) => [symbol, value as Price]));
        for (const quoter of quoters[turn] ?? []) {
          const value = fair.get(quoter.symbol);
          if (value !== undefined) listen(quoter.requote(value, at));
        }
        callOff = clock.at((at + turnMicros) as Micros, () => speak((turn + 1) % venues.length));
      };
      callOff = clock.at(clock.now(), () => speak(0));
    },
    stop: () => callOff(),
  };
};

/** A step below half of where it started is taken upwards instead: a price stays a price. */
const stepped = (value: number, step: number, start: Price): number => (2 * (value + step) < start ? value - step : value + step);
