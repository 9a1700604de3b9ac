import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from '@commander-js/extra-typings';
import type { Shapes } from '../http/client/client.ts';
import { Failure } from './failure.ts';
import { jsonOption } from './journals.ts';
import { type Output, printing } from './output.ts';
import { asking, freshId, personOption, urlOption } from './reach.ts';
import { table } from './table.ts';

const LOOK_EVERY_MS = 100;
const LOOKS_MAX = 1_200;

/** `reconcile <venue>`: have a desk that runs compare a venue's books with its own, and say what came of it. */
export const registerReconcile = (program: Command): void => {
  program
    .command('reconcile')
    .summary("compare a venue's open orders with the books of a desk that runs")
    .description(
      'Asks the venue what of ours is open there and compares it with our books; where something differs, its executions too. Waits for the end, and prints how many orders were compared, how often they differed, and the breaks about the venue that are open. Exit code 1 when the venue has not answered.',
    )
    .argument('<venue>', 'name of the venue')
    .requiredOption('--reason <text>', 'why; journaled')
    .addOption(personOption)
    .addOption(urlOption)
    .addOption(jsonOption)
    .action(async (venue, { reason, person, url, json }) => {
      const asked = await asking(url, (desk) => desk.reconcile(venue, { clOrdId: freshId('reconcile'), person, reason }));
      const compared = await ended(url, asked);
      const { breaks } = await asking(url, (desk) => desk.breaks({ state: 'open', venue }));
      await printing((out) => (json ? out.json({ venue, ...compared, breaks }) : print(out, venue, compared, breaks)));
      if (compared.outcome === 'unanswered') throw new Failure(`${venue} has not answered`, 'See "daybook breaks".');
    });
};

type Compared = NonNullable<Shapes['Venues']['venues'][number]['compared']>;

/** Looks until a comparison has ended that began with what was asked. */
const ended = async (url: string, { venue, position, day }: Shapes['ReconcileAnswer']): Promise<Compared> => {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const { venues, ...now } = await asking(url, (desk) => desk.venues());
    const compared = venues.find((row) => row.venue === venue)?.compared;
    if (compared !== undefined && (now.day !== day || compared.position > position)) return compared;
    await wait(LOOK_EVERY_MS);
  }
  throw new Failure(`The comparison with ${venue} has not ended`, 'Look again with "daybook breaks", or at GET /v1/venues.');
};

const print = async (
  out: Output,
  venue: string,
  { orders, differences, tookMs }: Compared,
  breaks: Shapes['BreakPage']['breaks'],
) => {
  await out.line(`${venue}: ${orders} open orders compared in ${tookMs.toFixed(1)} ms, ${differences} differences`);
  const rows = breaks.map(({ breakId, what, detail }) => ({ break: breakId, what, detail }));
  if (rows.length > 0) await out.lines(table(['break', 'what', 'detail'], rows));
};
