import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { journalContract } from '../../support/contracts/journal.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

journalContract('sqlite', () => {
  const { dir, remove } = temporaryFolder();
  return {
    open: () => openSqliteJournal({ dir, desk: 'test' }),
    breakLease: () => rmSync(join(dir, 'test', 'writer.lease')),
    remove,
  };
});
