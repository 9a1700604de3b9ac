import { describe, expect, it } from 'vitest';
import { openMemoryJournal } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { ENGINE_LIMITS } from '../../../src/adapters/runtime/engine.ts';
import { DeskBusy, DeskHalted } from '../../../src/adapters/runtime/errors.ts';
import { stateText } from '../../../src/domain/oms/carry.ts';
import { evolve } from '../../../src/domain/oms/evolve/evolve.ts';
import { initialState } from '../../../src/domain/oms/state.ts';
import type { Journal } from '../../../src/domain/ports/journal.ts';
import { DAY } from '../../support/desk.ts';
import { faulty, unbundled } from '../../support/faulty-journal.ts';
import { laterBy, liveDesk, newOrder } from '../../support/live-desk.ts';
import { quietVenue } from '../../support/quiet-venue.ts';

const open = async () => {
  const journal = faulty(openMemoryJournal({ desk: 'test' }));
  const alpha = quietVenue('ALPHA');
  const desk = await liveDesk({ journal, venues: [alpha] });
  return { journal, alpha, desk };
};

describe('written before told', () => {
  it('sends nothing and answers nobody until the append has resolved', async () => {
    const { journal, alpha, desk } = await open();
    let letGo = (): void => {};
    journal.hold = new Promise((resolve) => (letGo = resolve));
    let answered = false;
    const answer = desk.engine.ask(newOrder('c1'), 'client').then(() => (answered = true));
    const before = desk.published.length;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(desk.engine.state.orders.size).toBe(1); // Decided,
    expect(desk.engine.durable).toBeLessThan(desk.engine.state.position); // but not durable:
    expect([answered, alpha.received.length, desk.published.length]).toEqual([false, 0, before]); // nobody knows.
    letGo();
    await answer;
    expect(alpha.received.map(({ kind }) => kind)).toEqual(['submit']);
  });

  it('answers only after the views have folded what the answer speaks of', async () => {
    const { desk } = await open();
    const { position } = await desk.engine.ask(newOrder('c1'), 'client');
    expect(desk.published.at(-1)?.position).toBeGreaterThanOrEqual(position);
  });

  it('finds behind every message the record that caused it', async () => {
    const { journal, alpha, desk } = await open();
    const found: boolean[] = [];
    alpha.onMessage = ({ message }) => {
      found.push(desk.published.some(({ event }) => event.type === 'ChildRouted' && event.sentId === message.sentId));
    };
    await Promise.all(['c1', 'c2', 'c3'].map((id) => desk.engine.ask(newOrder(id), 'client')));
    expect(found).toEqual([true, true, true]);
    expect(journal.appends).toBeLessThan(10);
  });

  it('gathers the turns of one moment in one commit', async () => {
    const { journal, desk } = await open();
    const before = journal.appends;
    await Promise.all(Array.from({ length: 50 }, (_, i) => desk.engine.ask(newOrder(`c${i}`, { qty: '1' }), 'client')));
    expect(journal.appends - before).toBe(1);
  });
});

describe('a failed append', () => {
  it('halts the desk: nothing is sent, the client is told, later asks are refused, the venue is left', async () => {
    const { journal, alpha, desk } = await open();
    journal.plan = () => 'before';
    await expect(desk.engine.ask(newOrder('c1'), 'client')).rejects.toThrow(DeskHalted);
    await expect(desk.engine.ask(newOrder('c2'), 'client')).rejects.toThrow(/before the page was written/);
    expect(alpha.received).toEqual([]);
    expect(desk.halts).toHaveLength(1);
  });

  it('whose page was written all the same is found at the next start, in doubt and never sent', async () => {
    const { journal, alpha, desk } = await open();
    journal.plan = () => 'after';
    await expect(desk.engine.ask(newOrder('c1'), 'client')).rejects.toThrow(DeskHalted);
    await desk.stop().catch(() => {});
    journal.plan = () => undefined;
    const again = await liveDesk({ journal, venues: [alpha], clock: desk.clock });
    const [order] = [...again.engine.state.orders];
    expect(order?.children[0]).toMatchObject({ status: 'sent', certain: false });
    expect(again.engine.state.exposure.get('A1', 'ACME')?.buy).toBe(100);
    await again.engine.quiet();
    expect(alpha.received.map(({ kind }) => kind)).toEqual(['status']);
    const repeat = await again.engine.ask(newOrder('c1'), 'client');
    expect(repeat.facts.map(({ type }) => type)).toEqual(['AskRepeated']);
  });
});

describe('the send gate', () => {
  it('lets nothing out once the lease is lost, though it is durable', async () => {
    const inner = openMemoryJournal({ desk: 'test' });
    const lease = await inner.claim('test', 1);
    let lost = false;
    const confirm = (): void => {
      if (lost) throw new Error('another writer has the lease');
    };
    const claim = () => Promise.resolve({ epoch: lease.epoch, confirm, release: () => lease.release() });
    const journal: Journal = { ...unbundled(inner), claim, append: (_, batch) => inner.append(lease, batch) };
    const alpha = quietVenue('ALPHA');
    const desk = await liveDesk({ journal, venues: [alpha] });
    lost = true;
    await expect(desk.engine.ask(newOrder('c1'), 'client')).rejects.toThrow(/lease/);
    expect(alpha.received).toEqual([]);
    expect(desk.engine.halt).toBeDefined();
  });

  it('journals the proof when the transport refuses, and holds the order', async () => {
    const { alpha, desk } = await open();
    alpha.outcome = { sent: false, reason: 'connection refused' };
    await desk.engine.ask(newOrder('c1'), 'client');
    await desk.engine.quiet();
    const [order] = [...desk.engine.state.orders];
    expect(order).toMatchObject({ status: 'held', held: { why: 'session', venue: 'ALPHA' } });
    expect(desk.published.map(({ event }) => event.type)).toContain('NotSentReported');
  });
});

