import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { insistOnFull } from '../../../src/adapters/journal/sqlite/day-writer.ts';
import { listDesks, openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { dateOf } from '../../../src/domain/kernel/ids.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { type Journal, JournalError } from '../../../src/domain/ports/journal.ts';
import { cutTo, fingerprint, flipBit, forge, tamper } from '../../support/damage.ts';
import { closingAt, codeOf, codesOf, DAY, marks, NEXT_DAY, recordsOf, turnAt } from '../../support/journal-days.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Six pages: small ones that share a leaf of the tree, and large ones with overflow of their own. */
const BATCHES: readonly (readonly Recorded[])[] = [
  marks(1, 3),
  marks(4, 50),
  turnAt(54, 2, 'x'.repeat(30_000)),
  marks(56, 1),
  marks(57, 400),
  [closingAt(457)],
];
const RECORDS = BATCHES.flat();

/** DAYBOOK_RUNS may ask for many thousands of damaged files. */
const PROPERTY_TIMEOUT_MS = 600_000;

const folders: (() => void)[] = [];
const newFolder = (): string => {
  const { dir, remove } = temporaryFolder();
  folders.push(remove);
  return dir;
};
const fileIn = (dir: string, day = DAY): string => join(dir, 'test', `${dateOf(day)}.daybook`);
const openIn = (dir: string): Journal => openSqliteJournal({ dir, desk: 'test' });
const write = async (dir: string, sealed: boolean): Promise<string> => {
  const journal = openIn(dir);
  const lease = await journal.claim('writer', 1);
  for (const records of BATCHES)
    await journal.append(lease, { day: DAY, records, expectedPosition: (records[0]?.position ?? 1) - 1 });
  if (sealed) await journal.seal(lease, DAY);
  await journal.close();
  return fileIn(dir);
};

let original: Readonly<{ sealed: string; unsealed: string }>;
beforeAll(async () => {
  original = { sealed: newFolder(), unsealed: newFolder() };
  await write(original.sealed, true);
  await write(original.unsealed, false);
});
afterAll(() => {
  for (const remove of folders.splice(0)) remove();
});
afterEach(() => {
  for (const remove of folders.splice(2)) remove();
});

/** A copy of the day to damage. */
const copyOf = (which: 'sealed' | 'unsealed'): string => {
  const file = fileIn(newFolder());
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(fileIn(original[which]), file);
  if (which === 'sealed') copyFileSync(fileIn(original[which]).replace(/daybook$/, 'seal'), file.replace(/daybook$/, 'seal'));
  return file;
};
const dirOf = (file: string): string => dirname(dirname(file));
const audit = (file: string) => openIn(dirOf(file)).audit(DAY);
/** What a reader gets before the day gives out, and what it gives out with. */
const readOut = async (file: string): Promise<Readonly<{ records: readonly Recorded[]; error: unknown }>> => {
  const records: Recorded[] = [];
  try {
    for await (const page of openIn(dirOf(file)).read(DAY)) records.push(...page.records);
  } catch (error) {
    return { records, error };
  }
  return { records, error: undefined };
};

describe('a damaged day', () => {
  const size = () => statSync(fileIn(original.sealed)).size;

  it(
    'never gives out anything but what was written, whichever bit is flipped; a sealed one always tells',
    { timeout: PROPERTY_TIMEOUT_MS },
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom('sealed', 'unsealed'),
          fc.nat(),
          fc.nat(7),
          fc.boolean(),
          async (which, where, bit, inHeader) => {
            const file = copyOf(which);
            flipBit(file, inHeader ? where % 200 : where % size(), bit);
            const before = fingerprint(dirname(file));
            const { records, error } = await readOut(file);
            expect(records).toEqual(RECORDS.slice(0, records.length));
            if (error === undefined) expect(records.length).toBe(RECORDS.length);
            else expect(error).toBeInstanceOf(JournalError);
            const { faults } = await audit(file);
            if (which === 'sealed') expect(codesOf({ faults } as never)).toContain('sealBroken');
            if (error !== undefined) expect(faults).not.toEqual([]);
            for (const fault of faults)
              expect([fault.file.startsWith(dirname(file)), fault.what, fault.remedy]).toEqual([
                true,
                expect.stringMatching(/./),
                expect.stringMatching(/./),
              ]);
            expect(fingerprint(dirname(file))).toEqual(before);
          },
        ),
      ),
  );

  it('says that it is cut, wherever it is cut', { timeout: PROPERTY_TIMEOUT_MS }, () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom('sealed', 'unsealed'), fc.oneof(fc.nat(), fc.nat(120)), async (which, where) => {
        const file = copyOf(which);
        cutTo(file, where % size());
        expect(codesOf(await audit(file))[0]).toBe('cutFile');
        expect(await readOut(file)).toMatchObject({ records: [], error: { code: 'cutFile', fault: { file } } });
      }),
    ),
  );

  it('names a page that is missing, and goes on', async () => {
    const file = copyOf('unsealed');
    tamper(file, 'DELETE FROM page WHERE number IN (2, 3)');
    const found = await audit(file);
    expect(found.faults).toMatchObject([
      { code: 'missingPage', page: 4, position: 4, what: expect.stringContaining('pages 2 to 3 are missing') },
    ]);
    expect(found.pages).toBe(4);
    expect(await readOut(file)).toMatchObject({ records: RECORDS.slice(0, 3), error: { code: 'missingPage' } });
  });

  it('names pages that have changed places', async () => {
    const file = copyOf('unsealed');
    tamper(
      file,
      'UPDATE page SET first = -1 WHERE number = 2; UPDATE page SET first = 4 WHERE number = 4; UPDATE page SET first = 56 WHERE number = 2;',
    );
    const codes = codesOf(await audit(file));
    expect(codes).toContain('corruptPage');
    expect(codes).toContain('missingPage');
    expect((await readOut(file)).records).toEqual(RECORDS.slice(0, 3));
  });

  it('names the link that breaks when a page is forged with its hash', async () => {
    const file = copyOf('unsealed');
    forge(file, 2, (page) => ({ time: (page.time + 1) as never }));
    expect((await audit(file)).faults).toMatchObject([{ code: 'brokenChain', page: 3, position: 54 }]);
    expect(await readOut(file)).toMatchObject({ error: { code: 'brokenChain', fault: { page: 3 } } });
  });

  it('goes on behind a page whose own bytes are damaged', async () => {
    const file = copyOf('unsealed');
    tamper(
      file,
      "UPDATE page SET payload = CAST(replace(payload, 'xx', 'xy') AS BLOB) WHERE number = 3; UPDATE page SET payload = zeroblob(9) WHERE number = 5",
    );
    const found = await audit(file);
    expect(found.faults).toMatchObject([
      { code: 'corruptPage', page: 3, position: 54 },
      { code: 'corruptPage', page: 5, position: 57 },
    ]);
    expect(found).toMatchObject({ pages: 6, records: 457 });
  });

  it('tells by its seal when pages were taken from its end', async () => {
    const file = copyOf('sealed');
    tamper(file, 'DELETE FROM page WHERE number = 6');
    expect(codesOf(await audit(file))).toEqual(['sealBroken', 'sealBroken']);
    expect(await readOut(file)).toMatchObject({ records: RECORDS.slice(0, 456), error: { code: 'sealBroken' } });
  });

  it('tells by its seal when pages are fine and the file is not', async () => {
    const file = copyOf('sealed');
    tamper(file, 'CREATE TABLE note (text)');
    expect(await audit(file)).toMatchObject({ sealed: true, pages: 6, faults: [{ code: 'sealBroken' }] });
  });

  it.each(['', '{}', 'seal', '{"format":1,"day":"2026-11-21","position":457}'])(
    'says when its seal cannot be read: %o',
    async (text) => {
      const file = copyOf('sealed');
      writeFileSync(file.replace(/daybook$/, 'seal'), text);
      expect(await audit(file)).toMatchObject({ sealed: true, faults: [{ code: 'sealBroken' }] });
      expect(await codeOf(openIn(dirOf(file)).head(DAY))).toBe('sealBroken');
    },
  );

  it('is not read under the name of another day', async () => {
    const file = copyOf('unsealed');
    renameSync(file, fileIn(dirOf(file), NEXT_DAY));
    expect((await openIn(dirOf(file)).audit(NEXT_DAY)).faults[0]).toMatchObject({
      code: 'foreignFile',
      what: expect.stringContaining('2026-11-21'),
    });
  });
});

