import type { Command } from '@commander-js/extra-typings';
import { dateOf, formatChildId, formatOrderId } from '../../domain/kernel/ids.ts';
import { apply } from '../../projections/projection.ts';
import { type StrayLine, suspense } from '../../projections/suspense.ts';
import { emptyLexicon, type Lexicon, learnWords, priceOf, qtyOf } from '../../projections/words/lexicon.ts';
import { isoTime } from '../../projections/words/time.ts';
import { replayDay } from '../../replay/replay.ts';
import { DAY_HELP, type DayOfDesk, deskOption, journalOption, jsonOption, readDay, withDay } from './journals.ts';
import { type Output, printing } from './output.ts';
import { type Row, table } from './table.ts';

const COLUMNS = ['venue', 'execution', 'state', 'side', 'qty', 'symbol', 'price', 'fee', 'account', 'by', 'reason'];

/** `suspense`: which executions matched no order of ours, and whose are they by now? */
export const registerSuspense = (program: Command): void => {
  program
    .command('suspense')
    .summary('list executions that matched no order, and whose they are by now')
    .description(
      'Lists the executions of a day, and those that it began with, that venues told for no order of ours: they are booked all the same, in the suspense account, and wait for a person ("daybook assign"). Until the last of a venue is assigned it takes no new orders, unless its configuration allows it.',
    )
    .argument('[day]', DAY_HELP, readDay, 'latest' as const)
    .option('--waiting', 'only those that wait for a person')
    .addOption(journalOption)
    .addOption(deskOption)
    .addOption(jsonOption)
    .action((name, { waiting, json, ...where }) =>
      withDay(where, name, async (found) => {
        const { lines, lexicon } = await fold(found);
        const shown = lines.filter(({ state }) => waiting !== true || state === 'waits');
        await printing((out) => (json ? out.json(shown.map((line) => plain(line, lexicon))) : print(out, found, shown, lexicon)));
      }),
    );
};

const fold = async ({ journal, day }: DayOfDesk): Promise<{ lines: readonly StrayLine[]; lexicon: Lexicon }> => {
  const view = suspense.initial();
  const words = { name: 'words', initial: () => ({ lexicon: emptyLexicon() }), on: learnWords };
  const known = words.initial();
  await replayDay(journal, day, (record) => {
    apply(suspense, view, record);
    apply(words, known, record);
  });
  return { lines: [...view.strays.values()], lexicon: known.lexicon };
};

const plain = (line: StrayLine, lexicon: Lexicon) => ({
  venue: line.venue,
  executionKey: line.executionKey,
  execId: line.execId,
  symbol: line.symbol,
  side: line.side,
  lastQty: qtyOf(lexicon, line.symbol, line.lastQty),
  lastPx: priceOf(lexicon, line.symbol, line.lastPx),
  fee: line.fee,
  feeCurrency: line.feeCurrency,
  since: isoTime(line.since),
  state: line.state,
  account: line.account,
  orderId: line.orderId === undefined ? null : formatOrderId(line.orderId),
  childId: line.childId === undefined ? null : formatChildId(line.childId),
  by: line.by ?? null,
  reason: line.reason ?? null,
});

const rowOf = (line: StrayLine, lexicon: Lexicon): Row => {
  const {
    venue,
    executionKey: execution,
    state,
    side,
    lastQty: qty,
    symbol,
    lastPx: price,
    fee,
    account,
    by,
    reason,
  } = plain(line, lexicon);
  return { venue, execution, state, side, qty, symbol, price, fee: `${fee} ${line.feeCurrency}`, account, by, reason };
};

const print = async (out: Output, { journal, day }: DayOfDesk, lines: readonly StrayLine[], lexicon: Lexicon): Promise<void> => {
  if (lines.length > 0)
    await out.lines(
      table(
        COLUMNS,
        lines.map((line) => rowOf(line, lexicon)),
      ),
    );
  const waiting = lines.filter(({ state }) => state === 'waits').length;
  await out.line(`${dateOf(day)} (desk ${journal.desk}): ${lines.length} shown, ${waiting} wait for a person`);
};
