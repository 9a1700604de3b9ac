import { dateOf } from '../../../domain/kernel/ids.ts';
import type { DayNumber } from '../../../domain/kernel/units.ts';
import { type Journal, NO_HASH, type Seal } from '../../../domain/ports/journal.ts';
import { fault, journalError } from '../codec/faults.ts';
import type { EncodedPage } from '../codec/page.ts';
import { tailOf } from '../codec/page-writer.ts';
import { readWords } from '../codec/word-book.ts';
import { PagedJournal } from '../paged-journal.ts';
import type { Lock, PageStore, Start, WritableDay } from '../store.ts';
import { Waiters } from '../waiters.ts';

type Day = { readonly pages: EncodedPage[]; seal?: Seal };

/**
 * What outlives a writer: hand the same shelf to the next journal and it finds the days as they were committed,
 * as a process finds its files after a crash.
 */
export class Shelf {
  readonly days = new Map<DayNumber, Day>();
  holder: Readonly<{ writer: string; epoch: number }> | undefined;
  lastEpoch = 0;
  readonly waiters = new Waiters();
}

/** A journal that forgets with the process. It keeps the pages encoded, so that it says and refuses what a file would. */
export const openMemoryJournal = ({ desk, shelf = new Shelf() }: Readonly<{ desk: string; shelf?: Shelf }>): Journal =>
  new PagedJournal(memoryStore(desk, shelf));

const memoryStore = (desk: string, shelf: Shelf): PageStore => {
  const fileOf = (day: DayNumber): string => `memory:${desk}/${dateOf(day)}`;
  const pagesOf = (day: DayNumber): readonly EncodedPage[] => shelf.days.get(day)?.pages ?? [];

  const lock = (writer: string, epochAtLeast: number): Lock => {
    const { holder } = shelf;
    const where = { file: `memory:${desk}` };
    if (holder !== undefined)
      throw journalError('leaseHeld', where, `${holder.writer} is the writer, epoch ${holder.epoch}`, 'Stop that writer first.');
    const mine = { writer, epoch: Math.max(shelf.lastEpoch + 1, epochAtLeast) };
    shelf.holder = mine;
    shelf.lastEpoch = mine.epoch;
    return {
      epoch: mine.epoch,
      fault: () =>
        shelf.holder === mine
          ? undefined
          : fault('leaseLost', where, `epoch ${mine.epoch} no longer holds the desk`, 'Claim it again.'),
      release: () => {
        if (shelf.holder === mine) shelf.holder = undefined;
      },
    };
  };

  const open = (day: DayNumber): WritableDay => {
    const found: Day = shelf.days.get(day) ?? { pages: [] };
    return {
      start: startAt(found.pages, Number.POSITIVE_INFINITY),
      commit: (pages) => {
        shelf.days.set(day, found);
        for (const page of pages)
          found.pages.push({ ...page, words: Buffer.from(page.words), payload: Buffer.from(page.payload) });
      },
      close: () => undefined,
    };
  };

  return {
    desk,
    waiters: shelf.waiters,
    fileOf,
    days: () => [...shelf.days.keys()].sort((a, b) => a - b),
    startAt: (day, from) => startAt(pagesOf(day), from),
    pagesAfter: (day, position) => {
      const pages = pagesOf(day);
      return pages.slice(pages.findLastIndex((page) => page.first <= position) + 1);
    },
    survey: pagesOf,
    lock,
    open,
    seal: (seal) => {
      const day = shelf.days.get(seal.day) as Day;
      day.seal ??= { ...seal, fileHash: seal.chainHead };
      return day.seal;
    },
    sealOf: (day) => shelf.days.get(day)?.seal,
    fileHash: (day) => pagesOf(day).at(-1)?.hash ?? NO_HASH,
  };
};

const startAt = (pages: readonly EncodedPage[], from: number): Start => {
  const holding = pages.findIndex((page) => from < page.first + page.count);
  const earlier = holding < 0 ? pages : pages.slice(0, holding);
  const words = earlier.flatMap((page) => readWords(page.words));
  return { tail: tailOf(earlier.at(-1), words.length), words };
};
