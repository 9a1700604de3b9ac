import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RemoteConfig } from '../../runtime/config.ts';
import type { VenueTruth } from '../../venues/simulated/truth.ts';
import { Failure } from '../failure.ts';
import type { DemoMarket } from './market.ts';
import { HIDDEN_INTEREST } from './seeded-market.ts';
import type { TruthTeller } from './truth.ts';

export type RemoteExchange = Readonly<{
  url: string;
  remotes: ReadonlyMap<string, RemoteConfig>;
  /** Day orders expire, and nothing new is taken. */
  closeSessions(): Promise<void>;
  /** What really happened, asked of the exchange itself. */
  truths(): Promise<readonly TruthTeller[]>;
  stop(): Promise<void>;
}>;

/** The venues of a demo as `daybook venue` in a process of its own, which ends with this one. */
export const startRemoteExchange = async ({ terms }: DemoMarket, seed: number): Promise<RemoteExchange> => {
  const dir = mkdtempSync(join(tmpdir(), 'daybook-exchange-'));
  const file = join(dir, 'exchange.config.json');
  const { instruments, venues, bookMaxAgeMs } = terms;
  const config = {
    seed,
    instruments,
    venues,
    hidden: { ...HIDDEN_INTEREST, bookMaxAgeMs },
    truthDir: dir,
    log: { level: 'error' },
  };
  writeFileSync(file, JSON.stringify(config));
  const child = spawn(process.execPath, [MAIN, 'venue', '--config', file, '--json'], {
    // A group of its own, so that Ctrl-C ends the day first; and a channel whose end tells it that we are gone.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said = await Promise.race([firstLine(child), ended.then(() => undefined)]);
  if (said === undefined) throw new Failure('The exchange did not start', 'What it said is above.');
  const { listening: url, venues: urls } = JSON.parse(said) as { listening: string; venues: Record<string, string> };
  const names = venues.map(({ venue }) => venue);
  return {
    url,
    remotes: new Map(
      names.map((name) => [name, { url: urls[name] as string, dropCopy: true, worker: false, marketWorker: false }]),
    ),
    closeSessions: async () => {
      for (const name of names) await call(`${url}/admin/venues/${name}/hours`, { session: 'closed' });
    },
    truths: () =>
      Promise.all(
        names.map(async (name) => {
          const truth = (await call(`${url}/admin/venues/${name}/truth`)) as VenueTruth;
          return { name, truth: () => truth };
        }),
      ),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** The command line that this module is part of, from source or built. */
const MAIN = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../main.ts' : '../main.js', import.meta.url));

const firstLine = ({ stdout }: ChildProcess): Promise<string> =>
  new Promise((resolve) => createInterface(stdout as NonNullable<ChildProcess['stdout']>).once('line', resolve));

const call = async (url: string, body?: object): Promise<unknown> => {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, body === undefined ? {} : post).catch((cause: unknown) => {
    throw new Failure(`The exchange at ${url} does not answer`, `It has ended, it seems (${(cause as Error).message}).`);
  });
  const text = await response.text();
  if (!response.ok)
    throw new Failure(`The exchange answered ${response.status} to ${url}: ${text}`, 'That is a fault of Daybook.');
  return JSON.parse(text);
};
