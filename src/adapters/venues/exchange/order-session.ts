import type { Logger } from 'pino';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { VenueTerms } from '../../../domain/oms/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { Random } from '../../market-data/random.ts';
import type { DeskFrameOf, OrderFrame } from '../protocol/desk-frames.ts';
import type { SimulatedVenue } from '../simulated/venue.ts';
import type { Connection, Heard } from './connection.ts';
import type { Counts } from './counts.ts';
import type { VenueFaults } from './fault-form.ts';
import { fromWire, type Message } from './from-wire.ts';
import type { Limiter } from './limits.ts';
import { reportFrame } from './to-wire.ts';

export type OrderSessionOptions = Readonly<{
  venue: SimulatedVenue;
  terms: VenueTerms;
  instruments: ReadonlyMap<string, Instrument>;
  limiter: Limiter;
  /** Whether the venue remembers what an earlier process of its own had received. */
  remembers: boolean;
  clock: Clock;
  random: Random;
  faults: () => VenueFaults;
  counts: Counts;
  log: Logger;
}>;

/** The one order session of a venue. A second logon under its name takes it over: the older connection is dead before the newer one is up. */
export class OrderSession {
  readonly #options: OrderSessionOptions;
  /** Who is logged on, or about to be. */
  #current: Connection | undefined;
  #heartbeatMs = 0;
  /** A venue that forgets cannot say what had reached it before its first logon. */
  #knowsItsPast: boolean;

  constructor(options: OrderSessionOptions) {
    const { venue, terms, faults, random } = options;
    this.#options = options;
    this.#knowsItsPast = options.remembers;
    venue.onSession(({ state, expects, nextSeqIn }) => {
      if (state !== 'up') return;
      this.#current?.say({
        type: 'logonAccepted',
        session: terms.session,
        heartbeatMs: this.#heartbeatMs,
        ...(expects === undefined || !this.#knowsItsPast ? {} : { expects }),
        ...(nextSeqIn === undefined ? {} : { nextSeqIn }),
      });
      this.#knowsItsPast = true;
    });
    venue.onReport((report) => {
      const frame = reportFrame(report);
      if (frame === undefined) return;
      if (random.chance(faults().garbledPpm)) this.#current?.garble(frame);
      else this.#current?.say(frame);
    });
  }

  get isLoggedOn(): boolean {
    return this.#current !== undefined;
  }

  hear(connection: Connection, frame: Heard): void {
    if (frame.type === 'logon') return this.#logon(connection, frame);
    if (connection !== this.#current) return connection.complain(NOT_LOGGED_ON);
    const { venue } = this.#options;
    switch (frame.type) {
      case 'logoff':
        return connection.refuse('closing', 'logged off');
      case 'resend':
        return venue.resend(frame.fromSeq);
      case 'testRequest':
        return this.#echo(connection, frame.id);
      default:
        return this.#order(connection, frame);
    }
  }

  /** The connection is over: to the venue, that is the end of the session. */
  closed(connection: Connection): void {
    if (connection !== this.#current) return;
    this.#current = undefined;
    this.#options.venue.disconnect();
  }

  /** The connection dies, and neither end knows. */
  goHalfOpen(): void {
    this.#options.venue.goHalfOpen();
    this.#current?.goSilent();
  }

  cut(): void {
    this.#current?.cut();
  }

  /** The session ends as when a process dies, and with it every order, where the book is forgotten. */
  restart(book: 'remembered' | 'forgotten'): void {
    this.cut();
    this.#options.venue.restart(book);
  }

  /** Says whatever one likes to whoever is logged on, readable or not; false when nobody is. */
  sayText(text: string): boolean {
    this.#current?.sayText(text);
    return this.isLoggedOn;
  }

  banned(retryAfterMs: number): void {
    this.#options.counts.bans += 1;
    this.#current?.refuse('banned', BANNED, retryAfterMs);
  }

  #logon(connection: Connection, { session, nextSeqIn, heartbeatMs }: DeskFrameOf<'logon'>): void {
    const { terms, venue, limiter, clock, counts, log } = this.#options;
    if (connection === this.#current)
      return connection.complain({ code: 'alreadyLoggedOn', text: `${session} is logged on already` });
    const banned = limiter.banned(clock.now());
    if (banned !== undefined) return connection.refuse('banned', BANNED, banned.retryAfterMs);
    if (session !== terms.session)
      return connection.refuse('unknownSession', `${session} is no session of ${terms.venue}; there is ${terms.session}`);
    const older = this.#current;
    older?.refuse('takenOver', `${session} was logged on from elsewhere`);
    older?.cut();
    this.#current = connection;
    this.#heartbeatMs = heartbeatMs;
    connection.beat(heartbeatMs);
    counts.logons += 1;
    log.info({ session, nextSeqIn }, 'logon');
    venue.connect(nextSeqIn);
  }

  /** The answer takes the way of every report, so that whatever was said before it arrives before it. */
  #echo(connection: Connection, id: string): void {
    this.#options.venue.positions().then(
      () => connection.say({ type: 'heartbeat', id }),
      () => {}, // The session went down: so did the question.
    );
  }

  #order(connection: Connection, frame: OrderFrame): void {
    const { instruments, limiter, clock, counts, terms } = this.#options;
    const verdict = limiter.message(clock.now());
    if (!verdict.ok) {
      counts.refusals += 1;
      if (verdict.why === 'banned') return this.banned(verdict.retryAfterMs);
      return this.#throwAway(connection, frame, verdict.why);
    }
    const message = fromWire(frame, terms.session, instruments.get(frame.symbol));
    if (typeof message === 'string') return this.#throwAway(connection, frame, message);
    counts.messages += 1;
    if (!this.#deliver(message)) connection.complain(NOT_LOGGED_ON);
  }

  #deliver(message: Message): boolean {
    const { venue } = this.#options;
    switch (message.kind) {
      case 'submit':
        return venue.send(message.order).sent;
      case 'cancel':
        return venue.cancel(message.order).sent;
      case 'replace':
        return venue.replace(message.order).sent;
      case 'status':
        return venue.status(message.order).sent;
    }
  }

  #throwAway(connection: Connection, frame: OrderFrame, rejectReason: string): void {
    const { type: request, sentId, symbol, side } = frame;
    const origSentId = 'origSentId' in frame ? { origSentId: frame.origSentId } : {};
    connection.say({ type: 'refusal', sentId, request, rejectReason, symbol, side, ...origSentId });
  }
}

const NOT_LOGGED_ON = { code: 'notLoggedOn', text: 'the session is not up: log on and wait for the answer' } as const;
const BANNED = 'too many messages; come back later';
