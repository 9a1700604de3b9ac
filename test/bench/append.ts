import { performance } from 'node:perf_hooks';
import type { Recorded } from '../../src/domain/oms/catalogue.ts';
import { hasEmmett, openEmmett } from './baselines/emmett.ts';
import { openJsonRows } from './baselines/json-rows.ts';
import { openRawFile } from './baselines/raw-file.ts';
import type { Benchmark } from './benchmark.ts';
import { recordsOf } from './days.ts';
import { type Contender, type Measured, race, type Settings } from './harness.ts';
import { encoded, inBatches, openLedger } from './ledger.ts';
import { HOW_TO_INSTALL } from './peers.ts';
import { atLeast, type Budget, type Figure, type Findings, medianOf, short } from './report.ts';
import { inScratch } from './scratch.ts';

const COMMITS = [1, 10, 100, 1_000] as const;
/** Of the raw file, by records per commit. */
const CEILING: Readonly<Record<number, number>> = { 1: 0.8, 10: 0.8, 100: 0.8, 1000: 0.5 };
const RECORDS = 60_000;
/** Many short rounds: on a machine that does other things too, their median is steadier than that of a few long ones. */
const SECONDS = 0.1;
const ROUNDS = 13;

/** A store that takes the next batch, and the batches it takes. */
type Store<Batch> = Readonly<{
  name: string;
  append: (batch: Batch) => void | Promise<void>;
  next: () => Batch;
  close: () => void | Promise<void>;
}>;

const ours = (per: number): string => `Daybook, ${per} per commit`;
const raw = (per: number): string => `write + fdatasync, ${per} per commit`;
const rows = (per: number): string => `JSON rows, ${per} per commit`;
const emmett = (per: number): string => `Emmett on SQLite, ${per} per commit`;

/** The same day again and again, at ever later positions: a journal lasts longer than a round. */
const feed = (records: readonly Recorded[], per: number): (() => readonly Recorded[]) => {
  let shift = 0;
  let from = 0;
  return () => {
    const batch = records
      .slice(from, from + per)
      .map((record) => ({ ...record, position: record.position + shift, causationId: record.causationId + shift }));
    from += per;
    if (from >= records.length) {
      from = 0;
      shift += records.length;
    }
    return batch;
  };
};
const turning = <T>(items: readonly T[]): (() => T) => {
  let n = -1;
  return () => items[(n = (n + 1) % items.length)] as T;
};

/** Times the appends alone: what hands the batches over is not theirs. */
const appending = <Batch extends { readonly length: number }>(
  { name, append: write, next }: Store<Batch>,
  per: number,
): Contender => ({
  name,
  round: async (): Promise<Measured> => {
    const until = performance.now() + SECONDS * 1000;
    let took = 0;
    let commits = 0;
    for (let now = 0; now < until; commits += 1) {
      const batch = next();
      const began = performance.now();
      const written = write(batch);
      if (written !== undefined) await written;
      now = performance.now();
      took += now - began;
    }
    return { 'events/s': (commits * per * 1000) / took };
  },
});

/** The stores stay open from round to round, so that each pays for its own checkpoints. */
const raceOf = (settings: Settings, records: readonly Recorded[], per: number): Promise<readonly Figure[]> =>
  inScratch(async (dir) => {
    const stores: readonly Store<readonly Recorded[]>[] = [
      { name: ours(per), next: feed(records, per), ...(await openLedger(dir)) },
      { name: rows(per), next: feed(records, per), ...openJsonRows(dir) },
      ...(hasEmmett() ? [{ name: emmett(per), next: feed(records, per), ...(await openEmmett(dir)) }] : []),
    ];
    const ceiling: Store<Buffer> = { name: raw(per), next: turning(encoded(inBatches(records, per))), ...openRawFile(dir) };
    const figures = await race(
      settings,
      `append, ${per} per commit`,
      [appending(ceiling, per), ...stores.map((store) => appending(store, per))],
      ROUNDS,
    );
    for (const { close } of [ceiling, ...stores]) await close();
    return figures;
  });

const budgetsOf = (figures: readonly Figure[]): readonly Budget[] => [
  ...COMMITS.map((per) =>
    atLeast(
      CEILING[per] ?? 1,
      `of write + fdatasync of the same bytes, ${per} per commit`,
      medianOf(figures, ours(per)),
      medianOf(figures, raw(per)),
    ),
  ),
  atLeast(3, 'against JSON rows, 100 per commit', medianOf(figures, ours(100)), medianOf(figures, rows(100))),
  atLeast(10, 'against Emmett on SQLite, 100 per commit', medianOf(figures, ours(100)), medianOf(figures, emmett(100))),
];

export const append: Benchmark = {
  name: 'append',
  about: 'records made durable, encoding included, by records per commit',
  run: async (settings): Promise<Findings> => {
    settings.say('append: recording a day');
    const records = recordsOf({ seed: settings.seed }, RECORDS);
    const figures: Figure[] = [];
    for (const per of COMMITS) figures.push(...(await raceOf(settings, records, per)));
    const bytes = encoded(inBatches(records, 1_000)).reduce((sum, page) => sum + page.length, 0);
    return {
      figures,
      budgets: budgetsOf(figures),
      notes: [
        `a record takes ${short(bytes / records.length)} bytes in the journal, ${short(JSON.stringify(records).length / records.length)} as JSON`,
        ...(hasEmmett() ? [] : [`Emmett is not installed, so it is left out; ${HOW_TO_INSTALL} installs it`]),
      ],
    };
  },
};
