import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import {
  acknowledgedFaults,
  breakFaults,
  executionFaults,
  messageFaults,
  orderFaults,
  orderTruthFaults,
  restingFaults,
  shownFaults,
  type VenueBooks,
} from './checkers.ts';
import type { Client } from './client.ts';
import {
  type DeskBreak,
  type DeskOrder,
  type JournalBook,
  readJournalBook,
  shownBreaks,
  shownOrders,
  shownPositions,
} from './desk-book.ts';
import type { Ledger } from './ledger.ts';
import { type Premises, type Serve, truthFileOf, VENUES } from './serve-process.ts';
import { readVenueBook } from './venue-book.ts';

export const venueBooksAt = (at: Premises): VenueBooks =>
  new Map(VENUES.map((venue) => [venue, readVenueBook(truthFileOf(at, venue))]));

/**
 * After all that happened: what is open is cancelled, the desk stops, and desk, venues and client must tell the same story. Answers
 * with how often what is worth counting was journaled.
 */
export const expectOneStory = async (
  serve: Serve,
  at: Premises,
  client: Client,
  ledger: Ledger,
): Promise<JournalBook['counts']> => {
  const { url } = serve;
  await client.finish(url);
  expect(ledger.unanswered()).toEqual([]);
  const canceled = await fetch(`${url}/v1/orders/cancel-all`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clOrdId: 'the-end' }),
  });
  expect(canceled.status).toBe(202);
  const open = await settled(url);
  const orders = await shownOrders(url);
  await untilNone(async () => breakFaults(await shownBreaks(url)));
  const breaks = await shownBreaks(url);
  const shown = await untilNone(async () => shownFaults(venueBooksAt(at), await shownOrders(url), await shownPositions(url)));
  serve.stop();
  expect(await serve.ended).toBe(0);

  const journal = await readJournalBook(at);
  const venues = venueBooksAt(at);
  const count = (of: 'received' | 'trades'): number => [...venues.values()].reduce((sum, book) => sum + book[of].size, 0);
  console.log(
    `${ledger.orders().length} orders, ${count('received')} messages at the venues, ${count('trades')} executions, ` +
      `${open.length} orders open in the end, breaks ${JSON.stringify(breaksBy(breaks))}, ${JSON.stringify(journal.counts)}`,
  );
  expect(orderFaults(orders, ledger)).toEqual([]);
  expect(orders).toHaveLength(ledger.orders().length);
  expect(ledger.faults).toEqual([]);
  expect(messageFaults(venues, journal)).toEqual([]);
  expect(executionFaults(venues, journal)).toEqual([]);
  expect(shown).toEqual([]);
  expect(restingFaults(venues, journal, open)).toEqual([]);
  expect(orderTruthFaults(venues, journal)).toEqual([]);
  expect(acknowledgedFaults(ledger, journal)).toEqual([]);
  expect(breakFaults(breaks)).toEqual([]);
  expect(journal.faults).toEqual([]);
  expect(open).toEqual([]);
  return journal.counts;
};

const breaksBy = (breaks: readonly DeskBreak[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { what, state } of breaks) counts[`${what} ${state}`] = (counts[`${what} ${state}`] ?? 0) + 1;
  return counts;
};

const LOOKS = 100;
const LOOK_EVERY_MS = 100;
/** Waits until nothing is open any more, and tells what is. */
const settled = async (url: string): Promise<readonly DeskOrder[]> => {
  for (let look = 1; ; look += 1) {
    const open = await shownOrders(url, '&open=true');
    if (look === LOOKS || open.length === 0) return open;
    await pause(LOOK_EVERY_MS);
  }
};

/** What rests goes on trading while we look, and a report is a moment on its way: a difference counts when it stays. */
const untilNone = async (look: () => Promise<readonly string[]>): Promise<readonly string[]> => {
  for (let looks = 1; ; looks += 1) {
    const faults = await look();
    if (faults.length === 0 || looks === LOOKS) return faults;
    await pause(LOOK_EVERY_MS);
  }
};
