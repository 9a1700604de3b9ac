import type { Command } from '@commander-js/extra-typings';
import { dateOf, formatChildId, formatOrderId } from '../../domain/kernel/ids.ts';
import type { Micros } from '../../domain/kernel/units.ts';
import { ageSecondsOf, type BreakLine, breaks } from '../../projections/breaks.ts';
import { apply } from '../../projections/projection.ts';
import { isoTime } from '../../projections/words/time.ts';
import { replayDay } from '../../replay/replay.ts';
import { DAY_HELP, type DayOfDesk, deskOption, journalOption, jsonOption, readDay, withDay } from './journals.ts';
import { type Output, printing } from './output.ts';
import { progressBar } from './progress.ts';
import { type Row, table } from './table.ts';

const COLUMNS = ['break', 'what', 'state', 'age', 'venue', 'about', 'owner', 'detail', 'because'];

/** `breaks`: what did not fit, and what became of it. */
export const registerBreaks = (program: Command): void => {
  program
    .command('breaks')
    .summary('list what did not fit on a day, who looks after it and how it was settled')
    .description(
      'Lists the breaks of a day, and those that it began with: what a venue said that does not fit, whether it is open, explained or closed, who has taken it on, and on what evidence, or by whose word, it ended. The age is that at the last record of the day. With --json each has its story: the records about it, by position.',
    )
    .argument('[day]', DAY_HELP, readDay, 'latest' as const)
    .option('--open', 'only those that are not closed')
    .addOption(journalOption)
    .addOption(deskOption)
    .addOption(jsonOption)
    .action((name, { open, json, ...where }) =>
      withDay(where, name, async (found) => {
        const { lines, at } = await fold(found);
        const shown = lines.filter(({ state }) => open !== true || state !== 'closed');
        await printing((out) => (json ? out.json(shown.map((line) => plain(line, at))) : print(out, found, shown, at)));
      }),
    );
};

const fold = async ({ journal, day }: DayOfDesk): Promise<{ lines: readonly BreakLine[]; at: Micros }> => {
  const view = breaks.initial();
  const total = (await journal.head(day))?.position ?? 0;
  const bar = progressBar(`reading ${dateOf(day)}`);
  try {
    const { at } = await replayDay(journal, day, (record) => apply(breaks, view, record), {
      progress: (position) => bar.update(position, total),
    });
    return { lines: [...view.breaks.values()], at };
  } finally {
    bar.stop();
  }
};

/** "2d 03:04:05", or without the days. */
const ageOf = (seconds: number): string => {
  const days = Math.floor(seconds / 86_400);
  const clock = [seconds / 3_600, seconds / 60, seconds].map((part, i) =>
    String(Math.floor(part) % (i === 0 ? 24 : 60)).padStart(2, '0'),
  );
  return `${days === 0 ? '' : `${days}d `}${clock.join(':')}`;
};

const plain = (line: BreakLine, at: Micros) => ({
  breakId: line.breakId,
  what: line.what,
  detail: line.detail,
  state: line.state,
  venue: line.venue ?? null,
  orderId: line.orderId === undefined ? null : formatOrderId(line.orderId),
  childId: line.childId === undefined ? null : formatChildId(line.childId),
  executionKey: line.executionKey ?? null,
  raisedAt: isoTime(line.raisedAt),
  ageSeconds: ageSecondsOf(line, at),
  owner: line.owner ?? null,
  explanation: line.explanation ?? null,
  ending: line.ending ?? null,
  closedAt: line.closedAt === undefined ? null : isoTime(line.closedAt),
  story: line.story.map(({ evidence, ...told }) => ({ ...told, at: isoTime(told.at), evidence: evidence ?? null })),
});

const rowOf = (line: BreakLine, at: Micros): Row => ({
  break: line.breakId,
  what: line.what,
  state: line.state,
  age: ageOf(ageSecondsOf(line, at)),
  venue: line.venue ?? null,
  about: line.childId === undefined ? null : formatChildId(line.childId),
  owner: line.owner ?? null,
  detail: line.detail,
  because: line.ending ?? line.explanation ?? null,
});

const print = async (out: Output, { journal, day }: DayOfDesk, lines: readonly BreakLine[], at: Micros): Promise<void> => {
  if (lines.length > 0)
    await out.lines(
      table(
        COLUMNS,
        lines.map((line) => rowOf(line, at)),
      ),
    );
  const counts = (['open', 'explained', 'closed'] as const).map(
    (state) => `${lines.filter((line) => line.state === state).length} ${state}`,
  );
  await out.line(`${dateOf(day)} (desk ${journal.desk}): ${counts.join(', ')}`);
};
