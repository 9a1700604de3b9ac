import { assert } from '../../domain/kernel/assert.ts';
import { dateOf } from '../../domain/kernel/ids.ts';
import type { DayNumber, Mono } from '../../domain/kernel/units.ts';
import type { Recorded } from '../../domain/oms/catalogue.ts';
import {
  type Audit,
  type Batch,
  type Head,
  type Journal,
  JournalError,
  type Page,
  type Seal,
  type WriterLease,
} from '../../domain/ports/journal.ts';
import { auditDay, sealedOtherwise } from './audit.ts';
import { Chain } from './chain.ts';
import { journalError } from './codec/faults.ts';
import { storedPage } from './codec/page-reader.ts';
import { PageWriter, type Tail } from './codec/page-writer.ts';
import type { Lock, PageStore, WritableDay } from './store.ts';

/** A lease is looked at again no sooner than this after the last look, in microseconds of the monotonic clock. */
const CONFIRM_EVERY = 250_000;

type Held = Readonly<{ lease: WriterLease; lock: Lock }>;
type OpenDay = Readonly<{ file: WritableDay; writer: PageWriter }> & { closed: boolean };

/** The journal port over any store of pages. */
export class PagedJournal implements Journal {
  readonly desk: string;
  readonly #store: PageStore;
  readonly #open = new Map<DayNumber, OpenDay>();
  #held: Held | undefined;
  #halted: JournalError | undefined;

  constructor(store: PageStore) {
    this.#store = store;
    this.desk = store.desk;
  }

