import { defer, map, type Observable, type ObservableInput, Subject, startWith, tap, throttle } from 'rxjs';

/**
 * A view as an observable. A view may change ten thousand times a second; whoever looks at it wants to know how it stands, as often
 * as they can take it. So what changes while a reader is busy is told once, and the reader reads the view when it is ready.
 */
export class ViewChanges<Key> {
  readonly #changes = new Subject<Iterable<Key>>();

  /** Says that the view has just changed, and in which of its rows, if rows have names. */
  changed(keys: Iterable<Key> = []): void {
    this.#changes.next(keys);
  }

  /** Nothing will change any more: ends every stream of this view. */
  complete(): void {
    this.#changes.complete();
  }

  /** Does anybody look? If not, nobody need work out what changed. */
  get isWatched(): boolean {
    return this.#changes.observed;
  }

  /**
   * The rows that changed since the reader was last told, as one set: `initially` at once, and then whenever something changed and
   * the reader is ready again, which it says by what `ready` gives.
   */
  whenReady(ready: () => ObservableInput<unknown>, initially: Iterable<Key> = []): Observable<ReadonlySet<Key>> {
    return defer(() => {
      let untold = new Set<Key>();
      return this.#changes.pipe(
        startWith(initially),
        tap((keys) => {
          for (const key of keys) untold.add(key);
        }),
        throttle(ready, { leading: true, trailing: true }),
        map(() => {
          const told = untold;
          untold = new Set();
          return told;
        }),
      );
    });
  }
}
