import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { demoTerms } from '../../../src/adapters/cli/demo/seeded-market.ts';
import { createLog } from '../../../src/adapters/http/log.ts';
import { wallClock } from '../../../src/adapters/runtime/wall-clock.ts';
import { remoteVenue } from '../../../src/adapters/venues/remote/venue.ts';
import type { VenueTruth } from '../../../src/adapters/venues/simulated/truth.ts';
import { instrumentOf } from '../../../src/domain/instrument/instrument.ts';
import type { ChildId, Price, Qty } from '../../../src/domain/kernel/units.ts';
import type { VenueTerms } from '../../../src/domain/oms/events.ts';
import type { Report } from '../../../src/domain/order/events.ts';
import type { BookUpdate } from '../../../src/domain/ports/market.ts';
import type { SessionNews, SubmitOrder } from '../../../src/domain/ports/venue.ts';
import { exchangeConfig, startExchangeProcess } from '../../support/exchange-process.ts';
import { daybook, folder } from './rig.ts';

const { dir, remove } = folder();
afterAll(remove);
let folders = 0;
/** Of its own for each test. */
const fresh = (): string => join(dir, `${(folders += 1)}`);

const terms = demoTerms.venues.find(({ venue }) => venue === 'ALPHA') as VenueTerms;
const instruments = new Map(demoTerms.instruments.map((instrument) => [instrument.symbol, instrumentOf(instrument)]));

/** Gone with its test, however that ends. */
const exchangeProcess: typeof startExchangeProcess = async (...args) => {
  const exchange = await startExchangeProcess(...args);
  onTestFinished(() => exchange.kill());
  return exchange;
};

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
};

/** A desk's end of ALPHA, with all that it hears. */
const trader = (url: string) => {
  const venue = remoteVenue({
    url,
    terms,
    instruments,
    clock: wallClock,
    log: createLog('silent'),
    seed: 1,
    backoff: { leastMs: 5, mostMs: 50 },
  });
  const reports: Report[] = [];
  const news: SessionNews[] = [];
  const books: BookUpdate[] = [];
  venue.onReport((report) => reports.push(report));
  venue.onSession((said) => news.push(said));
  venue.onShow((update) => books.push(update));
  onTestFinished(() => venue.disconnect());
  let seqOut = 0;
  const order = (ticket: Partial<SubmitOrder> = {}): SubmitOrder => {
    seqOut += 1;
    return {
      sentId: `S${seqOut}`,
      childId: seqOut as ChildId,
      session: terms.session,
      seqOut,
      symbol: 'ACME',
      side: 'buy',
      ordType: 'limit',
      timeInForce: 'day',
      qty: 10 as Qty,
      price: 100 as Price, // A cent: nobody sells at that.
      ...ticket,
    };
  };
  return { venue, reports, news, books, order, isUp: () => news.at(-1)?.state === 'up' };
};
const numbers = (reports: readonly Report[]): readonly number[] =>
  reports.flatMap((report) => ('seqIn' in report ? report.seqIn : []));
const truthOf = async (url: string): Promise<VenueTruth> =>
  (await (await fetch(`${url}/admin/venues/ALPHA/truth`)).json()) as VenueTruth;

