import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { dateOf, dayFromDate } from '../../../domain/kernel/ids.ts';
import type { DayNumber } from '../../../domain/kernel/units.ts';
import type { Journal } from '../../../domain/ports/journal.ts';
import { journalError } from '../codec/faults.ts';
import { PagedJournal } from '../paged-journal.ts';
import type { PageStore } from '../store.ts';
import { Waiters } from '../waiters.ts';
import { epochOf, pagesAfter, startAt } from './day-reader.ts';
import { openDay } from './day-writer.ts';
import { sha256Of, syncFile } from './files.ts';
import { takeLease } from './lease-file.ts';
import { readSeal, sealFile } from './seal-file.ts';
import { inOurWords } from './sqlite-errors.ts';
import { survey } from './survey.ts';

/** Another process may write the day that we follow; a look costs a fifth of a millisecond. */
const POLL_MS = 20;
const DAY_FILE = /^(\d{4}-\d{2}-\d{2})\.daybook$/;
const DESK = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

export type SqliteJournalOptions = Readonly<{
  /** The folder that holds a folder for each desk. */
  dir: string;
  desk: string;
  /** Refuses `claim`, and so everything that writes. */
  readOnly?: boolean;
}>;

/** A journal in one SQLite file per trading day, `<dir>/<desk>/<yyyy-mm-dd>.daybook`. Nothing is made on disk before `claim`. */
export const openSqliteJournal = (options: SqliteJournalOptions): Journal => new PagedJournal(sqliteStore(options));

/** Desks that have days in a folder, by name. */
export const listDesks = (dir: string): readonly string[] =>
  !existsSync(dir)
    ? []
    : readdirSync(dir)
        .filter((name) => DESK.test(name) && daysIn(join(dir, name)).length > 0)
        .sort();

const daysIn = (folder: string): readonly DayNumber[] => {
  if (!existsSync(folder)) return [];
  const days = readdirSync(folder).map((name) => dayFromDate(DAY_FILE.exec(name)?.[1] ?? ''));
  return days.filter((day) => day !== undefined).sort((a, b) => a - b);
};

const sqliteStore = ({ dir, desk, readOnly = false }: SqliteJournalOptions): PageStore => {
  if (!DESK.test(desk))
    throw journalError(
      'inputOutput',
      { file: dir },
      `"${desk}" cannot be the name of a desk`,
      'Use letters, digits, - and _, at most 32.',
    );
  const folder = resolve(dir, desk);
  const fileOf = (day: DayNumber): string => join(folder, `${dateOf(day)}.daybook`);
  const days = (): readonly DayNumber[] => daysIn(folder);
  return {
    desk,
    waiters: new Waiters(POLL_MS),
    fileOf,
    days,
    startAt: (day, from) => startAt(fileOf(day), from),
    pagesAfter: (day, position) => pagesAfter(fileOf(day), position),
    survey: (day) => survey(fileOf(day)),
    lock: (writer, epochAtLeast) => {
      if (readOnly)
        throw journalError('inputOutput', { file: folder }, 'this journal was opened read-only', 'Open it for writing.');
      makeFolder(folder);
      return takeLease(join(folder, 'writer.lease'), writer, epochAtLeast, () => {
        const newest = days().at(-1);
        return newest === undefined ? 0 : epochOf(fileOf(newest));
      });
    },
    open: (day, epoch) => openDay(fileOf(day), epoch),
    seal: (seal) => sealFile(fileOf(seal.day), seal),
    sealOf: (day) => readSeal(fileOf(day)),
    fileHash: (day) => sha256Of(fileOf(day)),
  };
};

const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  try {
    const topmost = mkdirSync(folder, { recursive: true }) ?? folder;
    for (let made = folder; made.length >= topmost.length; made = dirname(made)) syncFile(dirname(made));
  } catch (error) {
    throw inOurWords(error, { file: folder }, 'the folder of the desk cannot be made');
  }
};
