import { formatOrderId } from '../../domain/kernel/ids.ts';
import type { OrderId } from '../../domain/kernel/units.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import { plainAnswer } from '../../projections/client-report.ts';
import { isoTime } from '../../projections/words/time.ts';
import { answersAbout, plainDays, type ToldDay } from '../../replay/client-answers.ts';
import { ordersMeant, severalOrders, unknownOrder } from './orders.ts';
import type { Output } from './output.ts';
import { type Row, table } from './table.ts';

type Told = Readonly<{ desk: string; orderId: OrderId; days: readonly ToldDay[] }>;

/** What the client of the one order that is meant was told, over all its days. */
export const reportsOf = async (journals: readonly Journal[], name: string): Promise<Told> => {
  const told: Told[] = [];
  for (const journal of journals)
    for (const orderId of await ordersMeant(journal, name)) {
      const days = await answersAbout(journal, orderId);
      if (days.length > 0) told.push({ desk: journal.desk, orderId, days });
    }
  const [first, ...others] = told;
  if (first === undefined) throw unknownOrder(name);
  if (others.length > 0) throw severalOrders(name, told);
  return first;
};

const COLUMNS = [
  ...['position', 'at', 'report', 'ordStatus', 'clOrdId', 'origClOrdId', 'orderQty', 'cumQty', 'leavesQty', 'avgPx'],
  ...['lastQty', 'lastPx', 'reason'],
];

export const printReports = async (out: Output, { desk, orderId, days }: Told): Promise<void> => {
  for (const { day, answers } of days) {
    await out.line(`${formatOrderId(orderId)}  desk ${desk}  ${day}`);
    await out.lines(table(COLUMNS, answers.map(rowOf)));
    await out.line();
  }
};

/** A reject has no type of its own: what it refuses stands for it. */
const rowOf = ({ position, at, answer, instrument }: ToldDay['answers'][number]): Row => {
  const plain = plainAnswer(answer, instrument);
  const own =
    plain.msgType === 'executionReport'
      ? { report: plain.execType, reason: plain.ordRejReason ?? plain.text ?? null }
      : { report: `${plain.cxlRejResponseTo}Rejected`, reason: plain.cxlRejReason };
  return { ...plain, ...own, position, at: isoTime(at) };
};

export const plainReports = ({ desk, orderId, days }: Told): object => ({
  desk,
  orderId: formatOrderId(orderId),
  days: plainDays(days),
});
