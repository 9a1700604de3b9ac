import { readFileSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { peerVersion } from './peers.ts';
import { scratchRoot } from './scratch.ts';

/** Where the figures come from: without it they mean nothing. */
export type Machine = Readonly<{
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  scratch: string;
  /** What else the machine was doing when we began. */
  load: number;
  node: string;
  v8: string;
  versions: Readonly<Record<string, string>>;
}>;

const require = createRequire(import.meta.url);
const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')) as { version: string }).version;

/** The numbers of statfs(2) for what one meets. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs',
  2035054128: 'overlay',
};

export const machineNow = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  scratch: `${scratchRoot()} (${FILE_SYSTEMS[statfsSync(scratchRoot()).type] ?? 'another file system'})`,
  load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  node: process.version,
  v8: process.versions.v8,
  versions: {
    'better-sqlite3': versionOf('better-sqlite3'),
    'decimal.js': versionOf('decimal.js'),
    '@event-driven-io/emmett-sqlite': peerVersion('@event-driven-io/emmett-sqlite') ?? 'not installed',
    sqlite3: peerVersion('sqlite3') ?? 'not installed',
  },
});

const BUSY = 0.5;

export const machineText = ({ cpu, cores, memoryGiB, system, scratch, load, node, v8, versions }: Machine): string =>
  [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}`,
    `Node ${node}, V8 ${v8}, ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `files in ${scratch}`,
    ...(load > BUSY
      ? [`load ${load}: the machine does other things too, so single figures may be far off; the ratios less so`]
      : []),
  ].join('\n');
