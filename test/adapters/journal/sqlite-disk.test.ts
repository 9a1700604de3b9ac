import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildShim, type FaultKind, newDisk, underFire } from '../../support/fault-shim/shim.ts';
import { smallJournal, type Told } from '../../support/fault-shim/small-journal.ts';
import type { Hit } from '../../support/fault-shim/sweep.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/**
 * The journal on real files whose disk fails: the shim (`test/support/fault-shim`) makes any operation fail in any way, on the way to
 * the disk and on the way back, and the power go at any moment. A file-size limit of the kernel needs no shim.
 */
const SHIM = temporaryFolder();
const { shim, missing } = buildShim(SHIM.dir);
if (missing !== '') console.warn(`sqlite-disk: faults of single operations are not tested: ${missing}`);
afterAll(() => SHIM.remove());

const programs = join(import.meta.dirname, '../../support/fault-shim');
const SEED = Number(process.env.DAYBOOK_SEED ?? '1');
const MINUTES = 60_000;
/** Not every operation in every run, but every so many, others with every seed; 1 is all of them. */
const STEP = Number(process.env.DAYBOOK_FAULT_STEP ?? '3');
/** Desks and processes cost more. */
const LONG_STEP = 2 * STEP - 1;
const from = (step: number): number => 1 + (SEED % step);
const AT_ONCE = 2;

type Ended = Readonly<{ code: unknown; signal: unknown; stdout: string; stderr: string }>;
const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> =>
  new Promise((resolve) =>
    execFile(program, [...args], { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, signal: error?.signal ?? null, stdout, stderr }),
    ),
  );

/** What a process said before it ended: all that it was told, and the error that stopped it. */
const saidIn = ({ stdout }: Ended): Readonly<{ told: Told; error: string | undefined }> => {
  const lines = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Told & { error?: string });
  const told = lines.findLast((line) => line.error === undefined) ?? smallJournal.nothingTold();
  return { told, error: lines.find((line) => line.error !== undefined)?.error };
};

describe.skipIf(missing !== '')('a journal whose disk fails', () => {
  const sweep = async (subject: string, kind: FaultKind, then: string, step: number) => {
    const args = [subject, kind, then, String(from(step)), String(step)];
    const { stdout, stderr, code } = await run(process.execPath, [join(programs, 'sweep.ts'), ...args], underFire(shim));
    if (code !== 0) throw new Error(`sweep ${args.join(' ')} ended with ${code}: ${stderr}`);
    const hits = JSON.parse(stdout) as readonly Hit[];
    const faults = hits.flatMap(({ operation, faults }, i) =>
      faults.map((fault) => {
        const again = `npx node test/support/fault-shim/sweep.ts ${subject} ${kind} ${then} ${from(step) + i * step} 9999`;
        return `${operation || 'after the last operation'}: ${fault}\n  reproduce: ${again}`;
      }),
    );
    return { hits, faults: faults.join('\n'), refused: hits.filter(({ refused }) => refused).length };
  };

  it.each([
    ['keeps what it told when its process is killed', 'stop', 'stop', 1],
    ['keeps what it told when the power goes', 'cut', 'cut', 1],
    ['keeps it also when the disk wrote in another order', 'cutSome', 'cut', STEP],
    ['keeps it also when names are lost whose folder was not synced', 'cutNames', 'cut', STEP],
    ['tells nothing that is not so after an error', 'error', 'cut', STEP],
    ['goes on in order after an error', 'error', 'close', STEP],
    ['does not know what was written when all of it was', 'lost', 'stop', STEP],
    ['makes nothing of half a write', 'torn', 'stop', STEP],
    ['stops when the disk is full, and goes on when there is room', 'full', 'close', STEP],
  ] as const)('%s (%s, then %s)', { timeout: 5 * MINUTES }, async (_, kind, then, step) => {
    const { hits, faults, refused } = await sweep('journal', kind, then, step);
    expect(faults).toBe('');
    const operations = new Set(hits.map(({ operation }) => operation.split(' ')[0]));
    if (step === 1) expect(operations).toEqual(new Set(['write', 'sync', 'unlink', 'link', 'truncate', 'chmod', 'rename', '']));
    expect(hits.length * step).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(hits.length / 2);
  });

  it('does not notice a kernel that writes less than it was given', { timeout: 5 * MINUTES }, async () => {
    const { hits, faults, refused } = await sweep('journal', 'short', 'close', LONG_STEP);
    expect(faults).toBe('');
    expect(hits.length * LONG_STEP).toBeGreaterThan(100);
    expect(refused).toBe(0);
  });

  it('would be found out if it synced too late', async () => {
    const { faults } = await sweep('careless', 'cut', 'cut', 1);
    expect(faults).toMatch(/5 rows were told, [0-4] are there/);
  });

  it.each([
    ['error', 'cut'],
    ['lost', 'stop'],
    ['full', 'close'],
    ['stop', 'stop'],
    ['cutNames', 'cut'],
  ] as const)(
    'makes the desk on it halt, tell nothing and send nothing, over a roll too (%s, then %s)',
    { timeout: 5 * MINUTES },
    async (kind, then) => {
      const { hits, faults, refused } = await sweep('desk', kind, then, LONG_STEP);
      expect(faults).toBe('');
      expect(refused).toBeGreaterThan(hits.length / 2);
    },
  );

  /** Everything that `stop` looks at, once more with processes that are really killed. */
  it('keeps what it told when its process is killed with kill -9', { timeout: 5 * MINUTES }, async () => {
    let next = from(LONG_STEP);
    let killed = 0;
    const faults: string[] = [];
    const kill = async (): Promise<void> => {
      for (;;) {
        const n = next;
        next += LONG_STEP;
        const kind = n % 2 === 0 ? 'killTorn' : 'kill';
        const disk = newDisk();
        try {
          const ended = await run(
            process.execPath,
            [join(programs, 'one-life.ts'), disk.dir],
            underFire(shim, kind, n, disk.dir),
          );
          if (ended.code === 0 && ended.signal === null) return;
          if (ended.signal !== 'SIGKILL')
            throw new Error(`killed at operation ${n} it ended with ${ended.code}: ${ended.stderr}`);
          killed += 1;
          const found = await smallJournal.faultsLeft(disk.dir, saidIn(ended).told);
          faults.push(...found.map((fault) => `${kind} at operation ${n}: ${fault}`));
        } finally {
          disk.remove();
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, kill));
    expect(faults.join('\n')).toBe('');
    expect(killed * LONG_STEP).toBeGreaterThan(100);
  });
});

describe.skipIf(process.platform === 'win32')('a journal whose files may not grow', () => {
  /** In KiB: too little for the lease, for a day, for its log, for the close; and enough. */
  it.each([4, 40, 64, 90, 1_000])('up to %i KiB, stops in its own words and goes on when they may', async (kib) => {
    const disk = newDisk();
    try {
      const limited = ['-c', `ulimit -f ${kib}; exec "$0" "$@"`, process.execPath, join(programs, 'one-life.ts'), disk.dir];
      const { told, error } = saidIn(await run('bash', limited));
      if (error !== undefined)
        expect(error).toMatch(/JournalError: .*(SQLITE_FULL|SQLITE_IOERR|EFBIG).*Check the disk, its free space/);
      else expect(told.seal).toBeDefined();
      expect(error === undefined).toBe(kib >= 1_000);
      expect(await smallJournal.faultsLeft(disk.dir, told)).toEqual([]);
    } finally {
      disk.remove();
    }
  });
});
