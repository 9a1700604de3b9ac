import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BinanceChain,
  type BookDiff,
  type BookSnapshot,
  type ChainStep,
} from '../../../src/adapters/market-data/binance-chain.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { levels, type Quotes } from '../../support/market.ts';

type Ids = readonly [after: number, first: number, last: number];
const diff = ([after, first, last]: Ids, bids: Quotes = []): BookDiff => ({
  line: last,
  at: last as Micros,
  after,
  first,
  last,
  bids: levels(bids),
  asks: [],
});
const snapshot = (last: number, bids: Quotes = []): BookSnapshot => ({ line: last, last, bids: levels(bids), asks: [] });
/** Spot: from U to u, after U − 1. Futures name what they follow. */
const spot = (first: number, last: number): BookDiff => diff([first - 1, first, last]);
const futures = (pu: number, first: number, last: number): BookDiff => diff([pu, first, last]);

const worded = (step: ChainStep): string =>
  step.type === 'broken'
    ? `${step.fault} at ${step.diff.line}, not after ${step.expected}`
    : step.type === 'reset'
      ? `reset to ${step.snapshot.last}`
      : step.type === 'change'
        ? `change to ${step.diff.last}`
        : step.type === 'dropped'
          ? `dropped ${step.line} (${step.reason})`
          : `unused ${step.snapshot.last}`;
const told = (...messages: readonly (BookDiff | BookSnapshot)[]): readonly string[] => {
  const chain = new BinanceChain();
  return messages.flatMap((message) => ('at' in message ? chain.onDiff(message) : chain.onSnapshot(message))).map(worded);
};

describe('the first diff on a snapshot', () => {
  it('waits for it, and reaches across it; what the snapshot contains is dropped', () => {
    expect(told(spot(1, 4), spot(5, 10), spot(11, 12), snapshot(7), spot(13, 13))).toEqual([
      'dropped 4 (inSnapshot)',
      'reset to 7',
      'change to 10',
      'change to 12',
      'change to 13',
    ]);
  });
  it('on spot may begin with the very next update, but no later', () => {
    expect(told(snapshot(7), spot(8, 9))).toEqual(['reset to 7', 'change to 9']);
    expect(told(snapshot(7), spot(9, 9))).toEqual(['snapshotTooOld at 9, not after 7']);
  });
  it('on futures begins at or before it, or names it as what it follows; a hole before it is not trusted', () => {
    expect(told(snapshot(70), futures(50, 60, 90))).toEqual(['reset to 70', 'change to 90']);
    expect(told(snapshot(70), futures(60, 70, 90))).toEqual(['reset to 70', 'change to 90']);
    expect(told(snapshot(70), futures(50, 60, 70), futures(70, 85, 90))).toEqual([
      'dropped 70 (inSnapshot)',
      'reset to 70',
      'change to 90',
    ]);
    expect(told(snapshot(70), futures(65, 80, 90))).toEqual(['snapshotTooOld at 90, not after 70']);
  });
  it('finds no book in a snapshot older than all that waits, and goes on waiting for the next', () => {
    expect(told(spot(8, 9), spot(10, 11), snapshot(3), spot(12, 14), snapshot(10))).toEqual([
      'snapshotTooOld at 9, not after 3',
      'dropped 9 (inSnapshot)',
      'reset to 10',
      'change to 11',
      'change to 14',
    ]);
  });
  it('takes the newest of the snapshots that came before it', () => {
    expect(told(snapshot(3), snapshot(7), spot(8, 9))).toEqual(['reset to 7', 'change to 9']);
  });
});

describe('every further diff', () => {
  const begun = [snapshot(0), spot(1, 2)] as const;
  const onwards = (...messages: readonly (BookDiff | BookSnapshot)[]): readonly string[] => told(...begun, ...messages).slice(2);

  it('follows exactly on the one before: a gap ends the book until a snapshot, which the kept diffs then continue', () => {
    expect(onwards(spot(3, 4), spot(6, 7), spot(8, 9), snapshot(6), spot(10, 10))).toEqual([
      'change to 4',
      'gap at 7, not after 4',
      'reset to 6',
      'change to 7',
      'change to 9',
      'change to 10',
    ]);
    expect(told(snapshot(70), futures(60, 70, 90), futures(95, 96, 99))).toContain('gap at 99, not after 90');
  });
  it('is dropped when it was seen, and breaks the chain when it only begins in what was seen', () => {
    expect(onwards(spot(1, 2), spot(3, 4), spot(3, 4), spot(1, 2), spot(5, 5))).toEqual([
      'dropped 2 (seen)',
      'change to 4',
      'dropped 4 (seen)',
      'dropped 2 (seen)',
      'change to 5',
    ]);
    expect(onwards(spot(2, 3))).toEqual(['overlap at 3, not after 2']);
  });
  it('breaks the chain when it comes too early, whatever comes late', () => {
    expect(onwards(spot(5, 6), spot(3, 4), spot(7, 8))).toEqual(['gap at 6, not after 2']);
  });
  it('may have a gap among those that waited: said when it is reached', () => {
    expect(told(spot(1, 2), spot(5, 6), spot(7, 8), snapshot(1))).toEqual(['reset to 1', 'change to 2', 'gap at 6, not after 2']);
  });
  it('makes a snapshot needless', () => {
    expect(onwards(snapshot(9), spot(3, 4))).toEqual(['unused 9', 'change to 4']);
  });
  it('waits in bounded room: the oldest go first, which no snapshot to come will need', () => {
    const chain = new BinanceChain();
    const dropped = Array.from({ length: 20_003 }, (_, i) => chain.onDiff(spot(i + 1, i + 1))).flat();
    expect(dropped.map(worded)).toEqual(['dropped 1 (noRoom)', 'dropped 2 (noRoom)', 'dropped 3 (noRoom)']);
  });
});

