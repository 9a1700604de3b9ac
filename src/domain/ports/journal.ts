import type { DayNumber, Mono } from '../kernel/units.ts';
import type { Recorded } from '../oms/catalogue.ts';

/** Where a day's journal stands. `hash` is the chain head in hex; 64 zeros before the first page. */
export type Head = Readonly<{
  day: DayNumber;
  position: number;
  hash: string;
  epoch: number;
  state: 'open' | 'closed' | 'sealed';
}>;

/** The records of one commit. Pages are dense: `first` is one past the last position of the page before. */
export type Page = Readonly<{ day: DayNumber; first: number; epoch: number; hash: string; records: readonly Recorded[] }>;

export type Batch = Readonly<{
  day: DayNumber;
  /** Dense, starting at expectedPosition + 1. */
  records: readonly Recorded[];
  /** The last position that the writer believes is there. Another one means that somebody else wrote: nothing is written. */
  expectedPosition: number;
}>;

/** The right to write. There is one at a time per desk; each has a greater epoch than any before. */
export type WriterLease = Readonly<{
  epoch: number;
  /** Makes sure, before a message leaves, that this lease still stands by the monotonic clock. Throws JournalError `leaseLost`. */
  confirm(now: Mono): void;
  release(): Promise<void>;
}>;

/** `fileHash` is the SHA-256 of the whole sealed file (of the last page's hash where there is no file). */
export type Seal = Readonly<{ day: DayNumber; position: number; chainHead: string; stateDigest: string; fileHash: string }>;

/** One thing that is wrong with a day, where, and what to do about it. */
export type Fault = Readonly<{
  code: JournalErrorCode;
  file: string;
  page: number;
  position: number;
  what: string;
  remedy: string;
}>;
export type Audit = Readonly<{
  day: DayNumber;
  pages: number;
  records: number;
  head: string;
  sealed: boolean;
  faults: readonly Fault[];
}>;

/** The book of original entry. One contract suite (`test/support/contracts/journal.ts`) holds every store to it. */
export type Journal = Readonly<{
  desk: string;
  /** Becomes the writer. `epochAtLeast` lets the caller make epochs unique over restored backups (it passes the time). */
  claim(writer: string, epochAtLeast: number): Promise<WriterLease>;
  /** Resolves when the records survive a power cut: all of them, or none. A day begins with its first batch. */
  append(lease: WriterLease, batch: Batch): Promise<Head>;
  /** Pages from the one that holds `from` (default 1), each checked against the chain before it is handed out. */
  read(day: DayNumber, from?: number): AsyncIterable<Page>;
  /** Days that exist, oldest first. */
  days(): Promise<readonly DayNumber[]>;
  head(day: DayNumber): Promise<Head | undefined>;
  /** Makes a closed day read-only and writes its seal. Sealing twice gives the same seal. */
  seal(lease: WriterLease, day: DayNumber): Promise<Seal>;
  /** The seal of a day, if it has one. */
  sealOf(day: DayNumber): Promise<Seal | undefined>;
  /** As `read`, and then whatever is appended, until the day is closed or the signal says stop. */
  follow(day: DayNumber, from: number, signal: AbortSignal): AsyncIterable<Page>;
  /** Walks the whole chain of a day without stopping at the first fault. */
  audit(day: DayNumber, progress?: (pages: number) => void): Promise<Audit>;
  close(): Promise<void>;
}>;

export type JournalErrorCode =
  | 'positionConflict'
  | 'fenced'
  | 'leaseHeld'
  | 'leaseLost'
  | 'dayClosed'
  | 'dayOpen'
  | 'noSuchDay'
  | 'pageTooLarge'
  | 'foreignFile'
  | 'newerVersion'
  | 'corruptPage'
  | 'brokenChain'
  | 'missingPage'
  | 'cutFile'
  | 'unknownEvent'
  | 'invalidEvent'
  | 'sealBroken'
  | 'notDurable'
  | 'inputOutput';

/** Says what was wrong, in which file and where in it, and what a person can do. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;
  readonly fault: Fault;
  constructor(fault: Fault, options?: ErrorOptions) {
    super(`${fault.what} (${fault.file}${fault.position > 0 ? `, position ${fault.position}` : ''}). ${fault.remedy}`, options);
    this.code = fault.code;
    this.fault = fault;
  }
}

/** A page is at most this long encoded, in every store: EventStoreDB refuses appends past 1 MiB. */
export const PAGE_BYTES_MAX = 900 * 1024;
export const NO_HASH = '0'.repeat(64);
