import { Argument, type Command, Option } from '@commander-js/extra-typings';
import type { Shapes } from '../http/client/client.ts';
import { Failure } from './failure.ts';
import { jsonOption } from './journals.ts';
import { type Output, printing } from './output.ts';
import { asking, freshId, personOption, urlOption } from './reach.ts';
import { table } from './table.ts';

const SETTABLE = ['normal', 'reduceOnly', 'cancelOnly', 'halted'] as const;
export const SCOPES = ['desk', 'account', 'strategy', 'instrument', 'venue', 'firm'] as const;

/** `mode`: what may leave a desk that runs, and who changed that. */
export const registerMode = (program: Command): void => {
  program
    .command('mode')
    .summary('show the mode of a desk that runs, or set it')
    .description(
      'Without a mode: which is in force, since when, by whom and why, for the desk and for every scope that has one of its own. With a mode: sets it. What a person has set only a person lifts, with "normal". Kills and mass cancels get through in every mode.',
    )
    .addArgument(new Argument('[mode]', 'what may leave from here on').choices(SETTABLE))
    .option('--reason <text>', 'why; journaled')
    .addOption(new Option('--scope <scope>', 'of what').choices(SCOPES).default('desk' as const))
    .option('--id <id>', 'which account, strategy, instrument or venue')
    .addOption(personOption)
    .addOption(urlOption)
    .addOption(jsonOption)
    .action(async (mode, { reason, scope, id, person, url, json }) => {
      if (mode === undefined) {
        const state = await asking(url, (desk) => desk.mode());
        return printing((out) => (json ? out.json(state) : print(out, state)));
      }
      if (reason === undefined) throw new Failure('A mode is set for a reason', 'Say why with --reason.');
      const body = { clOrdId: freshId('mode'), person, scope, ...(id === undefined ? {} : { id }), mode, reason };
      const answer = await asking(url, (desk) => desk.setMode(body));
      await printing((out) =>
        json ? out.json(answer) : out.line(`${answer.scope} ${answer.id}: ${answer.mode} (${answer.day}:${answer.position})`),
      );
    });
};

const print = async (out: Output, { mode, cause, by, since, modes }: Shapes['ModeState']): Promise<void> => {
  await out.line(`${mode}${by === undefined ? '' : `, by ${by}`}${since === undefined ? '' : `, since ${since}`}: ${cause}`);
  const others = modes.filter(({ scope }) => scope !== 'desk');
  const rows = others.map(({ by: who, since: at, ...row }) => ({ ...row, since: at ?? null, by: who ?? null }));
  if (rows.length > 0) await out.lines(table(['scope', 'id', 'mode', 'since', 'by', 'cause'], rows));
};
