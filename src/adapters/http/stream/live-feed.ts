import type { Commit, Cursor, DeskViews } from '../views.ts';
import { Frame } from './frame.ts';

/** Records kept at hand, so that whoever was cut off for a moment is not sent to the disk. */
const RECENT_RECORDS = 20_000;

type Listener = (frame: Frame) => void;

/** What becomes durable, as it does, and the last of it: where a stream gets on and where it hears of the next commit. */
export class LiveFeed {
  readonly #views: DeskViews;
  readonly #listeners = new Set<Listener>();
  readonly #stop: () => void;
  #recent: Frame[] = [];
  #kept = 0;

  constructor(views: DeskViews) {
    this.#views = views;
    this.#stop = views.onCommit((commit) => this.#take(commit));
  }

  /** After the last record that was handed out. */
  get head(): Cursor {
    return this.#views.head;
  }

  /** What came after a place, oldest first; undefined when the place is not among the records at hand. */
  since({ day, position }: Cursor): readonly Frame[] | undefined {
    const found = this.#recent.findLastIndex(
      (frame) => frame.day === day && frame.first - 1 <= position && position <= frame.last,
    );
    if (found < 0) return undefined;
    const [frame, ...later] = this.#recent.slice(found) as [Frame, ...Frame[]];
    return frame.last === position ? later : [frame.after(position), ...later];
  }

  /** Hands over each commit from here on; returns a way to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #take({ day, records }: Commit): void {
    const frame = new Frame(day, records);
    this.#recent.push(frame);
    this.#kept += records.length;
    while (this.#recent.length > 1 && this.#kept > RECENT_RECORDS) this.#kept -= (this.#recent.shift() as Frame).records.length;
    for (const listener of this.#listeners) listener(frame);
  }
}
