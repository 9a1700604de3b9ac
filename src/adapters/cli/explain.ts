import type { Command } from '@commander-js/extra-typings';
import { formatOrderId } from '../../domain/kernel/ids.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import { isoTime } from '../../projections/words/time.ts';
import { type DayStory, explainOrder, type Story } from '../../replay/explain.ts';
import { plainReports, printReports, reportsOf } from './client-reports.ts';
import { deskOption, journalOption, jsonOption, withJournals } from './journals.ts';
import { ordersMeant, severalOrders, unknownOrder } from './orders.ts';
import { type Output, printing } from './output.ts';
import { progressBar } from './progress.ts';
import { ORDER_COLUMNS, orderRow } from './questions.ts';
import { table } from './table.ts';

/** `explain`: why did this order do what it did? */
export const registerExplain = (program: Command): void => {
  program
    .command('explain')
    .summary("tell one order's story, each step with its evidence")
    .description(
      'Tells the story of one order over all its days: who asked, what the desk concluded and on what evidence, what venues said, each step with its position in the journal. "<position" names the input that caused a step.',
    )
    .argument('<order>', 'an orderId (O-yyyymmdd-n) or the clOrdId of the order, of a cancel or of a replace')
    .addOption(journalOption)
    .addOption(deskOption)
    .addOption(jsonOption)
    .option('--reports', 'instead: what its client was told, in FIX words')
    .action((name, { json, reports, ...where }) =>
      withJournals(where, async (journals) => {
        if (reports) {
          const told = await reportsOf(journals, name);
          return printing((out) => (json ? out.json(plainReports(told)) : printReports(out, told)));
        }
        const story = await storyOf(journals, name);
        await printing((out) => (json ? out.json(plain(story)) : print(out, story)));
      }),
    );
};

const storyOf = async (journals: readonly Journal[], name: string): Promise<Story> => {
  const bar = progressBar(`looking for ${name}`);
  try {
    const stories: Story[] = [];
    for (const journal of journals)
      for (const orderId of await ordersMeant(journal, name, bar.update)) {
        const story = await explainOrder(journal, orderId, bar.update);
        if (story !== undefined) stories.push(story);
      }
    const [first, ...others] = stories;
    if (first === undefined) throw unknownOrder(name);
    if (others.length > 0) throw severalOrders(name, stories);
    return first;
  } finally {
    bar.stop();
  }
};

const print = async (out: Output, { desk, orderId, days, instruments }: Story): Promise<void> => {
  for (const { day, steps, row } of days) {
    await out.line(`${formatOrderId(orderId)}  desk ${desk}  ${day}`);
    for (const { position, at, actor, causedBy, type, what, evidence } of steps) {
      const cause = causedBy === position ? '' : `<${causedBy}`;
      await out.line(
        `${String(position).padStart(8)} ${cause.padStart(8)}  ${isoTime(at)}  ${type.padEnd(21)}  ${what}${causedBy === position ? ` [${actor}]` : ''}`,
      );
      await out.lines(evidence.map((line) => `${INDENT}${line}`));
    }
    await out.line();
    if (row !== undefined) await out.lines(table(ORDER_COLUMNS, [orderRow(row, instruments)]));
    await out.line();
  }
};
const INDENT = ' '.repeat(70);

const plain = ({ desk, orderId, days, instruments }: Story): object => ({
  desk,
  orderId: formatOrderId(orderId),
  days: days.map(({ day, steps, row }: DayStory) => ({
    day,
    order: row === undefined ? null : orderRow(row, instruments),
    steps: steps.map((step) => ({ ...step, at: isoTime(step.at) })),
  })),
});
