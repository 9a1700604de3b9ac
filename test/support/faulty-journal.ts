import type { Batch, Head, Journal, WriterLease } from '../../src/domain/ports/journal.ts';

export type AppendFault = 'before' | 'after' | undefined;

/** A journal whose appends fail on command: before anything is written, or after all of it is, as a power cut may. */
export type FaultyJournal = Journal & {
  /** Asked before each append; `n` counts from 1. */
  plan: (n: number, batch: Batch) => AppendFault;
  /** Appends wait here until let go; undefined lets them through. */
  hold: Promise<void> | undefined;
  appends: number;
};

/** The same journal, one method at a time, so that a test can put something else in the place of one. */
export const unbundled = (inner: Journal): Journal => ({
  desk: inner.desk,
  claim: (writer, epochAtLeast) => inner.claim(writer, epochAtLeast),
  append: (lease, batch) => inner.append(lease, batch),
  read: (day, from) => inner.read(day, from),
  days: () => inner.days(),
  head: (day) => inner.head(day),
  seal: (lease, day) => inner.seal(lease, day),
  sealOf: (day) => inner.sealOf(day),
  follow: (day, from, signal) => inner.follow(day, from, signal),
  audit: (day, progress) => inner.audit(day, progress),
  close: () => inner.close(),
});

export const faulty = (inner: Journal): FaultyJournal => {
  const journal: FaultyJournal = {
    ...unbundled(inner),
    plan: () => undefined,
    hold: undefined,
    appends: 0,
    append: async (lease: WriterLease, batch: Batch): Promise<Head> => {
      journal.appends += 1;
      const fault = journal.plan(journal.appends, batch);
      await journal.hold;
      if (fault === 'before') throw new Error('the disk failed before the page was written');
      const head = await inner.append(lease, batch);
      if (fault === 'after') throw new Error('the disk failed after the page was written');
      return head;
    },
  };
  return journal;
};
