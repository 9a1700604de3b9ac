import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from '@commander-js/extra-typings';
import { known } from '../../domain/kernel/assert.ts';
import { formatOrderId } from '../../domain/kernel/ids.ts';
import type { Input } from '../../domain/oms/catalogue.ts';
import { isOpenFor } from '../../domain/oms/decide/opening.ts';
import type { State } from '../../domain/oms/state.ts';
import { isLive } from '../../domain/order/lifecycle.ts';
import type { Child } from '../../domain/order/order.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import type { Venue, VenueOrder } from '../../domain/ports/venue.ts';
import { createLog } from '../http/log.ts';
import { copyDays } from '../journal/sqlite/copy-days.ts';
import { openSqliteJournal } from '../journal/sqlite/sqlite-journal.ts';
import { buildId } from '../runtime/build.ts';
import { type DeskConfig, loadConfig } from '../runtime/config.ts';
import { startDesk } from '../runtime/desk.ts';
import type { Engine } from '../runtime/engine.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import { secondsOf } from './demo/arguments.ts';
import { Failure } from './failure.ts';
import { journalOption, jsonOption } from './journals.ts';
import { openVenues } from './live/venues.ts';
import { type Output, printing } from './output.ts';
import { freshId, personOption } from './reach.ts';

const LOOK_EVERY_MS = 100;
/** What did not get out, or was refused, is asked for again after so long. */
const AGAIN_EVERY_MS = 3_000;

/** Of the venue's own list: what is open there under no id of ours that is live for us. */
type Listed = Readonly<{ id: string; symbol: string; leavesQty: string }>;
type Result = Readonly<{
  venue: string;
  connected: boolean;
  /** Orders of ours that were live there when it began, or might have been. */
  orders: number;
  /** Still live or unknown. */
  left: readonly Readonly<{ orderId: string; sentId: string; status: string; certain: boolean }>[];
  /** Undefined when the venue has not answered, or cannot be asked. */
  listed: readonly Listed[] | undefined;
}>;

/** `emergency-cancel`: out of one venue, when the process that served the desk has halted or died. */
export const registerEmergencyCancel = (program: Command): void => {
  program
    .command('emergency-cancel')
    .summary('cancel everything that a halted desk has open at one venue')
    .description(
      'For a desk whose process has halted or died. Takes over its journal (refused while another process writes it), connects to this venue and to no other, pulls the kill switch of the venue, which stays engaged until "daybook resume venue <venue>", cancels what is open there and waits for the answers. Every word is journaled before it leaves, as always. Prints what is still open or unknown, and what the venue itself lists. Exit code 0 only when nothing is left.\n\nWhen the disk of the journal cannot be written, --copy-to names a folder on another disk: the days are copied there and the emergency is journaled in the copy. Afterwards the copy takes the place of the original before "serve" is started again: what was cancelled is in the copy alone.',
    )
    .argument('<venue>', 'a venue of the configuration')
    .requiredOption('--config <file>', 'the configuration of the desk')
    .addOption(journalOption)
    .option('--copy-to <store>', 'journal to a copy on another disk, as sqlite:<dir>', folderOf)
    .requiredOption('--reason <text>', 'why; journaled')
    .option('--wait <seconds>', 'how long to wait for the venue', secondsOf, 60)
    .addOption(personOption)
    .addOption(jsonOption)
    .action(async (name, { config: file, journal: dir, copyTo, reason, wait: seconds, person, json }) => {
      const config = loadConfig(file);
      const { identity, terms } = config;
      if (!terms.venues.some(({ venue }) => venue === name))
        throw new Failure(
          `${name} is no venue of ${file}`,
          `Those that are: ${terms.venues.map(({ venue }) => venue).join(', ')}.`,
        );
      if (copyTo !== undefined) await copyDays(dir, copyTo, identity.name);
      const folder = copyTo ?? dir;
      const journal = openSqliteJournal({ dir: folder, desk: identity.name });
      if ((await journal.days()).length === 0)
        throw new Failure(`Desk ${identity.name} has no days in ${folder}`, 'Name its journal with --journal sqlite:<dir>.');
      const say = (text: string): void => void (json || process.stderr.write(`${text}\n`));
      try {
        const result = await cancelAll({ config, dir: folder, journal, name, reason, actor: `person:${person}`, seconds, say });
        await printing((out) => (json ? out.json(result) : print(out, result)));
        if (result.left.length > 0 || result.listed === undefined || result.listed.length > 0) process.exitCode = 1;
      } finally {
        await journal.close();
      }
      process.exit();
    });
};

const folderOf = (text: string): string => text.replace(/^sqlite:/, '');

