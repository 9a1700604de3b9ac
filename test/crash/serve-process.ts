import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { demoTerms } from '../../src/adapters/cli/demo/seeded-market.ts';

export const DESK = 'crash';
export const ACCOUNTS = ['A1', 'A2', 'A3'] as const;
export const SYMBOLS = demoTerms.instruments.map(({ symbol }) => symbol);
export const VENUES = demoTerms.venues.map(({ venue }) => venue);

/** Everything that survives a kill, in one folder. */
export type Premises = Readonly<{ journalDir: string; configFile: string; seed: number }>;

const MUCH = 1_000_000;
const HALF_A_DAY = 12;
const SECONDS_PER_HOUR = 3_600;

/** The venues and instruments of the demo, with limits that a storm of orders does not reach, and no roll in the next hours. */
export const premises = (
  dir: string,
  seed: number,
  /** More about a venue: where it is, for one that is not simulated in the desk's own process. */
  more: (venue: string) => object = () => ({}),
): Premises => {
  const rollsAt = Math.floor(Date.now() / 1_000 / SECONDS_PER_HOUR + HALF_A_DAY) % 24;
  const configFile = join(dir, 'daybook.config.json');
  const config = {
    ...demoTerms,
    desk: { name: DESK, code: 'K9', timezone: 'UTC', rollAt: `${String(rollsAt).padStart(2, '0')}:00` },
    accounts: [
      ...ACCOUNTS.map((account) => ({ account, tradable: true, ordersPerSecond: MUCH, ordersBurst: MUCH })),
      { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
    ],
    venues: demoTerms.venues.map((venue) => ({ ...venue, messagesPerSecond: MUCH, messagesBurst: MUCH, ...more(venue.venue) })),
    limits: ACCOUNTS.map((account) => ({
      account,
      symbol: '*',
      maxOrderQty: '2000',
      maxOrderNotional: '400000',
      maxLong: '100000000',
      maxShort: '100000000',
      collarPpm: 200_000,
      referenceMaxAgeMs: 5_000,
    })),
  };
  mkdirSync(dir, { recursive: true });
  writeFileSync(configFile, JSON.stringify(config, null, 2));
  return { journalDir: join(dir, 'days'), configFile, seed };
};

/** How the paths of all day files of the desk begin; not those of the venues, whose disk is another. */
export const daysOf = ({ journalDir }: Premises): string => join(journalDir, DESK, '20');

export const truthFileOf = ({ journalDir }: Premises, venue: string): string =>
  join(journalDir, DESK, 'venues', `${venue}.truth.jsonl`);

export type Serve = Readonly<{
  url: string;
  /** `kill -9`: not a line of its code runs after this. */
  kill(): void;
  /** SIGUSR2: from here on `serve-with-kills` counts. */
  arm(): void;
  /** SIGTERM: it ends in order. */
  stop(): void;
  /** By which signal, or with which code, it ended. */
  ended: Promise<NodeJS.Signals | number | null>;
}>;

export const SERVE = ['src/adapters/cli/main.ts', 'serve'];
const argumentsOf = ({ journalDir, configFile, seed }: Premises): readonly string[] => [
  '--config',
  configFile,
  '--journal',
  `sqlite:${journalDir}`,
  '--port',
  '0',
  '--seed',
  String(seed),
];

/** A process that runs the desk, from its first moment on. */
export type Starting = Omit<Serve, 'url'> & Readonly<{ url: Promise<string | undefined>; said(): string }>;

export const spawnServe = (
  at: Premises,
  entry: readonly string[] = SERVE,
  more: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Starting => {
  const child = spawn(process.execPath, [...entry, ...argumentsOf(at), '--log', 'warn', ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const said: string[] = [];
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code)),
  );
  const url = Promise.race([listeningUrl(child), ended.then(() => undefined)]);
  const signal = (name: NodeJS.Signals) => (): void => void child.kill(name);
  return { url, said: () => said.join(''), kill: signal('SIGKILL'), arm: signal('SIGUSR2'), stop: signal('SIGTERM'), ended };
};

/** Resolves when it takes orders. */
export const startServe = async (starting: Starting): Promise<Serve> => {
  const url = await starting.url;
  if (url === undefined) throw new Error(`serve ended (${await starting.ended}) before it took orders:\n${starting.said()}`);
  return { ...starting, url };
};

const listeningUrl = async ({ stdout }: ChildProcess): Promise<string | undefined> => {
  if (stdout === null) return undefined;
  for await (const line of createInterface(stdout)) return (JSON.parse(line) as { listening: string }).listening;
  return undefined;
};
