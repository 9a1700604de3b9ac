import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteJournal } from '../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { buildId } from '../../src/adapters/runtime/build.ts';
import { dateOf } from '../../src/domain/kernel/ids.ts';
import type { DayNumber } from '../../src/domain/kernel/units.ts';
import type { Journal } from '../../src/domain/ports/journal.ts';
import type { Deviation } from '../../src/replay/redecide.ts';
import { type DayReport, verifyDays } from '../../src/replay/verify.ts';
import type { GoldenDay } from './book.ts';

/** What a day of a golden desk is found to be: by its file, its chain, its fold, and what is decided again. */
export type Found = Omit<GoldenDay, 'name' | 'seed' | 'madeBy' | 'differs'> & Readonly<{ report: DayReport }>;

/** Every day of a golden desk, oldest first: each is proved by the one before it. */
export const examine = async (dir: string, name: string): Promise<readonly Found[]> => {
  const journal = openSqliteJournal({ dir, desk: name, readOnly: true });
  const days = await journal.days();
  const found: Found[] = [];
  for await (const report of verifyDays(journal, days, { redecideAs: buildId() })) {
    const day = days[found.length] as DayNumber;
    const file = `${name}/${dateOf(day)}.daybook`;
    const fileHash = createHash('sha256')
      .update(readFileSync(join(dir, file)))
      .digest('hex');
    const { chainHead, stateDigest, records } = report;
    const events = report.status === 'unread' ? {} : await eventsIn(journal, day);
    found.push({ file, fileHash, chainHead, stateDigest, records, events, report });
  }
  await journal.close();
  return found;
};

const eventsIn = async (journal: Journal, day: DayNumber): Promise<Readonly<Record<string, number>>> => {
  const events = new Map<string, number>();
  for await (const { records } of journal.read(day))
    for (const { event } of records) events.set(event.type, (events.get(event.type) ?? 0) + 1);
  return Object.fromEntries([...events].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** What of a day is not as the book says: sentences. */
export const faultsOf = (golden: GoldenDay, found: Found | undefined): readonly string[] => {
  if (found === undefined) return [`${golden.file} is not there`];
  const faults: string[] = [];
  const compare = (what: string, recorded: unknown, today: unknown): void => {
    const [was, is] = [JSON.stringify(recorded), JSON.stringify(today)];
    if (was !== is) faults.push(`${golden.file}: ${what} was ${was} and is ${is}`);
  };
  const { fileHash, chainHead, stateDigest, records, events, report } = found;
  compare('the file', golden.fileHash, fileHash);
  compare('the chain head', golden.chainHead, chainHead);
  for (const { outcome, what, where } of report.checks)
    if (outcome === 'failed') faults.push(`${golden.file}: ${what} (${where})`);
  if (report.status === 'unread') return faults;
  compare('the state digest', golden.stateDigest, stateDigest);
  compare('the number of records', golden.records, records);
  compare('what is in it', golden.events, events);
  compare('what is decided otherwise', golden.differs?.deviations ?? [], deviationsOf(found));
  return faults;
};

export const deviationsOf = ({ report }: Found): readonly Pick<Deviation, 'position' | 'what'>[] =>
  (report.redecided?.deviations ?? []).map(({ position, what }) => ({ position, what }));
