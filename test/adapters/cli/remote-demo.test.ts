import { once } from 'node:events';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { daybook, folder, startDaybook } from './rig.ts';

const { dir, store, remove } = folder();
afterAll(remove);

describe('daybook demo --venues remote', () => {
  it('trades at an exchange in a process of its own, and ends with a verified day that is the venues’ own truth', async () => {
    const { code, stdout, stderr } = await daybook(
      ...['demo', '--venues', 'remote', '--seconds', '6', '--seed', '5', '--json', '--journal', store],
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ verified: true, venues: { differences: [], positions: expect.any(Number) } });
    expect(summary.venues.executions).toBeGreaterThan(0);
    expect(summary.fills).toBe(summary.venues.executions);

    // Each was told twice, by the order session and by the drop copy, and booked once.
    const journal = openSqliteJournal({ dir, desk: 'demo' });
    const told = { order: 0, dropCopy: 0 };
    for (const day of await journal.days())
      for await (const { records } of journal.read(day))
        for (const { event } of records) {
          const { execType, channel } = event as Events['ExecutionReported'];
          if (event.type === 'ExecutionReported' && execType === 'trade' && (channel === 'order' || channel === 'dropCopy'))
            told[channel] += 1;
        }
    await journal.close();
    expect(told).toEqual({ order: summary.fills, dropCopy: summary.fills });
  });

  it('ends the day in order on Ctrl-C, though the whole group of processes hears it', async () => {
    const demo = startDaybook('demo', '--venues', 'remote', '--seed', '6', '--journal', store);
    onTestFinished(() => void demo.kill('SIGKILL'));
    let stdout = '';
    demo.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    while (!/[1-9]\d* fills/.test(stdout)) await once(demo.stdout, 'data');
    demo.kill('SIGINT');
    const [code] = (await once(demo, 'close')) as [number];
    expect(stdout).toContain('all as the desk has them');
    expect(stdout).toContain('closed, sealed and verified');
    expect(code).toBe(0);
  });

  it('takes its exchange with it when it is killed', async () => {
    const demo = startDaybook('demo', '--venues', 'remote', '--seed', '7', '--journal', store);
    onTestFinished(() => void demo.kill('SIGKILL'));
    let stdout = '';
    demo.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    while (!stdout.includes('takes orders')) await once(demo.stdout, 'data');
    const url = /The exchange is at (\S+)/.exec(stdout)?.[1] as string;
    const isThere = (): Promise<boolean> =>
      fetch(`${url}/v1/venues`).then(
        ({ ok }) => ok,
        () => false,
      );
    expect(await isThere()).toBe(true);
    demo.kill('SIGKILL');
    while (await isThere()) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('has no virtual time and no recorded market', async () => {
    const { code, stderr } = await daybook('demo', '--venues', 'remote', '--virtual', '--journal', store);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^daybook: --venues remote trades in real time/);
  });
});
