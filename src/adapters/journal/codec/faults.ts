import { type Fault, JournalError, type JournalErrorCode } from '../../../domain/ports/journal.ts';

/** Where something is wrong. `page` and `position` count from 1; 0 means that it is not about one. */
export type Where = Readonly<{ file: string; page?: number; position?: number }>;

export const fault = (code: JournalErrorCode, where: Where, what: string, remedy: string): Fault => ({
  code,
  file: where.file,
  page: where.page ?? 0,
  position: where.position ?? 0,
  what,
  remedy,
});

export const journalError = (code: JournalErrorCode, where: Where, what: string, remedy: string, cause?: unknown): JournalError =>
  new JournalError(fault(code, where, what, remedy), cause === undefined ? undefined : { cause });

export const RESTORE =
  'Restore the file from a copy (a standby, a backup) and compare its chain head with the seal or the next day.';
export const UPGRADE = 'Read it with the Daybook release that wrote it, or a later one. Nothing was changed.';
