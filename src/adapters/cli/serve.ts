import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from '@commander-js/extra-typings';
import { createLog } from '../http/log.ts';
import { openSqliteJournal } from '../journal/sqlite/sqlite-journal.ts';
import { fromEnvironment, LOG_LEVELS, loadConfig, SHUTDOWN_DEFAULT } from '../runtime/config.ts';
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
      'Runs a desk in real time until SIGTERM, SIGINT or POST /v1/shutdown: then it takes nothing new, cancels or leaves what works and seals the day or leaves it open, as configured (shutdown), and ends with 0, or with 1 when something is still live or unknown, which it names. A second signal ends it at once. Prints one JSON line {"listening": "<url>"} when it takes orders; the API is described at <url>/docs.',
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
        shutdown = SHUTDOWN_DEFAULT,
      } = config === undefined ? fromEnvironment(demoConfig) : loadConfig(config);
      const log = createLog(level ?? logged.level, process.stderr);
      const journal = openSqliteJournal({ dir, desk: identity.name });
      const truthDir = join(dir, identity.name, 'venues');
      mkdirSync(truthDir, { recursive: true });
      let [isAsked, isOver] = [false, false];
      let ended = (_: number): void => {};
      const over = new Promise<number>((resolve) => (ended = resolve));
      const live = await startLiveDesk({
        market: seededDemo(seed, { identity, terms }),
        seed,
        clock: wallClock,
        journal,
        truthDir,
        ...(remotes === undefined ? {} : { remotes }),
        shutdown,
        ended: (unlike) => {
          if (unlike !== undefined) process.stderr.write(`daybook: ${unlike}\n`);
          isOver = true;
          ended(unlike === undefined ? 0 : 1);
        },
        host: host ?? http.host,
        port: port ?? http.port,
        log,
        halted: (why) => {
          log.error({ why: why.message }, 'halted');
          ended(1);
        },
      });
      for (const signal of ['SIGTERM', 'SIGINT'] as const)
        process.on(signal, () => {
          log.info({ signal }, 'stopping');
          if (isAsked) return ended(1); // A second one: at once.
          isAsked = true;
          const asked = { type: 'ShutdownRequested', clOrdId: `${signal} ${process.pid}`, ...shutdown, reason: signal } as const;
          live.desk.engine.ask(asked, `signal:${signal}`).catch(() => ended(1));
        });
      process.stdout.write(`${JSON.stringify({ listening: live.url })}\n`);
      log.info({ url: live.url, desk: identity.name }, 'listening');
      const code = await over;
      if (!isOver) await live.stop();
      await journal.close();
      process.exit(code);
    });
};
