import { setTimeout as wait } from 'node:timers/promises';
import { Argument, type Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { Shapes } from '../http/client/client.ts';
import { jsonOption } from './journals.ts';
import { SCOPES } from './mode.ts';
import { type Output, printing } from './output.ts';
import { asking, freshId, urlOption } from './reach.ts';

type Report = Shapes['KillState']['reports'][number];
const LOOK_EVERY_MS = 100;
const scopeArgument = new Argument('[scope]', 'of what').choices(SCOPES).default('desk' as const);

const secondsOf = (text: string): number => {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 0) throw new InvalidArgumentError('A wait is a whole number of seconds.');
  return seconds;
};

/** `kill` and `resume`: the switch, both ways, at a desk that runs. */
export const registerKill = (program: Command): void => {
  program
    .command('kill')
    .summary('pull the kill switch of a desk that runs, or of a part of it, and say what could not be cancelled')
    .description(
      'Nothing new leaves within the scope from here on, and what works there is cancelled. Waits until every venue has answered, or its time is over, and names what is left. Exit code 0 only when nothing is. A firm pulls it at each of its desks. "daybook resume" releases it.',
    )
    .addArgument(scopeArgument)
    .argument('[id]', 'which account, strategy, instrument or venue')
    .requiredOption('--reason <text>', 'why; journaled')
    .option('--wait <seconds>', 'how long to wait for the report', secondsOf, 30)
    .addOption(urlOption)
    .addOption(jsonOption)
    .action(async (scope, id, { reason, wait: seconds, url, json }) => {
      const body = { clOrdId: freshId('kill'), scope, ...(id === undefined ? {} : { id }), reason };
      const report = await asking(url, async (desk) => {
        const { workId } = await desk.kill(body);
        for (let waited = 0; ; waited += LOOK_EVERY_MS) {
          const found = (await desk.kills()).reports.find((one) => one.workId === workId);
          if (found?.state === 'reported' || waited >= seconds * 1_000) return found;
          await wait(LOOK_EVERY_MS);
        }
      });
      await printing((out) => (json ? out.json(report ?? null) : print(out, report)));
      if (report?.state !== 'reported' || (report.left ?? []).length > 0) process.exitCode = 1;
    });
  program
    .command('resume')
    .summary('release a kill switch of a desk that runs')
    .description('Trading may go on within the scope. Refused where no kill switch is engaged. What was cancelled stays so.')
    .addArgument(scopeArgument)
    .argument('[id]', 'which account, strategy, instrument or venue')
    .requiredOption('--reason <text>', 'why; journaled')
    .addOption(urlOption)
    .addOption(jsonOption)
    .action(async (scope, id, { reason, url, json }) => {
      const body = { clOrdId: freshId('resume'), scope, ...(id === undefined ? {} : { id }), reason };
      const answer = await asking(url, (desk) => desk.resume(body));
      await printing((out) =>
        json ? out.json(answer) : out.line(`${answer.scope} ${answer.id} may trade again (${answer.day}:${answer.position})`),
      );
    });
};

const print = async (out: Output, report: Report | undefined): Promise<void> => {
  if (report?.state !== 'reported')
    return out.line(
      `engaged; ${report?.orders ?? 0} orders are being cancelled, and not every venue has answered. See GET /v1/kills.`,
    );
  const { scope, id, orders, canceled = 0, filled = 0, failed = 0, unknown = 0, left = [] } = report;
  await out.line(
    `${scope} ${id}: ${orders} orders, ${canceled} cancelled, ${filled} filled, ${failed} refused, ${unknown} unknown`,
  );
  for (const orderId of left) await out.line(`still live: ${orderId}`);
  if (failed + unknown > left.length) await out.line(`and ${failed + unknown - left.length} more`);
};
