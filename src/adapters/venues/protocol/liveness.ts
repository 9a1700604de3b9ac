import { MICROS_PER_MS, type Mono } from '../../../domain/kernel/units.ts';

/** After so many intervals without a word a connection counts as dead, whatever its socket believes. */
const SILENT_INTERVALS = 3;

/**
 * Whether the other end is still there. TCP does not say when it is not: so both ends say something at least once an interval, and
 * whoever is not heard for a while is gone. Time is what the caller says it is; he asks about twice an interval. When he could not
 * for longer than one, he stood still himself: what was said meanwhile waits in the socket, and nobody is to blame yet.
 */
export class Liveness {
  readonly #everyMicros: number;
  #heardAt: Mono;
  #saidAt: Mono;
  #askedAt: Mono;

  constructor(heartbeatMs: number, now: Mono) {
    this.#everyMicros = heartbeatMs * MICROS_PER_MS;
    this.#heardAt = now;
    this.#saidAt = now;
    this.#askedAt = now;
  }

  heard(now: Mono): void {
    this.#heardAt = now;
  }

  said(now: Mono): void {
    this.#saidAt = now;
  }

  due(now: Mono): 'nothing' | 'heartbeat' | 'stale' {
    if (now - this.#askedAt > this.#everyMicros) this.#heardAt = now;
    this.#askedAt = now;
    if (now - this.#heardAt >= SILENT_INTERVALS * this.#everyMicros) return 'stale';
    return now - this.#saidAt >= this.#everyMicros ? 'heartbeat' : 'nothing';
  }

  /** How long nothing was heard, for words. */
  silentMs(now: Mono): number {
    return Math.round((now - this.#heardAt) / MICROS_PER_MS);
  }
}
