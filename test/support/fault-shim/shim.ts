import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

/** What may happen to an operation on a file: the words of `fault-shim.c`, which explains them. */
export type FaultKind =
  | 'error'
  | 'lost'
  | 'torn'
  | 'short'
  | 'full'
  | 'kill'
  | 'killTorn'
  | 'stop'
  | 'cut'
  | 'cutSome'
  | 'cutNames';

/** Compiles the shim into a folder and says where it is; or why there is none on this machine. */
export const buildShim = (dir: string): Readonly<{ shim: string; missing: '' }> | Readonly<{ shim: ''; missing: string }> => {
  const without = (missing: string) => ({ shim: '', missing }) as const;
  if (process.platform !== 'linux') return without(`a library cannot be preloaded in this way on ${process.platform}`);
  const shim = join(dir, 'fault-shim.so');
  const sources = ['fault-shim.c', 'unsynced.c'].map((name) => join(import.meta.dirname, name));
  const { error, status, stderr } = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', shim, ...sources, '-ldl'], {
    encoding: 'utf8',
  });
  if (error !== undefined) return without(`there is no C compiler: ${error.message}`);
  return status === 0 ? { shim, missing: '' } : without(`the C compiler failed: ${stderr}`);
};

/** A folder in memory where there is one: the shim plays the disk, and a real one would only be slower. */
export const newDisk = (): Readonly<{ dir: string; remove: () => void }> => {
  const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'daybook-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

/** The environment of a process whose n-th operation on files is to fail whose path begins so; without a path it waits to be told. */
export const underFire = (shim: string, kind: FaultKind = 'error', n = 0, path = ''): NodeJS.ProcessEnv => ({
  ...process.env,
  LD_PRELOAD: shim,
  FAULT_SHIM: path === '' ? '' : `${kind}:${n}:${path}`,
});

export const isUnderFire = (): boolean => process.env.FAULT_SHIM !== undefined;
/** Runs this same program again, with the shim before it. */
export const onceMoreUnderFire = (): void => {
  const { dir, remove } = temporaryFolder();
  const { shim, missing } = buildShim(dir);
  if (missing !== '') throw new Error(missing);
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { env: underFire(shim), stdio: 'inherit' });
  remove();
  process.exitCode = status ?? 1;
};

/** For a process that has the shim before it. */
export const aim = (kind: FaultKind, n: number, path: string): void => {
  process.env.FAULT_SHIM_HIT = '';
  process.env.FAULT_SHIM = `${kind}:${n}:${path}`;
};
export const cutPower = (dir: string): void => {
  try {
    unlinkSync(join(dir, 'power'));
  } catch {
    // There is no such file; the shim has heard.
  }
};
export const ceaseFire = (): void => void (process.env.FAULT_SHIM = '');
/** The operation that was hit, such as `sync 2026-11-21.daybook-wal`; empty when there were fewer than n. */
export const wasHit = (): string => process.env.FAULT_SHIM_HIT ?? '';
