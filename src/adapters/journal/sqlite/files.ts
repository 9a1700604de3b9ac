import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const MEBIBYTE = 1024 * 1024;

/** Makes a file, or the names in a folder, survive a power cut. */
export const syncFile = (path: string): void => withFile(path, 'r', fsyncSync);

/** The file has its new content in full or is as it was, also after a power cut. */
export const writeAtomically = (path: string, content: string): void => {
  const making = `${path}.tmp`;
  withFile(making, 'w', (descriptor) => {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  });
  renameSync(making, path);
  syncFile(dirname(path));
};

/** SHA-256 of a whole file in hex. */
export const sha256Of = (path: string): string =>
  withFile(path, 'r', (descriptor) => {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafeSlow(MEBIBYTE);
    for (let bytes = readSync(descriptor, buffer); bytes > 0; bytes = readSync(descriptor, buffer))
      hash.update(buffer.subarray(0, bytes));
    return hash.digest('hex');
  });

const withFile = <T>(path: string, flags: 'r' | 'w', use: (descriptor: number) => T): T => {
  const descriptor = openSync(path, flags);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
};
