import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openMemoryJournal } from '../../../../src/adapters/journal/memory/memory-journal.ts';
import { createMarketData } from '../../../../src/adapters/market-data/handler.ts';
import { startDesk } from '../../../../src/adapters/runtime/desk.ts';
import { wallClock } from '../../../../src/adapters/runtime/wall-clock.ts';
import { marketThread } from '../../../../src/adapters/venues/remote/market-thread.ts';
import { workerTransport } from '../../../../src/adapters/venues/remote/worker-transport.ts';
import type { Recorded } from '../../../../src/domain/oms/catalogue.ts';
import { configTerms } from '../../../support/desk.ts';
import { newOrder } from '../../../support/live-desk.ts';
import { snapshot } from '../../../support/market.ts';
import { openExchange, until } from '../exchange-rig.ts';

const rig = await openExchange();
afterAll(rig.close);

const BOOK_MAX_AGE_MS = 150;
const LISTINGS = [{ symbol: 'ACME', tickSize: '0.05', lotSize: '10', minQty: '10' }];

/** A venue whose sockets are in one thread and whose market data handler is in another. */
const venue = () => {
  const { hosted, terms } = rig.list({ terms: { listings: LISTINGS, requestTimeoutMs: 10_000 } });
  const [sockets, books] = [workerTransport(), marketThread()];
  const end = rig.dial(terms, { dial: sockets.dial, openMarket: books.open });
  const show = (): void =>
    hosted.venue.onBook(snapshot({ venue: terms.venue, at: wallClock.now(), bids: [[990, 500]], asks: [[1_000, 500]] }));
  const showing = setInterval(show, 20);
  onTestFinished(() => clearInterval(showing));
  return { hosted, terms, sockets, books, ...end };
};

/** A desk at two of them. */
const start = async () => {
  const [one, other] = [venue(), venue()];
  const published: Recorded[] = [];
  const data = createMarketData({ bookMaxAgeMs: BOOK_MAX_AGE_MS, markEveryMs: 1_000, onMark: () => {} });
  for (const each of [one, other]) each.venue.onShow(data.onUpdate);
  const desk = await startDesk({
    identity: { name: 'threads', code: 'T1', timezone: 'UTC', rollAt: '00:00' },
    config: configTerms({ venues: [one.terms, other.terms], bookMaxAgeMs: BOOK_MAX_AGE_MS }),
    build: 'test',
    writer: 'test',
    journal: openMemoryJournal({ desk: 'threads' }),
    clock: wallClock,
    venues: [one.venue, other.venue],
    witness: data.witness,
    publish: (records) => published.push(...records),
    soon: setImmediate,
    halted: (why) => {
      if (why.message !== 'the desk was stopped') throw why;
    },
  });
  onTestFinished(() => desk.stop());
  const seen = (): readonly string[] =>
    (data.witness({ symbol: 'ACME', depth: 1 }, wallClock.now())?.books ?? []).map(({ venue: name }) => name);
  await until(() => one.isUp() && other.isUp() && seen().length === 2);
  let n = 0;
  /** Buys ten at the offer there, and waits for the fill. */
  const trade = async (at: typeof one): Promise<void> => {
    const [before, clOrdId] = [at.hosted.venue.truth().executions.length, `o${(n += 1)}`];
    await desk.engine.ask(
      newOrder(clOrdId, { qty: '10', price: '10.00', route: { strategy: 'direct', venue: at.terms.venue } }),
      'client:test',
    );
    await until(() => at.hosted.venue.truth().executions.length > before);
    const { execId } = at.hosted.venue.truth().executions.at(-1) as { execId: string };
    await until(() => published.some(({ event }) => event.type === 'ExecutionBooked' && event.execId === execId));
  };
  const downs = (at: typeof one): number => at.news.filter(({ state }) => state === 'down').length;
  return { one, other, trade, seen, downs };
};

describe('a desk whose venues live in threads', () => {
  it('trades on elsewhere when the thread with the sockets of one is killed, and there again when it is back', async () => {
    const { one, other, trade, downs } = await start();
    await trade(one);
    for (let kill = 1; kill <= 3; kill += 1) {
      await one.sockets.terminate();
      await until(() => downs(one) === kill);
      await trade(other);
      await until(one.isUp);
      await trade(one);
    }
    expect(downs(other)).toBe(0);
  });

  it('sees the books of one grow old when the thread of its market data is killed, and fresh when it is back', async () => {
    const { one, other, trade, seen, downs } = await start();
    for (let kill = 1; kill <= 3; kill += 1) {
      await one.books.terminate();
      await until(() => one.venue.connections().market.losses >= kill);
      await trade(other);
      await until(() => seen().includes(one.terms.venue));
      await trade(one);
    }
    expect([downs(one), downs(other)]).toEqual([0, 0]);
    expect(one.venue.connections().market.losses).toBeGreaterThanOrEqual(3);
    expect(other.venue.connections().market.losses).toBe(0);
  });

  it('leaves out the books of a venue whose market data do not come back', async () => {
    const { one, other, trade, seen } = await start();
    const dying = setInterval(() => void one.books.terminate(), 20);
    onTestFinished(() => clearInterval(dying));
    await until(() => !seen().includes(one.terms.venue) && seen().includes(other.terms.venue));
    await trade(other);
    clearInterval(dying);
    await until(() => seen().includes(one.terms.venue));
  });
});
