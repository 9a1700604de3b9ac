import type { Clock } from '../../domain/ports/clock.ts';
import type { BookUpdate, MarketSource } from '../../domain/ports/market.ts';
import type { L2Directory } from './l2-directory.ts';
import { type BadRow, type L2File, type L2Row, l2Rows, type Scales } from './l2-rows.ts';

/** What the source has read so far. `bad` names the first thousand bad rows; `badCount` counts them all. */
export type L2Report = Readonly<{ rows: number; badCount: number; bad: readonly BadRow[]; cutLevels: number }>;
export type L2Market = MarketSource & Readonly<{ report(): L2Report }>;

const BAD_NAMED_MAX = 1_000;

/**
 * Plays a directory of recordings, each row as a snapshot at the second it was taken. The clock must stand at or before
 * `directory.firstAt`, or the rows of the past come all at once. Bad rows are counted and left out.
 */
export const l2CsvMarket = (clock: Clock, directory: L2Directory): L2Market => {
  const bad: BadRow[] = [];
  const callOff = new Map<L2File, () => void>();
  let [rows, badCount, cutLevels] = [0, 0, 0];

  const note = (row: BadRow): void => {
    badCount += 1;
    if (bad.length < BAD_NAMED_MAX) bad.push(row);
  };

  /** One appointment for each file at any time, so a long recording takes no more of the clock than a short one. */
  const play = (file: L2File, symbol: string, scales: Scales, listen: (update: BookUpdate) => void): void => {
    const recorded = l2Rows(file, scales);
    const next = (): void => {
      for (let read = recorded.next(); read.done !== true; read = recorded.next()) {
        const row = read.value;
        if (row.ok) return show(row);
        note(row);
      }
    };
    const show = ({ at, bids, asks, cutLevels: cut }: L2Row): void => {
      rows += 1;
      cutLevels += cut;
      const speak = (): void => {
        listen({ venue: file.venue, symbol, at, kind: 'snapshot', bids, asks });
        next();
      };
      callOff.set(file, clock.at(at, speak));
    };
    next();
  };

  return {
    name: `l2-csv:${directory.dir}`,
    start: (listen) => {
      for (const instrument of directory.instruments)
        for (const { files } of instrument.listings) for (const file of files) play(file, instrument.symbol, instrument, listen);
    },
    stop: () => {
      for (const cancel of callOff.values()) cancel();
    },
    report: () => ({ rows, badCount, bad: [...bad], cutLevels }),
  };
};
