import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { dateOf, dayFromDate } from '../../domain/kernel/ids.ts';
import type { DayNumber } from '../../domain/kernel/units.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import { listDesks, openSqliteJournal } from '../journal/sqlite/sqlite-journal.ts';
import { Failure } from './failure.ts';

const folderOf = (text: string): string => {
  const folder = /^sqlite:(.+)$/.exec(text)?.[1];
  if (folder === undefined) throw new InvalidArgumentError('A journal is named sqlite:<dir>, such as sqlite:journal/days.');
  return folder;
};
/** Which folder of days; its value is the folder. */
export const journalOption = new Option('--journal <store>', 'where the days are, as sqlite:<dir>')
  .default('journal/days', 'sqlite:journal/days')
  .argParser(folderOf);
export const deskOption = new Option('--desk <name>', 'only this desk (otherwise every desk that has days there)');
export const jsonOption = new Option('--json', 'print JSON for a program to read');

/** A day as it is named on a command line; `latest` is the last one that a desk has. */
export type DayName = DayNumber | 'latest';
export const DAY_HELP = 'a trading day, yyyy-mm-dd, or "latest"';
export const readDay = (text: string): DayName => {
  const day = text === 'latest' ? text : dayFromDate(text);
  if (day === undefined) throw new InvalidArgumentError('A day is a date such as 2026-11-21, or "latest".');
  return day;
};

export type Where = Readonly<{ journal: string; desk?: string | undefined }>;
export type DayOfDesk = Readonly<{ journal: Journal; day: DayNumber }>;

/** Hands the journals of the desks in a folder to a command, for reading only. */
export const withJournals = async <T>(
  { journal: dir, desk }: Where,
  use: (journals: readonly Journal[]) => Promise<T>,
): Promise<T> => {
  const desks = listDesks(dir);
  if (desks.length === 0)
    throw new Failure(
      `There are no days in ${dir}`,
      'Make one with "daybook demo", or name another folder with --journal sqlite:<dir>.',
    );
  if (desk !== undefined && !desks.includes(desk))
    throw new Failure(`Desk ${desk} has no days in ${dir}`, `Those that have: ${desks.join(', ')}.`);
  const journals = (desk === undefined ? desks : [desk]).map((name) => openSqliteJournal({ dir, desk: name, readOnly: true }));
  try {
    return await use(journals);
  } finally {
    for (const journal of journals) await journal.close();
  }
};

/** Every desk's day of that name, in order of desks. */
export const daysNamed = async (journals: readonly Journal[], name: DayName): Promise<readonly [DayOfDesk, ...DayOfDesk[]]> => {
  const found: DayOfDesk[] = [];
  const known: string[] = [];
  for (const journal of journals) {
    const days = await journal.days();
    const day = name === 'latest' ? days.at(-1) : days.find((other) => other === name);
    if (day !== undefined) found.push({ journal, day });
    known.push(`${journal.desk} ${days.length > 4 ? '… ' : ''}${days.slice(-4).map(dateOf).join(' ')}`);
  }
  const [first, ...others] = found;
  if (first !== undefined) return [first, ...others];
  throw new Failure(`There is no ${name === 'latest' ? 'day' : dateOf(name)}`, `Days there are: ${known.join('; ')}.`);
};

/** For commands about one day of one desk. */
export const withDay = async <T>(where: Where, name: DayName, use: (found: DayOfDesk) => Promise<T>): Promise<T> =>
  withJournals(where, async (journals) => {
    const found = await daysNamed(journals, name);
    if (found.length === 1) return use(found[0]);
    throw new Failure(
      `Several desks have ${name === 'latest' ? 'days' : dateOf(name)}: ${found.map(({ journal }) => journal.desk).join(', ')}`,
      'Choose one with --desk <name>.',
    );
  });
