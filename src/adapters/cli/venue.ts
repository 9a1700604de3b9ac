import type { Command } from '@commander-js/extra-typings';
import { Option } from '@commander-js/extra-typings';
import { instrumentOf } from '../../domain/instrument/instrument.ts';
import { createLog } from '../http/log.ts';
import { LOG_LEVELS } from '../runtime/config.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import { actLines } from '../venues/exchange/acts.ts';
import { exchangeKeys, loadExchangeConfig, readExchangeConfig } from '../venues/exchange/config.ts';
import { openHouse } from '../venues/exchange/house.ts';
import { portOf, seedOf } from './demo/arguments.ts';
import { demoTerms, seededBooks } from './demo/seeded-market.ts';

const DEMO = { instruments: demoTerms.instruments, venues: demoTerms.venues };

const BESIDES = [
  'PUT /admin/venues/<venue>/faults: venues[].faults, all of it; what is not named is as it should be',
  'PUT /admin/venues/<venue>/limits: venues[].limits, likewise',
  'GET /admin/venues/<venue>/state: whether the desk is logged on, what came to the door, which faults are in force',
  'GET /admin/venues/<venue>/truth: what really happened: every message, order, execution and position',
];
const section = (title: string, lines: readonly string[]): string =>
  `\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`;

/** `venue`: the simulated exchange as a process of its own, until it is told to stop. */
export const registerVenue = (program: Command): void => {
  program
    .command('venue')
    .summary('run the simulated exchange as a process of its own')
    .description(
      'Runs one or several simulated venues, lit and dark, with a market of their own, on one port of this machine until SIGTERM or SIGINT. Desks trade there over WebSocket and ask over HTTP (src/adapters/venues/protocol/README.md); /admin makes its life hard and tells what really happened. Started again, venues with a truthDir go on where they were, whatever ended them.',
    )
    .option('--config <file>', 'instruments, venues, limits, faults, market; the keys are below; else the venues of the demo')
    .option('--port <n>', 'the port to listen on, 0 for a free one; else http.port of the configuration', portOf)
    .option('--seed <n>', 'what everything is drawn from; else seed of the configuration', seedOf)
    .option('--forgetful', 'keep nothing for the next start, whatever the configuration says')
    .addOption(
      new Option('--log <level>', 'JSON lines on standard error; else log.level of the configuration (info)').choices(LOG_LEVELS),
    )
    .option('--json', 'print {"listening": "<url>", "venues": {"<name>": "<url>"}} instead of lines')
    .addHelpText(
      'after',
      () =>
        `${section('Keys of the configuration', exchangeKeys())}\n${section(
          'What may be done to a venue while it runs, by POST /admin/venues/<venue>/<act>',
          actLines(),
        )}\n${section('And besides', BESIDES)}`,
    )
    .action(async ({ config: file, port, seed, forgetful, log: level, json }) => {
      const said = file === undefined ? readExchangeConfig(DEMO, 'the demo') : loadExchangeConfig(file);
      const config = { ...said, seed: seed ?? said.seed, http: { ...said.http, port: port ?? said.http.port } };
      const log = createLog(level ?? config.log.level, process.stderr);
      const instruments = new Map(config.instruments.map((terms) => [terms.symbol, instrumentOf(terms)]));
      const terms = config.venues.map((venue) => venue.terms);
      const trades = config.market === 'seeded' && terms.some(({ kind }) => kind === 'lit');
      const house = await openHouse({
        config,
        clock: wallClock,
        log,
        source: trades ? seededBooks(config.seed, instruments, terms)(wallClock) : undefined,
        forgetful: forgetful ?? false,
      });
      const stopped = new Promise<NodeJS.Signals>((stop) => {
        for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
        process.once('disconnect', () => stop('SIGTERM')); // Whoever started it with a channel is gone.
      });
      const { url, venues } = house;
      if (json === true) process.stdout.write(`${JSON.stringify({ listening: url, venues })}\n`);
      else for (const [name, at] of Object.entries(venues)) process.stdout.write(`${name} trades at ${at}\n`);
      log.info({ url, venues: Object.keys(venues) }, 'listening');
      log.info({ signal: await stopped }, 'stopping');
      await house.close();
      process.exit(0);
    });
};
