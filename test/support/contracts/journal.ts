import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Mono } from '../../../src/domain/kernel/units.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import {
  type Journal,
  JournalError,
  NO_HASH,
  PAGE_BYTES_MAX,
  type Page,
  type WriterLease,
} from '../../../src/domain/ports/journal.ts';
import { arbitraryTurns } from '../arbitrary-events.ts';
import { closingAt, codeOf, codesOf, DAY, marks, NEXT_DAY, pagesOf, recordAt, recordsOf, turnAt } from '../journal-days.ts';

/** Somewhere that keeps days longer than a process lives. */
export type Place = Readonly<{
  /** The journal as a new process would open it. */
  open(): Journal;
  /** Takes the right to write away from whoever holds it, behind his back. */
  breakLease(): void;
  remove(): void;
}>;

const SECOND = 1_000_000;
/** Every run of a property may be a day on a real disk: a quarter of the usual number of runs, and time for them. */
const DAYS = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 4);
const PROPERTY_TIMEOUT_MS = 600_000;

/** What every store promises. A new store's test file is one call of this. */
export const journalContract = (name: string, newPlace: () => Place): void => {
  describe(`${name} as a journal`, () => {
    const places: Place[] = [];
    const journals: Journal[] = [];
    const place = (): Place => {
      const made = newPlace();
      places.push(made);
      return made;
    };
    const openAt = (where: Place): Journal => {
      const journal = where.open();
      journals.push(journal);
      return journal;
    };
    const started = async (where = place()): Promise<{ journal: Journal; lease: WriterLease; where: Place }> => {
      const journal = openAt(where);
      return { journal, lease: await journal.claim('test', 1), where };
    };
    const append = (journal: Journal, lease: WriterLease, records: readonly Recorded[], day = DAY) =>
      journal.append(lease, { day, records, expectedPosition: (records[0]?.position ?? 1) - 1 });

    afterEach(async () => {
      for (const journal of journals.splice(0)) await journal.close();
      for (const made of places.splice(0)) made.remove();
    });

    it('knows no days at first', async () => {
      const journal = openAt(place());
      expect(await journal.days()).toEqual([]);
      expect(await journal.head(DAY)).toBeUndefined();
      expect(await codeOf(pagesOf(journal))).toBe('noSuchDay');
      expect(await codeOf(journal.audit(DAY))).toBe('noSuchDay');
    });

    it('begins a day with its first batch, not with the wish to write one', async () => {
      const { journal, lease, where } = await started();
      expect(await codeOf(append(journal, lease, [recordAt(1, { type: 'Nonsense' } as never)]))).toBe('invalidEvent');
      expect(await journal.days()).toEqual([]);
      await journal.close();
      expect(await openAt(where).days()).toEqual([]);
    });

    it('gives back what was appended, in the pages in which it was', async () => {
      const { journal, lease } = await started();
      const first = await append(journal, lease, marks(1, 3));
      const second = await append(journal, lease, marks(4, 2));
      expect(second).toEqual({ day: DAY, position: 5, hash: second.hash, epoch: lease.epoch, state: 'open' });
      expect(await journal.head(DAY)).toEqual(second);
      expect(await journal.days()).toEqual([DAY]);
      const pages = await pagesOf(journal);
      expect(pages.map((page) => [page.day, page.first, page.epoch, page.hash])).toEqual([
        [DAY, 1, lease.epoch, first.hash],
        [DAY, 4, lease.epoch, second.hash],
      ]);
      expect(pages.flatMap((page) => page.records)).toEqual(marks(1, 5));
      expect(first.hash).not.toBe(second.hash);
      expect(first.hash).not.toBe(NO_HASH);
    });

    it('gives back whatever was appended, also to the next process', { timeout: PROPERTY_TIMEOUT_MS }, () =>
      fc.assert(
        fc.asyncProperty(arbitraryTurns(DAY), fc.nat(4), async (records, cut) => {
          const { journal, lease, where } = await started();
          const turns = records.filter((record) => record.causationId === record.position).map((record) => record.position);
          const middle = (turns[cut % turns.length] as number) - 1;
          if (middle > 0) await append(journal, lease, records.slice(0, middle));
          await append(journal, lease, records.slice(middle));
          expect(await recordsOf(journal)).toEqual(records);
          await journal.close();
          expect(await recordsOf(openAt(where))).toEqual(records);
        }),
        { numRuns: DAYS },
      ),
    );

    it('reads from the page that holds a position, with the words of the pages before it', async () => {
      const { journal, lease } = await started();
      for (let first = 1; first <= 41; first += 10) await append(journal, lease, marks(first, 10));
      for (const [from, first] of [
        [1, 1],
        [10, 1],
        [11, 11],
        [25, 21],
        [50, 41],
      ] as const) {
        const pages = await pagesOf(journal, DAY, from);
        expect(pages[0]?.first).toBe(first);
        expect(pages.flatMap((page) => page.records)).toEqual(marks(first, 51 - first));
      }
      expect(await pagesOf(journal, DAY, 51)).toEqual([]);
    });

    it('continues the chain where the last process left it', async () => {
      const { journal, lease, where } = await started();
      const before = await append(journal, lease, marks(1, 3));
      await journal.close();
      const next = await started(where);
      expect(next.lease.epoch).toBeGreaterThan(lease.epoch);
      expect(await next.journal.head(DAY)).toEqual(before);
      await append(next.journal, next.lease, marks(4, 3));
      expect(await recordsOf(next.journal)).toEqual(marks(1, 6));
      expect((await next.journal.audit(DAY)).faults).toEqual([]);
    });

    it('writes nothing when the writer is wrong about the position', async () => {
      const { journal, lease } = await started();
      await append(journal, lease, marks(1, 3));
      expect(await codeOf(journal.append(lease, { day: DAY, records: marks(3, 1), expectedPosition: 2 }))).toBe(
        'positionConflict',
      );
      expect(await codeOf(journal.append(lease, { day: DAY, records: marks(5, 1), expectedPosition: 4 }))).toBe(
        'positionConflict',
      );
      expect(await codeOf(journal.append(lease, { day: DAY, records: marks(5, 1), expectedPosition: 3 }))).toBe('invalidEvent');
      expect(await recordsOf(journal)).toEqual(marks(1, 3));
      await append(journal, lease, marks(4, 1));
      expect((await journal.audit(DAY)).faults).toEqual([]);
    });

    it('refuses what is no event of the catalogue, names it, and goes on', async () => {
      const { journal, lease } = await started();
      const wrong = recordAt(2, { type: 'MarkObserved', symbol: 'new', price: Number.NaN, markedAt: 1, source: '' } as never);
      const refusal = await append(journal, lease, [...marks(1, 1), wrong]).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(JournalError);
      expect(String(refusal)).toMatch(/MarkObserved.*data\.price.*position 2/);
      expect(await codeOf(append(journal, lease, [recordAt(1, { type: 'Nonsense' } as never)]))).toBe('invalidEvent');
      await append(journal, lease, marks(1, 2));
      expect(await recordsOf(journal)).toEqual(marks(1, 2));
    });

    it('cuts a batch that is too large for a page between two turns, never within one', async () => {
      const { journal, lease } = await started();
      const third = 'x'.repeat(PAGE_BYTES_MAX / 3 - 1000);
      const batch = [...turnAt(1, 2, third), ...turnAt(3, 2, third), ...turnAt(5, 1, third), ...turnAt(6, 2, third)];
      const head = await append(journal, lease, batch);
      const pages = await pagesOf(journal);
      expect(pages.map((page) => page.first)).toEqual([1, 3, 6]);
      expect(pages.flatMap((page) => page.records)).toEqual(batch);
      expect(head.hash).toBe(pages.at(-1)?.hash);
      expect(await codeOf(append(journal, lease, turnAt(8, 4, third)))).toBe('pageTooLarge');
      await append(journal, lease, marks(8, 1));
      expect((await journal.audit(DAY)).faults).toEqual([]);
    });

    it('takes one writer at a time and gives each a greater epoch', async () => {
      const { journal, lease, where } = await started();
      const other = openAt(where);
      const refusal = await other.claim('second', 1).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'leaseHeld' });
      expect(String(refusal)).toContain('test');
      await lease.release();
      const second = await other.claim('second', 1000);
      expect(second.epoch).toBe(1000);
      await second.release();
      const third = await journal.claim('third', 5);
      expect(third.epoch).toBe(1001);
      expect(await codeOf(append(journal, lease, marks(1, 1)))).toBe('leaseLost');
      await append(journal, third, marks(1, 1));
    });

    it('confirms a lease while it stands, and no longer', async () => {
      const { lease, where } = await started();
      lease.confirm(0 as Mono);
      where.breakLease();
      expect(() => lease.confirm(SECOND as Mono)).toThrow(expect.objectContaining({ code: 'leaseLost' }));
      const { lease: next } = await started(where);
      next.confirm(0 as Mono);
      await next.release();
      expect(() => next.confirm(1 as Mono)).toThrow(expect.objectContaining({ code: 'leaseLost' }));
    });

    it('lets a deposed writer write nothing', async () => {
      const { journal, lease, where } = await started();
      await append(journal, lease, marks(1, 3));
      where.breakLease();
      const { journal: successor, lease: later } = await started(where);
      expect(later.epoch).toBeGreaterThan(lease.epoch);
      expect(['leaseLost', 'fenced']).toContain(await codeOf(append(journal, lease, marks(4, 1))));
      await append(successor, later, marks(4, 2));
      expect(['leaseLost', 'fenced']).toContain(await codeOf(append(journal, lease, marks(4, 1))));
      expect(await recordsOf(successor)).toEqual(marks(1, 5));
    });

    it('closes a day with its last record', async () => {
      const { journal, lease } = await started();
      await append(journal, lease, marks(1, 2));
      expect(await codeOf(append(journal, lease, [closingAt(3), ...marks(4, 1)]))).toBe('dayClosed');
      expect((await append(journal, lease, [closingAt(3)])).state).toBe('closed');
      expect((await journal.head(DAY))?.state).toBe('closed');
      expect(await codeOf(append(journal, lease, marks(4, 1)))).toBe('dayClosed');
      await append(journal, lease, marks(1, 1), NEXT_DAY);
      expect(await journal.days()).toEqual([DAY, NEXT_DAY]);
    });

    it('seals a closed day once and for all', async () => {
      const { journal, lease, where } = await started();
      await append(journal, lease, marks(1, 2));
      expect(await codeOf(journal.seal(lease, DAY))).toBe('dayOpen');
      expect(await codeOf(journal.seal(lease, NEXT_DAY))).toBe('noSuchDay');
      expect(await journal.sealOf(DAY)).toBeUndefined();
      const head = await append(journal, lease, [closingAt(3)]);
      const seal = await journal.seal(lease, DAY);
      expect(seal).toEqual({ day: DAY, position: 3, chainHead: head.hash, stateDigest: 'd'.repeat(64), fileHash: seal.fileHash });
      expect(seal.fileHash).toMatch(/^[0-9a-f]{64}$/);
      expect(await journal.seal(lease, DAY)).toEqual(seal);
      expect((await journal.head(DAY))?.state).toBe('sealed');
      expect(await codeOf(append(journal, lease, marks(4, 1)))).toBe('dayClosed');
      await journal.close();
      const reader = openAt(where);
      expect(await reader.sealOf(DAY)).toEqual(seal);
      expect(await recordsOf(reader)).toEqual([...marks(1, 2), closingAt(3)]);
      expect(await reader.audit(DAY)).toEqual({ day: DAY, pages: 2, records: 3, head: head.hash, sealed: true, faults: [] });
    });

    it('follows a day as it is written, to its close', async () => {
      const { journal, lease, where } = await started();
      const seen: Page[] = [];
      const following = (async () => {
        for await (const page of openAt(where).follow(DAY, 2, new AbortController().signal)) seen.push(page);
      })();
      await append(journal, lease, marks(1, 1));
      await append(journal, lease, marks(2, 2));
      await append(journal, lease, marks(4, 2));
      await append(journal, lease, [closingAt(6)]);
      await following;
      expect(seen.flatMap((page) => page.records)).toEqual([...marks(2, 4), closingAt(6)]);
    });

    it('follows nothing past the close, and stops when told', async () => {
      const { journal, lease } = await started();
      await append(journal, lease, marks(1, 1));
      const stop = new AbortController();
      const following = (async () => {
        for await (const page of journal.follow(DAY, 1, stop.signal)) if (page.first === 1) setTimeout(() => stop.abort(), 5);
      })();
      await following;
      await append(journal, lease, [closingAt(2)]);
      for await (const page of journal.follow(DAY, 3, new AbortController().signal)) expect(page).toBeUndefined();
    });

    it('audits a sound day, page by page', async () => {
      const { journal, lease } = await started();
      await append(journal, lease, marks(1, 2));
      const { hash } = await append(journal, lease, marks(3, 2));
      const progress: number[] = [];
      const audit = await journal.audit(DAY, (pages) => progress.push(pages));
      expect(audit).toEqual({ day: DAY, pages: 2, records: 4, head: hash, sealed: false, faults: [] });
      expect(codesOf(audit)).toEqual([]);
      expect(progress).toEqual([1, 2]);
    });
  });
};
