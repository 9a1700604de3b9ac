import { Counter, Gauge, type Registry } from 'prom-client';
import type { DeskDoor } from './ports.ts';
import type { Commit } from './views.ts';

/** What the connections to venues went through, and what venues said that does not fit. Answers with what hears of each commit. */
export const venueMetrics = (registry: Registry, door: DeskDoor): ((commit: Commit) => void) => {
  const registers = [registry];
  new Counter({
    name: 'daybook_venue_connection_total',
    help: 'Of each connection to a remote venue: dials, losses, frames that nobody could read (badFrames), errors that the venue said of ours.',
    labelNames: ['venue', 'connection', 'what'],
    registers,
    collect() {
      this.reset();
      for (const [venue, connections] of Object.entries(door.connections?.() ?? {}))
        for (const [connection, counts] of Object.entries(connections))
          for (const [what, n] of Object.entries(counts)) this.inc({ venue, connection, what }, n);
    },
  });
  new Gauge({
    name: 'daybook_venue_level',
    help: '1 when orders go there: its session is up, and its books have been compared with ours.',
    labelNames: ['venue'],
    registers,
    collect() {
      for (const { venue } of door.views.facts.config?.venues ?? [])
        this.set({ venue }, door.views.facts.sessions.get(venue)?.level === true ? 1 : 0);
    },
  });
  const breaks = new Counter({
    name: 'daybook_breaks_raised_total',
    help: 'Breaks that were raised since the process began: what a venue said and does not fit.',
    labelNames: ['venue', 'what'],
    registers,
  });
  return ({ records }) => {
    for (const { event } of records) if (event.type === 'BreakRaised') breaks.inc({ venue: event.venue ?? '', what: event.what });
  };
};