/** A stream and the book after each of its diffs. Ids run without a hole on spot, with holes on futures. */
const anyStream = fc
  .record({
    isSpot: fc.boolean(),
    parts: fc.array(
      fc.record({
        hole: fc.nat(5),
        updates: fc.integer({ min: 1, max: 4 }),
        bids: fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(3)), { maxLength: 4 }),
      }),
      { minLength: 2, maxLength: 25 },
    ),
  })
  .map(({ isSpot, parts }) => {
    const diffs: BookDiff[] = [];
    const books = new Map<number, string>();
    const book = new Map<number, number>();
    let last = 100;
    books.set(last, shown(book));
    for (const { hole, updates, bids } of parts) {
      const first = last + 1 + (isSpot ? 0 : hole);
      diffs.push(diff([last, first, first + updates - 1], bids));
      for (const [price, qty] of bids) set(book, price, qty);
      last = first + updates - 1;
      books.set(last, shown(book));
    }
    return { diffs, books };
  });

const set = (book: Map<number, number>, price: number, qty: number): void => {
  if (qty === 0) book.delete(price);
  else book.set(price, qty);
};
const shown = (book: ReadonlyMap<number, number>): string => JSON.stringify([...book].sort(([a], [b]) => a - b));
const quotesOf = (text: string): Quotes => JSON.parse(text);

describe('whatever is lost on the way', () => {
  it('a gap is said at the first diff behind it, and never without one', () => {
    fc.assert(
      fc.property(anyStream, fc.infiniteStream(fc.boolean()), ({ diffs }, keep) => {
        const kept = diffs.filter(() => keep.next().value);
        const chain = new BinanceChain();
        chain.onSnapshot(snapshot(100));
        const said = kept.map((each) => chain.onDiff(each).map(({ type }) => type));
        const holeAt = kept.findIndex((each, i) => each !== diffs[i]);
        const good = holeAt < 0 ? kept.length : holeAt;
        expect(said.slice(0, good).flat()).toEqual(
          kept.slice(0, good).flatMap((_, i) => (i === 0 ? ['reset', 'change'] : ['change'])),
        );
        if (holeAt >= 0) expect(said.slice(holeAt)).toEqual([['broken'], ...kept.slice(holeAt + 1).map(() => [])]);
      }),
    );
  });

  it('the book that is shown is the true one: under loss, doubling, disorder, and snapshots old and new', () => {
    const anyFate = fc.record({
      times: fc.constantFrom(0, 1, 1, 1, 1, 2),
      delay: fc.constantFrom(0, 0, 0, 0, 0, 2),
      /** Of which of the books so far a snapshot comes with it. */
      snapshotBack: fc.option(fc.nat(3), { freq: 3 }),
    });
    fc.assert(
      fc.property(anyStream, fc.array(anyFate, { minLength: 25, maxLength: 25 }), ({ diffs, books }, fates) => {
        const ids = [...books.keys()];
        const sent: { when: number; message: BookDiff | BookSnapshot }[] = [];
        diffs.forEach((each, i) => {
          const { times, delay, snapshotBack } = fates[i] as (typeof fates)[number];
          for (let n = 0; n < times; n += 1) sent.push({ when: i + delay, message: each });
          const id = snapshotBack === null ? undefined : ids[i + 1 - snapshotBack];
          if (id !== undefined) sent.push({ when: i, message: snapshot(id, quotesOf(books.get(id) as string)) });
        });
        const chain = new BinanceChain();
        const book = new Map<number, number>();
        for (const { message } of sent.sort((a, b) => a.when - b.when))
          for (const step of 'at' in message ? chain.onDiff(message) : chain.onSnapshot(message)) {
            if (step.type !== 'reset' && step.type !== 'change') continue;
            if (step.type === 'reset') book.clear();
            for (const { price, qty } of step.type === 'reset' ? step.snapshot.bids : step.diff.bids) set(book, price, qty);
            expect(shown(book)).toBe(books.get(step.type === 'reset' ? step.snapshot.last : step.diff.last));
          }
      }),
    );
  });
});
