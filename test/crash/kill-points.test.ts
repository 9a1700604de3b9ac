import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../src/adapters/market-data/random.ts';
import { isRouted } from './desk-book.ts';
import { expectOneStory, venueBooksAt } from './end.ts';
import { openTwoProcesses, type TwoProcesses } from './two-processes.ts';

const KILLS_PER_POINT = Math.ceil(Number(process.env.DAYBOOK_KILLS ?? '6') / 6);
const SEED = Number(process.env.DAYBOOK_SEED ?? '1');
const MINUTE = 60_000;
/** Between durable and write; between write and answer; and when the venue has it, and the desk does not know. */
const POINTS = ['beforeSend', 'afterSend', 'beforeReport'] as const;
const WITH_KILLS = ['test/crash/serve-with-kills.ts'];

describe('a desk that dies at an exact point of a message to an exchange that lives on', () => {
  const random = seeded(SEED, 'points');
  let both: TwoProcesses;

  beforeAll(async () => {
    both = await openTwoProcesses(SEED);
    console.log(`kills at exact points: seed ${SEED} (DAYBOOK_SEED), ${KILLS_PER_POINT} per point, ${both.folder}`);
  });
  afterEach(() => both.endOfTest());
  afterAll(() => both.close());

  for (const point of POINTS)
    it(`loses and doubles nothing: ${point}`, { timeout: (KILLS_PER_POINT + 1) * MINUTE }, async () => {
      for (let n = 1; n <= KILLS_PER_POINT; n += 1) {
        const note = join(both.folder, `${point}-${n}`);
        const nth = String(random.between(20, 400));
        const desk = await both.startDesk(WITH_KILLS, ['--die-at', point, '--nth', nth, '--note', note]);
        await both.trading(desk.url);
        desk.arm();
        both.client.start(desk.url);
        expect(await desk.ended).toBe('SIGKILL');
        await both.client.stop();
        const sentId = readFileSync(note, 'utf8');
        expect(await isRouted(both.at, sentId), `${sentId} was durable before it was to leave`).toBe(true);
        const arrived = [...venueBooksAt(both.at).values()].some(({ received }) => received.has(sentId));
        // What was handed to the socket may have arrived or not: nobody knows but the exchange.
        if (point !== 'afterSend') expect(arrived, `${sentId} arrived at its venue`).toBe(point === 'beforeReport');
        console.log(`died ${point}, at message ${nth}: ${sentId} ${arrived ? 'arrived' : 'did not arrive'}`);
      }
    });

  it('agrees with the exchange and the client in the end', { timeout: 3 * MINUTE }, async () => {
    const desk = await both.startDesk();
    await both.trading(desk.url);
    await expectOneStory(desk, both.at, both.client, both.ledger);
  });
});