describe('a file that is not ours', () => {
  const others: readonly (readonly [string, (file: string) => void, string])[] = [
    ['a text file', (file) => writeFileSync(file, 'a note\n'.repeat(5000)), 'foreignFile'],
    ['another SQLite file', (file) => tamper(file, 'PRAGMA journal_mode = DELETE; CREATE TABLE t (x)'), 'foreignFile'],
    [
      'a newer file',
      (file) => {
        copyFileSync(fileIn(original.unsealed), file);
        tamper(file, 'PRAGMA user_version = 2');
      },
      'newerVersion',
    ],
    ['an empty file', (file) => writeFileSync(file, ''), 'cutFile'],
  ];
  it.each(others)('%s is refused by readers and writers and left alone', async (_, make, code) => {
    const file = fileIn(newFolder());
    mkdirSync(dirname(file));
    if (code === 'foreignFile') writeFileSync(file, '');
    make(file);
    const before = readFileSync(file);
    const journal = openIn(dirOf(file));
    expect(await codeOf(recordsOf(journal))).toBe(code);
    expect(await codeOf(journal.head(DAY))).toBe(code);
    expect(codesOf(await journal.audit(DAY))).toEqual([code]);
    expect(await codeOf(journal.claim('me', 1))).toBe(code);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(`${file}-wal`) || existsSync(`${file}-shm`)).toBe(false);
  });

  it('names a page that a newer codec wrote', async () => {
    const file = copyOf('unsealed');
    forge(file, 6, () => ({ codec: 2 }));
    expect((await audit(file)).faults).toMatchObject([
      { code: 'newerVersion', page: 6, position: 457, what: expect.stringContaining('codec version 2') },
    ]);
    expect(await readOut(file)).toMatchObject({ records: RECORDS.slice(0, 456), error: { code: 'newerVersion' } });
  });

  it('that lies where the lease should be is refused', async () => {
    const dir = newFolder();
    mkdirSync(join(dir, 'test'));
    writeFileSync(join(dir, 'test', 'writer.lease'), 'mine, mine, mine\n'.repeat(100));
    expect(await codeOf(openIn(dir).claim('me', 1))).toBe('foreignFile');
  });
});