describe('a message whose session ended before it was durable (simulation seed 30377)', () => {
  it('does not go out into the next one, whose numbers are spoken for, and that is on record', async () => {
    const { journal, alpha, desk } = await open();
    let letGo = (): void => {};
    journal.hold = new Promise((resolve) => (letGo = resolve));
    const answer = desk.engine.ask(newOrder('c1'), 'client');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const session = 'ALPHA-1';
    desk.engine.tell({ type: 'SessionChanged', venue: 'ALPHA', session, state: 'down' }, 'venue:ALPHA');
    desk.engine.tell({ type: 'SessionChanged', venue: 'ALPHA', session, state: 'up', expects: 1 }, 'venue:ALPHA');
    letGo();
    await answer;
    await desk.engine.quiet();
    expect(desk.published.map(({ event }) => event.type)).toContain('NotSentReported');
    expect(alpha.received).toEqual([]);
    expect([...desk.engine.state.orders]).toMatchObject([{ status: 'held', held: { why: 'session', venue: 'ALPHA' } }]);
  });
  it('does not go out either when the news of it waits for the day to end', async () => {
    const { journal, alpha, desk } = await open();
    let letGo = (): void => {};
    journal.hold = new Promise((resolve) => (letGo = resolve));
    const answer = desk.engine.ask(newOrder('c1'), 'client');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const ended = desk.engine.endDay(
      () => new Promise(() => {}),
      async () => undefined,
    );
    desk.engine.tell({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'down' }, 'venue:ALPHA');
    letGo();
    await answer;
    expect(alpha.received).toEqual([]);
    void ended;
  });
});

describe('the clock', () => {
  it('never dates a record before the one before it', async () => {
    const journal = openMemoryJournal({ desk: 'test' });
    const desk = await liveDesk({ journal });
    const now = desk.clock.now();
    Object.assign(desk.clock, { now: () => now - 50_000 }); // 50 ms back: waited out.
    await desk.engine.ask(newOrder('c1'), 'client');
    expect(desk.published.at(-1)?.at).toBe(now);
  });
  it('halts when it steps back further than a time service should', async () => {
    const journal = openMemoryJournal({ desk: 'test' });
    const desk = await liveDesk({ journal });
    const now = desk.clock.now();
    Object.assign(desk.clock, { now: () => now - 150_000 });
    await expect(desk.engine.ask(newOrder('c1'), 'client')).rejects.toThrow(/went back by 150 ms/);
  });
  it('fires what falls due, once', async () => {
    const { desk } = await open();
    await desk.engine.ask(newOrder('c1'), 'client');
    desk.clock.runUntil(laterBy(desk.clock, 1_000));
    await desk.engine.quiet();
    desk.clock.runUntil(laterBy(desk.clock, 5_000));
    await desk.engine.quiet();
    expect(desk.published.filter(({ event }) => event.type === 'CertaintyLost')).toHaveLength(1);
  });
});

it('tells clients to come back when the disk is too far behind, and hears venues all the same', async () => {
  const journal = faulty(openMemoryJournal({ desk: 'test' }));
  const desk = await liveDesk({ journal, venues: [quietVenue('ALPHA')], limits: { ...ENGINE_LIMITS, aheadRecordsMax: 10 } });
  let letGo = (): void => {};
  journal.hold = new Promise((resolve) => (letGo = resolve));
  const asks = Array.from({ length: 20 }, (_, i) => desk.engine.ask(newOrder(`c${i}`, { qty: '1' }), 'client'));
  const outcomes = Promise.allSettled(asks);
  desk.engine.tell(
    { type: 'MarkObserved', symbol: 'ACME', price: 1_000 as never, markedAt: desk.clock.now(), source: 'test' },
    'market',
  );
  letGo();
  const busy = (await outcomes).filter((outcome) => outcome.status === 'rejected' && outcome.reason instanceof DeskBusy);
  expect(busy.length).toBeGreaterThan(0);
  expect(desk.engine.state.marks.get('ACME')?.price).toBe(1_000);
});

it('halts on a turn that our own bug breaks, and journals nothing of it', async () => {
  const { desk } = await open();
  const position = desk.engine.durable;
  await expect(
    desk.engine.ask({ type: 'TimerFired', timerId: 'held:nonsense', dueAt: 1 as never, late: false }, 'desk'),
  ).resolves.toBeDefined();
  desk.engine.tell({ type: 'WriterEpochStarted', epoch: 0, writer: 'x', cause: 'x' }, 'desk');
  expect(desk.engine.halt?.message).toMatch(/a turn on WriterEpochStarted failed/);
  expect(desk.engine.durable).toBeGreaterThan(position);
});

it('is a fold: what is durable is what a fresh reader makes of the journal', async () => {
  const { journal, alpha, desk } = await open();
  await desk.engine.ask(newOrder('c1'), 'client');
  alpha.say({
    seqIn: 1,
    execType: 'new',
    sentId: desk.engine.state.children.get([...desk.engine.state.children][0]?.childId as never)?.sentId,
  });
  await desk.engine.quiet();
  const state = initialState();
  for await (const { records } of journal.read(DAY)) for (const record of records) evolve(state, record);
  expect(stateText(state)).toBe(stateText(desk.engine.state));
});
