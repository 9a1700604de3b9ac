import { describe, expect, it } from 'vitest';
import { openMemoryJournal } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { hoursAt } from '../../../src/adapters/runtime/calendar.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { configTerms, venueTerms } from '../../support/desk.ts';
import { liveDesk, newOrder } from '../../support/live-desk.ts';
import { quietVenue } from '../../support/quiet-venue.ts';

const at = (iso: string): Micros => (Date.parse(iso) * 1_000) as Micros;
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const NEW_YORK = { timezone: 'America/New_York', opens: '09:30', closes: '16:00', days: WEEK };
const told = (moment: string, hours: Parameters<typeof hoursAt>[1] = NEW_YORK) => {
  const { state, until } = hoursAt(at(moment), hours);
  return `${state} until ${new Date(until / 1_000).toISOString()}`;
};

describe('the hours of a venue', () => {
  it('are those of its own clocks, before and after they are put forward', () => {
    expect(told('2026-03-06T14:29:59Z')).toBe('closed until 2026-03-06T14:30:00.000Z'); // A Friday in winter.
    expect(told('2026-03-06T14:30:00Z')).toBe('open until 2026-03-06T21:00:00.000Z');
    expect(told('2026-03-06T21:00:00Z')).toBe('closed until 2026-03-09T13:30:00.000Z'); // On Monday it is summer.
    expect(told('2026-03-09T13:30:00Z')).toBe('open until 2026-03-09T20:00:00.000Z');
  });
  it('may reach into the next day, and over the night in which the clocks change', () => {
    const overnight = { ...NEW_YORK, opens: '18:00', closes: '17:00', days: ['sun', 'mon', 'tue', 'wed', 'thu'] as const };
    expect(told('2026-03-07T12:00:00Z', overnight)).toBe('closed until 2026-03-08T22:00:00.000Z');
    expect(told('2026-03-09T05:00:00Z', overnight)).toBe('open until 2026-03-09T21:00:00.000Z');
    expect(told('2026-10-31T12:00:00Z', overnight)).toBe('closed until 2026-11-01T23:00:00.000Z');
  });
  it('of one day a week come round', () => {
    const mondays = { ...NEW_YORK, days: ['mon'] as const };
    expect(told('2026-03-09T20:00:00Z', mondays)).toBe('closed until 2026-03-16T13:30:00.000Z');
    const round = { ...NEW_YORK, opens: '00:00', closes: '00:00', days: ['mon'] as const };
    expect(told('2026-03-10T03:59:59Z', round)).toBe('open until 2026-03-10T04:00:00.000Z');
  });
});

describe('a desk whose venue has hours', () => {
  it('is told at its start and at the moment, and sends what has waited when the venue opens', async () => {
    const alpha = quietVenue('ALPHA');
    // It is 14:30 UTC on a Saturday.
    const hours = { timezone: 'UTC', opens: '15:00', closes: '16:00', days: ['sat', 'sun'] as const };
    const config = configTerms({ venues: [venueTerms('ALPHA', { hours }), venueTerms('BETA')] });
    const desk = await liveDesk({ journal: openMemoryJournal({ desk: 'test' }), venues: [alpha], config });
    const quiet = async (): Promise<void> => {
      for (let n = 0; n < 5; n += 1) await desk.engine.quiet();
    };
    await desk.engine.ask(newOrder('c1'), 'client');
    await quiet();
    expect(alpha.received).toEqual([]);
    desk.clock.runUntil(at('2026-11-21T15:00:00Z'));
    await quiet();
    const said = desk.published.flatMap(({ event }) => (event.type === 'VenueHoursChanged' ? [event] : []));
    expect(said.map(({ state, until }) => [state, until])).toEqual([
      ['closed', at('2026-11-21T15:00:00Z')],
      ['open', at('2026-11-21T16:00:00Z')],
    ]);
    expect(desk.engine.state.sessions.get('ALPHA')?.hours?.state).toBe('open');
    expect([...desk.engine.state.orders][0]?.held?.why).not.toBe('closed');
    await desk.stop();
    expect(desk.clock.pending()).toBe(0);
  });
});
