import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { dateOf } from '../../../src/domain/kernel/ids.ts';
import { fingerprint } from '../../support/damage.ts';
import { closingAt, codeOf, DAY, marks, recordsOf } from '../../support/journal-days.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SCRIPT = join(import.meta.dirname, '../../support/journal-process.ts');
const children: ChildProcess[] = [];
const folders: (() => void)[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const remove of folders.splice(0)) remove();
});

const newFolder = (): string => {
  const { dir, remove } = temporaryFolder();
  folders.push(remove);
  return dir;
};
const openIn = (dir: string) => openSqliteJournal({ dir, desk: 'test' });
const deskIn = (dir: string): string => join(dir, 'test');
/** What another process says that does one thing and ends. */
const said = (what: string, dir: string): string =>
  spawnSync(process.execPath, [SCRIPT, what, dir], { encoding: 'utf8' }).stdout.trim();
/** The memory that writer and readers share, not data. */
const isIndex = (name: string): boolean => name.endsWith('-shm');

/** A process that writes until it is killed, and the last position that it called durable. */
const writer = async (
  dir: string,
  count: number,
  command: readonly string[] = [process.execPath],
): Promise<{ child: ChildProcess; last: () => number; lines: readonly string[] }> => {
  const [program = '', ...rest] = command;
  const child = spawn(program, [...rest, SCRIPT, 'write', dir, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  reader.on('line', (line) => lines.push(line));
  await new Promise((resolve) => reader.once('line', resolve));
  return { child, last: () => Number(lines.findLast((line) => /^\d+$/.test(line)) ?? 0), lines };
};
const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('close', resolve));
const aMoment = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

/** A day as a process left it, or (live) as one that was stopped for a moment holds it. */
const day = async (dir: string, until: 'open' | 'closed' | 'sealed' | 'live' | 'killed'): Promise<void> => {
  if (until === 'live' || until === 'killed') {
    const { child } = await writer(dir, 5);
    child.kill(until === 'live' ? 'SIGSTOP' : 'SIGKILL');
    if (until === 'killed') await ended(child);
    return;
  }
  const journal = openIn(dir);
  const lease = await journal.claim('me', 1);
  await journal.append(lease, { day: DAY, records: marks(1, 5), expectedPosition: 0 });
  if (until !== 'open') await journal.append(lease, { day: DAY, records: [closingAt(6)], expectedPosition: 5 });
  if (until === 'sealed') await journal.seal(lease, DAY);
  await journal.close();
};

describe('two processes', () => {
  it('are never both the writer; the second is told at once who is', async () => {
    const dir = newFolder();
    const { child } = await writer(dir, 1);
    const refusal = said('claim', dir);
    expect(refusal).toContain(`the child (process ${child.pid} on ${hostname()}, since 20`);
    expect(refusal).toContain('is the writer of this desk');
    expect(await codeOf(openIn(dir).claim('me', 1))).toBe('leaseHeld');
  });

  it('are never both the writer when they begin at the same moment', async () => {
    const dir = newFolder();
    const said = await Promise.all(Array.from({ length: 6 }, () => writer(dir, 1)));
    const refused = said.filter(({ lines }) => lines[0]?.includes('is the writer of this desk'));
    expect(refused.length).toBe(5);
    expect(said.filter(({ lines }) => lines[0] === '1').length).toBe(1);
  });

  it('may follow one another at once, also after a kill -9, and nothing that was durable is lost', async () => {
    const dir = newFolder();
    let durable = 0;
    for (const count of [1, 7, 100, 1]) {
      const { child, last } = await writer(dir, count);
      await aMoment(60);
      child.kill('SIGKILL');
      await ended(child);
      expect(last()).toBeGreaterThan(durable);
      durable = last();
      const reader = openIn(dir);
      const records = await recordsOf(reader);
      expect(records.length).toBeGreaterThanOrEqual(durable);
      expect(records).toEqual(marks(1, records.length));
      expect((await reader.audit(DAY)).faults).toEqual([]);
    }
    const journal = openIn(dir);
    const lease = await journal.claim('me', 1);
    expect(lease.epoch).toBe(5);
    const position = (await journal.head(DAY))?.position ?? 0;
    await journal.append(lease, { day: DAY, records: [closingAt(position + 1)], expectedPosition: position });
    await journal.seal(lease, DAY);
    expect((await journal.audit(DAY)).faults).toEqual([]);
    expect(existsSync(join(deskIn(dir), `${dateOf(DAY)}.daybook-wal`))).toBe(false);
    await journal.close();
  });

  it.skipIf(process.getuid?.() !== 0)(
    'finish the seal that another left half done, also without the powers of root',
    async () => {
      const dir = newFolder();
      await day(dir, 'sealed');
      rmSync(join(deskIn(dir), `${dateOf(DAY)}.seal`));
      for (const path of [dir, deskIn(dir), ...readdirSync(deskIn(dir)).map((name) => join(deskIn(dir), name))])
        chownSync(path, 65_534, 65_534);
      expect(said('sealAsNobody', dir)).toBe('6');
      expect(said('read', dir)).toBe('6 0 sealed inputOutput');
    },
  );

  it('are followed across: what one appends the other reads', async () => {
    const dir = newFolder();
    const stop = new AbortController();
    const { last } = await writer(dir, 3);
    const seen: number[] = [];
    for await (const page of openIn(dir).follow(DAY, 1, stop.signal)) {
      seen.push(...page.records.map(({ position }) => position));
      if (seen.length > 60) stop.abort();
    }
    expect(seen).toEqual(seen.map((_, i) => i + 1));
    expect(last()).toBeGreaterThan(0);
  });
});

describe('a reader', () => {
  it.each(['open', 'closed', 'sealed', 'live', 'killed'] as const)(
    'changes nothing and makes nothing beside a day that is %s',
    async (until) => {
      const dir = newFolder();
      await day(dir, until);
      const before = fingerprint(deskIn(dir), isIndex);
      const state = until === 'live' || until === 'killed' ? 'open' : until;
      expect(said('read', dir)).toMatch(new RegExp(`^\\d+ 0 ${state} inputOutput$`));
      expect(fingerprint(deskIn(dir), isIndex)).toEqual(before);
    },
  );

  it.skipIf(process.getuid?.() !== 0).each(['open', 'sealed', 'live', 'killed'] as const)(
    'reads a folder that it may not write to, of a day that is %s',
    async (until) => {
      const dir = newFolder();
      await day(dir, until);
      chmodSync(dir, 0o755);
      // Where it was killed in the middle of its index, SQLite must repair that first: then it says so.
      const inItsIndex =
        until === 'killed' ? '|: its writer was killed as it was about to begin or to end .*Read it with the right to write' : '';
      expect(said('readAsNobody', dir)).toMatch(new RegExp(`^\\d+ 0 (open|sealed) inputOutput$${inItsIndex}`));
    },
  );

  it('says so when it was given only part of a live day', async () => {
    const dir = newFolder();
    await day(dir, 'killed');
    const copy = newFolder();
    mkdirSync(deskIn(copy));
    for (const ending of ['', '-wal'])
      copyFileSync(join(deskIn(dir), `${dateOf(DAY)}.daybook${ending}`), join(deskIn(copy), `${dateOf(DAY)}.daybook${ending}`));
    const before = fingerprint(deskIn(copy));
    expect(await codeOf(recordsOf(openIn(copy)))).toBe('inputOutput');
    expect(fingerprint(deskIn(copy))).toEqual(before);
    const journal = openIn(copy);
    await journal.claim('me', 1);
    expect((await recordsOf(journal)).length).toBeGreaterThan(0);
    await journal.close();
  });
});

describe('a disk that is full', () => {
  it('stops the writer, and what was durable is still there', async () => {
    const dir = newFolder();
    const { child, lines, last } = await writer(dir, 400, ['bash', '-c', 'ulimit -f 1200; exec "$0" "$@"', process.execPath]);
    await ended(child);
    expect(lines.at(-1)).toMatch(/JournalError: the commit failed: .*(SQLITE_FULL|SQLITE_IOERR)/);
    const journal = openIn(dir);
    expect((await journal.audit(DAY)).faults).toEqual([]);
    expect((await recordsOf(journal)).length).toBeGreaterThanOrEqual(last());
    rmSync(dir, { recursive: true });
  });
});