type Emergency = Readonly<{
  config: DeskConfig;
  dir: string;
  journal: Journal;
  name: string;
  reason: string;
  actor: string;
  seconds: number;
  say: (text: string) => void;
}>;

const cancelAll = async ({ config, dir, journal, name, reason, actor, seconds, say }: Emergency): Promise<Result> => {
  const { identity, terms, remotes = new Map() } = config;
  const truthDir = join(dir, identity.name, 'venues');
  mkdirSync(truthDir, { recursive: true });
  const { simulated, remote } = openVenues({
    terms: { ...terms, venues: terms.venues.filter(({ venue }) => venue === name) },
    remotes,
    clock: wallClock,
    seed: 1,
    dark: undefined,
    truthDir,
    log: createLog('silent', process.stderr),
  });
  const venue: Venue = known([...simulated, ...remote][0], () => `${name} is a venue of the configuration`);
  const desk = await startDesk({
    identity,
    config: terms,
    build: buildId(),
    writer: `emergency-cancel of ${identity.name}, process ${process.pid}`,
    journal,
    clock: wallClock,
    venues: [venue],
    witness: () => undefined,
    publish: () => {},
    soon: setImmediate,
    halted: (why) => say(`the desk has halted: ${why.message}`),
  });
  const { engine } = desk;
  const kill = { clOrdId: freshId('emergency'), scope: 'venue', id: name, reason } as const;
  await engine.ask({ type: 'KillRequested', ...kill }, actor);
  const orders = liveAt(engine.state, name).length;
  say(`${orders} orders are live at ${name}, or may be`);
  await untilNothingIsLeft(engine, { name, reason, actor, seconds, say });
  const connected = engine.state.sessions.get(name)?.up === true;
  const listed = connected ? await listedAt(venue, engine.state) : undefined;
  const left = liveAt(engine.state, name).map(({ orderId, sentId, status, certain }) => ({
    orderId: formatOrderId(orderId),
    sentId,
    status,
    certain,
  }));
  await desk.stop();
  return { venue: name, connected, orders, left, listed };
};

/** Child orders that may yet trade there: they live, or something about them is unknown. */
const liveAt = ({ live }: State, name: string): readonly Child[] =>
  [...live].flatMap(({ children }) =>
    children.filter(
      ({ venue, status, certain, requests }) =>
        venue === name && (isLive(status) || !certain || requests.some((request) => !request.certain)),
    ),
  );

const untilNothingIsLeft = async (
  engine: Engine,
  { name, reason, actor, seconds, say }: Pick<Emergency, 'name' | 'reason' | 'actor' | 'seconds' | 'say'>,
): Promise<void> => {
  let left = Number.POSITIVE_INFINITY;
  for (let waited = 0; waited < seconds * 1_000 && engine.halt === undefined; waited += LOOK_EVERY_MS) {
    const now = liveAt(engine.state, name).length;
    // Once the desk is level with it, orders that the venue has and nobody here sent are among those that are left.
    const isUp = isOpenFor(engine.state, name);
    if (now !== left) say(isUp || now === 0 ? `${now} left` : `${now} left; ${name} is not level with the desk yet`);
    left = now;
    if (left === 0 && isUp) return;
    if (waited > 0 && waited % AGAIN_EVERY_MS === 0 && isUp && left > 0) {
      const again: Input = { type: 'MassCancelRequested', clOrdId: freshId('emergency'), scope: 'venue', id: name, reason };
      await engine.ask(again, actor);
    }
    await wait(LOOK_EVERY_MS);
  }
};

/** What the venue itself lists as open; undefined when it does not say. */
const listedAt = async (venue: Venue, state: State): Promise<readonly Listed[] | undefined> => {
  if (state.config?.venues.get(venue.name)?.terms.listsOpenOrders === false) return [];
  const answer = await venue.openOrders().catch(() => undefined);
  const open = ({ sentId, venueOrderId, symbol, leavesQty }: VenueOrder): Listed => ({
    id: sentId ?? venueOrderId ?? 'an order without an id',
    symbol,
    leavesQty,
  });
  return answer === undefined || answer.rows.length < answer.total ? undefined : answer.rows.map(open);
};

const print = async (out: Output, { venue, connected, orders, left, listed }: Result): Promise<void> => {
  if (!connected) await out.line(`${venue} could not be reached`);
  for (const { orderId, sentId, status, certain } of left)
    await out.line(`still ${certain ? status : 'unknown'}: ${orderId} (${sentId})`);
  if (listed === undefined) await out.line(`${venue} has not said what is open there`);
  for (const { id, symbol, leavesQty } of listed ?? []) await out.line(`${venue} lists as open: ${id}, ${leavesQty} ${symbol}`);
  await out.line(`${venue}: ${orders - left.length} of ${orders} orders are over; the kill switch of ${venue} stays engaged`);
};
