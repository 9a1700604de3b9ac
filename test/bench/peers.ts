import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What Daybook is measured against, in a package of its own so that `npm ci` of the project stays light. Absent, the ratios
 * against them are left out and said to be.
 */
const folder = fileURLToPath(new URL('./peers/', import.meta.url));
const require = createRequire(join(folder, 'package.json'));

export const HOW_TO_INSTALL = 'npm run bench -- --install-peers';

/** The module of a peer, or undefined when it is not installed. A peer that is there and does not load is an error. */
export const peer = (name: string): unknown => (peerVersion(name) === undefined ? undefined : require(name));

export const peerVersion = (name: string): string | undefined => {
  const paths = require.resolve.paths(name) ?? [];
  const manifest = paths.map((path) => join(path, name, 'package.json')).find((file) => existsSync(file));
  return manifest === undefined ? undefined : (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
};

/**
 * `npm ci`, then the one package with native code: a prebuilt binary where the machine may fetch one, else compiled against the
 * headers that come with the pinned Node (a minute, and it needs a C++ compiler, make and Python 3).
 */
export const installPeers = async (say: (line: string) => void): Promise<void> => {
  say('peers: npm ci');
  await npm('ci', '--ignore-scripts');
  say('peers: building sqlite3, which Emmett needs; this may take a minute');
  await npm('rebuild', 'sqlite3', '--ignore-scripts=false');
  say('peers: ready');
};

const npm = async (...args: readonly string[]): Promise<void> => {
  const nodeFolder = dirname(process.execPath);
  const headers = join(nodeFolder, '..');
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: [nodeFolder, process.env.PATH ?? ''].join(delimiter) };
  if (existsSync(join(headers, 'include', 'node', 'node_api.h'))) env.npm_config_nodedir = headers;
  const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | string | null>((done) =>
    child.on('error', ({ message }) => done(message)).on('close', done),
  );
  if (code !== 0) throw new Error(`npm ${args.join(' ')} in ${folder} failed (${code}).\n${output.slice(-4000)}`);
};
