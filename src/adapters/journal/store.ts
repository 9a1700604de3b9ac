import type { DayNumber } from '../../domain/kernel/units.ts';
import type { Fault, Seal } from '../../domain/ports/journal.ts';
import type { EncodedPage } from './codec/page.ts';
import type { Tail } from './codec/page-writer.ts';
import type { Waiters } from './waiters.ts';

/** The chain up to some page: where it ends, and the day's words so far. */
export type Start = Readonly<{ tail: Tail; words: readonly string[] }>;

/** The right to write, as the store holds it. */
export type Lock = Readonly<{
  epoch: number;
  /** What is wrong with it; undefined while it stands. */
  fault(): Fault | undefined;
  release(): void;
}>;

/** A day that is open for writing. */
export type WritableDay = Readonly<{
  start: Start;
  /**
   * Makes the pages durable, all or none. Throws JournalError `fenced` or `positionConflict` when somebody else wrote (nothing
   * is written then), `notDurable` when the disk would not have it (nobody knows then what is written).
   */
  commit(pages: readonly EncodedPage[]): void;
  close(): void;
}>;

/** What a place must be able to do to keep pages. All else about a journal is the same wherever its pages are: `paged-journal.ts`. */
export type PageStore = Readonly<{
  desk: string;
  /** Woken when a page was committed. */
  waiters: Waiters;
  /** The name of a day's file in messages. */
  fileOf(day: DayNumber): string;
  /** Oldest first. */
  days(): readonly DayNumber[];
  /** The chain before the page that holds position `from`, or before the one that is yet to come. */
  startAt(day: DayNumber, from: number): Start;
  /** Some of the pages that begin after a position, in order; none when there are none. */
  pagesAfter(day: DayNumber, position: number): readonly EncodedPage[];
  /** Every page that can be read, in order, and a fault for each thing that cannot. Never throws a JournalError. */
  survey(day: DayNumber): Iterable<EncodedPage | Fault>;
  /** Throws JournalError `leaseHeld` at once when somebody else is the writer. */
  lock(writer: string, epochAtLeast: number): Lock;
  /** The day need not exist: it begins with its first commit. Throws JournalError `fenced` when a later epoch has been here. */
  open(day: DayNumber, epoch: number): WritableDay;
  /** Makes a day that nobody has open read-only, and keeps its seal. */
  seal(seal: Omit<Seal, 'fileHash'>): Seal;
  sealOf(day: DayNumber): Seal | undefined;
  /** SHA-256 of the whole file in hex (of the last page where there is no file). */
  fileHash(day: DayNumber): string;
}>;
