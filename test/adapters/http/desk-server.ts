import { onTestFinished } from 'vitest';
import type { AskLimits } from '../../../src/adapters/http/asks/asker.ts';
import { createLog } from '../../../src/adapters/http/log.ts';
import type { DeskDoor } from '../../../src/adapters/http/ports.ts';
import { createHttp, type HttpOptions, listen } from '../../../src/adapters/http/server.ts';
import { DeskViews } from '../../../src/adapters/http/views.ts';
import { openMemoryJournal } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { createMarketData } from '../../../src/adapters/market-data/handler.ts';
import { type VirtualClock, virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import type { ConfigTerms } from '../../../src/domain/oms/events.ts';
import type { Journal } from '../../../src/domain/ports/journal.ts';
import { OPENS } from '../../support/desk.ts';
import { type LiveDesk, liveDesk } from '../../support/live-desk.ts';
import { snapshot } from '../../support/market.ts';
import { quietVenue } from '../../support/quiet-venue.ts';
import { answersAsDocumented, type Document } from './document.ts';

type Options = Readonly<{
  journal?: Journal;
  clock?: VirtualClock;
  config?: ConfigTerms;
  limits?: HttpOptions['limits'] & Partial<AskLimits>;
  lines?: string[];
  soon?: (commit: () => void) => void;
}>;

export type DeskServer = Awaited<ReturnType<typeof deskServer>>;

/** A desk in memory with one venue, ALPHA, that says only what it is made to say; its HTTP face on a free port of loopback. */
export const deskServer = async ({ clock = virtualClock(OPENS), limits, lines, ...options }: Options = {}) => {
  const journal = options.journal ?? openMemoryJournal({ desk: 'test' });
  const alpha = quietVenue('ALPHA');
  const views = new DeskViews();
  await views.catchUp(journal);
  const desk: LiveDesk = await liveDesk({ ...options, journal, clock, venues: [alpha], publish: views.publish });
  const market = createMarketData({ bookMaxAgeMs: 1_000, markEveryMs: 1_000, onMark: () => {} });
  market.onUpdate(snapshot({ venue: 'ALPHA', at: clock.now(), bids: [[1_000, 100]], asks: [[1_002, 100]] }));
  const door: DeskDoor = {
    name: 'test',
    build: '0.1.0+test',
    ask: (input, actor) => desk.engine.ask(input, actor),
    halted: () => desk.engine.halt,
    now: () => clock.now(),
    views,
    journal,
    market,
  };
  const log = createLog(lines === undefined ? 'silent' : 'debug', { write: (line) => void lines?.push(line) });
  const http = await createHttp({ door, log, ...(limits === undefined ? {} : { limits }) });
  const url = await listen(http, 0);
  const stop = async (): Promise<void> => {
    await http.close();
    await desk.stop().catch(() => {});
  };
  onTestFinished(stop);

  const document = http.swagger() as unknown as Document;
  const asDocumented = answersAsDocumented(document);

  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url + path, {
      method,
      headers: { ...json, ...headers },
      ...(body === undefined ? {} : { body: text }),
    });
    const said = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    const isJson = contentType.includes('json') && said !== '';
    // biome-ignore lint/suspicious/noExplicitAny: what a test expects of a body says what its shape is
    const answer = isJson ? (JSON.parse(said) as any) : said;
    asDocumented({ method, path, status: response.status, contentType, body: answer });
    return { status: response.status, headers: response.headers, body: answer };
  };
  /** What ALPHA last received about an order, newest last. */
  const sent = () => alpha.received.map(({ message }) => message.sentId);
  let seqIn = 0;
  const venueSays = async (said: Omit<Parameters<typeof alpha.say>[0], 'seqIn'>): Promise<void> => {
    seqIn += 1;
    alpha.say({ seqIn, ...said });
    await desk.engine.quiet();
  };
  return { desk, alpha, document, views, journal, clock, door, http, url, call, sent, venueSays, stop };
};

export const buy = (clOrdId: string, over: Record<string, unknown> = {}): Record<string, unknown> => ({
  clOrdId,
  account: 'A1',
  symbol: 'ACME',
  side: 'buy',
  ordType: 'limit',
  qty: '100',
  price: '10.00',
  timeInForce: 'day',
  route: { venue: 'ALPHA' },
  ...over,
});
