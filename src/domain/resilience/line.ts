import type { ChildId, OrderId } from '../kernel/units.ts';
import type { HeldRequest } from './events.ts';

/** Who waits: a held order, or a request about a child order. */
export type Waiting = Readonly<{ orderId: OrderId; childId?: ChildId | undefined; request?: HeldRequest | undefined }>;

/** Oldest order first, and of one order in a fixed order: so a line that is made anew is the same line. */
const compare = (a: Waiting, b: Waiting): number =>
  a.orderId - b.orderId || (a.childId ?? 0) - (b.childId ?? 0) || order(a) - order(b);
const order = ({ request }: Waiting): number => (request === undefined ? 0 : request === 'replace' ? 1 : 2);

/** Kept in order; found by halving, so that thousands may wait. */
class Queue {
  readonly all: Waiting[] = [];

  #find(waiting: Waiting): number {
    let [from, to] = [0, this.all.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compare(this.all[middle] as Waiting, waiting) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #isAt(at: number, waiting: Waiting): boolean {
    const there = this.all[at];
    return there !== undefined && compare(there, waiting) === 0;
  }

  add(waiting: Waiting): void {
    const at = this.#find(waiting);
    if (!this.#isAt(at, waiting)) this.all.splice(at, 0, waiting);
  }

  remove(waiting: Waiting): void {
    const at = this.#find(waiting);
    if (this.#isAt(at, waiting)) this.all.splice(at, 1);
  }
}

/**
 * Those who wait for a turn at one venue. Cancels have a queue of their own; everything else waits in that of its group (its strategy,
 * or its account where it has none), and the groups take turns. Who has been called is still before anybody who comes new.
 */
export class Line {
  readonly #cancels = new Queue();
  readonly #groups = new Map<string, Queue>();
  readonly #called = new Set<OrderId>();
  #working = 0;

  join(group: string, waiting: Waiting): void {
    if (waiting.request === 'cancel') return this.#cancels.add(waiting);
    let queue = this.#groups.get(group);
    if (queue === undefined) this.#groups.set(group, (queue = new Queue()));
    this.#change(group, queue, () => queue.add(waiting));
  }

  leave(group: string, waiting: Waiting): void {
    if (waiting.request === 'cancel') return this.#cancels.remove(waiting);
    const queue = this.#groups.get(group);
    if (queue !== undefined) this.#change(group, queue, () => queue.remove(waiting));
  }

  #change(group: string, queue: Queue, how: () => void): void {
    this.#working -= queue.all.length;
    how();
    this.#working += queue.all.length;
    if (queue.all.length === 0) this.#groups.delete(group);
  }

  /** Its turn has come, but it must look at the market first. */
  call(orderId: OrderId): void {
    this.#called.add(orderId);
  }
  isCalled(orderId: OrderId): boolean {
    return this.#called.has(orderId);
  }
  answered(orderId: OrderId): void {
    this.#called.delete(orderId);
  }

  get cancels(): readonly Waiting[] {
    return this.#cancels.all;
  }
  /** How many wait with other things than cancels. */
  get working(): number {
    return this.#working;
  }
  get isEmpty(): boolean {
    return this.#cancels.all.length === 0 && this.#working === 0 && this.#called.size === 0;
  }
  *[Symbol.iterator](): Iterator<Waiting> {
    yield* this.#cancels.all;
    for (const { all } of this.#groups.values()) yield* all;
  }

  /** The next `most`: one of each group in turn, going on after the group that was served last. */
  turns(after: string, most: number): readonly Waiting[] {
    const names = [...this.#groups.keys()].sort();
    const next = names.findIndex((name) => name > after);
    const inTurn = next <= 0 ? names : [...names.slice(next), ...names.slice(0, next)];
    const turns: Waiting[] = [];
    for (let round = 0; turns.length < most; round += 1) {
      const before = turns.length;
      for (const name of inTurn) {
        const waiting = this.#groups.get(name)?.all[round];
        if (waiting !== undefined && turns.length < most) turns.push(waiting);
      }
      if (turns.length === before) break;
    }
    return turns;
  }
}
