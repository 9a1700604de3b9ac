import type { Command } from '@commander-js/extra-typings';
import { formatOrderId } from '../../domain/kernel/ids.ts';
import type { OrderId } from '../../domain/kernel/units.ts';
import { definitions, type Recorded } from '../../domain/oms/catalogue.ts';
import type { Page } from '../../domain/ports/journal.ts';
import { apply, type Projection } from '../../projections/projection.ts';
import { isAbout } from '../../projections/timeline.ts';
import { emptyLexicon, type Lexicon, learnWords } from '../../projections/words/lexicon.ts';
import { sentence } from '../../projections/words/sentence.ts';
import { isoTime } from '../../projections/words/time.ts';
import type { Moment } from '../../replay/replay.ts';
import { toJson } from '../journal/codec/json-form.ts';
import { Failure } from './failure.ts';
import { DAY_HELP, type DayOfDesk, deskOption, journalOption, jsonOption, readDay, withDay } from './journals.ts';
import { MOMENT_HELP, momentOf } from './moments.ts';
import { theOrder } from './orders.ts';
import { type Output, printing } from './output.ts';

/** `events`: the journal itself, record by record. */
export const registerEvents = (program: Command): void => {
  program
    .command('events')
    .summary('print the records of a day')
    .description(
      'Prints the records of a day in order: position, time, order, type, and what it says in plain words. With --json one record a line, in full, as journal/catalogue describes it.',
    )
    .argument('<day>', DAY_HELP, readDay)
    .option('--order <id>', 'only records about this order (orderId or clOrdId)')
    .option('--type <types...>', 'only records of these types, such as ExecutionBooked')
    .option('--from <moment>', `only from here on: ${MOMENT_HELP}`)
    .option('--follow', 'go on with what is being written, until the day closes or Ctrl-C')
    .addOption(journalOption)
    .addOption(deskOption)
    .addOption(jsonOption)
    .action((name, { order, type, from, follow, json, ...where }) =>
      withDay(where, name, async (found) => {
        const wanted: Wanted = {
          orderId: order === undefined ? undefined : await theOrder(found, order),
          types: type === undefined ? undefined : new Set(type.map(typeNamed)),
          from: from === undefined ? { position: 1 } : await momentOf(found, from),
        };
        await printing((out) =>
          json ? printJson(out, found, wanted, follow === true) : printWords(out, found, wanted, follow === true),
        );
      }),
    );
};

type Wanted = Readonly<{ orderId: OrderId | undefined; types: ReadonlySet<string> | undefined; from: Moment }>;

const typeNamed = (text: string): string => {
  const names = definitions.map(({ name }) => name);
  const found = names.find((name) => name.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  const near = names.filter((name) => name.toLowerCase().includes(text.toLowerCase()));
  throw new Failure(
    `There is no event type ${text}`,
    near.length > 0 ? `There is ${near.join(', ')}.` : 'See journal/catalogue for those there are.',
  );
};

const isWanted = (record: Recorded, { orderId, types, from }: Wanted): boolean =>
  ('position' in from ? record.position >= from.position : record.at >= from.at) &&
  (types === undefined || types.has(record.event.type)) &&
  (orderId === undefined || isAbout(record, orderId));

const pagesOf = ({ journal, day }: DayOfDesk, from: number, follow: boolean): AsyncIterable<Page> => {
  if (!follow) return journal.read(day, from);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  return journal.follow(day, from, stop.signal);
};

const printJson = async (out: Output, found: DayOfDesk, wanted: Wanted, follow: boolean): Promise<void> => {
  const { from } = wanted;
  for await (const { records } of pagesOf(found, 'position' in from ? from.position : 1, follow)) {
    for (const record of records) if (isWanted(record, wanted)) await out.json(toJson(record));
    if (follow) await out.flush();
  }
};

/** What has to be remembered to say a record in words. It reads from the first page: words rest on the records before them. */
const telling: Projection<{ lexicon: Lexicon }> = {
  name: 'telling',
  initial: () => ({ lexicon: emptyLexicon() }),
  on: learnWords,
};

const printWords = async (out: Output, found: DayOfDesk, wanted: Wanted, follow: boolean): Promise<void> => {
  const view = telling.initial();
  for await (const { records } of pagesOf(found, 1, follow)) {
    for (const record of records) {
      apply(telling, view, record);
      if (isWanted(record, wanted)) await out.line(lineOf(record, view.lexicon));
    }
    if (follow) await out.flush();
  }
};

const lineOf = ({ position, at, correlationId, event }: Recorded, lexicon: Lexicon): string => {
  const order = correlationId === 0 ? '' : formatOrderId(correlationId);
  return `${String(position).padStart(8)}  ${isoTime(at)}  ${order.padEnd(18)}  ${event.type.padEnd(21)}  ${sentence(event, lexicon)}`;
};
