import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { demoTerms } from '../../src/adapters/cli/demo/seeded-market.ts';

const MAIN = fileURLToPath(new URL('../../src/adapters/cli/main.ts', import.meta.url));

/** A configuration of the exchange with the venues of the demo, in a file. */
export const exchangeConfig = (dir: string, over: object = {}): string => {
  const file = join(dir, 'exchange.config.json');
  const { instruments, venues } = demoTerms;
  writeFileSync(file, JSON.stringify({ instruments, venues, log: { level: 'warn' }, ...over }));
  return file;
};

export type ExchangeProcess = Readonly<{
  url: string;
  port: number;
  /** Where a desk finds each venue. */
  venues: Readonly<Record<string, string>>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** SIGTERM; the code it ends with. */
  stop(): Promise<number | null>;
  stderr(): string;
}>;

/** `daybook venue` in a process of its own; resolves when it listens. */
export const startExchangeProcess = async (config: string | undefined, ...more: readonly string[]): Promise<ExchangeProcess> => {
  const child: ChildProcess = spawn(
    process.execPath,
    [MAIN, 'venue', ...(config === undefined ? [] : ['--config', config]), '--json', ...more],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const lines = createInterface(child.stdout as NonNullable<ChildProcess['stdout']>);
  const first = await Promise.race([new Promise<string>((resolve) => lines.once('line', resolve)), ended.then(() => undefined)]);
  if (first === undefined) throw new Error(`the exchange ended before it listened:\n${stderr}`);
  const { listening: url, venues } = JSON.parse(first) as { listening: string; venues: Record<string, string> };
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return {
    url,
    port: Number(new URL(url).port),
    venues,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    stderr: () => stderr,
  };
};
