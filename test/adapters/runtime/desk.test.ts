import { describe, expect, it } from 'vitest';
import { openMemoryJournal } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { DeskHalted } from '../../../src/adapters/runtime/errors.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { DayNumber, Micros } from '../../../src/domain/kernel/units.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { stateDigest } from '../../../src/replay/digest.ts';
import { configTerms, DAY, OPENS } from '../../support/desk.ts';
import { type FaultyJournal, faulty } from '../../support/faulty-journal.ts';
import { type LiveDesk, liveDesk, newOrder } from '../../support/live-desk.ts';
import { quietVenue } from '../../support/quiet-venue.ts';

const MIDNIGHT = ((DAY + 1) * 86_400_000_000) as Micros;
const recordsOf = async (journal: FaultyJournal, day: DayNumber): Promise<Recorded[]> => {
  const records: Recorded[] = [];
  for await (const page of journal.read(day)) records.push(...page.records);
  return records;
};
const tomorrow = (DAY + 1) as DayNumber;

/** One order works at ALPHA with 40 of 100 filled, one is held, one was refused. */
const busyDesk = async (journal: FaultyJournal): Promise<Readonly<{ desk: LiveDesk; alpha: ReturnType<typeof quietVenue> }>> => {
  const alpha = quietVenue('ALPHA');
  const desk = await liveDesk({ journal, venues: [alpha] });
  await desk.engine.ask(newOrder('c1'), 'client');
  const sentId = alpha.received[0]?.message.sentId;
  alpha.say({ seqIn: 1, execType: 'new', sentId, venueOrderId: 'V1' });
  alpha.say({ seqIn: 2, execType: 'trade', sentId, execId: 'E1', lastQty: '40', lastPx: '10.00' });
  await desk.engine.ask(newOrder('c2', { route: { strategy: 'direct', venue: 'BETA' } }), 'client');
  await desk.engine.ask(newOrder('c3', { qty: '9999' }), 'client');
  await desk.engine.quiet();
  return { desk, alpha };
};

describe('the roll of the day', () => {
  it('carries what is open over midnight, closes and seals the day, and goes on', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const { desk, alpha } = await busyDesk(journal);
    desk.clock.runUntil(MIDNIGHT);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await journal.days()).toEqual([DAY, tomorrow]);
    expect((await journal.head(DAY))?.state).toBe('sealed');
    expect(desk.engine.state.day).toMatchObject({ day: tomorrow, previousDay: DAY });
    expect(desk.engine.state.positions.get('A1', 'ACME')?.qty).toBe(40);
    expect(desk.engine.state.exposure.get('A1', 'ACME')?.buy).toBe(160);
    const [child] = [...desk.engine.state.children];
    alpha.say({ seqIn: 3, execType: 'trade', sentId: child?.sentId, execId: 'E2', lastQty: '60', lastPx: '10.00' });
    await desk.engine.quiet();
    const first = [...desk.engine.state.orders].find(({ clOrdId }) => clOrdId === 'c1');
    expect(first).toMatchObject({ status: 'filled', cumQty: 100 });
    expect((await desk.engine.ask(newOrder('c1'), 'client')).facts.map(({ type }) => type)).toEqual(['AskRepeated']);
  });

  it('loses no word that is said while it happens', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const { desk, alpha } = await busyDesk(journal);
    const [child] = [...desk.engine.state.children];
    const rolled = desk.roll();
    alpha.say({ seqIn: 3, execType: 'trade', sentId: child?.sentId, execId: 'E2', lastQty: '10', lastPx: '10.00' });
    const late = desk.engine.ask(newOrder('c9', { qty: '1' }), 'client');
    desk.clock.runUntil(MIDNIGHT);
    await Promise.all([rolled, late]);
    expect(desk.engine.state.positions.get('A1', 'ACME')?.qty).toBe(50);
  });

  it('lets no timer fire while it happens, and lets it fire afterwards', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const { desk } = await busyDesk(journal);
    await desk.engine.ask(newOrder('c9', { timeInForce: 'gtd', expireTime: MIDNIGHT }), 'client');
    let letGo = (): void => {};
    journal.hold = new Promise((resolve) => (letGo = resolve));
    desk.clock.runUntil((MIDNIGHT + 1) as Micros); // The day rolls, the disk is slow, and meanwhile the order's time is over.
    journal.hold = undefined;
    letGo();
    await new Promise((resolve) => setTimeout(resolve, 20));
    desk.clock.runUntil((MIDNIGHT + 2) as Micros);
    await desk.engine.quiet();
    expect(desk.engine.state.day).toMatchObject({ day: tomorrow });
    const expiring = [...desk.engine.state.orders].find(({ clOrdId }) => clOrdId === 'c9');
    expect(expiring?.expiresAt).toBeUndefined(); // It has been acted on.
  });

  it('that fails tells whoever asked meanwhile', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const { desk } = await busyDesk(journal);
    journal.plan = () => 'before';
    const rolled = desk.roll();
    const asked = desk.engine.ask(newOrder('c9'), 'client');
    await expect(rolled).rejects.toThrow(DeskHalted);
    await expect(asked).rejects.toThrow(DeskHalted);
  });

  it('opens with exactly what a crash at any append leaves to be completed', async () => {
    const config = configTerms({ carryDays: 3 });
    const whole = faulty(openMemoryJournal({ desk: 'test' }));
    const { desk } = await busyDesk(whole);
    desk.clock.runUntil(MIDNIGHT);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = whole.appends;
    expect(before).toBeGreaterThan(3);

    for (const fault of ['before', 'after'] as const)
      for (let crashAt = 1; crashAt <= 3; crashAt += 1) {
        const journal = faulty(openMemoryJournal({ desk: 'test' }));
        const { desk: first } = await busyDesk(journal);
        const from = journal.appends;
        journal.plan = (n) => (n === from + crashAt ? fault : undefined);
        first.clock.runUntil(MIDNIGHT);
        await new Promise((resolve) => setTimeout(resolve, 5));
        await first.stop().catch(() => {});
        journal.plan = () => undefined;
        const again = await liveDesk({ journal, config, clock: virtualClock((MIDNIGHT + 1_000_000) as Micros) });
        expect(again.engine.state.day, `${fault} append ${crashAt}`).toMatchObject({ day: tomorrow });
        expect(again.engine.state.positions.get('A1', 'ACME')?.qty).toBe(40);
        expect(again.engine.state.exposure.get('A1', 'ACME')?.buy).toBe(160);
        const opening = await recordsOf(journal, tomorrow);
        expect(opening.map(({ position }) => position)).toEqual(opening.map((_, i) => i + 1));
        expect(opening.filter(({ event }) => event.type === 'DayReady')).toHaveLength(1);
      }
  });
});

