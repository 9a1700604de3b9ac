import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import type { Clock } from '../../../domain/ports/clock.ts';

/** Where everything that comes in or goes out of a venue passes. While it is shut all of it waits, in order; nothing is lost. */
export class Gate {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #stalls = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isShut(): boolean {
    return this.#stalls > 0;
  }

  pass(what: () => void): void {
    if (this.isShut) this.#waiting.push(what);
    else what();
  }

  passed(): Promise<void> {
    return new Promise((resolve) => this.pass(resolve));
  }

  /** As a process that was stopped for so long. */
  shut(ms: number): void {
    this.#stalls += 1;
    this.#clock.at((this.#clock.now() + ms * MICROS_PER_MS) as Micros, () => {
      this.#stalls -= 1;
      while (!this.isShut && this.#waiting.length > 0) this.#waiting.shift()?.();
    });
  }
}
