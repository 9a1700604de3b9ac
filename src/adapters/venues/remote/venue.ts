import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { Micros } from '../../../domain/kernel/units.ts';
import type { VenueTerms } from '../../../domain/oms/events.ts';
import type { Report } from '../../../domain/order/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';
import {
  capabilitiesOf,
  type Answer as PortAnswer,
  type SendOutcome,
  type SessionNews,
  type Unreadable,
  type Venue,
} from '../../../domain/ports/venue.ts';
import { seeded } from '../../market-data/random.ts';
import { type DeskFrame, HEARTBEAT_MS } from '../protocol/desk-frames.ts';
import { type Answer, fillsAnswer, openOrdersAnswer, positionsAnswer } from '../protocol/queries.ts';
import type { VenueFrame, VenueFrameOf } from '../protocol/venue-frames.ts';
import { BACKOFF, type Backoff } from './backoff.ts';
import { remoteDropCopy } from './drop-copy.ts';
import { Link, type LinkCounts, type LinkParts } from './link.ts';
import { type OpenMarket, remoteMarket } from './market-feed.ts';
import { ask } from './queries.ts';
import { RemoteSession } from './session.ts';
import { cancelFrame, executionReport, refusal, replaceFrame, requestReject, statusFrame, submitFrame } from './translate.ts';
import { type Dial, dialWebSocket, type Fetch, fetchText } from './transport.ts';
import type { Raw } from './unreadable.ts';

export type RemoteVenueOptions = Readonly<{
  /** `http://127.0.0.1:9001/v1/venues/ALPHA` */
  url: string;
  terms: VenueTerms;
  instruments: ReadonlyMap<string, Instrument>;
  clock: Clock;
  log: Logger;
  /** Waits are drawn from it. */
  seed: number;
  /** Whether executions are heard by the drop copy, too. */
  dropCopy?: boolean;
  heartbeatMs?: number;
  backoff?: Backoff;
  dial?: Dial;
  fetch?: Fetch;
  /** Where the handler of its market feed is; in this thread, unless said otherwise. */
  openMarket?: OpenMarket;
}>;

export type RemoteVenue = Venue &
  Readonly<{
    /** The books that it shows; from `connect` on. */
    onShow(listen: (update: BookUpdate) => void): void;
    /** Resolves when all that the exchange had said before has been heard here; rejects when the session goes down first. */
    roundTrip(): Promise<void>;
    /** Of the order session. */
    counts: LinkCounts;
    /** Of every connection by its name; of those that were never wanted, zeros. */
    connections(): Readonly<Record<'session' | 'market' | 'dropCopy', LinkCounts>>;
  }>;

/** The answer to a query may be a whole day's fills. */
const QUERY_MS_MAX = 10_000;

