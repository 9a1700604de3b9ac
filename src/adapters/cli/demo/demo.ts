import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type Command, Option } from '@commander-js/extra-typings';
import { dateOf } from '../../../domain/kernel/ids.ts';
import type { Journal } from '../../../domain/ports/journal.ts';
import { verifyDays } from '../../../replay/verify.ts';
import { openSqliteJournal } from '../../journal/sqlite/sqlite-journal.ts';
import { buildId } from '../../runtime/build.ts';
import { loadConfig } from '../../runtime/config.ts';
import { Failure } from '../failure.ts';
import { journalOption } from '../journals.ts';
import { progressBar } from '../progress.ts';
import { portOf, secondsOf, seedOf } from './arguments.ts';
import { setAside } from './aside.ts';
import { binanceDemo } from './binance-market.ts';
import { l2Demo, type RecordedDemo } from './l2-market.ts';
import type { DemoMarket } from './market.ts';
import { tradeInRealTime } from './real-time.ts';
import { fillsOutsideRecording } from './recorded-book.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';
import { startRemoteExchange } from './remote-exchange.ts';
import { demoConfig, seededDemo } from './seeded-market.ts';
import { linesOf, newTally, type Summary, summaryOf, type Tally } from './summary.ts';
import { compareWithVenues } from './truth.ts';

/** `demo`: a desk, its venues and a client, for one session, in virtual time. */
export const registerDemo = (program: Command): void => {
  program
    .command('demo')
    .summary('a desk that trades one session: closed, sealed and verified at the end')
    .description(
      'Runs a desk with simulated venues and a client that trades over HTTP, in real time, until --seconds are over or Ctrl-C; with --virtual one session in virtual time, where the same seed gives the same day, to the byte (so it does without a terminal to press Ctrl-C in). Either way the day ends closed, sealed and verified.',
    )
    .option('--virtual', 'virtual time, no sockets')
    .option('--seconds <n>', 'real time: the session ends by itself after so long', secondsOf)
    .option('--port <n>', 'real time: the port of its HTTP; a free one when absent', portOf, 0)
    .option(
      '--seed <n>',
      'what the market, the venues and the client are drawn from; a fresh one is drawn and printed when absent',
      seedOf,
    )
    .option(
      '--market <source>',
      '"seeded"; "l2-csv:<dir>": recorded books of several venues (see ../shared/data/link-two-venues); "binance-raw:<file>": a raw recording of Binance (see ../shared/data/binance-raw)',
      'seeded',
    )
    .addOption(
      new Option('--venues <where>', 'real time: venues in this process, or "remote": in an exchange of its own (daybook venue)')
        .choices(['simulated', 'remote'] as const)
        .default('simulated' as const),
    )
    .option('--config <file>', 'accounts, instruments, venues and limits of the desk, for the seeded market')
    .addOption(journalOption)
    .option('--json', 'print one JSON object instead of lines')
    .action(
      async ({ virtual, seconds, port, seed = randomInt(1, 1_000_000), market: source, venues, config, journal: dir, json }) => {
        const market = marketOf(source, seed, config);
        const isRemote = venues === 'remote';
        if (isRemote && (virtual === true || source !== 'seeded'))
          throw new Failure(
            '--venues remote trades in real time, on a market that the exchange makes from the seed',
            'Leave --virtual and --market out.',
          );
        const say = json === true ? () => {} : (line: string) => void process.stdout.write(`${line}\n`);
        const recorded = source !== 'seeded';
        const virtually = virtual ?? (!isRemote && seconds === undefined && !process.stdin.isTTY);
        const exchange = isRemote ? await startRemoteExchange(market, seed) : undefined;
        if (exchange !== undefined) say(`The exchange is at ${exchange.url}`);
        const how: Trading = virtually
          ? inVirtualTime
          : (run) => tradeInRealTime({ ...run, recorded, port, seconds, say, exchange });
        const summary = await trade(market, seed, dir, how, say).finally(() => exchange?.stop());
        process.stdout.write(json === true ? `${JSON.stringify(summary)}\n` : `${linesOf(summary).join('\n')}\n`);
        if (!summary.verified) process.exitCode = 2;
        else if (summary.venues.differences.length > 0) process.exitCode = 1;
      },
    );
};

const marketOf = (source: string, seed: number, config: string | undefined): DemoMarket | RecordedDemo => {
  const [, recorded, path] = /^(l2-csv|binance-raw):(.+)$/.exec(source) ?? [];
  if (path !== undefined) {
    if (config !== undefined)
      throw new Error(
        '--config is for the seeded market: a recorded market brings its own instruments and venues. Leave one of the two out.',
      );
    return recorded === 'l2-csv' ? l2Demo(path) : binanceDemo(path, (line) => process.stderr.write(`${line}\n`));
  }
  if (source !== 'seeded')
    throw new Error(`--market ${source} is unknown: it is "seeded", "l2-csv:<dir>" or "binance-raw:<file>".`);
  return seededDemo(seed, config === undefined ? demoConfig : loadConfig(config));
};

type Run = Readonly<{ market: DemoMarket; seed: number; journal: Journal; build: string; tally: Tally }>;
type Trading = (run: Run) => Promise<Rehearsal>;

const inVirtualTime: Trading = async ({ market, seed, journal, build, tally }) => {
  const bar = progressBar('trading');
  const rehearsal = await rehearse({ market, seed, journal, build, publish: tally.publish, progress: bar.update });
  bar.stop();
  return rehearsal;
};

const trade = async (
  market: DemoMarket | RecordedDemo,
  seed: number,
  dir: string,
  how: Trading,
  say: (line: string) => void,
): Promise<Summary> => {
  const { identity } = market;
  const earlier = await setAside(dir, identity.name);
  if (earlier !== undefined) say(`An earlier rehearsal was moved to ${earlier}.`);

  const build = buildId();
  const journal = openSqliteJournal({ dir, desk: identity.name });
  try {
    const tally = newTally();
    const rehearsal = await how({ market, seed, journal, build, tally });
    const { day } = rehearsal.seal;
    const comparison = compareWithVenues(rehearsal.state, rehearsal.venues);
    let verified = false;
    for await (const report of verifyDays(journal, [day], { redecideAs: build })) {
      verified = report.ok && report.stateDigest !== '' && report.status === 'sealed';
      for (const { outcome, what, where, remedy } of report.checks)
        if (outcome === 'failed') say(`${what} (${where}). ${remedy}`);
    }
    const rest = { market: market.name, seed, file: resolve(join(dir, identity.name, `${dateOf(day)}.daybook`)), verified };
    return summaryOf(
      tally,
      rehearsal,
      comparison,
      'directory' in market ? { ...rest, recording: recordingOf(market, rehearsal.venues) } : rest,
    );
  } finally {
    await journal.close();
  }
};

const recordingOf = (
  market: RecordedDemo,
  venues: Parameters<typeof fillsOutsideRecording>[1],
): NonNullable<Summary['recording']> => {
  const { rows, badCount, bad, cutLevels } = market.report();
  for (const { file, line, reason } of bad.slice(0, 10)) process.stderr.write(`left out ${file}, line ${line}: ${reason}\n`);
  return { rows, badRows: badCount, cutLevels, aggressiveFillsOutsideBook: fillsOutsideRecording(market.directory, venues) };
};
