/**
 * Run after adding a dependency: adds to package-lock.json the packages for other platforms that the registry at hand did
 * not serve. npm leaves those out of the lockfile, and `npm ci` then refuses the whole of it, on every machine.
 * What is added is what npm itself would record (version, os, cpu, libc), except the checksum.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} Entry */
/** @type {{ packages: Record<string, Entry> }} */
const lockfile = JSON.parse(readFileSync(file, 'utf8'));

const PLATFORM = /-(aix|android|darwin|freebsd|linux|netbsd|openharmony|sunos|win32)-([a-z0-9]+)(?:-(\w+))?$/;

/** @type {(name: string, version: string, dev: boolean) => Entry} "@biomejs/cli-linux-x64-musl" is for linux, x64, musl. */
const entryFor = (name, version, dev) => {
  const [, os, cpu, variant] = PLATFORM.exec(name) ?? [];
  if (os === undefined || cpu === undefined)
    throw new Error(`${name} does not say its platform: add it to package-lock.json by hand`);
  if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name} is wanted as "${version}", not as one exact version`);
  const libc = os === 'linux' ? /** @type {Record<string, string>} */ ({ musl: 'musl', gnu: 'glibc' })[variant ?? ''] : undefined;
  return { version, cpu: [cpu], ...(dev && { dev }), ...(libc && { libc: [libc] }), optional: true, os: [os] };
};

const added = [];
for (const [path, { optionalDependencies = {}, dev = false }] of Object.entries(lockfile.packages))
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (lockfile.packages[`node_modules/${name}`] || lockfile.packages[`${path}/node_modules/${name}`]) continue;
    lockfile.packages[`node_modules/${name}`] = entryFor(name, version, dev);
    added.push(name);
  }

const sorted = Object.entries(lockfile.packages).sort(([a], [b]) => a.localeCompare(b, 'en')); // As npm does.
if (added.length > 0) writeFileSync(file, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(added.length === 0 ? 'package-lock.json is complete' : `added to package-lock.json: ${added.join(', ')}`);