/** A venue at the other end of a socket. It is connected from `connect` to `disconnect`: what is lost in between is made anew. */
export const remoteVenue = (options: RemoteVenueOptions): RemoteVenue => {
  const { terms, instruments, clock, seed, dial = dialWebSocket, fetch = fetchText } = options;
  const { venue: name } = terms;
  const url = options.url.replace(/\/+$/, '');
  const log = options.log.child({ venue: name });
  const random = seeded(seed, `${name}/remote`);
  const backoff = options.backoff ?? BACKOFF;
  const parts: LinkParts = { dial, clock, random, backoff, heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS.usual, log };
  const from = { venue: name, session: terms.session };
  const session = new RemoteSession(terms.session);
  const reportListeners: ((report: Report) => void)[] = [];
  const unreadableListeners: ((what: Unreadable) => void)[] = [];
  const newsListeners: ((news: SessionNews) => void)[] = [];
  const bookListeners: ((update: BookUpdate) => void)[] = [];
  const trips = new Map<string, Readonly<{ back: () => void; lost: (why: Error) => void }>>();
  let trip = 0;
  let life = new AbortController();
  let isWanted = false;

  const tell = (report: Report): void => reportListeners.forEach((listen) => listen(report));
  const babble = (channel: Unreadable['channel'], raw: Raw): void =>
    unreadableListeners.forEach((listen) => listen({ type: 'UnreadableReported', ...from, channel, ...raw }));
  const news = (what: SessionNews): void => newsListeners.forEach((listen) => listen(what));

  /** Of a disconnect that nobody has been told of yet. */
  let untold: SessionNews | undefined;
  const tellDown = (): void => {
    const what = untold;
    untold = undefined;
    if (what !== undefined) news(what);
  };

  const up = (frame: VenueFrameOf<'logonAccepted'>): void => {
    tellDown();
    life = new AbortController();
    link.isGood();
    news(session.accepted(frame));
  };
  /** Answers that are still awaited will not come. */
  const down = (reason: string): SessionNews | undefined => {
    const what = session.ended(reason);
    const why = new Error(`the session with ${name} went down: ${reason}`);
    life.abort(why);
    for (const { lost } of trips.values()) lost(why);
    trips.clear();
    return what;
  };

  const hear = (frame: Exclude<VenueFrame, { type: 'error' }>): void => {
    switch (frame.type) {
      case 'logonAccepted':
        if (frame.session !== terms.session) return link.drop(`the exchange logged us on as ${frame.session}`);
        return session.isUp ? undefined : up(frame);
      case 'execution':
        session.heard(frame.seqIn);
        return tell(executionReport(frame, from, frame.seqIn === 0 ? 'query' : 'order'));
      case 'requestReject':
        session.heard(frame.seqIn);
        return tell(requestReject(frame, from));
      case 'refusal': {
        const report = refusal(frame, from);
        return report && tell(report);
      }
      case 'heartbeat':
        trips.get(frame.id ?? '')?.back();
        return void trips.delete(frame.id ?? '');
      case 'book':
        return; // Of the market feed; here it means nothing.
    }
  };

  const link: Link = new Link({
    ...parts,
    url: `${url}/session`,
    greeting: () => session.logon(parts.heartbeatMs),
    heard: hear,
    unreadable: (raw) => babble('order', raw),
    lost: (reason) => {
      const what = down(reason);
      if (what !== undefined) news(what);
    },
  });
  const market = (options.openMarket ?? remoteMarket)({
    ...parts,
    url,
    venue: name,
    instruments,
    listen: (update) => bookListeners.forEach((l) => l(update)),
  });
  const copy = remoteDropCopy({
    ...parts,
    url,
    ...from,
    listen: tell,
    unreadable: (raw) => babble('dropCopy', raw),
  });

  const send = (frame: DeskFrame): SendOutcome =>
    session.isUp ? link.send(frame) : { sent: false, reason: `the session with ${name} is down` };

  const roundTrip = (): Promise<void> =>
    new Promise((back, lost) => {
      const id = `trip-${(trip += 1)}`;
      const outcome = send({ type: 'testRequest', id });
      if (outcome.sent) trips.set(id, { back, lost });
      else lost(new Error(outcome.reason));
    });

  /** An answer takes another way than the session: it waits for what the session had said before it. */
  const query = async <Row>(path: string, schema: z.ZodType<Answer<Row>>): Promise<PortAnswer<Row>> => {
    if (!session.isUp) throw new Error(`the session with ${name} is down`);
    const answer = await ask(
      { url: `${url}/${path}`, fetch, random, backoff, timeoutMs: QUERY_MS_MAX, life: life.signal },
      schema,
    );
    if ((answer.seqIn ?? 0) > session.lastSeqIn) await roundTrip();
    return { ...answer, asOf: answer.asOf as Micros };
  };

  return {
    name,
    capabilities: capabilitiesOf(terms),
    send: (order) => send(submitFrame(instruments, order)),
    cancel: (order) => send(cancelFrame(order)),
    replace: (order) => send(replaceFrame(instruments, order)),
    status: (request) => send(statusFrame(request)),
    resend: (fromSeq) => void send({ type: 'resend', fromSeq }),
    openOrders: () => query('orders', openOrdersAnswer),
    fillsSince: async (moment: Micros) => {
      const { rows, ...answer } = await query(`fills?since=${moment}`, fillsAnswer);
      return { ...answer, rows: rows.map((row) => executionReport({ ...row, type: 'execution', seqIn: 0 }, from, 'query')) };
    },
    positions: () => query('positions', positionsAnswer),
    onReport: (listen) => void reportListeners.push(listen),
    onUnreadable: (listen) => void unreadableListeners.push(listen),
    onSession: (listen) => void newsListeners.push(listen),
    onShow: (listen) => void bookListeners.push(listen),
    connect: (nextSeqIn) => {
      if (isWanted) return;
      isWanted = true;
      session.expect(nextSeqIn);
      link.open();
      if (terms.kind === 'lit') market.open();
      if (options.dropCopy === true) copy.open();
    },
    disconnect: () => {
      if (!isWanted) return;
      isWanted = false;
      for (const each of [link, market, copy]) each.close();
      untold = down('disconnected');
      log.info(link.counts, 'disconnected');
      clock.at(clock.now(), tellDown); // Never inside the caller's own turn.
    },
    roundTrip,
    counts: link.counts,
    connections: () => ({ session: link.counts, market: market.counts, dropCopy: copy.counts }),
  };
};
