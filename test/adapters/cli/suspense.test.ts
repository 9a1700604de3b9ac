import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Story } from '../../projections/story.ts';
import { daybook, folder, writeFolder } from './rig.ts';

const { dir, store, remove } = folder();
const at = (...args: string[]) => daybook('suspense', ...args, '--journal', store);

/** Two days: an execution that is assigned on the first, and one that still waits on the second. */
const strange = (): Story => {
  const story = new Story();
  const { desk } = story;
  desk.place({ clOrdId: 'c1' });
  for (const execId of ['X1', 'X2'])
    desk.hear('trade', { sentId: 'THEIRS', execId, symbol: 'ACME', side: 'sell', lastQty: '4', lastPx: '10.01', fee: '0.02' });
  const said = { venue: 'ALPHA', executionKey: 'THEIRS/sell/X1/2026-11-21', toAccount: 'A1', reason: 'they called' };
  desk.say({ type: 'StrayAssignRequested', clOrdId: 'a1', ...said }, 'person:Ada');
  story.roll();
  return story;
};

beforeAll(() => writeFolder(dir, 'main', strange().days));
afterAll(remove);

describe('daybook suspense', () => {
  it('lists what matched no order, where it is, and by whose word', async () => {
    const { stdout, code } = await at('2026-11-21');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'THEIRS/sell/X1/2026-11-21  assigned  sell    4  ACME    10.01  0.02 USD  A1        person:Ada  they called',
    );
    expect(stdout).toContain('2 shown, 1 wait for a person');
  });
  it('lists on the next day those that it began with, and with --waiting what a person has to look at', async () => {
    const rows = JSON.parse((await at('--waiting', '--json')).stdout);
    expect(rows).toMatchObject([
      {
        venue: 'ALPHA',
        executionKey: 'THEIRS/sell/X2/2026-11-21',
        state: 'waits',
        account: 'SUSPENSE',
        lastQty: '4',
        lastPx: '10.01',
      },
    ]);
  });
});

describe('daybook assign', () => {
  it('says that nobody answers where no desk runs, and wants a reason', async () => {
    const there = ['ALPHA', 'THEIRS/sell/X2/2026-11-21', '--account', 'A1', '--url', 'http://127.0.0.1:9'];
    const { code, stderr } = await daybook('assign', ...there, '--reason', 'they called');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Nobody answers')]);
    expect((await daybook('assign', ...there)).stderr).toContain('--reason');
  });
});