describe('a seal', () => {
  it('is finished after a crash between any two of its steps', async () => {
    const dir = newFolder();
    const file = await write(dir, true);
    const sealPath = file.replace(/daybook$/, 'seal');
    const seal = readFileSync(sealPath, 'utf8');
    const journal = openIn(dir);
    const lease = await journal.claim('writer', 1);
    rmSync(sealPath);
    writeFileSync(`${sealPath}.tmp`, seal.slice(0, 40));
    await journal.seal(lease, DAY);
    expect(readFileSync(sealPath, 'utf8')).toBe(seal);
    expect(existsSync(`${sealPath}.tmp`)).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o444);
    await journal.close();
  });
});

describe('a commit', () => {
  it('is refused where SQLite would not sync each one', () => {
    const db = new Database(join(newFolder(), 'x.db'));
    expect(() => insistOnFull(db, 'x')).toThrow(expect.objectContaining({ code: 'notDurable' }));
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    expect(() => insistOnFull(db, 'x')).toThrow('synchronous 1');
    db.pragma('synchronous = FULL');
    insistOnFull(db, 'x');
    db.close();
  });

  it('that fails is the last that is tried', async () => {
    const dir = newFolder();
    const journal = openIn(dir);
    const lease = await journal.claim('writer', 1);
    const append = (first: number) => journal.append(lease, { day: DAY, records: marks(first, 2), expectedPosition: first - 1 });
    await append(1);
    tamper(fileIn(dir), 'ALTER TABLE page RENAME TO elsewhere');
    expect(await codeOf(append(3))).toBe('notDurable');
    tamper(fileIn(dir), 'ALTER TABLE elsewhere RENAME TO page');
    expect(await append(3).catch(String)).toMatch(/has stopped.*Restart the desk/);
    await journal.close();
    const next = openIn(dir);
    const again = await next.claim('writer', 1);
    await next.append(again, { day: DAY, records: marks(3, 2), expectedPosition: 2 });
    expect(await recordsOf(next)).toEqual(marks(1, 4));
    await next.close();
  });
});

describe('desks', () => {
  it('are the folders that hold days', async () => {
    const dir = newFolder();
    expect(listDesks(join(dir, 'nowhere'))).toEqual([]);
    mkdirSync(join(dir, 'empty'));
    await write(dir, false);
    expect(listDesks(dir)).toEqual(['test']);
  });

  it.each(['', '..', 'a/b', 'x'.repeat(33), ' a'])('are not called %o', (desk) => {
    expect(() => openSqliteJournal({ dir: '/nowhere', desk })).toThrow(JournalError);
  });
});
