import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ViewChanges } from '../../src/projections/stream.ts';

/** A reader that is ready when the test says so. */
const reader = () => {
  const turns: Subject<void>[] = [];
  const told: string[][] = [];
  return {
    told,
    ready: () => {
      const turn = new Subject<void>();
      turns.push(turn);
      return turn;
    },
    takesMore: () => turns.at(-1)?.next(),
    tell: (changed: ReadonlySet<string>) => void told.push([...changed]),
  };
};

describe('a view as an observable', () => {
  it('tells a reader at once how to begin, and then of each change while it keeps up', () => {
    const changes = new ViewChanges<string>();
    const { told, ready, takesMore, tell } = reader();
    changes.whenReady(ready, ['all']).subscribe(tell);
    takesMore();
    changes.changed(['a']);
    takesMore();
    changes.changed(['b']);
    expect(told).toEqual([['all'], ['a'], ['b']]);
  });

  it('merges what changes while a reader is busy, and holds nobody else up', () => {
    const changes = new ViewChanges<string>();
    const slow = reader();
    const quick = reader();
    changes.whenReady(slow.ready).subscribe(slow.tell);
    changes.whenReady(quick.ready).subscribe(quick.tell);
    for (const key of ['a', 'b', 'a', 'c']) {
      quick.takesMore();
      changes.changed([key]);
    }
    expect(slow.told).toEqual([[]]);
    expect(quick.told).toEqual([[], ['a'], ['b'], ['a'], ['c']]);
    slow.takesMore();
    expect(slow.told).toEqual([[], ['a', 'b', 'c']]);
    slow.takesMore();
    expect(slow.told).toHaveLength(2); // Nothing has changed since.
  });

  it('knows whether anybody looks, and ends', () => {
    const changes = new ViewChanges<string>();
    const { ready, tell } = reader();
    expect(changes.isWatched).toBe(false);
    const watching = changes.whenReady(ready).subscribe(tell);
    expect(changes.isWatched).toBe(true);
    watching.unsubscribe();
    expect(changes.isWatched).toBe(false);
    let ended = false;
    changes.whenReady(ready).subscribe({ complete: () => (ended = true) });
    changes.complete();
    expect(ended).toBe(true);
  });
});
