import Database from 'better-sqlite3';
import { JournalError } from '../../../domain/ports/journal.ts';
import { journalError, RESTORE, type Where } from '../codec/faults.ts';

/** Says in our words what SQLite, or the file system below it, said in theirs. `doing` is what could not be done. */
export const inOurWords = (error: unknown, where: Where, doing: string): JournalError => {
  if (error instanceof JournalError) return error;
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  if (code.startsWith('SQLITE_NOTADB'))
    return journalError(
      'foreignFile',
      where,
      `${doing}: this is not a SQLite file, or its first page is damaged`,
      RESTORE,
      error,
    );
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_ERROR')
    return journalError('corruptPage', where, `${doing}: SQLite finds it damaged (${said})`, RESTORE, error);
  if (code.startsWith('SQLITE_PROTOCOL') || code === 'SQLITE_READONLY_ROLLBACK')
    return journalError(
      'inputOutput',
      where,
      `${doing}: its writer was killed as it was about to begin or to end`,
      'Read it with the right to write, or start the desk once.',
      error,
    );
  if (code.startsWith('SQLITE_BUSY'))
    return journalError(
      'inputOutput',
      where,
      `${doing}: another process has it locked`,
      'Find that process and let it finish.',
      error,
    );
  return journalError(
    'inputOutput',
    where,
    `${doing}: ${said} (${code})`,
    'Check the disk, its free space and the permissions of the folder.',
    error,
  );
};

/** The code of an error of SQLite or of the file system, such as SQLITE_FULL or ENOSPC; empty when it has none. */
export const codeOf = (error: unknown): string => {
  if (error instanceof Database.SqliteError) return error.code;
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
};
