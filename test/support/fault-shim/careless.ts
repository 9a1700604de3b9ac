import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Interrupted } from './interrupted.ts';
import type { Subject } from './sweep.ts';

/** A table in SQLite as most people open it: `synchronous` is NORMAL, and a commit is told before it is synced. A cut of the power must show it. */
type Told = { rows: number };
const ROWS = 5;

const open = (dir: string): Database.Database => {
  const db = new Database(join(dir, 'careless.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec('CREATE TABLE IF NOT EXISTS row (n INTEGER PRIMARY KEY)');
  return db;
};

export const careless: Subject<Told> = {
  nothingTold: () => ({ rows: 0 }),
  live: async (dir, told) => {
    try {
      const db = open(dir);
      for (let n = 1; n <= ROWS; n += 1) {
        db.prepare('INSERT INTO row VALUES (?)').run(n);
        told.rows = n;
      }
      db.close();
    } catch (error) {
      throw new Interrupted(error, async () => {});
    }
  },
  faultsLeft: async (dir, { rows }) => {
    const db = open(dir);
    const found = db.prepare<[], number>('SELECT count(*) FROM row').pluck().get() ?? 0;
    db.close();
    return found < rows ? [`${rows} rows were told, ${found} are there`] : [];
  },
};
