import { rollOver } from '../../domain/oms/carry.ts';
import type { Events, Input, Recorded, Stamp } from '../../domain/oms/catalogue.ts';
import { evolve } from '../../domain/oms/evolve/evolve.ts';
import { initialState, type State } from '../../domain/oms/state.ts';
import { stateDigest } from '../../replay/digest.ts';

export type Opening = Readonly<{ records: readonly Recorded[]; state: State }>;

/**
 * The records that open a day: what the day before leaves open, and the digest of what that folds to. Pure, so a roll that a crash
 * interrupted is recomputed, compared with what is there, and gone on with.
 */
export const openingOf = (before: State | undefined, opened: Omit<Events['DayOpened'], 'carried'>, stamp: Stamp): Opening => {
  const carried = before === undefined ? [] : rollOver(before, opened.day);
  const state = initialState();
  const records: Recorded[] = [];
  const say = (event: Input): void => {
    const position = state.position + 1;
    const record: Recorded = {
      ...stamp,
      position,
      causationId: position,
      correlationId: 'orderId' in event ? (event.orderId ?? 0) : 0,
      event,
    };
    evolve(state, record);
    records.push(record);
  };
  say({ ...opened, carried: carried.length });
  for (const event of carried) say(event);
  say({ type: 'DayReady', digest: stateDigest(state) });
  return { records, state };
};
