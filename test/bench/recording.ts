import type { DayNumber } from '../../src/domain/kernel/units.ts';
import type { Recorded } from '../../src/domain/oms/catalogue.ts';
import { Day } from './days.ts';
import { DAY } from './exchange.ts';
import { openLedger } from './ledger.ts';

export type Recording = Readonly<{ dir: string; day: DayNumber; records: number; openOrders: number }>;
/** Something that keeps the first so many records of the day too. */
export type Listener = Readonly<{ first: number; append: (records: readonly Recorded[]) => void | Promise<void> }>;

/** Records of a commit at full load: DESIGN §4 caps it about here. */
const COMMIT = 1_000;

/** Plays a seeded day into a journal, a full commit at a time, without ever holding the whole of it. */
export const recordDay = async (
  dir: string,
  seed: number,
  records: number,
  say: (line: string) => void,
  listeners: readonly Listener[] = [],
): Promise<Recording> => {
  const { append, close } = await openLedger(dir);
  const day = new Day({ seed });
  let batch: Recorded[] = [];
  let written = 0;
  const commit = async (): Promise<void> => {
    await append(batch);
    for (const { first, append: keep } of listeners) if (written < first) await keep(batch);
    written += batch.length;
    if (Math.floor(written / 250_000) > Math.floor((written - batch.length) / 250_000))
      say(`recording a day: ${written} of ${records} records`);
    batch = [];
  };
  for (const turn of day.until(records)) {
    batch.push(...turn);
    if (batch.length >= COMMIT) await commit();
  }
  if (batch.length > 0) await commit();
  await close();
  return { dir, day: DAY, records: written, openOrders: day.state.live.size };
};
