#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { registerBreaks } from './breaks.ts';
import { registerDays } from './days.ts';
import { registerDemo } from './demo/demo.ts';
import { registerEmergencyCancel } from './emergency-cancel.ts';
import { exitCodeOf, inWords } from './errors.ts';
import { registerEvents } from './events.ts';
import { registerExplain } from './explain.ts';
import { registerAdjust, registerAssign, registerCorrectFill, registerDeclareCount, registerForceClose } from './hands.ts';
import { registerKill } from './kill.ts';
import { registerMode } from './mode.ts';
import { registerReconcile } from './reconcile.ts';
import { registerRelease } from './release.ts';
import { registerReplay } from './replay.ts';
import { registerServe } from './serve.ts';
import { registerSuspense } from './suspense.ts';
import { registerVenue } from './venue.ts';
import { registerVerify } from './verify.ts';

/** Every command of `daybook`, in the order of its help. A new one is a line here. */
const COMMANDS: readonly ((program: Command) => void)[] = [
  registerDays,
  registerEvents,
  registerReplay,
  registerVerify,
  registerExplain,
  registerBreaks,
  registerSuspense,
  registerAssign,
  registerForceClose,
  registerDeclareCount,
  registerAdjust,
  registerCorrectFill,
  registerDemo,
  registerServe,
  registerMode,
  registerReconcile,
  registerKill,
  registerEmergencyCancel,
  registerRelease,
  registerVenue,
];

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
const program = new Command('daybook')
  .description(
    'An event-sourced order management system: every order command becomes an immutable event, and any trading day replays bit for bit.',
  )
  .version(version)
  .showHelpAfterError('Add --help to see what there is.')
  .addHelpText('after', '\nExit codes: 0 done, 1 usage or failure, 2 the journal does not verify.')
  .exitOverride();
for (const register of COMMANDS) register(program);

process.stdout.on('error', () => {}); // Whoever writes hears of it too, and the command then ends quietly.
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    const words = inWords(error);
    if (words !== '') process.stderr.write(`daybook: ${words}\n`);
  }
  process.exitCode = exitCodeOf(error);
}
