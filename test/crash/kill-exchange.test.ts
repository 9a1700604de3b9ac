import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../src/adapters/market-data/random.ts';
import { expectOneStory } from './end.ts';
import type { Serve } from './serve-process.ts';
import { openTwoProcesses, type TwoProcesses } from './two-processes.ts';

const ROUNDS = Number(process.env.DAYBOOK_KILLS ?? '7');
const SEED = Number(process.env.DAYBOOK_SEED ?? '1');
const FEWEST_IN_FLIGHT = 50;
const MINUTE = 60_000;
/** Longer than anybody waits for a heartbeat. */
const STALL_MS_MAX = 4_000;
/**
 * What befalls whom. `deskTwice`: once more while it comes up, somewhere between its first line and its first order.
 * `exchangeAgain`: both, and the exchange once more as soon as the desk is logged on and asks it how things stand.
 */
const BLOWS = ['desk', 'exchange', 'both', 'cut', 'halfOpen', 'deskTwice', 'exchangeAgain', 'stall'] as const;
type Blow = (typeof BLOWS)[number];
const KILLS_DESK: readonly Blow[] = ['desk', 'both', 'deskTwice', 'exchangeAgain'];
const KILLS_EXCHANGE: readonly Blow[] = ['exchange', 'both', 'exchangeAgain'];

describe('a desk and an exchange that are killed with kill -9, or cut off from each other', () => {
  const random = seeded(SEED, 'blows');
  const toOpen: number[] = [];
  let both: TwoProcesses;

  beforeAll(async () => {
    both = await openTwoProcesses(SEED);
    console.log(`exchange kill test: seed ${SEED} (DAYBOOK_SEED), ${ROUNDS} rounds (DAYBOOK_KILLS), ${both.folder}`);
  });
  afterEach(() => both.endOfTest());
  afterAll(() => both.close());

  /** Each comes up once before one comes again; in which order, the seed says. */
  let left: Blow[] = [];
  const nextBlow = (): Blow => {
    if (left.length === 0) left = [...BLOWS];
    return left.splice(random.upTo(left.length), 1)[0] as Blow;
  };
  let desk: Serve;
  /** Starts the desk until venues take orders, and notes how long that took. */
  const open = async (): Promise<void> => {
    const before = performance.now();
    desk = await both.startDesk();
    await both.trading(desk.url);
    toOpen.push(Math.round(performance.now() - before));
  };
  const strike = async (blow: Blow): Promise<void> => {
    if (KILLS_DESK.includes(blow)) desk.kill();
    if (KILLS_EXCHANGE.includes(blow)) await both.killExchange();
    if (blow === 'cut') await both.operate('cut');
    if (blow === 'halfOpen') await both.operate('half-open');
    if (blow === 'stall') await both.operate('stall', { ms: random.between(10, STALL_MS_MAX) });
  };
  const recover = async (blow: Blow): Promise<void> => {
    if (KILLS_EXCHANGE.includes(blow)) await both.restartExchange();
    if (blow === 'deskTwice') {
      const starting = both.spawnDesk();
      await pause(random.between(0, toOpen.at(-1) ?? 0));
      starting.kill();
      await starting.ended;
    }
    if (blow === 'exchangeAgain') {
      both.spawnDesk();
      await both.someoneIsLoggedOn();
      await pause(random.between(0, 30));
      await both.killExchange();
      await both.endOfTest();
      await both.restartExchange();
    }
    if (KILLS_DESK.includes(blow)) await open();
  };

  it(`lose and double nothing, ${ROUNDS} times at random under load`, { timeout: (ROUNDS + 1) * MINUTE }, async () => {
    await open();
    for (let round = 1; round <= ROUNDS; round += 1) {
      const blow = nextBlow();
      await both.trading(desk.url);
      both.client.start(desk.url);
      await pause(random.between(30, 1_500));
      while (both.client.inFlight < FEWEST_IN_FLIGHT) await pause(1);
      const { inFlight } = both.client;
      await strike(blow);
      await pause(random.between(0, 500)); // The client goes on meanwhile, where there is still a desk.
      await both.client.stop();
      await recover(blow);
      const opened = KILLS_DESK.includes(blow) ? `; open after ${toOpen.at(-1)} ms` : '';
      console.log(`round ${round}, ${blow}: ${inFlight} requests in flight; ${both.ledger.size} asked so far${opened}`);
    }
  });

  it('agree with each other and with the client in the end', { timeout: 3 * MINUTE }, async () => {
    await open();
    const { ResendRequested: resends = 0 } = await expectOneStory(desk, both.at, both.client, both.ledger);
    expect(resends, 'reports were lost, and asked for again').toBeGreaterThan(0);
    console.log(`ms from the start of the process until it trades: ${toOpen.join(', ')}`);
  });
});
