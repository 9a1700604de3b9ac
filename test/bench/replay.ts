import type { Recorded } from '../../src/domain/oms/catalogue.ts';
import { evolve } from '../../src/domain/oms/evolve/evolve.ts';
import { initialState } from '../../src/domain/oms/state.ts';
import { blotter } from '../../src/projections/blotter.ts';
import { apply } from '../../src/projections/projection.ts';
import { hasEmmett, openEmmett } from './baselines/emmett.ts';
import { openJsonRows } from './baselines/json-rows.ts';
import { OrderReducer } from './baselines/order-reducer.ts';
import type { Benchmark } from './benchmark.ts';
import { type Contender, type Measured, race, type Settings, sweep, timed } from './harness.ts';
import { openReader } from './ledger.ts';
import { HOW_TO_INSTALL } from './peers.ts';
import { type Recording, recordDay } from './recording.ts';
import { atLeast, atMost, type Budget, type Figure, type Findings, medianOf, short } from './report.ts';
import { inScratch, scratchDir } from './scratch.ts';

/** A row takes ten times as long to write and to read as a record; a fraction of the day shows its pace. */
const SIZES = { day: 1_000_000, rows: 150_000, emmett: 5_000, whole: 5_000_000 };
const QUICK = { ...SIZES, day: 200_000, rows: 50_000, emmett: 2_000 };
const ROUNDS = 4;

const OURS = 'Daybook: orders, positions, risk, blotter';
const STATE = 'Daybook: orders, positions, risk';
const ORDERS = 'decode + order reducer alone';
const DECODE = 'decode alone';
const ROWS = 'JSON rows, same fold';
const EMMETT = "Emmett's consumer, events handed over only";

type Fold = (record: Recorded) => void;

/** Everything that a desk and its blotter know, from nothing. */
const desk = (): Fold => {
  const state = initialState();
  return (record) => evolve(state, record);
};
const deskAndBlotter = (): Fold => {
  const state = initialState();
  const view = blotter.initial();
  return (record) => {
    evolve(state, record);
    apply(blotter, view, record);
  };
};
const ordersAlone = (): Fold => {
  const reducer = new OrderReducer();
  return (record) => reducer.apply(record);
};
const nothing = (): Fold => () => {};

/** Opens the journal as `daybook replay` does, reads the day page by page, each checked against the chain, and folds it. */
const foldDay = async ({ dir, day, records }: Recording, begin: () => Fold): Promise<number> => {
  const fold = begin();
  let seen = 0;
  const rate = await timed(records, async () => {
    for await (const page of openReader(dir).read(day))
      for (const record of page.records) {
        fold(record);
        seen += 1;
      }
  });
  if (seen !== records) throw new Error(`${seen} of ${records} records were read`);
  return rate;
};

const replaying = (name: string, recording: Recording, begin: () => Fold): Contender => ({
  name,
  round: async (): Promise<Measured> => ({ 'events/s': await foldDay(recording, begin) }),
});

const raceOf = (settings: Settings): Promise<Readonly<{ figures: readonly Figure[]; recording: Recording }>> =>
  inScratch(async (dir) => {
    const sizes = settings.quick ? QUICK : SIZES;
    const rows = openJsonRows(dir);
    const emmett = hasEmmett() ? await openEmmett(dir) : undefined;
    let rowCount = 0;
    const recording = await recordDay(dir, settings.seed, sizes.day, settings.say, [
      {
        first: sizes.rows,
        append: (records) => {
          rows.append(records);
          rowCount += records.length;
        },
      },
      ...(emmett === undefined ? [] : [{ first: sizes.emmett, append: emmett.append }]),
    ]);
    const contenders: readonly Contender[] = [
      replaying(OURS, recording, deskAndBlotter),
      replaying(STATE, recording, desk),
      replaying(ORDERS, recording, ordersAlone),
      replaying(DECODE, recording, nothing),
      {
        name: ROWS,
        round: async () => {
          const fold = deskAndBlotter();
          const rate = await timed(rowCount, () => {
            for (const records of rows.read()) for (const record of records) fold(record);
          });
          return { 'events/s': rate };
        },
      },
      ...(emmett === undefined
        ? []
        : [
            {
              name: EMMETT,
              round: async () => ({ 'events/s': await timed(sizes.emmett, () => emmett.consume(sizes.emmett, nothing())) }),
            },
          ]),
    ];
    const figures = await race(settings, 'replay', contenders, ROUNDS);
    rows.close();
    emmett?.close();
    return { figures, recording };
  });

/** The day of five million, folded in a heap that holds nothing else. */
const wholeDay = async (settings: Settings): Promise<number> => {
  const recording = await recordDay(scratchDir(), settings.seed, SIZES.whole, settings.say);
  sweep();
  settings.say('replay: folding five million events');
  return recording.records / (await foldDay(recording, deskAndBlotter));
};

export const replay: Benchmark = {
  name: 'replay',
  about: 'a recorded day read, checked against the chain, decoded and folded',
  run: async (settings): Promise<Findings> => {
    const { figures, recording } = await raceOf(settings);
    const ours = medianOf(figures, OURS);
    const budgets: Budget[] = [
      atLeast(10, 'against JSON rows and the same fold', ours, medianOf(figures, ROWS)),
      atLeast(300, "against Emmett's consumer", ours, medianOf(figures, EMMETT)),
      atLeast(0.4, 'of decode + order reducer alone', ours, medianOf(figures, ORDERS)),
      atMost(2, 's', 'five million events', settings.full ? await wholeDay(settings) : undefined),
    ];
    return {
      figures,
      budgets,
      notes: [
        `${short(recording.records)} records in pages of a full commit, ${recording.openOrders} orders open at the end`,
        ...(settings.full ? [] : ['the day of five million events is folded with --full']),
        ...(hasEmmett() ? [] : [`Emmett is not installed, so it is left out; ${HOW_TO_INSTALL} installs it`]),
      ],
    };
  },
};
