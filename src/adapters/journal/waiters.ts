/** Those who wait for the next page. */
export class Waiters {
  readonly #waiting = new Set<() => void>();
  readonly #pollMs: number | undefined;

  /** `pollMs`: wake everybody that often, where another process may write and cannot wake us. */
  constructor(pollMs?: number) {
    this.#pollMs = pollMs;
  }

  wake(): void {
    for (const goOn of [...this.#waiting]) goOn();
  }

  /** Resolves when there may be news, or when the signal says stop. */
  next(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const goOn = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', goOn);
        this.#waiting.delete(goOn);
        resolve();
      };
      const timer = this.#pollMs === undefined ? undefined : setTimeout(goOn, this.#pollMs);
      signal.addEventListener('abort', goOn);
      this.#waiting.add(goOn);
    });
  }
}
