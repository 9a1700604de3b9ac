/**
 * Installs what package-lock.json asks for, once, before a script runs. Runs on whatever Node a machine has (18 or later);
 * the scripts themselves then find the pinned Node in node_modules/.bin, because npm puts that folder first on PATH.
 * Silent when the install is current: one hash of one file. Speaks on stderr only, so that `--json` on stdout stays clean.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const pinnedNode = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
/** Outside node_modules: `npm ci` empties that folder. */
const lock = join(root, '.daybook-setup.lock');
const STALE_MS = 15 * 60_000;

const say = (/** @type {string} */ text) => process.stderr.write(`daybook setup: ${text}\n`);
const fail = (/** @type {string} */ text) => {
  say(text);
  process.exit(1);
};
const read = (/** @type {string} */ file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** A current install carries the digest of the lockfile and the platform that it was made for. */
const wanted = () => {
  const lockfile = read(join(root, 'package-lock.json'));
  if (lockfile === undefined) return fail(`package-lock.json is missing in ${root}. Restore it: git checkout package-lock.json`);
  return `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform} ${process.arch}\n`;
};
const stamp = join(modules, '.daybook-setup');
const isCurrent = () => existsSync(pinnedNode) && read(stamp) === wanted();

/** The tools of the machine, not those of the install that is about to be replaced. */
const environment = () => {
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.startsWith(modules));
  return { ...process.env, PATH: path.join(delimiter) };
};

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;

/** @type {(...args: string[]) => Promise<void>} Says nothing unless it fails. */
const npm = async (...args) => {
  const child = spawn('npm', [...args, '--loglevel=error', '--no-progress'], {
    cwd: root,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  running = child;
  writeFileSync(join(lock, 'npm'), String(child.pid)); // Should this process be killed, the lock lasts as long as npm does.
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((done) => child.on('error', (error) => done(error.message)).on('close', done));
  running = undefined;
  if (code === 0) return;
  const cause = output.split('\n').slice(0, 40).join('\n'); // npm ends with a page on its own usage.
  const remedy = /^npm error Missing: .+@ from lock file$/m.test(output) ? 'Run: npm run lockfile' : 'Mend the cause above';
  fail(`npm ${args.join(' ')} failed (${code}).\n${cause}\n${remedy}, then run the same command again.`);
};

const install = async () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const started = Date.now();
  say(`installing the packages of package-lock.json (${existsSync(modules) ? 'it has changed' : 'first run'}) …`);
  await npm('ci', '--ignore-scripts', '--include=dev');
  say(`fetching Node ${devDependencies.node}, the one that Daybook runs on …`);
  await npm('rebuild', 'node', '--ignore-scripts=false');

  const version = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' }).stdout?.trim();
  if (version !== `v${devDependencies.node}`)
    fail(
      `node_modules/.bin/node is ${version ?? 'missing'}, not v${devDependencies.node}. Delete node_modules and run the same command again.`,
    );
  writeFileSync(stamp, wanted());
  say(`ready in ${Math.round((Date.now() - started) / 1000)} s.`);
};

const owner = `${process.pid} ${hostname()} ${Date.now()}`;
const isAlive = (/** @type {number} */ pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
};
/** Whoever made the lock is gone, or has had it for longer than any install takes. */
const isAbandoned = (/** @type {string | undefined} */ holder) => {
  const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return false;
  const age = Date.now() - made;
  if (holder === undefined) return age > 10_000; // Killed between making the folder and signing it.
  const [pid, host] = holder.split(' ');
  const npmPid = Number(read(join(lock, 'npm')) ?? pid);
  return age > STALE_MS || (host === hostname() && !isAlive(Number(pid)) && !isAlive(npmPid));
};

/** One rename wins; a lock that changed hands meanwhile is put back. */
const breakLock = (/** @type {string | undefined} */ holder) => {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (read(join(aside, 'owner')) !== holder && !existsSync(lock)) renameSync(aside, lock);
    else rmSync(aside, { recursive: true, force: true });
  } catch {
    // Somebody else was quicker.
  }
};
const take = () => {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    return fail(`cannot write in ${root}: ${/** @type {Error} */ (error).message}`);
  }
  writeFileSync(join(lock, 'owner'), owner);
  return true;
};
const release = () => {
  if (read(join(lock, 'owner')) === owner) rmSync(lock, { recursive: true, force: true });
};

const main = async () => {
  if (isCurrent()) return;
  if (Number(process.versions.node.split('.')[0]) < 18)
    fail(`Node 18 or later is needed to install; this is ${process.version}.`);

  let waiting = false;
  while (!take()) {
    const holder = read(join(lock, 'owner'));
    if (isAbandoned(holder)) breakLock(holder);
    else {
      if (!waiting) say('another process is installing; waiting for it …');
      waiting = true;
      await setTimeout(200);
    }
  }
  process.on('exit', release);
  const stop = (/** @type {number} */ code) => {
    if (running === undefined) process.exit(code);
    running.once('close', () => process.exit(code)).kill(); // The lock is let go only when npm has let go of node_modules.
    setTimeout(5_000).then(() => running?.kill('SIGKILL'));
  };
  process.once('SIGINT', () => stop(130));
  process.once('SIGTERM', () => stop(143));
  process.once('SIGHUP', () => stop(129));
  if (!isCurrent()) await install(); // Whoever held the lock may have done it for us.
};

await main();
