import { afterAll, expect, it, onTestFinished } from 'vitest';
import { openMemoryJournal } from '../../../../src/adapters/journal/memory/memory-journal.ts';
import { startDesk } from '../../../../src/adapters/runtime/desk.ts';
import { wallClock } from '../../../../src/adapters/runtime/wall-clock.ts';
import { faultsForm } from '../../../../src/adapters/venues/exchange/fault-form.ts';
import { configTerms, evidenceAt } from '../../../support/desk.ts';
import { newOrder } from '../../../support/live-desk.ts';
import { openExchange, until } from '../exchange-rig.ts';

const rig = await openExchange();
afterAll(rig.close);

const PER_SECOND = 200;
const BURST = 40;
/** Twenty messages: as much as the machine may stall and the wire may bunch without anybody noticing. */
const HEADROOM_MS = 100;
/** Ten times what may go at once. */
const ORDERS = 10 * BURST;
const PPM = 1_000_000;

/** A desk that knows the limits of its venue, at an exchange that enforces them, over a wire with some jitter. */
const start = async () => {
  const { hosted, terms } = rig.list({
    terms: {
      messagesPerSecond: PER_SECOND,
      messagesBurst: BURST,
      headroomMs: HEADROOM_MS,
      requestTimeoutMs: 10_000,
      listings: [{ symbol: 'ACME', tickSize: '0.05', lotSize: '10', minQty: '10' }],
    },
    // The same limit at both ends, to the message: whatever stalls here or there, it is the desk that must keep to it.
    limits: { messagesPerSecond: PER_SECOND, messagesBurst: BURST, strikesBeforeBan: PPM },
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
  const burst = (): Promise<unknown> =>
    Promise.all(
      Array.from({ length: ORDERS }, (_, n) =>
        desk.engine.ask(
          newOrder(`o${n}`, { qty: '10', price: '9.90', route: { strategy: 'direct', venue: terms.venue } }),
          'client:test',
        ),
      ),
    );
  return { hosted, terms, desk, burst };
};

it('a burst of ten times the limit is held in the desk: the exchange refuses nothing', async () => {
  const { hosted, desk, burst } = await start();
  await burst();
  const held = [...desk.engine.state.orders].filter(({ status }) => status === 'held').length;
  expect(held).toBeGreaterThan(ORDERS / 2);
  await until(() => hosted.venue.truth().orders.length === ORDERS);
  expect(hosted.counts).toMatchObject({ refusals: 0, messages: ORDERS });
});

it('a kill switch that is pressed in the burst has every cancel out within the reserved budget', async () => {
  const { hosted, desk, burst } = await start();
  void burst();
  await until(() => hosted.counts.messages >= 2 * BURST);
  const pressedAt = wallClock.mono();
  await desk.engine.ask({ type: 'KillRequested', clOrdId: 'stop', scope: 'desk', id: '*', reason: 'test' }, 'operator:test');
  await until(
    () => hosted.counts.messages > 0 && hosted.venue.books.openOrders().length === 0 && desk.engine.state.live.size === 0,
  );
  const tookMs = Math.round((wallClock.mono() - pressedAt) / 1_000);
  const { messages } = hosted.venue.truth();
  const cancels = messages.filter(({ kind }) => kind === 'cancel');
  const budgetMs = Math.round((cancels.length * 1_000) / PER_SECOND);
  console.log(
    `kill switch: ${cancels.length} cancels of ${messages.length - cancels.length} orders out and answered after ${tookMs} ms; the whole budget lets them go in ${budgetMs} ms, the reserved fifth alone in ${5 * budgetMs} ms`,
  );
  expect(hosted.counts.refusals).toBe(0);
  expect(cancels.length).toBeGreaterThanOrEqual(BURST);
  expect(messages.length - cancels.length).toBeLessThan(ORDERS);
});
