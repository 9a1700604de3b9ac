import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const temporaryFolder = (): Readonly<{ dir: string; remove: () => void }> => {
  const dir = mkdtempSync(join(tmpdir(), 'daybook-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
};
