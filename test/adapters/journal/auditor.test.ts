import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogueFiles } from '../../../src/adapters/journal/codec/catalogue-files.ts';
import { toJson } from '../../../src/adapters/journal/codec/json-form.ts';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { dateOf } from '../../../src/domain/kernel/ids.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { arbitraryTurns } from '../../support/arbitrary-events.ts';
import { forge, tamper } from '../../support/damage.ts';
import { DAY, marks } from '../../support/journal-days.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const JOURNAL = join(import.meta.dirname, '../../../journal');
const CATALOGUE = join(JOURNAL, 'catalogue');
const recipe = (language: 'sh' | 'python'): string =>
  new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readFileSync(join(JOURNAL, 'README.md'), 'utf8'))?.[1] ?? '';
const has = (...programs: string[]): boolean =>
  programs.every((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0);

const { dir, remove } = temporaryFolder();
afterAll(remove);
const file = join(dir, 'test', `${dateOf(DAY)}.daybook`);
const write = async (batches: readonly (readonly Recorded[])[]): Promise<void> => {
  rmSync(join(dir, 'test'), { recursive: true, force: true });
  const journal = openSqliteJournal({ dir, desk: 'test' });
  const lease = await journal.claim('me', 1);
  for (const records of batches)
    await journal.append(lease, { day: DAY, records, expectedPosition: (records[0]?.position ?? 1) - 1 });
  await journal.close();
};

describe('the published catalogue', () => {
  it('is up to date (node src/adapters/journal/codec/write-catalogue.ts writes it)', () => {
    const published = new Map(readdirSync(CATALOGUE).map((name) => [name, readFileSync(join(CATALOGUE, name), 'utf8')]));
    expect(new Map([...published].sort())).toEqual(new Map([...catalogueFiles()].sort()));
  });
});

describe("the auditor's recipe", () => {
  it.skipIf(!has('python3'))('reads every record with nothing of ours', async () => {
    const script = join(dir, 'records.py');
    writeFileSync(script, recipe('python'));
    const turns = fc.sample(arbitraryTurns(DAY), 60).flat();
    const records = turns.map((record, i) => ({ ...record, position: i + 1, causationId: Math.min(record.causationId, i + 1) }));
    await write([records.slice(0, 40), records.slice(40)]);
    const { stdout, stderr } = spawnSync('python3', [script, file, CATALOGUE], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    expect(stderr).toBe('');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual(records.map((record) => JSON.parse(JSON.stringify(toJson(record)))));
  });

  it.skipIf(!has('sqlite3', 'xxd', 'sha256sum'))('checks the chain with nothing of ours', async () => {
    const check = (): string =>
      spawnSync('sh', ['-c', recipe('sh')], { encoding: 'utf8', env: { ...process.env, DAY: file } }).stdout;
    await write([marks(1, 3), marks(4, 2), marks(6, 200), marks(206, 1)]);
    expect(check()).toBe('');
    tamper(file, 'UPDATE page SET time = time + 1 WHERE number = 2');
    expect(check()).toBe('page 2 is not what was hashed\n');
    forge(file, 2, () => ({}));
    expect(check()).toBe('page 3 does not continue the page before\n');
    tamper(file, 'DELETE FROM page WHERE number = 3');
    expect(check()).toBe('page 4 does not continue the page before\n');
  });
});
