import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMemoryJournal } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { buildId } from '../../../src/adapters/runtime/build.ts';
import type { Event, EventType, Recorded } from '../../../src/domain/oms/catalogue.ts';
import { journaled, recordsOf, writeDays } from '../../replay/journaled.ts';
import { daybook, folder, twoDays, writeFolder } from './rig.ts';

let { dir, store, remove } = folder();
beforeEach(() => {
  ({ dir, store, remove } = folder());
});
afterEach(() => remove());

const verify = (...args: string[]) => daybook('verify', ...args, '--journal', store);
const dayFile = (day: string): string => join(dir, 'main', `${day}.daybook`);
type Report = Readonly<{
  ok: boolean;
  days: { desk: string; day: string; ok: boolean; checks: { name: string; outcome: string; what: string; where: string }[] }[];
}>;
const report = async (...args: string[]): Promise<Report> => JSON.parse((await verify(...args, '--json')).stdout) as Report;

/** The two days as `build` recorded them, one event changed, digests and chain made to fit. */
const changed = async <Type extends EventType>(
  build: string,
  type: Type,
  over: Partial<Extract<Event, { type: Type }>>,
): Promise<Recorded[][]> => {
  const days = await recordsOf(await journaled(twoDays().days));
  const change = (record: Recorded): Recorded => {
    if (record.event.type === 'DeskStarted') return { ...record, event: { ...record.event, build } };
    return record.event.type === type ? { ...record, event: { ...record.event, ...over } as Event } : record;
  };
  return [(days[0] as Recorded[]).map(change)];
};

describe('daybook verify', () => {
  it('proves every day of every desk', async () => {
    await writeFolder(dir, 'main', twoDays().days);
    await writeFolder(dir, 'other', twoDays().days.slice(0, 1));
    const { code, stdout, stderr } = await verify('--redecide');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^main 2026-11-21: sealed, \d+ records in \d+ pages\n {2}ok {8}chain /);
    expect(stdout).toContain('other 2026-11-21: sealed');
    expect(stdout).toMatch(/\n3 days verified\.\n$/);
    expect((await report()).days.map(({ desk, day, ok }) => [desk, day, ok])).toEqual([
      ['main', '2026-11-21', true],
      ['main', '2026-11-22', true],
      ['other', '2026-11-21', true],
    ]);
    expect((await report('2026-11-22')).days).toHaveLength(1);
    expect((await report('--desk', 'other')).days).toHaveLength(1);
  });

  it('takes an opening balance on trust when nothing can prove it, and says so', async () => {
    const memory = openMemoryJournal({ desk: 'main' });
    await writeDays(memory, twoDays().days);
    await writeFolder(dir, 'main', (await recordsOf(memory)).slice(1));
    const { code, stdout } = await verify();
    expect(code).toBe(0);
    expect(stdout).toMatch(
      / {2}on trust {2}opening {3}opening balance taken on trust: digest [0-9a-f]{64}; 2026-11-21, which would prove it, is not here\n/,
    );
  });

  it('names a verdict that does not follow, and ends with 2', async () => {
    await writeFolder(dir, 'main', await changed(buildId(), 'ExecutionBooked', { lastQty: 41 as never }));
    expect((await verify()).code).toBe(0); // Chain and digests were made to fit.
    const { code, stdout } = await verify('--redecide');
    expect(code).toBe(2);
    expect(stdout).toMatch(
      / {2}FAULT {5}redecide {2}ExecutionBooked: event\.lastQty is recorded as 41, but 40 follows\n {22}at 2026-11-21, position \d+ \(ExecutionReported at \d+\)\n/,
    );
    expect(stdout).toMatch(/\n1 day of 1 does not verify: main 2026-11-21\.\n$/);
  });

  it('does not call other code tampering, and ends with 1', async () => {
    await writeFolder(dir, 'main', await changed('0.0.1+other', 'OrderAccepted', { reason: 'other words' }));
    const { code, stdout } = await verify('--redecide');
    expect(code).toBe(1);
    expect(stdout).toMatch(/ {2}on trust {2}redecide {2}differs by build \(recorded by 0\.0\.1\+other, decided again by /);
    expect((await report('--redecide')).ok).toBe(true);
  });

  it('names records that no longer fold to the digest of their day', async () => {
    const days = await changed('test', 'ExecutionBooked', { lastQty: 41 as never });
    await writeFolder(dir, 'main', days, 'asRecorded');
    const { code, stdout } = await verify();
    expect(code).toBe(2);
    expect(stdout).toMatch(/FAULT {5}fold {6}the day closes with digest /);
  });

  it('names the page of a flipped byte, and the file that was cut', async () => {
    await writeFolder(dir, 'main', twoDays().days);
    const file = dayFile('2026-11-21');
    const bytes = readFileSync(file);
    const inside = bytes.indexOf('cancel-me');
    bytes[inside] = (bytes[inside] as number) ^ 1;
    overwrite(file, bytes);
    const flipped = await verify('2026-11-21');
    expect(flipped.code).toBe(2);
    expect(flipped.stdout).toMatch(/FAULT {5}chain {5}.*\n {22}at .*2026-11-21\.daybook, page \d+, position \d+\n/);
    overwrite(file, bytes.subarray(0, Math.floor(bytes.length / 2)));
    const cut = await verify('2026-11-21');
    expect(cut.code).toBe(2);
    expect(cut.stdout).toContain('FAULT');
    expect(cut.stdout).toContain('2026-11-21.daybook');
    expect(cut.stderr).toBe('');
  });
});

/** Puts other bytes into a sealed file, which is read-only. */
const overwrite = (file: string, bytes: Uint8Array): void => {
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
};
