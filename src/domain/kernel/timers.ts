import type { Micros } from './units.ts';

export type Timer = Readonly<{ id: string; dueAt: Micros }>;

/**
 * Timers by (dueAt, id): a binary heap in which a cancelled timer stays until it surfaces or until the dead outnumber the living.
 * Setting an id again moves it.
 */
export class Timers {
  readonly #due = new Map<string, Micros>();
  #heap: Timer[] = [];

  set(id: string, dueAt: Micros): void {
    this.#due.set(id, dueAt);
    this.#push({ id, dueAt });
    if (this.#heap.length > 64 && this.#heap.length > 2 * this.#due.size) this.#sweep();
  }

  cancel(id: string): void {
    this.#due.delete(id);
  }

  dueAt(id: string): Micros | undefined {
    return this.#due.get(id);
  }

  /** The next one to fire, or undefined. */
  next(): Timer | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#due.get(top.id) === top.dueAt) return top;
      this.#pop();
    }
    return undefined;
  }

  /** All that are set, in the order in which they would fire. */
  list(): readonly Timer[] {
    return [...this.#due].map(([id, dueAt]) => ({ id, dueAt })).sort((a, b) => (before(a, b) ? -1 : 1));
  }

  #sweep(): void {
    this.#heap = [...this.list()]; // A sorted list is a heap.
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] as Timer;
      if (!before(timer, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && before(heap[down + 1] as Timer, heap[down] as Timer)) down += 1;
      if (!before(heap[down] as Timer, last)) break;
      heap[at] = heap[down] as Timer;
      at = down;
    }
    heap[at] = last;
  }
}

const before = (a: Timer, b: Timer): boolean => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.id < b.id);
