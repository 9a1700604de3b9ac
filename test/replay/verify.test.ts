import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMemoryJournal, Shelf } from '../../src/adapters/journal/memory/memory-journal.ts';
import { virtualClock } from '../../src/adapters/runtime/virtual-clock.ts';
import { dateOf } from '../../src/domain/kernel/ids.ts';
import type { Micros } from '../../src/domain/kernel/units.ts';
import type { Recorded } from '../../src/domain/oms/catalogue.ts';
import type { CheckName } from '../../src/replay/checks.ts';
import type { DayReport } from '../../src/replay/verify.ts';
import { Story, stories } from '../projections/story.ts';
import { DAY, OPENS } from '../support/desk.ts';
import { liveDesk, newOrder } from '../support/live-desk.ts';
import { quietVenue } from '../support/quiet-venue.ts';
import { journaled } from './journaled.ts';
import { failures, NEXT_DAY, outcomes, redecide, twoDays, verify } from './verifying.ts';

describe('a day that is as it was written', () => {
  it('is proved, from its pages to its verdicts', async () => {
    const reports = await verify(await journaled(twoDays().days), redecide);
    expect(reports.map(({ day, ok, status }) => [day, ok, status])).toEqual([
      ['2026-11-21', true, 'sealed'],
      ['2026-11-22', true, 'sealed'],
    ]);
    for (const report of reports)
      expect(outcomes(report)).toEqual([
        ['chain', 'proved'],
        ['fold', 'proved'],
        ['opening', 'proved'],
        ['redecide', 'proved'],
      ]);
    expect(reports[1]?.checks[2]?.what).toMatch(/^\d+ records carried, as 2026-11-21 left them$/);
  });

  it('is proved whatever happened in it', () =>
    fc.assert(
      fc.asyncProperty(stories({ most: 60 }), async (story) => {
        const journal = await journaled(story.days);
        const reports = await verify(journal, redecide);
        expect(failures(reports)).toEqual([]);
        expect(reports).toHaveLength(story.days.length);
        for (const report of reports) expect(outcomes(report).map(([, outcome]) => outcome)).toEqual(Array(4).fill('proved'));
      }),
      { numRuns: 40 },
    ));

  it('is proved as an engine writes it, over a roll, a restart and the end', async () => {
    const journal = openMemoryJournal({ desk: 'test' });
    const alpha = quietVenue('ALPHA');
    const clock = virtualClock(OPENS);
    const first = await liveDesk({ journal, venues: [alpha], clock });
    await first.engine.ask(newOrder('c1', { timeInForce: 'gtc' }), 'client');
    alpha.say({
      seqIn: 1,
      execType: 'trade',
      sentId: alpha.received[0]?.message.sentId as string,
      execId: 'E1',
      lastQty: '40',
      lastPx: '10.00',
    });
    await first.engine.ask(newOrder('c2', { qty: '9999' }), 'client');
    clock.runUntil((NEXT_DAY * 86_400_000_000) as Micros);
    while ((await journal.days()).length < 2 || !first.engine.isQuiet) await setTimeout(1);
    await first.engine.ask(newOrder('c3'), 'client');
    await first.stop();
    const second = await liveDesk({ journal, venues: [alpha], clock });
    await second.engine.ask(newOrder('c4'), 'client');
    await second.close();
    const reports = await verify(journal, redecide);
    expect(failures(reports)).toEqual([]);
    expect(reports.map(({ day, status }) => [day, status])).toEqual([
      ['2026-11-21', 'sealed'],
      ['2026-11-22', 'sealed'],
    ]);
    for (const report of reports) expect(outcomes(report).map(([, outcome]) => outcome)).toEqual(Array(4).fill('proved'));
  });

  it('may still be open: then it says where it ends', async () => {
    const story = new Story();
    story.desk.place();
    const [report] = await verify(await journaled(story.days), redecide);
    expect(report).toMatchObject({ ok: true, status: 'open' });
    expect(report?.checks[1]?.what).toBe(
      `the day is open and ends at position ${story.state.position}, state digest ${report?.stateDigest}`,
    );
  });

  it('says so when the day that would prove its opening balance is not here', async () => {
    const [, second] = twoDays().days;
    const [report] = await verify(await journaled([second as Recorded[]]));
    expect(report?.ok).toBe(true);
    expect(report?.checks.at(-1)).toMatchObject({ name: 'opening', outcome: 'onTrust' });
    expect(report?.checks.at(-1)?.what).toMatch(
      /^opening balance taken on trust: digest [0-9a-f]{64}; 2026-11-21, which would prove it, is not here$/,
    );
  });

  it('can be verified alone, with the day before it only as proof', async () => {
    const journal = await journaled(twoDays().days);
    const [report] = await verify(journal, {}, [NEXT_DAY]);
    expect(report?.checks.map(({ name, outcome }) => [name, outcome])).toContainEqual(['opening', 'proved']);
  });

  it('tells how far it has come', async () => {
    const told: [string, CheckName, number][] = [];
    const journal = await journaled(twoDays().days);
    const reports = await verify(journal, { ...redecide, progress: (day, check, done) => told.push([dateOf(day), check, done]) });
    for (const { day, pages, records } of reports) {
      expect(told).toContainEqual([day, 'chain', pages]);
      expect(told).toContainEqual([day, 'fold', records]);
    }
  });
});

describe('a day whose pages are damaged', () => {
  it('is not folded, and the page is named', async () => {
    const shelf = new Shelf();
    const journal = await journaled(twoDays().days, 'folded', shelf);
    const payload = shelf.days.get(DAY)?.pages[1]?.payload as Buffer;
    payload[8] = (payload[8] as number) ^ 1;
    const [first, second] = await verify(journal, redecide);
    expect(first).toMatchObject({ ok: false, status: 'unread', stateDigest: '' });
    expect(failures([first as DayReport]).map(({ name }) => name)).toEqual(['chain', 'fold']);
    expect(failures([first as DayReport])[0]?.where).toMatch(/^memory:test\/2026-11-21, page 2, position \d+$/);
    expect(failures([second as DayReport])).toEqual([
      {
        name: 'opening',
        what: expect.stringMatching(/^2026-11-21, which it continues, cannot be folded: /),
        where: '2026-11-21',
      },
    ]);
  });
});
