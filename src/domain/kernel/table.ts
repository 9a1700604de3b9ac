import { dayOf, numberOf } from './ids.ts';
import type { ChildId, DayNumber, OrderId } from './units.ts';

/**
 * Things by their dense id. Today's sit in an array at their number: no hashing, and no Map that doubles and stalls
 * a turn at half a million entries. What was carried over from earlier days is a short list in a Map.
 */
export class Table<Id extends OrderId | ChildId, Thing> implements Iterable<Thing> {
  #today: DayNumber;
  readonly #dense: (Thing | undefined)[] = [];
  readonly #carried = new Map<Id, Thing>();

  constructor(today: DayNumber) {
    this.#today = today;
  }

  get(id: Id): Thing | undefined {
    return dayOf(id) === this.#today ? this.#dense[numberOf(id)] : this.#carried.get(id);
  }

  set(id: Id, thing: Thing): void {
    if (dayOf(id) !== this.#today) this.#carried.set(id, thing);
    else {
      const n = numberOf(id);
      while (this.#dense.length < n) this.#dense.push(undefined); // Never a hole: a holey array is a slow one.
      this.#dense[n] = thing;
    }
  }

  get size(): number {
    let count = this.#carried.size;
    for (const thing of this.#dense) if (thing !== undefined) count += 1;
    return count;
  }

  /** Carried first, then today's, both in order of their ids. */
  *[Symbol.iterator](): Generator<Thing> {
    for (const id of [...this.#carried.keys()].sort((a, b) => a - b)) yield this.#carried.get(id) as Thing;
    for (const thing of this.#dense) if (thing !== undefined) yield thing;
  }
}
