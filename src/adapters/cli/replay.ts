import { type Command, Option } from '@commander-js/extra-typings';
import { AssertionError } from '../../domain/kernel/assert.ts';
import { dateOf, formatOrderId } from '../../domain/kernel/ids.ts';
import { evolve } from '../../domain/oms/evolve/evolve.ts';
import { initialState, type State } from '../../domain/oms/state.ts';
import { isOpen } from '../../domain/order/lifecycle.ts';
import { isUncertain } from '../../domain/order/order.ts';
import { isoTime } from '../../projections/words/time.ts';
import { stateDigest } from '../../replay/digest.ts';
import { type Moment, type Replayed, replayDay } from '../../replay/replay.ts';
import { Failure, Unverified } from './failure.ts';
import { DAY_HELP, type DayOfDesk, deskOption, journalOption, jsonOption, readDay, withDay } from './journals.ts';
import { MOMENT_HELP, momentOf } from './moments.ts';
import { theOrder } from './orders.ts';
import { type Output, printing } from './output.ts';
import { progressBar } from './progress.ts';
import { type Answering, QUESTION_NAMES, QUESTIONS } from './questions.ts';
import { type Row, table } from './table.ts';

/** `replay`: everything as it stood. */
export const registerReplay = (program: Command): void => {
  program
    .command('replay')
    .summary('fold a day, or a day up to a moment, and show what the desk knew')
    .description(
      'Folds the records of a day from its first and shows the state that the desk had at its end, or at any moment before: the digest, and the answer to one question. The same journal gives the same digest on every machine.',
    )
    .argument('<day>', DAY_HELP, readDay)
    .option('--at <moment>', `stop after the last record at or before ${MOMENT_HELP}`)
    .option('--order <id>', 'only this order (orderId or clOrdId)')
    .addOption(
      new Option(
        '--projection <question>',
        'what to show: every order, positions, what may still trade, or profit and loss',
      ).choices(QUESTION_NAMES),
    )
    .addOption(journalOption)
    .addOption(deskOption)
    .addOption(jsonOption)
    .action((name, { at, order, projection, json, ...where }) =>
      withDay(where, name, async (found) => {
        if (order !== undefined && projection !== undefined && projection !== 'orders')
          throw new Failure(`--order goes with the orders, not with --projection ${projection}`, 'Leave one of the two out.');
        const until = at === undefined ? undefined : await momentOf(found, at);
        const orderId = order === undefined ? undefined : formatOrderId(await theOrder(found, order));
        const question = projection ?? (order === undefined ? undefined : 'orders');
        const answering = question && QUESTIONS[question]();
        const replayed = await fold(found, until, answering);
        const rows = answering?.rows(json ? 'exact' : 'short').filter((row) => orderId === undefined || row.orderId === orderId);
        if (rows?.length === 0 && orderId !== undefined)
          throw new Failure(
            `${dateOf(found.day)} has no order ${orderId}${at === undefined ? '' : ` at ${at}`}`,
            'Leave --order out to see those there are.',
          );
        await printing((out) =>
          json
            ? out.json({ ...replayed, ...(question && { [question]: rows }) })
            : print(out, replayed, answering?.columns ?? [], rows),
        );
      }),
    );
};

type Summary = Readonly<{
  desk: string;
  day: string;
  state: 'opening' | 'open' | 'closed';
  position: number;
  /** ISO 8601; null before the first record. */
  at: string | null;
  chainHead: string;
  /** Of a closed day: that of the state before the record that closed it, as that record and the seal say it. */
  stateDigest: string;
  counts: Readonly<{ orders: number; open: number; unknown: number; positions: number; breaks: number }>;
}>;

const fold = async (found: DayOfDesk, until: Moment | undefined, answering: Answering | undefined): Promise<Summary> => {
  const { journal, day } = found;
  const state = initialState();
  const total = until !== undefined && 'position' in until ? until.position : ((await journal.head(day))?.position ?? 0);
  const bar = progressBar(`replaying ${dateOf(day)}`);
  let closing: string | undefined; // What DayClosed and the seal know the day by.
  try {
    const replayed = await replayDay(
      journal,
      day,
      (record) => {
        if (record.event.type === 'DayClosed') closing = stateDigest(state);
        evolve(state, record);
        answering?.fold(record);
      },
      { until, progress: (position) => bar.update(position, total) },
    );
    return summaryOf(found, state, replayed, closing ?? stateDigest(state));
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    throw new Unverified(
      `Position ${state.position + 1} of ${dateOf(day)} (desk ${journal.desk}) can never follow what is before it: it does not hold that ${error.claim}`,
      `Run "daybook verify ${dateOf(day)}".`,
    );
  } finally {
    bar.stop();
  }
};

const summaryOf = ({ journal, day }: DayOfDesk, state: State, { position, at, chainHead }: Replayed, digest: string): Summary => {
  const orders = [...state.orders];
  return {
    desk: journal.desk,
    day: dateOf(day),
    state: state.closed ? 'closed' : state.ready ? 'open' : 'opening',
    position,
    at: position === 0 ? null : isoTime(at),
    chainHead,
    stateDigest: digest,
    counts: {
      orders: orders.length,
      open: orders.filter(({ status }) => isOpen(status)).length,
      unknown: orders.filter(isUncertain).length,
      positions: [...state.positions].filter(({ qty }) => qty !== 0).length,
      breaks: [...state.breaks.values()].filter((found) => found.state !== 'closed').length,
    },
  };
};

const print = async (
  out: Output,
  { desk, day, state, position, at, chainHead, stateDigest, counts }: Summary,
  columns: readonly string[],
  rows: readonly Row[] | undefined,
): Promise<void> => {
  const { orders, open, unknown, positions, breaks } = counts;
  await out.lines([
    `desk          ${desk}`,
    `day           ${day}, ${state}`,
    `as of         ${at === null ? 'before its first record' : `position ${position}, ${at}`}`,
    `orders        ${orders}, ${open} of them open, ${unknown} with something unknown`,
    `positions     ${positions} held, ${breaks} breaks`,
    `chain head    ${chainHead}`,
    `state digest  ${stateDigest}`,
  ]);
  if (rows === undefined) return;
  await out.line();
  await out.lines(rows.length === 0 ? ['nothing to show'] : table(columns, rows));
};
