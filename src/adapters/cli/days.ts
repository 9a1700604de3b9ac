import type { Command } from '@commander-js/extra-typings';
import { dateOf } from '../../domain/kernel/ids.ts';
import type { DayNumber } from '../../domain/kernel/units.ts';
import { type Journal, JournalError } from '../../domain/ports/journal.ts';
import { deskOption, journalOption, jsonOption, withJournals } from './journals.ts';
import { printing } from './output.ts';
import { type Row, table } from './table.ts';

const COLUMNS = ['desk', 'day', 'state', 'records', 'chainHead'];

/** `days`: what there is to read. */
export const registerDays = (program: Command): void => {
  program
    .command('days')
    .summary('list the trading days of every desk')
    .description('Lists the trading days of every desk: open, closed or sealed, how many records, and the chain head.')
    .addOption(journalOption)
    .addOption(deskOption)
    .addOption(jsonOption)
    .action(({ json, ...where }) =>
      withJournals(where, async (journals) => {
        const rows: Row[] = [];
        for (const journal of journals) for (const day of await journal.days()) rows.push(await rowOf(journal, day));
        await printing((out) => (json ? out.json(rows) : out.lines(table(COLUMNS, rows))));
        if (rows.some(({ state }) => state === 'unreadable')) process.exitCode = 2;
      }),
    );
};

const rowOf = async (journal: Journal, day: DayNumber): Promise<Row> => {
  const found = { desk: journal.desk, day: dateOf(day) };
  try {
    const head = await journal.head(day);
    return { ...found, state: head?.state ?? 'open', records: head?.position ?? 0, chainHead: head?.hash ?? null };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    process.stderr.write(`daybook: ${error.message}\n`);
    return { ...found, state: 'unreadable', records: null, chainHead: null };
  }
};
