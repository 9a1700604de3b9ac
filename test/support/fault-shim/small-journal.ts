import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { canonical } from '../../../src/domain/kernel/canonical.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { type Journal, JournalError, type Seal, type WriterLease } from '../../../src/domain/ports/journal.ts';
import { closingAt, codeOf, DAY, marks, recordsOf, turnAt } from '../journal-days.ts';
import { Interrupted } from './interrupted.ts';
import type { Subject } from './sweep.ts';

/** The whole life of a small journal: one process begins a day and ends in order, the next one goes on, closes the day and seals it. */
const LIVES: readonly (readonly (readonly Recorded[])[])[] = [
  [marks(1, 3), marks(4, 40)],
  [turnAt(44, 2, 'x'.repeat(20_000)), [closingAt(46)]],
];
const BATCHES = LIVES.flat();
const RECORDS = BATCHES.flat();
const DESK = 'test';

/** What the journal has told its user so far. */
export type Told = { position: number; epoch: number; seal: Seal | undefined };
const nothingTold = (): Told => ({ position: 0, epoch: 0, seal: undefined });

const live = async (dir: string, told: Told): Promise<void> => {
  for (const [n, batches] of LIVES.entries()) {
    const journal = openSqliteJournal({ dir, desk: DESK });
    try {
      const lease = await journal.claim('a writer', 1);
      told.epoch = lease.epoch;
      for (const records of batches) told.position = await append(journal, lease, records);
      if (n === LIVES.length - 1) told.seal = await journal.seal(lease, DAY);
    } catch (error) {
      // A fault of the disk is told in the journal's own words: which file, and what to do.
      const inOrder = error instanceof JournalError && (error.code === 'notDurable' || error.code === 'inputOutput');
      throw inOrder ? new Interrupted(error, () => journal.close()) : error;
    }
    await journal.close();
  }
};

const append = async (journal: Journal, lease: WriterLease, records: readonly Recorded[]): Promise<number> => {
  const batch = { day: DAY, records, expectedPosition: (records[0]?.position ?? 1) - 1 };
  try {
    return (await journal.append(lease, batch)).position;
  } catch (error) {
    if (error instanceof JournalError && error.code === 'notDurable') await insistOnStopped(journal.append(lease, batch));
    throw error;
  }
};
/** Nobody knows what is written after a commit that failed: so no other may follow it. */
const insistOnStopped = async (again: Promise<unknown>): Promise<void> => {
  const refusal = await again.then(() => 'it was taken', String);
  if (!/has stopped.*Restart the desk/.test(refusal)) throw new Error(`an append after one that failed: ${refusal}`);
};

type Expect = (holds: boolean, what: string) => void;
const faultsLeft = async (dir: string, told: Told): Promise<readonly string[]> => {
  const faults: string[] = [];
  const expect: Expect = (holds, what) => void (holds || faults.push(what));
  try {
    await readOnly(dir, told, expect);
    await goOn(dir, told, expect);
    await atTheEnd(dir, expect);
  } catch (error) {
    faults.push(`${error instanceof Error ? error.stack : error}`);
  }
  return faults;
};

/** All that was told, and nothing half: whole batches, at most one more than was told (its outcome was unknown). */
const soundness = (records: readonly Recorded[], told: Told, expect: Expect): void => {
  const ends = BATCHES.map((batch) => batch.at(-1)?.position ?? 0);
  const next = ends.find((end) => end > told.position) ?? told.position;
  expect(records.length >= told.position, `${told.position} was told durable, ${records.length} records are there`);
  expect(records.length <= next, `${records.length} records are there, which nobody wrote yet`);
  expect([0, ...ends].includes(records.length), `${records.length} records are there: half a batch`);
  expect(canonical(records) === canonical(RECORDS.slice(0, records.length)), 'the records are not those that were written');
};

/** Who may only read sees the truth, or is told that a writer has to come first. */
const readOnly = async (dir: string, told: Told, expect: Expect): Promise<void> => {
  const reader = openSqliteJournal({ dir, desk: DESK, readOnly: true });
  if (!(await reader.days()).includes(DAY)) return soundness([], told, expect);
  const refused = await codeOf(reader.head(DAY));
  expect(refused === undefined || refused === 'inputOutput', `a reader is refused with ${refused}`);
  if (refused !== undefined) return;
  soundness(await recordsOf(reader), told, expect);
  expect((await reader.audit(DAY)).faults.length === 0, 'a reader finds faults in the day');
  const sealed = canonical((await reader.sealOf(DAY)) ?? 'no seal');
  expect(told.seal === undefined || sealed === canonical(told.seal), 'the seal that was told is not there');
};

const goOn = async (dir: string, told: Told, expect: Expect): Promise<void> => {
  const journal = openSqliteJournal({ dir, desk: DESK });
  const lease = await journal.claim('the next writer', 1);
  expect(lease.epoch > told.epoch, `epoch ${lease.epoch} follows epoch ${told.epoch}`);
  const found = (await journal.days()).includes(DAY) ? await recordsOf(journal) : [];
  soundness(found, told, expect);
  for (const records of BATCHES.filter((batch) => (batch[0]?.position ?? 0) > found.length))
    await append(journal, lease, records);
  const seal = await journal.seal(lease, DAY);
  expect(told.seal === undefined || canonical(told.seal) === canonical(seal), 'the seal is not the one that was told');
  await journal.close();
};

const atTheEnd = async (dir: string, expect: Expect): Promise<void> => {
  const reader = openSqliteJournal({ dir, desk: DESK, readOnly: true });
  const audit = await reader.audit(DAY);
  expect(audit.sealed && audit.faults.length === 0, `the day does not verify: ${JSON.stringify(audit.faults)}`);
  expect(canonical(await recordsOf(reader)) === canonical(RECORDS), 'the sealed day is not what was written');
  const left = readdirSync(join(dir, DESK)).sort().join(' ');
  expect(left === '2026-11-21.daybook 2026-11-21.seal writer.lease', `in the end there lie ${left}`);
};

export const smallJournal: Subject<Told> = { nothingTold, live, faultsLeft };