it('completes an opening of several pages that a crash cut anywhere', async () => {
  const journal = faulty(openMemoryJournal({ desk: 'test' }));
  const config = configTerms();
  const desk = await liveDesk({
    journal,
    config: {
      ...config,
      limits: config.limits.map((limit) => ({ ...limit, maxLong: '999999' })),
      accounts: config.accounts.map((account) => ({ ...account, ordersBurst: 5_000 })),
    },
  });
  await Promise.all(Array.from({ length: 1_100 }, (_, i) => desk.engine.ask(newOrder(`c${i}`, { qty: '1' }), 'client'))); // No venue is up: all are held.
  const from = journal.appends;
  journal.plan = (n) => (n === from + 3 ? 'before' : undefined); // DayClosed, the first opening page, and there the power goes.
  desk.clock.runUntil(MIDNIGHT);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await desk.stop().catch(() => {});
  expect((await recordsOf(journal, tomorrow)).some(({ event }) => event.type === 'DayReady')).toBe(false);
  journal.plan = () => undefined;
  const again = await liveDesk({
    journal,
    config: desk.engine.state.config?.terms ?? config,
    clock: virtualClock((MIDNIGHT + 1_000_000) as Micros),
  });
  expect(again.engine.state.exposure.get('A1', 'ACME')).toMatchObject({ buy: 1_100, orders: 1_100 });
  expect(again.engine.state.ready).toBe(true);
});

describe('starting', () => {
  it('is recovering: the same state, requests in flight in doubt, nothing sent again', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    const { desk, alpha } = await busyDesk(journal);
    await desk.engine.ask({ type: 'CancelRequested', clOrdId: 'x1', account: 'A1', origClOrdId: 'c1' }, 'client');
    await desk.stop();
    const sent = alpha.received.filter(({ kind }) => kind !== 'status').length;
    const again = await liveDesk({ journal, venues: [alpha], clock: desk.clock });
    const order = [...again.engine.state.orders].find(({ clOrdId }) => clOrdId === 'c1');
    expect(order?.children[0]).toMatchObject({ status: 'working', cumQty: 40, requests: [{ kind: 'cancel', certain: false }] });
    await again.engine.quiet();
    expect(alpha.received.filter(({ kind }) => kind !== 'status').length).toBe(sent);
    expect(again.engine.state.epoch).toBeGreaterThan(desk.engine.state.epoch);
  });

  it('keeps a second writer out, and lists every fault of a bad configuration at once', async () => {
    const journal = openMemoryJournal({ desk: 'test' });
    await liveDesk({ journal });
    await expect(liveDesk({ journal })).rejects.toMatchObject({ code: 'leaseHeld' });
    const [limit] = configTerms().limits;
    const config = configTerms({
      suspenseAccount: 'NOBODY',
      limits: [{ ...(limit as NonNullable<typeof limit>), account: 'GHOST', maxLong: '0.5' }],
    });
    await expect(liveDesk({ journal: openMemoryJournal({ desk: 'test' }), config })).rejects.toThrow(/3 faults/);
  });

  it('refuses to reopen a day that was closed for good', async () => {
    const journal = openMemoryJournal({ desk: 'test' });
    const desk = await liveDesk({ journal });
    await desk.close();
    await expect(liveDesk({ journal, clock: virtualClock((OPENS + 60_000_000) as Micros) })).rejects.toThrow(
      /is closed; the next one opens/,
    );
  });

  it('adopts a configuration only when it changed', async () => {
    const journal = faulty(openMemoryJournal({ desk: 'test' }));
    await (await liveDesk({ journal })).stop();
    await (await liveDesk({ journal })).stop();
    await (await liveDesk({ journal, config: configTerms({ routeAttemptsMax: 9 }) })).stop();
    const adopted = (await recordsOf(journal, DAY)).filter(({ event }) => event.type === 'ConfigAdopted');
    expect(adopted).toHaveLength(2);
  });
});

it('closes a day whose seal says what the state was', async () => {
  const journal = faulty(openMemoryJournal({ desk: 'test' }));
  const { desk } = await busyDesk(journal);
  const digest = stateDigest(desk.engine.state);
  const seal = await desk.close();
  const [last] = (await recordsOf(journal, DAY)).slice(-1);
  expect(last?.event).toMatchObject({ type: 'DayClosed', reason: 'end', stateDigest: digest });
  expect(seal.stateDigest).toBe(digest);
  await expect(desk.engine.ask(newOrder('late'), 'client')).rejects.toThrow(/closed/);
});
