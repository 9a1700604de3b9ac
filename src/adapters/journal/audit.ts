import type { DayNumber } from '../../domain/kernel/units.ts';
import { type Audit, type Fault, JournalError, type Seal } from '../../domain/ports/journal.ts';
import { Chain } from './chain.ts';
import { fault } from './codec/faults.ts';
import { recordsOf } from './codec/page-reader.ts';
import { NOTHING } from './codec/page-writer.ts';
import type { PageStore } from './store.ts';

/** Walks a whole day and names everything that is wrong with it: the file, the pages, the chain, the records, the seal. */
export const auditDay = (store: PageStore, day: DayNumber, progress: (pages: number) => void): Audit => {
  const file = store.fileOf(day);
  const chain = new Chain({ desk: store.desk, day, file }, { tail: NOTHING, words: [] });
  const faults: Fault[] = [];
  let pages = 0;
  let records = 0;
  for (const found of store.survey(day)) {
    if ('remedy' in found) {
      faults.push(found);
      continue;
    }
    faults.push(...chain.step(found));
    pages += 1;
    records += found.count;
    // After a fault the day's words may be others: only what comes before it can be read with certainty.
    if (faults.length === 0) faults.push(...thrownBy(() => recordsOf(found, day, chain.words, file)));
    progress(pages);
  }
  const { sealed, sealFaults } = auditSeal(store, day, chain);
  return { day, pages, records, head: chain.hash, sealed, faults: [...faults, ...sealFaults] };
};

const auditSeal = (
  store: PageStore,
  day: DayNumber,
  chain: Chain,
): Readonly<{ sealed: boolean; sealFaults: readonly Fault[] }> => {
  let seal: Seal | undefined;
  const unreadable = thrownBy(() => {
    seal = store.sealOf(day);
  });
  if (seal === undefined) return { sealed: unreadable.length > 0, sealFaults: unreadable };
  const { fileHash } = seal;
  const file = store.fileOf(day);
  const sealFaults = sealedOtherwise(seal, chain, file);
  const wholeFile = thrownBy(() => {
    const found = store.fileHash(day);
    if (found === fileHash) return;
    const what = `the file as a whole gives SHA-256 ${found}; its seal says ${fileHash}`;
    sealFaults.push(fault('sealBroken', { file }, what, UNSEALED));
  });
  return { sealed: true, sealFaults: [...sealFaults, ...wholeFile] };
};

/** Whether a day that was walked to its end ends where its seal says. */
export const sealedOtherwise = (seal: Seal, { position, hash, number }: Chain, file: string): Fault[] => {
  if (seal.position === position && seal.chainHead === hash) return [];
  const what = `the day ends at position ${position} with chain head ${hash}; its seal says position ${seal.position}, ${seal.chainHead}`;
  return [fault('sealBroken', { file, page: number, position }, what, UNSEALED)];
};

const UNSEALED =
  'The day was changed after it was sealed. Restore it from a copy whose hash is the one of the seal and of the next day.';

const thrownBy = (check: () => unknown): readonly Fault[] => {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof JournalError) return [error.fault];
    throw error;
  }
};