  async claim(writer: string, epochAtLeast: number): Promise<WriterLease> {
    const lock = this.#store.lock(writer, epochAtLeast);
    let confirmedAt = Number.NEGATIVE_INFINITY;
    const lease: WriterLease = {
      epoch: lock.epoch,
      confirm: (now: Mono) => {
        if (now - confirmedAt < CONFIRM_EVERY && this.#held?.lease === lease) return;
        this.#insist(lease);
        confirmedAt = now;
      },
      release: async () => this.#release(lease),
    };
    this.#held = { lease, lock };
    this.#fenceNewest(lease);
    return lease;
  }

  async append(lease: WriterLease, { day, records, expectedPosition }: Batch): Promise<Head> {
    assert(records.length > 0, 'a batch has at least one record');
    if (this.#halted !== undefined) throw this.#stopped(this.#halted);
    this.#insist(lease);
    const open = this.#opened(day, lease.epoch);
    const { position } = open.writer.tail;
    const where = { file: this.#store.fileOf(day), position };
    if (open.closed)
      throw journalError('dayClosed', where, `nothing can follow the close of ${dateOf(day)}`, 'Append to the next day.');
    if (position !== expectedPosition)
      throw journalError('positionConflict', where, `the day ends at position ${position}, not at ${expectedPosition}`, CONFLICT);

    const pages = open.writer.pages(records, lease.epoch);
    try {
      open.file.commit(pages);
    } catch (error) {
      open.writer.forget();
      if (error instanceof JournalError && error.code === 'notDurable') this.#halted = error;
      else this.#closeDay(day);
      throw error;
    }
    open.writer.keep();
    open.closed = isClosing(records.at(-1));
    this.#store.waiters.wake();
    return headAt(day, open.writer.tail, open.closed ? 'closed' : 'open');
  }

  async *read(day: DayNumber, from = 1): AsyncIterable<Page> {
    this.#mustExist(day);
    const chain = this.#chainAt(day, from);
    yield* this.#pages(day, chain);
    const seal = this.#store.sealOf(day);
    const [fault] = seal === undefined ? [] : sealedOtherwise(seal, chain, this.#store.fileOf(day));
    if (fault !== undefined) throw new JournalError(fault);
  }

  async days(): Promise<readonly DayNumber[]> {
    return this.#store.days();
  }

  async head(day: DayNumber): Promise<Head | undefined> {
    return this.#store.days().includes(day) ? this.#headOf(day) : undefined;
  }

  async seal(lease: WriterLease, day: DayNumber): Promise<Seal> {
    this.#insist(lease);
    this.#mustExist(day);
    const { tail } = this.#store.startAt(day, Number.POSITIVE_INFINITY);
    const last = this.#lastRecord(day, tail)?.event;
    if (last?.type !== 'DayClosed') {
      const where = { file: this.#store.fileOf(day), page: tail.number, position: tail.position };
      throw journalError(
        'dayOpen',
        where,
        `${dateOf(day)} is still open: its last record is ${last?.type ?? 'missing'}`,
        'Close the day first.',
      );
    }
    this.#closeDay(day);
    return this.#store.seal({ day, position: tail.position, chainHead: tail.hash, stateDigest: last.stateDigest });
  }

  async sealOf(day: DayNumber): Promise<Seal | undefined> {
    return this.#store.sealOf(day);
  }

  async *follow(day: DayNumber, from: number, signal: AbortSignal): AsyncIterable<Page> {
    while (!this.#store.days().includes(day)) {
      if (signal.aborted) return;
      await this.#store.waiters.next(signal);
    }
    const chain = this.#chainAt(day, from);
    const head = this.#headOf(day);
    if (head.state !== 'open' && head.position === chain.position) return;
    while (!signal.aborted) {
      for (const page of this.#pages(day, chain)) {
        if (chain.position >= from) yield page;
        if (signal.aborted || isClosing(page.records.at(-1))) return;
      }
      await this.#store.waiters.next(signal);
    }
  }

  async audit(day: DayNumber, progress: (pages: number) => void = () => undefined): Promise<Audit> {
    this.#mustExist(day);
    return auditDay(this.#store, day, progress);
  }

  async close(): Promise<void> {
    if (this.#held !== undefined) this.#release(this.#held.lease);
  }

  /** Pages after where the chain stands, checked one by one as they are taken. */
  *#pages(day: DayNumber, chain: Chain): Generator<Page> {
    const file = this.#store.fileOf(day);
    for (;;) {
      const pages = this.#store.pagesAfter(day, chain.position);
      if (pages.length === 0) return;
      for (const page of pages) {
        chain.follow(page);
        yield storedPage(page, day, chain.words, file);
      }
    }
  }

  #chainAt(day: DayNumber, from: number): Chain {
    return new Chain({ desk: this.desk, day, file: this.#store.fileOf(day) }, this.#store.startAt(day, Math.max(from, 1)));
  }

  #headOf(day: DayNumber): Head {
    const { tail } = this.#store.startAt(day, Number.POSITIVE_INFINITY);
    if (this.#store.sealOf(day) !== undefined) return headAt(day, tail, 'sealed');
    return headAt(day, tail, isClosing(this.#lastRecord(day, tail)) ? 'closed' : 'open');
  }

  #lastRecord(day: DayNumber, tail: Tail): Recorded | undefined {
    for (const page of this.#pages(day, this.#chainAt(day, tail.position))) return page.records.at(-1);
    return undefined;
  }

  #mustExist(day: DayNumber): void {
    if (this.#store.days().includes(day)) return;
    throw journalError(
      'noSuchDay',
      { file: this.#store.fileOf(day) },
      `desk ${this.desk} has no ${dateOf(day)}`,
      'List the days there are.',
    );
  }

  #opened(day: DayNumber, epoch: number): OpenDay {
    const known = this.#open.get(day);
    if (known !== undefined) return known;
    if (this.#store.sealOf(day) !== undefined)
      throw journalError(
        'dayClosed',
        { file: this.#store.fileOf(day) },
        `${dateOf(day)} is sealed: nothing can follow it`,
        'Append to the next day.',
      );
    const file = this.#store.open(day, epoch);
    const { tail, words } = file.start;
    const writer = new PageWriter({ desk: this.desk, day, file: this.#store.fileOf(day) }, tail, words);
    const opened = { file, writer, closed: tail.position > 0 && isClosing(this.#lastRecord(day, tail)) };
    this.#open.set(day, opened);
    return opened;
  }

  /** Enters our epoch where a writer that does not know it was deposed would write next. */
  #fenceNewest(lease: WriterLease): void {
    try {
      const newest = this.#store.days().at(-1);
      if (newest !== undefined && this.#headOf(newest).state === 'open') this.#opened(newest, lease.epoch);
    } catch (error) {
      this.#release(lease);
      throw error;
    }
  }

  #closeDay(day: DayNumber): void {
    this.#open.get(day)?.file.close();
    this.#open.delete(day);
  }

  #insist(lease: WriterLease): void {
    const mine = this.#held?.lease === lease;
    const fault = mine ? this.#held?.lock.fault() : undefined;
    if (fault !== undefined) throw new JournalError(fault);
    if (!mine)
      throw journalError(
        'leaseLost',
        { file: this.desk },
        `the lease of epoch ${lease.epoch} was released`,
        'Claim the desk again.',
      );
  }

  #release(lease: WriterLease): void {
    if (this.#held?.lease !== lease) return;
    for (const day of [...this.#open.keys()]) this.#closeDay(day);
    this.#held.lock.release();
    this.#held = undefined;
  }

  #stopped(why: JournalError): JournalError {
    const what = `this journal has stopped, because an append failed: ${why.fault.what}`;
    return journalError('notDurable', why.fault, what, 'Restart the desk: it begins again from what is durable.', why);
  }
}

const CONFLICT = 'Somebody else wrote, or this writer has lost count: fold the day again from its start. Nothing was written.';
const isClosing = (record: Recorded | undefined): boolean => record?.event.type === 'DayClosed';
const headAt = (day: DayNumber, { position, hash, epoch }: Tail, state: Head['state']): Head => ({
  day,
  position,
  hash,
  epoch,
  state,
});
