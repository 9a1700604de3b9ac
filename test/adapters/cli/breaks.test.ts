import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Story } from '../../projections/story.ts';
import { daybook, folder, writeFolder } from './rig.ts';

const { dir, store, remove } = folder();
const at = (...args: string[]) => daybook('breaks', ...args, '--journal', store);
const linesOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));

/** Two days: a break that evidence closes, one that a person closes, and one that somebody has taken on when the day rolls. */
const troubled = (): Story => {
  const story = new Story();
  const { desk } = story;
  const resolve = (breakId: number, step: 'own' | 'explain' | 'close', reason: string): void =>
    void desk.say({ type: 'BreakResolveRequested', clOrdId: `b${breakId}${step}`, breakId, step, reason }, 'person:Ada');
  desk.place({ clOrdId: 'c1' });
  desk.hear('new');
  desk.hear('canceled', { cumQty: '40', leavesQty: '0', transactTime: desk.now });
  desk.now = (desk.now + 83_000_000) as typeof desk.now;
  desk.fill('E1', 40);
  for (const sentId of ['X1', 'X2']) desk.hear('expired', { sentId });
  resolve(3, 'close', 'not ours');
  resolve(4, 'own', 'I call them');
  story.roll();
  desk.now = (desk.now + 3 * 3_600_000_000) as typeof desk.now;
  desk.hear('expired', { sentId: 'X3', venue: 'BETA', session: 'BETA-1' });
  return story;
};

beforeAll(() => writeFolder(dir, 'main', troubled().days));
afterAll(remove);

describe('daybook breaks', () => {
  it('lists those of the latest day, and those that it began with', async () => {
    const { code, stdout } = await at();
    expect(code).toBe(0);
    expect(linesOf(stdout)).toEqual([
      ['break', 'what', 'state', 'age', 'venue', 'about', 'owner', 'detail', 'because'],
      ['4', 'unknownOrder', 'open', '1d 02:58:37', 'ALPHA', '-', 'person:Ada', 'ALPHA reports expired of X2', '-'],
      ['5', 'unknownOrder', 'open', '00:00:00', 'BETA', '-', '-', 'BETA reports expired of X3', '-'],
      ['2026-11-22 (desk main): 2 open, 0 explained, 0 closed'],
    ]);
  });
  it('lists those of a day, how they ended, and how long they lasted', async () => {
    const { stdout } = await at('2026-11-21');
    const rows = linesOf(stdout);
    expect(rows.slice(1, 4).map((row) => [row[0], row[1], row[2], row[3], row.at(-1)])).toEqual([
      ['1', 'executionMissing', 'closed', '00:01:23', 'C-20261121-1: 40 are booked, and ALPHA had counted 40'],
      ['2', 'unexpectedFill', 'closed', '00:00:00', 'C-20261121-1: it is canceled, and ALPHA counts 40 executed, as we do'],
      ['3', 'unknownOrder', 'closed', '00:00:00', 'not ours'],
    ]);
    expect(rows.at(-1)).toEqual(['2026-11-21 (desk main): 1 open, 0 explained, 3 closed']);
  });
  it('leaves out with --open what is closed', async () => {
    expect(linesOf((await at('2026-11-21', '--open')).stdout).map(([first]) => first)).toEqual([
      'break',
      '4',
      '2026-11-21 (desk main): 1 open, 0 explained, 0 closed',
    ]);
  });
  it('gives each its story for programs', async () => {
    const { stdout } = await at('2026-11-21', '--json');
    const [missing, , theirs, owned] = JSON.parse(stdout);
    expect(missing).toMatchObject({
      breakId: 1,
      orderId: 'O-20261121-1',
      childId: 'C-20261121-1',
      raisedAt: '2026-11-21T14:30:00.000000Z',
      closedAt: '2026-11-21T14:31:23.000000Z',
      ageSeconds: 83,
      owner: null,
      explanation: null,
      story: [
        { type: 'BreakRaised', what: 'ALPHA counts 40 of C-20261121-1 executed, and 0 are booked', evidence: null },
        { type: 'BreakClosed', evidence: expect.any(Number) },
      ],
    });
    expect(theirs.story).toMatchObject([
      { type: 'BreakRaised' },
      { type: 'BreakClosed', actor: 'person:Ada', what: 'not ours', evidence: null },
    ]);
    expect(owned).toMatchObject({ state: 'open', owner: 'person:Ada', closedAt: null, orderId: null });
  });
  it('says so when there are none, and names the days when there is no such day', async () => {
    const { dir: quiet, store: there, remove: clean } = folder();
    const story = new Story();
    story.desk.place();
    await writeFolder(quiet, 'main', story.days);
    expect((await daybook('breaks', '--journal', there)).stdout).toBe('2026-11-21 (desk main): 0 open, 0 explained, 0 closed\n');
    clean();
    const { code, stderr } = await at('2026-11-30');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^daybook: There is no 2026-11-30\./)]);
  });
});
