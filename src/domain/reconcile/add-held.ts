import type { Instrument } from '../instrument/instrument.ts';
import { parseTold } from '../kernel/decimal.ts';
import type { PositionRow } from './query-events.ts';

/** Adds up what a venue holds of each instrument, over its accounts. Of what is no instrument of ours nothing can be compared. */
export const addHeld = (
  held: Map<string, number>,
  rows: readonly PositionRow[],
  instruments: ReadonlyMap<string, Instrument> | undefined,
): void => {
  for (const { symbol, qty } of rows) {
    const instrument = instruments?.get(symbol);
    const parsed = instrument === undefined ? undefined : parseTold(qty, instrument.qtyScale);
    if (parsed?.ok === true) held.set(symbol, (held.get(symbol) ?? 0) + parsed.units);
  }
};
