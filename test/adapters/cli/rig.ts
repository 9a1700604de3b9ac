import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { Story } from '../../projections/story.ts';
import { type Digests, writeDays } from '../../replay/journaled.ts';

const MAIN = fileURLToPath(new URL('../../../src/adapters/cli/main.ts', import.meta.url));

export type Ended = Readonly<{ code: number | null; stdout: string; stderr: string }>;

/** Runs `daybook` as a person does: a process of its own. */
export const daybook = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

/** As `daybook`, to be read while it runs. */
export const startDaybook = (...args: readonly string[]) =>
  spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

/** A folder of days that is gone after the test. */
export const folder = () => {
  const dir = mkdtempSync(join(tmpdir(), 'daybook-cli-'));
  return { dir, store: `sqlite:${dir}`, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

export const writeFolder = async (
  dir: string,
  desk: string,
  days: readonly (readonly Recorded[])[],
  digests: Digests = 'folded',
): Promise<void> => {
  const journal = openSqliteJournal({ dir, desk });
  await writeDays(journal, days, digests);
  await journal.close();
};

/** Two days at a desk: a fill, a cancel, a refusal, an order that is filled on the second day, which stays open. */
export const twoDays = (): Story => {
  const story = new Story();
  const { desk } = story;
  desk.place({ clOrdId: 'gtc-1', timeInForce: 'gtc' });
  desk.hear('new', { venueOrderId: 'V1' });
  desk.hear('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', fee: '0.125', feeCurrency: 'USD', liquidity: 'added' });
  desk.place({ clOrdId: 'cancel-me', side: 'sell', qty: '30', price: '10.10' });
  desk.now = (desk.now + 60_000_000) as typeof desk.now;
  desk.cancel({ clOrdId: 'c-1', origClOrdId: 'cancel-me', orderId: undefined as never, reason: 'enough' });
  desk.hear('canceled', {}, 2);
  desk.place({ clOrdId: 'bad-1', price: '10.005' });
  desk.say({ type: 'MarkObserved', symbol: 'ACME', price: 1_003 as never, markedAt: desk.now, source: 'mid' });
  story.roll();
  desk.fill('E2', 60);
  desk.place({ clOrdId: 'late-1', qty: '10' });
  return story;
};
