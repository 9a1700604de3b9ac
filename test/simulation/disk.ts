import { journalError } from '../../src/adapters/journal/codec/faults.ts';
import { openMemoryJournal, Shelf } from '../../src/adapters/journal/memory/memory-journal.ts';
import type { Random } from '../../src/adapters/market-data/random.ts';
import type { Micros } from '../../src/domain/kernel/units.ts';
import type { Recorded } from '../../src/domain/oms/catalogue.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { Batch, Head, Journal, WriterLease } from '../../src/domain/ports/journal.ts';
import { unbundled } from '../support/faulty-journal.ts';

/**
 * `before`: an error, and nothing is written. `torn`: the power fails in the middle; what is half there is rolled back.
 * `after`: an error, and yet all of it is durable. `full`: no space, until somebody makes some. `crash…`: the process dies at
 * this very write, before or after it is durable, and nobody says a word.
 */
export type DiskFault = 'before' | 'torn' | 'after' | 'full' | 'crashBefore' | 'crashAfter';
export const DISK_FAULTS: readonly DiskFault[] = ['before', 'torn', 'after', 'full', 'crashBefore', 'crashAfter'];

/** Most pages are durable at once; these take a while, and the desk runs ahead of the disk. */
const SLOW_PPM = 100_000;
const SLOW_MICROS = 25_000;
/** One of its own for each that waits: a common one would hold every world that ever crashed. */
const never = (): Promise<never> => new Promise(() => {});

type DiskOptions = Readonly<{ desk: string; clock: Clock; random: Random; onDurable: (records: readonly Recorded[]) => void }>;

/** What outlives the processes of a desk: pages in memory, under a journal that is opened anew by each of them. */
export class Disk {
  readonly #options: DiskOptions;
  readonly #shelf = new Shelf();
  #journal: Journal;
  /** What goes wrong with the next writes, one fault each. */
  readonly plan: DiskFault[] = [];
  isFull = false;
  isSlow = true;
  /** The process died at a write: nothing it waits for will ever come. */
  crashed = false;
  /** Writes that wait for the clock. */
  asleep = 0;
  writes = 0;

  constructor(options: DiskOptions) {
    this.#options = options;
    this.#journal = this.#opened();
  }

  /** As the present process, or the last one, sees it. */
  get journal(): Journal {
    return this.#journal;
  }

  /** For a new process: whatever the last one held is free. */
  reopen(): Journal {
    this.#shelf.holder = undefined;
    this.crashed = false;
    this.#journal = this.#opened();
    return this.#journal;
  }

  #opened(): Journal {
    const inner = openMemoryJournal({ desk: this.#options.desk, shelf: this.#shelf });
    return { ...unbundled(inner), append: (lease, batch) => this.#append(inner, lease, batch) };
  }

  async #append(inner: Journal, lease: WriterLease, batch: Batch): Promise<Head> {
    this.writes += 1;
    const fault = this.plan.shift();
    const { clock, random } = this.#options;
    if (this.isSlow && random.chance(SLOW_PPM)) await this.#sleep(clock, random.between(100, SLOW_MICROS));
    if (fault === 'full') this.isFull = true;
    if (this.isFull) throw journalError('inputOutput', { file: 'simulated disk' }, 'no space is left on the disk', 'Make some.');
    if (fault === 'before') throw new Error('the disk failed before the page was written');
    if (fault === 'crashBefore') return this.#die();
    if (fault === 'torn') {
      await this.#tear(inner, lease, batch);
      throw journalError('notDurable', { file: 'simulated disk' }, 'the power failed in the middle of a page', 'Start again.');
    }
    const head = await inner.append(lease, batch);
    this.#options.onDurable(batch.records);
    if (fault === 'crashAfter') return this.#die();
    if (fault === 'after') throw new Error('the disk failed after the page was written');
    return head;
  }

  /** The page reaches the disk in part; the store finds it cut short when it is opened next, and rolls it back. */
  async #tear(inner: Journal, lease: WriterLease, batch: Batch): Promise<void> {
    const before = this.#shelf.days.get(batch.day)?.pages.length ?? 0;
    await inner.append(lease, batch);
    const day = this.#shelf.days.get(batch.day);
    day?.pages.splice(before);
    if (before === 0) this.#shelf.days.delete(batch.day);
  }

  #die(): Promise<never> {
    this.crashed = true;
    return never();
  }

  async #sleep(clock: Clock, micros: number): Promise<void> {
    this.asleep += 1;
    await new Promise<void>((wake) => clock.at((clock.now() + micros) as Micros, wake));
    this.asleep -= 1;
  }
}
