import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededDemo } from '../../src/adapters/cli/demo/seeded-market.ts';
import { startLiveDesk } from '../../src/adapters/cli/live/live-desk.ts';
import { createLog } from '../../src/adapters/http/log.ts';
import { openSqliteJournal } from '../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { loadConfig } from '../../src/adapters/runtime/config.ts';
import { wallClock } from '../../src/adapters/runtime/wall-clock.ts';
import type { SendOutcome, Venue } from '../../src/domain/ports/venue.ts';

/**
 * `serve`, put together from the same parts, with a bullet between the desk and its venues: it kills itself at one exact point of
 * the n-th message after SIGUSR2, and notes first whose message it was. The code under test knows nothing of it.
 */
const { values } = parseArgs({
  options: {
    config: { type: 'string' },
    journal: { type: 'string' },
    port: { type: 'string' },
    seed: { type: 'string' },
    log: { type: 'string' },
    'die-at': { type: 'string' },
    nth: { type: 'string' },
    note: { type: 'string' },
  },
});
const { 'die-at': dieAt = '', nth = '1', note = '', seed: seedText = '1', journal: store = '' } = values;
const seed = Number(seedText);
const dir = store.replace(/^sqlite:/, '');

let armed = false;
process.once('SIGUSR2', () => (armed = true));
let seen = 0;
/** The signal is not handled by anybody: the call does not return. */
const passing = (point: string, sentId: string | undefined): void => {
  if (!armed || point !== dieAt) return;
  seen += 1;
  if (seen !== Number(nth)) return;
  writeFileSync(note, sentId ?? '');
  process.kill(process.pid, 'SIGKILL');
};

const send = (sentId: string, deliver: () => SendOutcome): SendOutcome => {
  passing('beforeSend', sentId);
  const outcome = deliver();
  passing('afterSend', sentId);
  return outcome;
};
const underFire = (venue: Venue): Venue => ({
  ...venue,
  send: (order) => send(order.sentId, () => venue.send(order)),
  cancel: (order) => send(order.sentId, () => venue.cancel(order)),
  replace: (order) => send(order.sentId, () => venue.replace(order)),
  onReport: (listen) =>
    venue.onReport((report) => {
      if (!('channel' in report) || report.channel === 'order') passing('beforeReport', report.sentId);
      listen(report);
    }),
});

const { identity, terms, remotes } = loadConfig(values.config ?? '');
const truthDir = join(dir, identity.name, 'venues');
mkdirSync(truthDir, { recursive: true });
const { url } = await startLiveDesk({
  market: seededDemo(seed, { identity, terms }),
  seed,
  clock: wallClock,
  journal: openSqliteJournal({ dir, desk: identity.name }),
  truthDir,
  ...(remotes === undefined ? {} : { remotes }),
  host: '127.0.0.1',
  port: Number(values.port),
  log: createLog('warn', process.stderr),
  halted: (why) => {
    throw why;
  },
  between: underFire,
});
process.stdout.write(`${JSON.stringify({ listening: url })}\n`);
