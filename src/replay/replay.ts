import type { DayNumber, Micros } from '../domain/kernel/units.ts';
import type { Recorded } from '../domain/oms/catalogue.ts';
import { evolve } from '../domain/oms/evolve/evolve.ts';
import { initialState, type State } from '../domain/oms/state.ts';
import { type Journal, NO_HASH } from '../domain/ports/journal.ts';
import { apply, type Projection } from '../projections/projection.ts';

/** A moment of a day: after the last record at or before this position, or at or before this time. */
export type Moment = Readonly<{ position: number }> | Readonly<{ at: Micros }>;
/** `progress` is told the last position folded, once for each page. */
export type ReplayOptions = Readonly<{ until?: Moment | undefined; progress?: ((position: number) => void) | undefined }>;
export type Fold = (record: Recorded) => void;

/** Where a replay stopped: its last record (position and time 0 when there was none), and the chain head after the page that holds it. */
export type Replayed = Readonly<{ position: number; at: Micros; chainHead: string }>;

/** Hands the records of a day, in order and up to a moment, to a fold. Throws JournalError as the journal's `read` does. */
export const replayDay = async (journal: Journal, day: DayNumber, fold: Fold, options: ReplayOptions = {}): Promise<Replayed> => {
  const { until, progress } = options;
  const positionMax = until !== undefined && 'position' in until ? until.position : Number.POSITIVE_INFINITY;
  const atMax = until !== undefined && 'at' in until ? until.at : Number.POSITIVE_INFINITY;
  let replayed: Replayed = { position: 0, at: 0 as Micros, chainHead: NO_HASH };
  for await (const page of journal.read(day)) {
    if (page.first > positionMax) break; // Before its records are decoded.
    let last: Recorded | undefined;
    for (const record of page.records) {
      if (record.position > positionMax || record.at > atMax) break;
      fold(record);
      last = record;
    }
    if (last === undefined) break;
    replayed = { position: last.position, at: last.at, chainHead: page.hash };
    progress?.(last.position);
  }
  return replayed;
};

/** The state of the desk as a day, or the day up to a moment, folds to it: the way a desk starts, recovers and is audited. */
export const stateOf = async (journal: Journal, day: DayNumber, options?: ReplayOptions): Promise<State> => {
  const state = initialState();
  await replayDay(journal, day, (record) => evolve(state, record), options);
  return state;
};

/** The answer to one question, as a day, or the day up to a moment, gives it. */
export const viewOf = async <View extends object>(
  projection: Projection<View>,
  journal: Journal,
  day: DayNumber,
  options?: ReplayOptions,
): Promise<View> => {
  const view = projection.initial();
  await replayDay(journal, day, (record) => apply(projection, view, record), options);
  return view;
};
