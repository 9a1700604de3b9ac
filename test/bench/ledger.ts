import { join } from 'node:path';
import Database from 'better-sqlite3';
import { headerLine } from '../../src/adapters/journal/codec/page.ts';
import { PageWriter } from '../../src/adapters/journal/codec/page-writer.ts';
import { openSqliteJournal } from '../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { dateOf } from '../../src/domain/kernel/ids.ts';
import type { Recorded } from '../../src/domain/oms/catalogue.ts';
import type { Journal, WriterLease } from '../../src/domain/ports/journal.ts';
import { DAY } from './exchange.ts';

/** The journal that a running desk writes, opened the way a desk opens it. */
export type Ledger = Readonly<{
  journal: Journal;
  lease: WriterLease;
  append: (records: readonly Recorded[]) => Promise<void>;
  close: () => Promise<void>;
}>;

const DESK = 'bench';

export const openLedger = async (dir: string): Promise<Ledger> => {
  const journal = openSqliteJournal({ dir, desk: DESK });
  const lease = await journal.claim('bench', 0);
  let expectedPosition = 0;
  return {
    journal,
    lease,
    append: async (records) => {
      await journal.append(lease, { day: DAY, records, expectedPosition });
      expectedPosition += records.length;
    },
    close: () => journal.close(),
  };
};

/** A journal as somebody opens it who only reads. */
export const openReader = (dir: string): Journal => openSqliteJournal({ dir, desk: DESK, readOnly: true });

/** What the journal writes of each batch: header, words, payload. The ceiling writes the same bytes. */
export const encoded = (batches: Iterable<readonly Recorded[]>): readonly Buffer[] => {
  const writer = new PageWriter({ desk: DESK, day: DAY, file: 'memory' });
  const all: Buffer[] = [];
  for (const batch of batches) {
    all.push(
      Buffer.concat(
        writer.pages(batch, 1).flatMap((page) => [Buffer.from(headerLine(page), 'latin1'), page.words, page.payload]),
      ),
    );
    writer.keep();
  }
  return all;
};

/** The pages of the day as they stand in its file: about the bytes that their hashes are taken over (a header line is longer than two hashes by a few). */
export const encodedPagesOf = (dir: string): readonly Buffer[] => {
  const db = new Database(join(dir, DESK, `${dateOf(DAY)}.daybook`), { readonly: true });
  const rows = db
    .prepare<[], [string, string, Buffer, Buffer]>('SELECT previous_hash, hash, words, payload FROM page ORDER BY first')
    .raw()
    .all();
  db.close();
  return rows.map(([previous, hash, words, payload]) => Buffer.concat([Buffer.from(previous + hash, 'latin1'), words, payload]));
};

export function* inBatches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