describe('daybook venue', () => {
  it('is a market where orders trade, and ends in order when it is told to', async () => {
    const exchange = await exchangeProcess(undefined); // The venues of the demo.
    expect(Object.keys(exchange.venues)).toEqual(['ALPHA', 'BETA', 'DARK']);
    const { venue, reports, news, books, order, isUp } = trader(exchange.venues.ALPHA as string);
    venue.connect();
    await until(() => isUp() && books.some(({ symbol, asks }) => symbol === 'ACME' && asks.length > 0));
    venue.send(order({ ordType: 'market', price: undefined, timeInForce: 'ioc' }));
    await until(() => reports.some((report) => report.type === 'ExecutionReported' && report.execType === 'trade'));
    const truth = await truthOf(exchange.url);
    expect(truth.executions.length).toBeGreaterThan(0);
    expect(truth.messages).toMatchObject([{ kind: 'submit', sentId: 'S1', seqOut: 1 }]);
    expect(await exchange.stop()).toBe(0);
    await until(() => news.length === 2);
    expect(news[1]).toMatchObject({ state: 'down', reason: expect.stringContaining('closing') });
  });

  it('goes on where it was after kill -9, under the old numbers, and says what had reached it', async () => {
    const config = exchangeConfig(dir, { truthDir: fresh(), market: 'none' });
    const first = await exchangeProcess(config);
    const { venue, reports, news, order, isUp } = trader(first.venues.ALPHA as string);
    venue.connect();
    await until(isUp);
    for (let n = 0; n < 5; n += 1) venue.send(order());
    await until(() => reports.length === 5);
    await first.kill();
    await until(() => !isUp());
    expect(venue.send(order())).toMatchObject({ sent: false });

    const second = await exchangeProcess(config, '--port', String(first.port));
    await until(isUp);
    expect(news.at(-1)).toMatchObject({ state: 'up', expects: 6 });
    expect((await venue.openOrders()).rows.map(({ sentId }) => sentId)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5']);
    venue.cancel({ ...order(), origSentId: 'S1' });
    await until(() => reports.length === 6);
    expect(numbers(reports)).toEqual([1, 2, 3, 4, 5, 6]);
    await second.stop();
  });

  it('forgets when it is told to, says that its numbers begin anew, and claims to know nothing', async () => {
    const config = exchangeConfig(dir, { truthDir: fresh(), market: 'none' });
    const first = await exchangeProcess(config, '--forgetful');
    const { venue, reports, news, order, isUp } = trader(first.venues.ALPHA as string);
    venue.connect();
    await until(isUp);
    expect(news[0]).not.toHaveProperty('expects');
    venue.send(order());
    venue.send(order());
    await until(() => reports.length === 2);
    await first.kill();
    await until(() => !isUp());

    const second = await exchangeProcess(config, '--forgetful', '--port', String(first.port));
    await until(isUp);
    expect(news.at(-1)).toEqual({ session: terms.session, state: 'up', nextSeqIn: 1 });
    expect((await venue.openOrders()).rows).toEqual([]);
    venue.send(order());
    await until(() => reports.length === 3);
    expect(numbers(reports)).toEqual([1, 2, 1]);
    await second.stop();
  });

  it('keeps its truth to itself: a second process in the same folder does not start', async () => {
    const config = exchangeConfig(dir, { truthDir: fresh(), market: 'none' });
    const first = await exchangeProcess(config);
    const second = await daybook('venue', '--config', config);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^daybook: .* is kept by another exchange that runs\. Stop it, or name another truthDir\n$/);
    await first.kill();
    const third = await exchangeProcess(config);
    expect(await third.stop()).toBe(0);
  });

  it('explains every key of its configuration, and refuses it with every fault at once', async () => {
    const { stdout } = await daybook('venue', '--help');
    for (const key of ['venues[].limits.banMs', 'venues[].faults.chances.rejectPpm', 'truthDir', 'instruments[].tickSize'])
      expect(stdout).toMatch(new RegExp(`^ {2}${key.replace(/[[\].]/g, '\\$&')}: \\S`, 'm'));
    const file = join(dir, 'bad.json');
    const [venue] = demoTerms.venues;
    writeFileSync(
      file,
      JSON.stringify({
        instruments: demoTerms.instruments,
        venues: [{ ...venue, faults: { chances: { rejektPpm: 1 } }, limits: { banMs: 0 } }],
        surprise: 1,
      }),
    );
    const { code, stderr } = await daybook('venue', '--config', file);
    expect(code).toBe(1);
    for (const words of ['rejektPpm', 'banMs', 'surprise']) expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('refuses venues that do not fit together', async () => {
    const { code, stderr } = await daybook(
      'venue',
      '--config',
      exchangeConfig(dir, { instruments: demoTerms.instruments.slice(1) }),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/ACME/);
  });
});
