import { divFloor } from '../../../domain/kernel/integers.ts';
import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { SendOutcome } from '../../../domain/ports/venue.ts';
import type { Random } from '../../market-data/random.ts';
import { type BadFrame, decodeVenueFrame, encode } from '../protocol/codec.ts';
import type { DeskFrame } from '../protocol/desk-frames.ts';
import { Liveness } from '../protocol/liveness.ts';
import type { VenueFrame, VenueFrameOf } from '../protocol/venue-frames.ts';
import { type Backoff, waitMs } from './backoff.ts';
import type { Dial, Wire } from './transport.ts';
import { type Raw, rawOf, rawOfTooLarge } from './unreadable.ts';

export type LinkLog = Readonly<{ warn(fields: Readonly<Record<string, unknown>>, text: string): void }>;
/** Since the process began. */
export type LinkCounts = Readonly<{
  dials: number;
  /** Connections that were open and are not any more, by no wish of ours. */
  losses: number;
  /** Frames that nobody could read. */
  badFrames: number;
  /** What the other end said of ours. */
  errorsHeard: number;
}>;
export const NO_COUNTS: LinkCounts = { dials: 0, losses: 0, badFrames: 0, errorsHeard: 0 };

export type LinkParts = Readonly<{
  dial: Dial;
  clock: Clock;
  random: Random;
  backoff: Backoff;
  heartbeatMs: number;
  log: LinkLog;
}>;
export type LinkOptions = LinkParts &
  Readonly<{
    url: string;
    /** What to say first, once the socket is open. */
    greeting(): DeskFrame;
    /** Every frame that can be read, save errors. */
    heard(frame: Exclude<VenueFrame, { type: 'error' }>): void;
    /** A frame that nobody can read, once each. */
    unreadable?(raw: Raw): void;
    /** A connection that was open is open no more, by no wish of ours. */
    lost(reason: string): void;
  }>;

/** So many frames that nobody can read, and the other end is not what it should be: the connection is given up and made anew. */
const BAD_FRAMES_MAX = 20;

/**
 * A connection that wants to be there: it dials, notices when the other end is gone, says so, and dials again, less and less often.
 * Whoever uses it says with `isGood` that it got through, which makes the next wait short again.
 */
export class Link {
  readonly #options: LinkOptions;
  #wire: Wire | undefined;
  #isOpen = false;
  #liveness: Liveness | undefined;
  #callOff = (): void => {};
  #failures = 0;
  #notBefore = 0;
  #badFrames = 0;
  #counts = { ...NO_COUNTS };

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get counts(): LinkCounts {
    return this.#counts;
  }

  open(): void {
    if (this.#wire !== undefined) return;
    const { dial, url } = this.#options;
    this.#counts.dials += 1;
    this.#badFrames = 0;
    this.#wire = dial(url, {
      opened: () => this.#opened(),
      heard: (data) => this.#heard(data),
      heardBytes: (data) => this.#complain({ ok: false, code: 'notText', text: 'a frame is text' }, data),
      closed: (reason) => this.#over(reason),
    });
  }

  /** For good, or until it is opened again. */
  close(): void {
    this.#callOff();
    if (this.#isOpen) this.send({ type: 'logoff' });
    this.#wire?.end();
    this.#wire = undefined;
    this.#isOpen = false;
  }

  isGood(): void {
    this.#failures = 0;
  }

  send(frame: DeskFrame): SendOutcome {
    const refused = this.#isOpen ? (this.#wire as Wire).send(encode(frame)) : 'there is no connection';
    if (refused !== undefined) return { sent: false, reason: refused };
    this.#liveness?.said(this.#options.clock.mono());
    return { sent: true };
  }

  /** Gives this connection up and makes a new one. */
  drop(reason: string): void {
    this.#wire?.kill();
    this.#over(reason);
  }

  #opened(): void {
    const { clock, heartbeatMs, greeting } = this.#options;
    this.#isOpen = true;
    this.#liveness = new Liveness(heartbeatMs, clock.mono());
    this.send(greeting());
    this.#tick();
  }

  #heard(data: string): void {
    this.#liveness?.heard(this.#options.clock.mono());
    const decoded = decodeVenueFrame(data);
    if (!decoded.ok) return this.#complain(decoded, data);
    if (decoded.frame.type === 'error') return this.#hearError(decoded.frame);
    this.#options.heard(decoded.frame);
  }

  #hearError({ code, text, retryAfterMs: asked = 0 }: VenueFrameOf<'error'>): void {
    const { clock, log, backoff } = this.#options;
    // Two desks under one name must not take the session from each other as fast as they can.
    const retryAfterMs = code === 'takenOver' ? backoff.mostMs : asked;
    this.#counts.errorsHeard += 1;
    this.#notBefore = clock.mono() + retryAfterMs * MICROS_PER_MS;
    log.warn({ code, text, retryAfterMs }, 'the exchange says that something was wrong');
  }

  #complain(bad: BadFrame, frame: string | Uint8Array): void {
    const { code, text } = bad;
    this.#options.unreadable?.(rawOf(bad, frame));
    this.#counts.badFrames += 1;
    this.#badFrames += 1;
    this.#options.log.warn({ code, text }, 'a frame of the exchange was thrown away');
    this.send({ type: 'error', code, text });
    if (this.#badFrames <= BAD_FRAMES_MAX) return;
    const { clock, backoff } = this.#options;
    this.#notBefore = clock.mono() + backoff.mostMs * MICROS_PER_MS; // Dialling at once would bring more of the same.
    this.drop(`more than ${BAD_FRAMES_MAX} frames could not be read`);
  }

  #tick(): void {
    const { clock, heartbeatMs } = this.#options;
    const due = this.#liveness?.due(clock.mono());
    if (due === 'stale') return this.drop(`nothing was heard for ${this.#liveness?.silentMs(clock.mono())} ms`);
    if (due === 'heartbeat') this.send({ type: 'heartbeat' });
    this.#callOff = clock.at((clock.now() + divFloor(heartbeatMs * MICROS_PER_MS, 2)) as Micros, () => this.#tick());
  }

  #over(reason: string): void {
    const { clock, random, backoff, log, lost } = this.#options;
    const wasOpen = this.#isOpen;
    const tooLarge = rawOfTooLarge(reason);
    if (tooLarge !== undefined) this.#options.unreadable?.(tooLarge);
    this.#callOff();
    this.#wire = undefined;
    this.#isOpen = false;
    const wait = Math.max(waitMs(backoff, this.#failures, random) * MICROS_PER_MS, this.#notBefore - clock.mono());
    this.#failures += 1;
    log.warn({ reason, again: Math.ceil(wait / MICROS_PER_MS) }, wasOpen ? 'connection lost' : 'no connection');
    this.#callOff = clock.at((clock.now() + wait) as Micros, () => this.open());
    if (!wasOpen) return;
    this.#counts.losses += 1;
    lost(reason);
  }
}
