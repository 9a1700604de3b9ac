import type { SessionNews } from '../../../domain/ports/venue.ts';
import type { DeskFrameOf } from '../protocol/desk-frames.ts';
import type { VenueFrameOf } from '../protocol/venue-frames.ts';

/**
 * The desk's end of the order session, without the wire: which number of the exchange's is expected next, and whether we are logged
 * on. Numbers of ours are the desk's: they come with each message, out of its fold.
 */
export class RemoteSession {
  readonly #name: string;
  #lastSeqIn = 0;
  #state: 'down' | 'up' = 'down';

  constructor(name: string) {
    this.#name = name;
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  get lastSeqIn(): number {
    return this.#lastSeqIn;
  }

  /** What the desk has journaled outranks what this process has heard. */
  expect(nextSeqIn: number | undefined): void {
    if (nextSeqIn !== undefined) this.#lastSeqIn = nextSeqIn - 1;
  }

  logon(heartbeatMs: number): DeskFrameOf<'logon'> {
    return { type: 'logon', session: this.#name, nextSeqIn: this.#lastSeqIn + 1, heartbeatMs };
  }

  accepted({ expects, nextSeqIn }: VenueFrameOf<'logonAccepted'>): SessionNews {
    this.#state = 'up';
    if (nextSeqIn !== undefined) this.#lastSeqIn = nextSeqIn - 1;
    return {
      session: this.#name,
      state: 'up',
      ...(expects === undefined ? {} : { expects }),
      ...(nextSeqIn === undefined ? {} : { nextSeqIn }),
    };
  }

  heard(seqIn: number): void {
    this.#lastSeqIn = Math.max(this.#lastSeqIn, seqIn);
  }

  /** News, if it was up. */
  ended(reason: string): SessionNews | undefined {
    if (this.#state === 'down') return undefined;
    this.#state = 'down';
    return { session: this.#name, state: 'down', reason };
  }
}
