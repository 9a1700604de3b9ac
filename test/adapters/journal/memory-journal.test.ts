import { openMemoryJournal, Shelf } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { journalContract } from '../../support/contracts/journal.ts';

journalContract('memory', () => {
  const shelf = new Shelf();
  return {
    open: () => openMemoryJournal({ desk: 'test', shelf }),
    breakLease: () => {
      shelf.holder = undefined;
    },
    remove: () => shelf.days.clear(),
  };
});
