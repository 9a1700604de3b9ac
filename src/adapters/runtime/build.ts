import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Which code decides: the version, and a digest of everything in `domain`. A day re-decided under another build may differ, and says so. */
export const buildId = (): string => {
  const { version } = JSON.parse(readFileSync(join(here, '../../../package.json'), 'utf8')) as { version: string };
  const domain = join(here, '../../domain');
  const sources = readdirSync(domain, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.[jt]s$/.test(name))
    .sort();
  const digest = createHash('sha256');
  for (const name of sources)
    digest
      .update(name.replaceAll('\\', '/'))
      .update('\0')
      .update(readFileSync(join(domain, name)));
  return `${version}+${digest.digest('hex').slice(0, 12)}`;
};
