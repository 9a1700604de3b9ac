import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from '@commander-js/extra-typings';
import { createLog } from '../http/log.ts';
import { openSqliteJournal } from '../journal/sqlite/sqlite-journal.ts';
import { fromEnvironment, LOG_LEVELS, loadConfig } from '../runtime/config.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import { portOf, seedOf } from './demo/arguments.ts';
import { demoConfig, seededDemo } from './demo/seeded-market.ts';
import { journalOption } from './journals.ts';
import { startLiveDesk } from './live/live-desk.ts';

/** `serve`: a desk in real time, over HTTP, until it is told to stop. Starting it again goes on where it was, whatever ended it. */
export const registerServe = (program: Command): void => {
  program
    .command('serve')
    .summary('run a desk: HTTP, streams, simulated and remote venues, one journal')
    .description(
      'Runs a desk in real time until SIGTERM or SIGINT, and leaves the day open for the next start. Prints one JSON line {"listening": "<url>"} when it takes orders; the API is described at <url>/docs.',
    )
    .option(
      '--config <file>',
      'desk, accounts, instruments, venues and limits (see daybook.config.schema.json); else those of the demo',
    )
    .addOption(journalOption)
    .option('--host <address>', 'a loopback address to listen on; else http.host of the configuration')
    .option('--port <n>', 'the port to listen on, 0 for a free one; else http.port of the configuration (8080)', portOf)
    .option('--seed <n>', 'what the simulated market and venues are drawn from', seedOf, 1)
    .addOption(
      new Option('--log <level>', 'JSON lines on standard error; else log.level of the configuration (info)').choices(LOG_LEVELS),
    )
    .action(async ({ config, journal: dir, host, port, seed, log: level }) => {
      const {
        identity,
        terms,
        http,
        log: logged,
        remotes,
      } = config === undefined ? fromEnvironment(demoConfig) : loadConfig(config);
      const log = createLog(level ?? logged.level, process.stderr);
      const journal = openSqliteJournal({ dir, desk: identity.name });
      const truthDir = join(dir, identity.name, 'venues');
      mkdirSync(truthDir, { recursive: true });
      let ended = (_: number): void => {};
      const over = new Promise<number>((resolve) => (ended = resolve));
      const live = await startLiveDesk({
        market: seededDemo(seed, { identity, terms }),
        seed,
        clock: wallClock,
        journal,
        truthDir,
        ...(remotes === undefined ? {} : { remotes }),
        host: host ?? http.host,
        port: port ?? http.port,
        log,
        halted: (why) => {
          log.error({ why: why.message }, 'halted');
          ended(1);
        },
      });
      for (const signal of ['SIGTERM', 'SIGINT'] as const)
        process.once(signal, () => {
          log.info({ signal }, 'stopping');
          ended(0);
        });
      process.stdout.write(`${JSON.stringify({ listening: live.url })}\n`);
      log.info({ url: live.url, desk: identity.name }, 'listening');
      const code = await over;
      await live.stop();
      await journal.close();
      process.exit(code);
    });
};
