import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** The ceiling of everything durable: bytes at the end of a file, and the disk's word that it has them. */
export type RawFile = Readonly<{ append: (bytes: Uint8Array) => void; close: () => void }>;

export const openRawFile = (dir: string): RawFile => {
  const file = openSync(join(dir, `raw-${(opened += 1)}`), 'w');
  return {
    append: (bytes) => {
      writeSync(file, bytes);
      fdatasyncSync(file);
    },
    close: () => closeSync(file),
  };
};
let opened = 0;

/** How long each of so many appends took, in microseconds, sorted. */
export const syncTimes = (dir: string, appends: number, bytesEach: number): Float64Array => {
  const bytes = Buffer.alloc(bytesEach, 1);
  const file = openRawFile(dir);
  const took = new Float64Array(appends);
  for (let i = 0; i < appends; i += 1) {
    const began = performance.now();
    file.append(bytes);
    took[i] = (performance.now() - began) * 1000;
  }
  file.close();
  return took.sort();
};
