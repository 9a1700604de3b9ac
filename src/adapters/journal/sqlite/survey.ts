import type Database from 'better-sqlite3';
import { type Fault, JournalError } from '../../../domain/ports/journal.ts';
import type { EncodedPage } from '../codec/page.ts';
import { pageOf, type Row, SELECTED } from './day-file.ts';
import { reading } from './reading.ts';
import { inOurWords } from './sqlite-errors.ts';

const PAGES_AT_A_TIME = 16;
type Found = EncodedPage | Fault;

/** Every page of a day that can be read, in order, and a fault for whatever cannot: where SQLite gives up, we go round it. */
export function* survey(file: string): Generator<Found> {
  const faults: Fault[] = [];
  const positions = attempt(faults, [], () => reading(file, (db) => positionsIn(db, file, faults)));
  yield* faults;
  for (let i = 0; i < positions.length; i += PAGES_AT_A_TIME) {
    const some = positions.slice(i, i + PAGES_AT_A_TIME);
    const unread: Fault[] = [];
    yield* attempt(unread, [], () => reading(file, (db) => some.map((first) => foundAt(db, file, first))));
    yield* unread;
  }
}

/** Where pages begin: forwards as far as the table can be walked and, when it breaks off, backwards from its end too. */
const positionsIn = (db: Database.Database, file: string, faults: Fault[]): readonly number[] => {
  const forwards = walk(db, file, 'ASC', Number.NEGATIVE_INFINITY, faults);
  if (faults.length === 0) return forwards;
  const backwards = walk(db, file, 'DESC', forwards.at(-1) ?? 0, []);
  return [...forwards, ...backwards.toReversed()];
};

const walk = (db: Database.Database, file: string, order: 'ASC' | 'DESC', after: number, faults: Fault[]): readonly number[] => {
  const found: number[] = [];
  const firsts = db.prepare<[number], number>(`SELECT first FROM page WHERE first > ? ORDER BY first ${order}`).pluck();
  try {
    for (const first of firsts.iterate(after)) found.push(first);
  } catch (error) {
    faults.push(inOurWords(error, { file, position: found.at(-1) ?? 0 }, 'the table of pages breaks off').fault);
  }
  return found;
};

const foundAt = (db: Database.Database, file: string, first: number): Found => {
  try {
    return pageOf(db.prepare<[number], Row>(`SELECT ${SELECTED} FROM page WHERE first = ?`).raw().get(first) ?? [], file);
  } catch (error) {
    return inOurWords(error, { file, position: first }, 'a page cannot be read').fault;
  }
};

const attempt = <T>(faults: Fault[], otherwise: T, what: () => T): T => {
  try {
    return what();
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    faults.push(error.fault);
    return otherwise;
  }
};
