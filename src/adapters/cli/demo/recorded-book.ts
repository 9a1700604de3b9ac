import { MICROS_PER_SECOND, type Price, type Qty } from '../../../domain/kernel/units.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { L2Directory } from '../../market-data/l2-directory.ts';
import { l2Rows } from '../../market-data/l2-rows.ts';
import type { TruthTeller } from './truth.ts';

/**
 * Counts aggressive fills that the recording does not allow: at a price that the venue did not show in that second, or for more than
 * it showed there. Reads the files again and shares nothing with the venue that made the fills.
 */
export const fillsOutsideRecording = (directory: L2Directory, venues: readonly TruthTeller[]): number => {
  const shown = new Map<string, Qty>();
  const key = (venue: string, symbol: string, second: number, side: 'bid' | 'ask', price: Price): string =>
    [venue, symbol, second, side, price].join(' ');
  for (const instrument of directory.instruments)
    for (const { venue, files } of instrument.listings)
      for (const file of files)
        for (const row of l2Rows(file, instrument)) {
          if (!row.ok) continue;
          const note = (side: 'bid' | 'ask', levels: readonly Level[]): void => {
            for (const { price, qty } of levels) shown.set(key(venue, instrument.symbol, secondOf(row.at), side, price), qty);
          };
          note('bid', row.bids);
          note('ask', row.asks);
        }
  const secondsOf = new Map(venues.map((venue) => [venue.name, secondsWithRows(directory, venue.name)]));
  let outside = 0;
  for (const venue of venues)
    for (const { symbol, side, qty, price, at, liquidity } of venue.truth().executions) {
      if (liquidity !== 'removed') continue;
      // Where a second has no good row, the book is still the one before it.
      const second = lastAtOrBefore(secondsOf.get(venue.name) ?? [], secondOf(at));
      const level = key(venue.name, symbol, second, side === 'buy' ? 'ask' : 'bid', price);
      const left = (shown.get(level) ?? 0) - qty;
      if (left < 0) outside += 1;
      else shown.set(level, left as Qty);
    }
  return outside;
};

const secondOf = (at: number): number => (at - (at % MICROS_PER_SECOND)) / MICROS_PER_SECOND;

const secondsWithRows = ({ instruments }: L2Directory, venue: string): readonly number[] => {
  const seconds: number[] = [];
  for (const instrument of instruments)
    for (const listing of instrument.listings)
      if (listing.venue === venue)
        for (const file of listing.files) for (const row of l2Rows(file, instrument)) if (row.ok) seconds.push(secondOf(row.at));
  return seconds.sort((a, b) => a - b);
};

const lastAtOrBefore = (seconds: readonly number[], second: number): number => {
  let [low, high] = [0, seconds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seconds[middle] as number) <= second) low = middle + 1;
    else high = middle;
  }
  return seconds[low - 1] ?? -1;
};
