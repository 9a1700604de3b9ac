import { type Command, Option } from '@commander-js/extra-typings';
import { parseOrderId } from '../../domain/kernel/ids.ts';
import type { DeskClient, Shapes } from '../http/client/client.ts';
import { jsonOption } from './journals.ts';
import { printing } from './output.ts';
import { asking, freshId, personOption, urlOption } from './reach.ts';

type Done = Shapes['HandAnswer'];

/** Asks the desk to do something by hand, and says what was done. */
const doByHand = async (url: string, json: boolean | undefined, ask: (desk: DeskClient) => Promise<Done>): Promise<void> => {
  const done = await asking(url, ask);
  await printing((out) => (json === true ? out.json(done) : out.line(inWords(done))));
};

const inWords = ({ request, account, orderId, childId, person, reason, day, position }: Done): string => {
  const where = [account, orderId, childId].filter((name) => name !== undefined).join(', ');
  return `${request} done by ${person}: ${where} (${reason}); durable at ${day}:${position}`;
};

/** `assign`: whose is an execution in suspense? */
export const registerAssign = (program: Command): void => {
  program
    .command('assign')
    .summary('say whose an execution in suspense is')
    .description(
      'Moves an execution that matched no order out of suspense, at a desk that runs: to an account, or to an order as an execution of it. What the venue says of it later follows it there. "daybook suspense" names them.',
    )
    .argument('<venue>', 'the venue that told it')
    .argument('<execution>', 'its key, as "daybook suspense" prints it')
    .option('--account <account>', 'whose it is; the suspense account itself leaves it there, settled')
    .option('--order <orderId>', 'or of which order it is an execution')
    .requiredOption('--reason <text>', 'why; journaled')
    .addOption(personOption)
    .addOption(urlOption)
    .addOption(jsonOption)
    .action((venue, executionKey, { account, order: orderId, reason, person, url, json }) =>
      doByHand(url, json, (desk) =>
        desk.assignStray({
          clOrdId: freshId('assign'),
          person,
          venue,
          executionKey,
          ...(account === undefined ? {} : { account }),
          ...(orderId === undefined ? {} : { orderId }),
          reason,
        }),
      ),
    );
};

/** `force-close`: something is over that nothing else can end. */
export const registerForceClose = (program: Command): void => {
  program
    .command('force-close')
    .summary('say that an order is over that nothing else can end')
    .description(
      'Only where the fate of an order at its venue is in doubt, or a break about it is open: what is in order is cancelled instead. Executions that come later are booked; should the venue show that it lives, the venue is right.',
    )
    .argument('<order>', 'an orderId (O-yyyymmdd-n), or the id of the request that placed it at a venue')
    .addOption(
      new Option('--as <end>', 'how it ended').choices(['canceled', 'rejected', 'expired'] as const).default('canceled' as const),
    )
    .requiredOption('--reason <text>', 'why; journaled')
    .addOption(personOption)
    .addOption(urlOption)
    .addOption(jsonOption)
    .action((named, { as, reason, person, url, json }) => {
      const body = { clOrdId: freshId('force-close'), person, as, reason };
      return doByHand(url, json, (desk) =>
        parseOrderId(named) === undefined ? desk.forceCloseRequest(named, body) : desk.forceCloseOrder(named, body),
      );
    });
};

/** `declare-count`: how much was executed, where a venue miscounts. */
export const registerDeclareCount = (program: Command): void => {
  program
    .command('declare-count')
    .summary('say how much of what is over was executed, where the venue miscounts')
    .description(
      'What a venue has counted as executed and not told counts as open until it tells it. Where it never will, a named person says how much it was.',
    )
    .argument('<request>', 'the id of the request that placed it at the venue')
    .argument('<quantity>', 'how much was executed, what is booked included')
    .requiredOption('--reason <text>', 'why; journaled')
    .addOption(personOption)
    .addOption(urlOption)
    .addOption(jsonOption)
    .action((sentId, cumQty, { reason, person, url, json }) =>
      doByHand(url, json, (desk) => desk.declareCount(sentId, { clOrdId: freshId('declare-count'), person, cumQty, reason })),
    );
};

/** `adjust`: a position changes that no execution explains. */
export const registerAdjust = (program: Command): void => {
  program
    .command('adjust')
    .summary('change a position that no execution explains')
    .description(
      'As if so much had been traded at that price: what is closed is profit or loss, what is opened has that cost. A quantity that is sold is negative: write it after "--".',
    )
    .argument('<account>', 'whose position')
    .argument('<symbol>', 'of which instrument')
    .argument('<quantity>', 'by how much; below 0 is sold')
    .argument('<price>', 'at which price')
    .option(
      '--venue <name>',
      'the venue that holds it: what is booked of it there changes too, and a break positionDiffers closes',
    )
    .requiredOption('--reason <text>', 'why; journaled')
    .addOption(personOption)
    .addOption(urlOption)
    .addOption(jsonOption)
    .action((account, symbol, qty, px, { reason, venue, person, url, json }) =>
      doByHand(url, json, (desk) =>
        desk.adjustPosition({ clOrdId: freshId('adjust'), person, account, symbol, qty, px, reason, venue }),
      ),
    );
};

/** `correct-fill`: an execution was another one than is booked. */
export const registerCorrectFill = (program: Command): void => {
  program
    .command('correct-fill')
    .summary('correct an execution of an order, or take it back')
    .description('Nothing works again because of it. Should the venue correct it later, the venue is right.')
    .argument('<orderId>', 'the order, O-yyyymmdd-n')
    .argument('<execution>', 'the key of the execution, as "daybook events" prints it')
    .argument('<quantity>', 'how much it was; 0 takes it back')
    .argument('<price>', 'at which price')
    .requiredOption('--reason <text>', 'why; journaled')
    .addOption(personOption)
    .addOption(urlOption)
    .addOption(jsonOption)
    .action((orderId, executionKey, lastQty, lastPx, { reason, person, url, json }) =>
      doByHand(url, json, (desk) =>
        desk.correctFill({ clOrdId: freshId('correct-fill'), person, orderId, executionKey, lastQty, lastPx, reason }),
      ),
    );
};
