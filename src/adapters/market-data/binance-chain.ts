import type { Diff, Sides, Snapshot } from './binance-messages.ts';

export type BookDiff = Diff<Sides>;
export type BookSnapshot = Snapshot<Sides>;

/** `gap`: updates are missing. `overlap`: a diff begins inside what was applied. `snapshotTooOld`: the diffs at hand begin after it. */
export type ChainFault = 'gap' | 'overlap' | 'snapshotTooOld';
/** `inSnapshot`: the snapshot has it. `seen`: it was applied. `noRoom`: too many wait for a snapshot, and this is the oldest. */
export type DropReason = 'inSnapshot' | 'seen' | 'noRoom';

/** What a message does to the book. */
export type ChainStep =
  | Readonly<{ type: 'reset'; snapshot: BookSnapshot; by: BookDiff }>
  | Readonly<{ type: 'change'; diff: BookDiff }>
  /** The diff does not follow on update `expected`. There is no book from here to the next snapshot. */
  | Readonly<{ type: 'broken'; fault: ChainFault; diff: BookDiff; expected: number }>
  | Readonly<{ type: 'dropped'; reason: DropReason; line: number }>
  /** The book was good as it was. */
  | Readonly<{ type: 'unused'; snapshot: BookSnapshot }>;

/** Diffs that wait for a snapshot: more than half an hour of spot's. */
const WAITING_MAX = 20_000;

/**
 * Which diffs make a book, by the rules that Binance documents: keep diffs until there is a snapshot, drop those it contains, begin with the
 * one that reaches across it, and from then on let each follow exactly on the one before. Anything else ends the book until a snapshot.
 * A snapshot is a book only once a diff has linked it to the stream, which also gives it the exchange's time.
 */
export class BinanceChain {
  /** The last update in the book; undefined while there is none. */
  #last: number | undefined;
  #snapshot: BookSnapshot | undefined;
  #waiting: BookDiff[] = [];

  onSnapshot(snapshot: BookSnapshot): readonly ChainStep[] {
    if (this.#last !== undefined) return [{ type: 'unused', snapshot }];
    this.#snapshot = snapshot;
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting.flatMap((diff) => this.onDiff(diff));
  }

  onDiff(diff: BookDiff): readonly ChainStep[] {
    if (this.#last !== undefined) return this.#follow(diff, this.#last);
    return this.#snapshot === undefined ? this.#wait(diff) : this.#link(diff, this.#snapshot);
  }

  /**
   * Spot: U ≤ lastUpdateId + 1 ≤ u. Futures: U ≤ lastUpdateId ≤ u, or `pu` is the snapshot's id, so that nothing lies between. With `after`
   * as it is defined, these are one rule.
   */
  #link(diff: BookDiff, snapshot: BookSnapshot): readonly ChainStep[] {
    if (diff.last <= snapshot.last) return [{ type: 'dropped', reason: 'inSnapshot', line: diff.line }];
    this.#snapshot = undefined;
    if (diff.first > snapshot.last && diff.after !== snapshot.last) return this.#break('snapshotTooOld', diff, snapshot.last);
    this.#last = diff.last;
    return [
      { type: 'reset', snapshot, by: diff },
      { type: 'change', diff },
    ];
  }

  #follow(diff: BookDiff, last: number): readonly ChainStep[] {
    if (diff.last <= last) return [{ type: 'dropped', reason: 'seen', line: diff.line }];
    if (diff.after !== last) return this.#break(diff.after > last ? 'gap' : 'overlap', diff, last);
    this.#last = diff.last;
    return [{ type: 'change', diff }];
  }

  /** The diff that did not fit may still be the one that the next snapshot needs. */
  #break(fault: ChainFault, diff: BookDiff, expected: number): readonly ChainStep[] {
    this.#last = undefined;
    return [{ type: 'broken', fault, diff, expected }, ...this.#wait(diff)];
  }

  #wait(diff: BookDiff): readonly ChainStep[] {
    this.#waiting.push(diff);
    const oldest = this.#waiting.length > WAITING_MAX ? this.#waiting.shift() : undefined;
    return oldest === undefined ? [] : [{ type: 'dropped', reason: 'noRoom', line: oldest.line }];
  }
}
