import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMemoryJournal } from '../../src/adapters/journal/memory/memory-journal.ts';
import type { Micros } from '../../src/domain/kernel/units.ts';
import { stateText } from '../../src/domain/oms/carry.ts';
import { openOrders } from '../../src/projections/open-orders.ts';
import { stateDigest } from '../../src/replay/digest.ts';
import { replayDay, viewOf } from '../../src/replay/replay.ts';
import { calendarOf, readMoment, stateAsOf } from '../../src/replay/time-travel.ts';
import { Story, steps } from '../projections/story.ts';
import { DAY, Desk, OPENS } from '../support/desk.ts';
import { liveDesk, newOrder } from '../support/live-desk.ts';
import { quietVenue } from '../support/quiet-venue.ts';
import { journaled } from './journaled.ts';

const seconds = (n: number): Micros => (OPENS + n * 1_000_000) as Micros;

describe('the state as of a position', () => {
  it('is the state that the engine had when that position became durable', async () => {
    const venue = quietVenue('ALPHA');
    const journal = openMemoryJournal({ desk: 'test' });
    const desk = await liveDesk({ journal, venues: [venue] });
    const seen = new Map<number, string>();
    for (let n = 1; n <= 50; n += 1) {
      await desk.engine.ask(newOrder(`c${n}`, { qty: String(n), timeInForce: n % 2 === 0 ? 'gtc' : 'day' }), 'client');
      const sentId = venue.received.at(-1)?.message.sentId as string;
      venue.say({
        execType: n % 3 === 0 ? 'rejected' : 'trade',
        sentId,
        seqIn: n,
        execId: `E${n}`,
        lastQty: '1',
        lastPx: '10.00',
      });
      await desk.engine.quiet();
      seen.set(desk.engine.durable, stateText(desk.engine.state));
    }
    expect(seen.size).toBe(50);
    for (const [position, text] of seen) expect(stateText(await stateAsOf(journal, DAY, { position }))).toBe(text);
    await desk.stop();
  });

  it('is the state at that position of any day, whatever happened', () =>
    fc.assert(
      fc.asyncProperty(steps({ rolls: false, most: 50 }), async (told) => {
        const story = new Story();
        const seen = new Map<number, string>();
        for (const step of told) {
          story.act(step);
          seen.set(story.state.position, story.desk.text());
        }
        const journal = await journaled(story.days);
        for (const [position, text] of seen) expect(stateText(await stateAsOf(journal, DAY, { position }))).toBe(text);
      }),
      { numRuns: 20 },
    ));

  it('is the last one there is, past the end of the day', async () => {
    const desk = new Desk();
    desk.place();
    const journal = await journaled([desk.records]);
    expect(stateDigest(await stateAsOf(journal, DAY, { position: 1_000_000 }))).toBe(stateDigest(desk.state));
  });
});

describe('the state as of a time', () => {
  it('has everything that was recorded by then, and nothing later', async () => {
    const desk = new Desk();
    const digests: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      desk.now = seconds(n);
      desk.place({ qty: '1' });
      desk.place({ qty: '2' });
      digests.push(stateDigest(desk.state));
    }
    const journal = await journaled([desk.records]);
    for (const [n, digest] of digests.entries()) {
      expect(stateDigest(await stateAsOf(journal, DAY, { at: seconds(n) }))).toBe(digest);
      expect(stateDigest(await stateAsOf(journal, DAY, { at: (seconds(n + 1) - 1) as Micros }))).toBe(digest);
    }
  });

  it('is nothing before the day began', async () => {
    const journal = await journaled([new Desk().records]);
    expect((await stateAsOf(journal, DAY, { at: seconds(-1) })).position).toBe(0);
  });
});

describe('a moment, as it is said', () => {
  const utc = { timezone: 'UTC', opensAt: OPENS };
  /** A day that opens at 17:00 of the evening before, New York. */
  const newYork = (evening: string) => ({
    timezone: 'America/New_York',
    opensAt: (Temporal.ZonedDateTime.from(`${evening}T17:00[America/New_York]`).epochMilliseconds * 1_000) as Micros,
  });
  const at = (iso: string) => ({ at: (Temporal.Instant.from(iso).epochMilliseconds * 1_000) as Micros });

  it('is a position, a point in time, or a time of day', () => {
    expect(readMoment('17', utc)).toEqual({ position: 17 });
    expect(readMoment('2026-11-21T14:30:00.000001Z', utc)).toEqual({ at: OPENS + 1 });
    expect(readMoment('2026-11-21T15:30:00+01:00', utc)).toEqual({ at: OPENS });
    expect(readMoment('14:30:01.5', utc)).toEqual({ at: OPENS + 1_500_000 });
    expect(readMoment('14:31', utc)).toEqual({ at: seconds(60) });
  });

  it('belongs to the trading day: the evening before, and the small hours after midnight', () => {
    expect(readMoment('18:00:00', newYork('2026-11-20'))).toEqual(at('2026-11-20T23:00:00Z'));
    expect(readMoment('02:00:00', newYork('2026-11-20'))).toEqual(at('2026-11-21T07:00:00Z'));
    expect(readMoment('16:59:59', newYork('2026-11-20'))).toEqual(at('2026-11-21T21:59:59Z'));
    expect(readMoment('14:00', utc)).toEqual(at('2026-11-22T14:00:00Z')); // That day opened at 14:30.
  });

  it('is right on the days when clocks change', () => {
    expect(readMoment('03:30', newYork('2026-03-07'))).toEqual(at('2026-03-08T07:30:00Z'));
    expect(readMoment('01:30', newYork('2026-10-31'))).toEqual(at('2026-11-01T05:30:00Z')); // It comes twice; the earlier.
    expect(readMoment('16:00', newYork('2026-10-31'))).toEqual(at('2026-11-01T21:00:00Z'));
  });

  it('is nothing else', () => {
    for (const text of ['', '0', '-1', '1.5', '25:00', '14:30:61', 'noon', '2026-11-21', '2026-11-21T14:30:00'])
      expect(readMoment(text, utc), text).toBeUndefined();
  });

  it('needs the calendar of the day, which is in its first record', async () => {
    const journal = await journaled([new Desk().records]);
    expect(await calendarOf(journal, DAY)).toMatchObject({ timezone: 'UTC', opensAt: OPENS });
  });
});

describe('a replay', () => {
  it('says where it stopped, and how far it has come', async () => {
    const desk = new Desk();
    for (let n = 0; n < 20; n += 1) desk.place({ qty: '1' });
    const journal = await journaled([desk.records]);
    const told: number[] = [];
    const count = { records: 0 };
    const replayed = await replayDay(journal, DAY, () => (count.records += 1), {
      until: { position: 30 },
      progress: (position) => told.push(position),
    });
    expect(replayed).toMatchObject({ position: 30, at: OPENS, chainHead: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(count.records).toBe(30);
    expect(told.at(-1)).toBe(30);
    const whole = await replayDay(journal, DAY, () => {});
    expect(whole).toMatchObject({ position: desk.records.length, chainHead: (await journal.head(DAY))?.hash });
  });

  it('answers a question as of a moment', async () => {
    const desk = new Desk();
    desk.place();
    const { position } = desk.state;
    desk.hear('canceled');
    const journal = await journaled([desk.records]);
    expect((await viewOf(openOrders, journal, DAY, { until: { position } })).open.size).toBe(1);
    expect((await viewOf(openOrders, journal, DAY)).open.size).toBe(0);
  });
});
