import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../../../src/adapters/http/log.ts';
import { openMemoryJournal } from '../../../../src/adapters/journal/memory/memory-journal.ts';
import { seeded } from '../../../../src/adapters/market-data/random.ts';
import { startDesk } from '../../../../src/adapters/runtime/desk.ts';
import type { DeskHalted } from '../../../../src/adapters/runtime/errors.ts';
import { wallClock } from '../../../../src/adapters/runtime/wall-clock.ts';
import { remoteVenue } from '../../../../src/adapters/venues/remote/venue.ts';
import { instrumentOf } from '../../../../src/domain/instrument/instrument.ts';
import { configTerms, evidenceAt } from '../../../support/desk.ts';
import { type Frame, liar, type Order } from '../../../support/lies.ts';
import { newOrder } from '../../../support/live-desk.ts';
import { runs } from '../../../support/property.ts';

const LIES = 3_000;
const SEED = Number(process.env.DAYBOOK_SEED ?? '1');

/** A desk at a venue whose wire is in our hands. */
const start = async (seed: number) => {
  const { lie, came } = liar(seeded(seed, 'lies'));
  const config = configTerms();
  const terms = config.venues.find(({ venue }) => venue === 'ALPHA') as (typeof config.venues)[number];
  let say = (_: Frame): void => {};
  const venue = remoteVenue({
    url: 'http://nowhere',
    terms,
    instruments: new Map(config.instruments.map((each) => [each.symbol, instrumentOf(each)])),
    clock: wallClock,
    log: createLog('silent'),
    seed,
    backoff: { leastMs: 1, mostMs: 2 },
    fetch: () => Promise.reject(new Error('nobody answers')),
    dial: (url, on) => {
      let isOurs = true;
      setImmediate(() => isOurs && on.opened());
      const letGo = (): void => {
        isOurs = false;
      };
      return {
        send: (text) => {
          const frame = JSON.parse(text) as Frame;
          if (url.endsWith('/session')) say = (said) => on.heard(JSON.stringify(said));
          if (frame.type === 'logon')
            on.heard(JSON.stringify({ type: 'logonAccepted', session: frame.session, heartbeatMs: 1_000 }));
          if (frame.type === 'submit') came(frame as unknown as Order);
          return undefined;
        },
        end: letGo,
        kill: letGo,
      };
    },
  });
  const halts: DeskHalted[] = [];
  const heard: Frame[] = [];
  const desk = await startDesk({
    identity: { name: 'test', code: 'T1', timezone: 'UTC', rollAt: '00:00' },
    config,
    build: 'test',
    writer: 'test',
    journal: openMemoryJournal({ desk: 'test' }),
    clock: wallClock,
    venues: [venue],
    witness: ({ symbol }, now) => ({ ...evidenceAt(now), symbol }),
    publish: () => {},
    soon: setImmediate,
    halted: (why) => halts.push(why),
  });
  onTestFinished(() => desk.stop());
  const tell = (): void => {
    const said = lie();
    heard.push(said);
    say(said);
  };
  const order = (n: number) =>
    desk.engine.ask(newOrder(`o${n}`, { qty: '10', side: n % 2 === 0 ? 'buy' : 'sell' }), 'client:test').catch(() => {});
  return { desk, halts, heard, tell, order };
};

describe('whatever an exchange says in well-formed frames', () => {
  it('the desk goes on', { timeout: 120_000 }, async () => {
    for (let seed = SEED; seed < SEED + Math.ceil(runs() / 100); seed += 1) {
      const { desk, halts, heard, tell, order } = await start(seed);
      for (let n = 0; n < LIES && halts.length === 0; n += 1) {
        if (n % 10 === 0) await order(n);
        tell();
      }
      await desk.engine.quiet().catch(() => {});
      const why = halts
        .filter(({ message }) => message !== 'the desk was stopped')
        .map(({ message, cause }) => ({ message, cause }));
      expect(why, `lies of seed ${seed}, the last one: ${JSON.stringify(heard.at(-1))}`).toEqual([]);
    }
  });
});
