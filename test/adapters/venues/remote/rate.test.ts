import { afterAll, expect, it, onTestFinished } from 'vitest';
import { openMemoryJournal } from '../../../../src/adapters/journal/memory/memory-journal.ts';
import { startDesk } from '../../../../src/adapters/runtime/desk.ts';
import type { Answer } from '../../../../src/adapters/runtime/engine.ts';
import { wallClock } from '../../../../src/adapters/runtime/wall-clock.ts';
import { faultsForm } from '../../../../src/adapters/venues/exchange/fault-form.ts';
import { configTerms, evidenceAt } from '../../../support/desk.ts';
import { newOrder } from '../../../support/live-desk.ts';
import { openExchange, until } from '../exchange-rig.ts';

const rig = await openExchange();
afterAll(rig.close);

const PER_SECOND = 200;
const BURST = 40;
/** Ten times what may go at once. */
const ORDERS = 10 * BURST;
const PPM = 1_000_000;

/** A desk that knows the limits of its venue, at an exchange that enforces them, over a wire with some jitter. */
const start = async () => {
  const { hosted, terms } = rig.list({
    terms: {
      messagesPerSecond: PER_SECOND,
      messagesBurst: BURST,
      requestTimeoutMs: 10_000,
      listings: [{ symbol: 'ACME', tickSize: '0.05', lotSize: '10', minQty: '10' }],
    },
    // What was decided in time is sent together when the machine stalls in between: hence more at once, but not nearly all of it.
    limits: { messagesPerSecond: PER_SECOND, messagesBurst: 4 * BURST, strikesBeforeBan: PPM },
    faults: faultsForm.parse({
      toVenue: { minMicros: 200, jitterMicros: 2_000 },
      toDesk: { minMicros: 200, jitterMicros: 2_000 },
    }),
  });
  const { venue, isUp } = rig.dial(terms);
  const [limit] = configTerms().limits;
  const much = String(PPM);
  const config = configTerms({
    accounts: [
      { account: 'A1', tradable: true, ordersPerSecond: PPM, ordersBurst: PPM },
      { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
    ],
    venues: [terms],
    limits: [{ ...limit!, maxLong: much, maxShort: much }],
  });
  const desk = await startDesk({
    identity: { name: 'rate', code: 'R1', timezone: 'UTC', rollAt: '00:00' },
    config,
    build: 'test',
    writer: 'test',
    journal: openMemoryJournal({ desk: 'rate' }),
    clock: wallClock,
    venues: [venue],
    witness: (_, now) => evidenceAt(now),
    publish: () => {},
    soon: setImmediate,
    halted: (why) => {
      if (why.message !== 'the desk was stopped') throw why;
    },
  });
  onTestFinished(() => desk.stop());
  await until(isUp);
  const burst = (): Promise<readonly Answer[]> =>
    Promise.all(
      Array.from({ length: ORDERS }, (_, n) =>
        desk.engine.ask(
          newOrder(`o${n}`, { qty: '10', price: '9.90', route: { strategy: 'direct', venue: terms.venue } }),
          'client:test',
        ),
      ),
    );
  return { hosted, burst };
};

it('a burst of ten times the limit is held in the desk: the exchange refuses nothing', async () => {
  const { hosted, burst } = await start();
  const held = (await burst()).filter(({ facts }) => facts.some(({ type }) => type === 'OrderHeld'));
  expect(held.length).toBeGreaterThan(ORDERS / 2);
  await until(() => hosted.venue.truth().orders.length === ORDERS);
  expect(hosted.counts).toMatchObject({ refusals: 0, messages: ORDERS });
});
