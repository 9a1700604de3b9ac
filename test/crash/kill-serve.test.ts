import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../src/adapters/market-data/random.ts';
import { buildShim, underFire } from '../support/fault-shim/shim.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { orderFaults } from './checkers.ts';
import { Client } from './client.ts';
import { readJournalBook, shownOrders } from './desk-book.ts';
import { expectOneStory, venueBooksAt } from './end.ts';
import { Ledger } from './ledger.ts';
import {
  ACCOUNTS,
  daysOf,
  type Premises,
  premises,
  SERVE,
  type Serve,
  SYMBOLS,
  spawnServe,
  startServe,
} from './serve-process.ts';

const KILLS = Number(process.env.DAYBOOK_KILLS ?? '6');
const SEED = Number(process.env.DAYBOOK_SEED ?? '1');
const FEWEST_IN_FLIGHT = 50;
const WITH_KILLS = ['test/crash/serve-with-kills.ts'];
/** `beforeSend`: durable, not sent. `afterSend`: sent, the client not answered. `beforeReport`: the venue has it, the desk does not know. */
const POINTS = ['beforeSend', 'afterSend', 'beforeReport'] as const;
/** What becomes of the disk under the journal, at some operation on it. */
const DISK_FAULTS = ['lost', 'full', 'cut'] as const;
const KILLS_PER_POINT = Math.ceil(KILLS / 6);
const MINUTE = 60_000;

const SHIM = temporaryFolder();
const { shim, missing } = buildShim(SHIM.dir);
if (missing !== '') console.warn(`kill test: no fault of the disk is tested: ${missing}`);
afterAll(() => SHIM.remove());

/** One desk in one folder, and the client that outlives all its processes. */
describe('a desk that is killed with kill -9', () => {
  const folder = temporaryFolder();
  const random = seeded(SEED, 'kills');
  const ledger = new Ledger();
  const client = new Client({ random: seeded(SEED, 'load'), ledger, accounts: ACCOUNTS, symbols: SYMBOLS });
  let at: Premises;
  let running: Serve | undefined;

  beforeAll(() => {
    at = premises(folder.dir, SEED);
    console.log(`kill test: seed ${SEED} (DAYBOOK_SEED), ${KILLS} random kills (DAYBOOK_KILLS), ${folder.dir}`);
  });
  afterAll(() => folder.remove());

  afterEach(async () => {
    await client.stop();
    running?.kill();
    await running?.ended;
  });

  /** Starts it again, and holds what it shows against what the client was told. */
  const start = async (entry?: readonly string[], more?: readonly string[], env?: NodeJS.ProcessEnv): Promise<Serve> => {
    running = await startServe(spawnServe(at, entry, more, env));
    const faults = orderFaults(await shownOrders(running.url), ledger);
    expect(faults).toEqual([]);
    expect(ledger.faults).toEqual([]);
    return running;
  };
  const tell = (what: string, inFlight: number): void =>
    console.log(
      `${what}: ${inFlight} requests in flight; ${ledger.size} asked so far, ${ledger.unanswered().length} without an answer`,
    );

  it(`loses and doubles nothing, ${KILLS} times at random under load`, { timeout: (KILLS + 1) * MINUTE }, async () => {
    for (let n = 1; n <= KILLS; n += 1) {
      const serve = await start();
      client.start(serve.url);
      await pause(random.between(30, 1_500));
      while (client.inFlight < FEWEST_IN_FLIGHT) await pause(1);
      const { inFlight } = client;
      serve.kill();
      expect(await serve.ended).toBe('SIGKILL');
      await client.stop();
      tell(`kill ${n}`, inFlight);
      expect(inFlight).toBeGreaterThanOrEqual(FEWEST_IN_FLIGHT);
    }
  });

  for (const point of POINTS)
    it(`loses and doubles nothing when it dies ${point}`, { timeout: KILLS_PER_POINT * MINUTE }, async () => {
      for (let n = 1; n <= KILLS_PER_POINT; n += 1) {
        const note = join(folder.dir, `${point}-${n}`);
        const nth = String(random.between(20, 400));
        const serve = await start(WITH_KILLS, ['--die-at', point, '--nth', nth, '--note', note]);
        serve.arm();
        client.start(serve.url);
        expect(await serve.ended).toBe('SIGKILL');
        await client.stop();
        tell(`died ${point}, at message ${nth}`, client.inFlightWhenLost);

        const sentId = readFileSync(note, 'utf8');
        const routed = (await readJournalBook(at)).routed.get(sentId);
        const arrived = [...venueBooksAt(at).values()].some(({ received }) => received.has(sentId));
        expect(routed, `${sentId} was durable before it was to leave`).toBeDefined();
        expect(arrived, `${sentId} arrived at its venue`).toBe(point === 'beforeReport');
        if (point !== 'beforeReport' && routed?.withAnswer === true)
          expect(ledger.isAcknowledged(routed.orderId), `${routed.orderId} was answered before it was sent`).toBe(false);
      }
    });

  for (const fault of DISK_FAULTS)
    it.skipIf(missing !== '')(`loses and doubles nothing when its disk fails: ${fault}`, { timeout: MINUTE }, async () => {
      const nth = random.between(80, 400);
      const serve = await start(SERVE, [], underFire(shim, fault, nth, daysOf(at)));
      client.start(serve.url);
      expect(await serve.ended).toBe(1);
      await client.stop();
      tell(`disk failed, ${fault}, at operation ${nth}`, client.inFlightWhenLost);
    });

  it('agrees with its venues and its client in the end', { timeout: 3 * MINUTE }, async () => {
    await expectOneStory(await start(), at, client, ledger);
  });
});
