import { afterAll, describe, expect, it } from 'vitest';
import { workerTransport } from '../../../../src/adapters/venues/remote/worker-transport.ts';
import type { ChildId, Price, Qty } from '../../../../src/domain/kernel/units.ts';
import type { VenueTerms } from '../../../../src/domain/oms/events.ts';
import type { SubmitOrder } from '../../../../src/domain/ports/venue.ts';
import { snapshot } from '../../../support/market.ts';
import { openExchange, until } from '../exchange-rig.ts';

const rig = await openExchange();
afterAll(rig.close);

const order = (terms: VenueTerms, seqOut: number): SubmitOrder => ({
  sentId: `S${seqOut}`,
  childId: seqOut as ChildId,
  session: terms.session,
  seqOut,
  symbol: 'ACME',
  side: 'buy',
  ordType: 'limit',
  timeInForce: 'day',
  qty: 100 as Qty,
  price: 1_000 as Price,
});
const numbers = (reports: readonly unknown[]): readonly number[] => (reports as { seqIn: number }[]).map(({ seqIn }) => seqIn);

const start = async () => {
  const thread = workerTransport();
  const { hosted, terms } = rig.list();
  const desk = rig.dial(terms, { dial: thread.dial });
  const books: unknown[] = [];
  desk.venue.onShow((update) => books.push(update));
  desk.venue.connect();
  await desk.settle();
  return { thread, hosted, terms, books, ...desk };
};

describe('a thread that holds the sockets of a venue and dies', () => {
  it('takes that venue down, and no other; all of it comes back, and nothing is lost', async () => {
    const [one, other] = [await start(), await start()];
    one.venue.send(order(one.terms, 1));
    await one.settle();
    await one.thread.terminate();
    await until(() => !one.isUp());
    expect(one.news.at(-1)?.reason).toMatch(/thread .* is gone/);
    expect(one.venue.send(order(one.terms, 2))).toMatchObject({ sent: false });

    other.venue.send(order(other.terms, 1));
    await other.settle();
    expect(other.news.map(({ state }) => state)).toEqual(['up']);
    expect(numbers(other.reports)).toEqual([1]);

    // Meanwhile somebody trades with the order that rests.
    one.hosted.venue.onBook(snapshot({ venue: one.terms.venue, asks: [[1_000, 40]] }));
    await one.settle();
    expect(one.news.map(({ state }) => state)).toEqual(['up', 'down', 'up']);
    expect(one.news.at(-1)).toMatchObject({ expects: 2 });
    expect(numbers(one.reports)).toEqual([1, 2]);
    await until(() => one.books.length > 0);
  });

  it('does so as often as it dies', async () => {
    const { thread, news, settle, isUp } = await start();
    for (let n = 0; n < 3; n += 1) {
      await thread.terminate();
      await until(() => !isUp());
      await settle();
    }
    expect(news.map(({ state }) => state)).toEqual(['up', 'down', 'up', 'down', 'up', 'down', 'up']);
  });
});

describe('a socket in a thread', () => {
  it('that is told of late loses nothing silently: the session ends, and the next one says what arrived', async () => {
    const { hosted, terms, venue, news, settle } = await start();
    hosted.session.cut();
    // The desk cannot know yet; by the time that its thread does, this is refused or lost.
    const outcomes = Array.from({ length: 50 }, (_, n) => venue.send(order(terms, n + 1)));
    expect(outcomes.every(({ sent }) => sent)).toBe(true);
    await until(() => news.length >= 3);
    await settle();
    expect(news.at(-1)).toMatchObject({ state: 'up', expects: 1 });
    expect(hosted.venue.truth().messages).toEqual([]);
  });
});
