import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import { divFloor } from '../../../domain/kernel/integers.ts';
import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import { type BadFrame, type Decoded, decodeDeskFrame, encode } from '../protocol/codec.ts';
import { type DeskFrame, HEARTBEAT_MS } from '../protocol/desk-frames.ts';
import { Liveness } from '../protocol/liveness.ts';
import type { ErrorCode, VenueFrame } from '../protocol/venue-frames.ts';
import type { Counts } from './counts.ts';
import type { Gate } from './gate.ts';

export type ConnectionOptions = Readonly<{
  socket: WebSocket;
  clock: Clock;
  gate: Gate;
  counts: Counts;
  log: Logger;
  /** A frame that is well formed; heartbeats and errors are seen to here. */
  heard(frame: Heard): void;
  /** Once, whoever ended it. */
  closed(): void;
}>;
export type Heard = Exclude<DeskFrame, { type: 'heartbeat' | 'error' }>;

/** So many frames that nobody can read, and the connection is closed. */
const BAD_FRAMES_MAX = 20;
/** A desk that leaves so much unread is cut off: what it missed it asks for when it is back. */
const UNREAD_BYTES_MAX = 4 * 1024 * 1024;
const POLICY_VIOLATION = 1008;

/** The exchange's end of one socket: frames in and out, heartbeats, and the end of whoever is silent, slow or unintelligible. */
export class Connection {
  readonly #options: ConnectionOptions;
  #liveness: Liveness;
  #heartbeatMs: number = HEARTBEAT_MS.usual;
  #badFrames = 0;
  #isSilent = false;
  #isOver = false;
  #isRefused = false;
  #callOffTick = (): void => {};

  constructor(options: ConnectionOptions) {
    const { socket, gate, clock } = options;
    this.#options = options;
    this.#liveness = new Liveness(this.#heartbeatMs, clock.mono());
    socket.on('message', (data, isBinary) => {
      if (!this.#isSilent) gate.pass(() => this.#take(data, isBinary));
    });
    socket.on('error', (error) => this.#failed(error));
    socket.on('close', () => this.#end());
    this.#tick();
  }

  /** As the desk asked for in its logon. */
  beat(heartbeatMs: number): void {
    this.#heartbeatMs = heartbeatMs;
    this.#liveness = new Liveness(heartbeatMs, this.#options.clock.mono());
    this.#callOffTick();
    this.#tick();
  }

  say(frame: VenueFrame): void {
    this.sayText(encode(frame));
  }

  sayText(text: string): void {
    this.#options.gate.pass(() => this.#write(text));
  }

  /** Cut in the middle, as a faulty sender would. */
  garble(frame: VenueFrame): void {
    const text = encode(frame);
    this.sayText(text.slice(0, divFloor(text.length, 2)));
  }

  /** Says why, and closes; nothing more is heard. */
  refuse(code: ErrorCode, text: string, retryAfterMs?: number): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.say({ type: 'error', code, text, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    this.#options.gate.pass(() => {
      if (!this.#isOver) this.#options.socket.close(POLICY_VIOLATION, code);
    });
  }

  /** A frame that is out of place: said, counted, and too many of them end the connection. */
  complain({ code, text }: Readonly<{ code: ErrorCode; text: string }>): void {
    const { counts, log } = this.#options;
    counts.badFrames += 1;
    this.#badFrames += 1;
    log.warn({ code, text }, 'a frame of the desk was thrown away');
    if (this.#badFrames > BAD_FRAMES_MAX)
      this.refuse('tooManyErrors', `more than ${BAD_FRAMES_MAX} frames could not be read; the last one: ${text}`);
    else this.say({ type: 'error', code, text });
  }

  /** The socket stays, but nothing passes any more, and nobody is told. */
  goSilent(): void {
    this.#isSilent = true;
  }

  /** At once, without a word. */
  cut(): void {
    this.#options.socket.terminate();
    this.#end();
  }

  #take(data: RawData, isBinary: boolean): void {
    if (this.#isOver || this.#isSilent || this.#isRefused) return;
    this.#liveness.heard(this.#options.clock.mono());
    const decoded = isBinary ? BINARY : decodeDeskFrame(String(data));
    if (!decoded.ok) return this.complain(decoded);
    const { frame } = decoded as Extract<Decoded<DeskFrame>, { ok: true }>;
    if (frame.type === 'heartbeat') return;
    if (frame.type !== 'error') return this.#options.heard(frame);
    this.#options.counts.errorsHeard += 1;
    this.#options.log.warn({ code: frame.code, text: frame.text }, 'the desk could not read a frame of ours');
  }

  #write(text: string): void {
    const { socket, clock, counts, log } = this.#options;
    if (this.#isOver || this.#isSilent || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > UNREAD_BYTES_MAX) {
      counts.lost += 1;
      log.warn({ unread: socket.bufferedAmount }, 'the desk reads too slowly and is cut off');
      return this.cut();
    }
    socket.send(text, () => {}); // A failure closes the socket, which is heard.
    this.#liveness.said(clock.mono());
  }

  /** Twice an interval, as close to it as is useful. */
  #tick(): void {
    const { clock, gate, counts, log } = this.#options;
    if (this.#isOver) return;
    if (gate.isShut)
      this.#liveness.heard(clock.mono()); // Whoever stands still cannot blame others.
    else if (!this.#isSilent) {
      const due = this.#liveness.due(clock.mono());
      if (due === 'stale') {
        counts.lost += 1;
        log.warn({ silentMs: this.#liveness.silentMs(clock.mono()) }, 'the desk fell silent');
        return this.cut();
      }
      if (due === 'heartbeat') this.#write(HEARTBEAT);
    }
    const waitMicros = divFloor(this.#heartbeatMs * MICROS_PER_MS, 2);
    this.#callOffTick = clock.at((clock.now() + waitMicros) as Micros, () => this.#tick());
  }

  #failed(error: Error): void {
    const { counts, log } = this.#options;
    if (/max payload/i.test(error.message)) counts.badFrames += 1;
    log.warn({ text: error.message }, 'the socket of the desk failed');
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#callOffTick();
    this.#options.closed();
  }
}

const HEARTBEAT = encode({ type: 'heartbeat' });
const BINARY: BadFrame = { ok: false, code: 'notText', text: 'a frame is text' };
