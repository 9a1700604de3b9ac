import { setImmediate } from 'node:timers/promises';
import type { Journal } from '../../domain/ports/journal.ts';

/** Pages read before others get a turn. */
const PAGES_AT_ONCE = 4;

/**
 * The same journal for readers that are in no hurry: replaying a day on the desk's own thread must not keep an order waiting, so
 * after every few pages whatever else is due goes first.
 */
export const patient = (journal: Journal): Journal => ({
  desk: journal.desk,
  claim: (writer, epochAtLeast) => journal.claim(writer, epochAtLeast),
  append: (lease, batch) => journal.append(lease, batch),
  read: async function* (day, from) {
    let pages = 0;
    for await (const page of journal.read(day, from)) {
      yield page;
      pages += 1;
      if (pages % PAGES_AT_ONCE === 0) await setImmediate();
    }
  },
  days: () => journal.days(),
  head: (day) => journal.head(day),
  seal: (lease, day) => journal.seal(lease, day),
  sealOf: (day) => journal.sealOf(day),
  follow: (day, from, signal) => journal.follow(day, from, signal),
  audit: (day, progress) => journal.audit(day, progress),
  close: () => journal.close(),
});
