import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { DAY, Desk } from '../../support/desk.ts';
import { daybook, folder, startDaybook, twoDays, writeFolder } from './rig.ts';

const { dir, store, remove } = folder();
/** Enough records to fill a pipe many times over. */
const BUSY = 4_000;
beforeAll(async () => {
  await writeFolder(dir, 'main', twoDays().days);
  const busy = new Desk();
  for (let n = 0; n < BUSY / 2; n += 1) busy.place({ price: '99.00' });
  await writeFolder(dir, 'busy', [busy.records]);
});
afterAll(remove);

const at = (...args: string[]) => daybook(...args, '--journal', store);

describe('an error', () => {
  const cases: readonly [what: string, args: readonly string[], says: RegExp][] = [
    ['no command', [], /^Usage: daybook/],
    ['an unknown command', ['replya', '2026-11-21'], /^error: unknown command 'replya'\n\(Did you mean replay\?\)/],
    ['an unknown option', ['days', '--jsno'], /^error: unknown option '--jsno'/],
    ['a missing day', ['replay'], /^error: missing required argument 'day'/],
    ['a day that is no date', ['replay', '2026-02-30'], /A day is a date such as 2026-11-21, or "latest"\./],
    ['another kind of store', ['days', '--journal', 'esdb://x'], /A journal is named sqlite:<dir>/],
    [
      'an empty folder',
      ['days', '--journal', 'sqlite:/nowhere'],
      /^daybook: There are no days in \/nowhere\. Make one with "daybook demo"/,
    ],
    [
      'a day that is not there',
      ['replay', '2026-11-30', '--journal', store],
      /^daybook: There is no 2026-11-30\. Days there are: busy 2026-11-21; main 2026-11-21 2026-11-22\.\n$/,
    ],
    [
      'a desk that is not there',
      ['replay', '2026-11-21', '--desk', 'nobody', '--journal', store],
      /^daybook: Desk nobody has no days in .* Those that have: busy, main\.\n$/,
    ],
    [
      'a day that several desks have',
      ['replay', '2026-11-21', '--journal', store],
      /^daybook: Several desks have 2026-11-21: busy, main\. Choose one with --desk <name>\.\n$/,
    ],
    [
      'no moment',
      ['replay', '2026-11-22', '--at', 'noon', '--journal', store],
      /^daybook: "noon" is no moment of a day\. Write a position/,
    ],
    [
      'an unknown projection',
      ['replay', '2026-11-22', '--projection', 'tca', '--journal', store],
      /Allowed choices are orders, positions, exposure, pnl\./,
    ],
    [
      'an order and another question',
      ['replay', '2026-11-22', '--order', 'gtc-1', '--projection', 'pnl', '--journal', store],
      /^daybook: --order goes with the orders/,
    ],
    [
      'an unknown order',
      ['explain', 'O-20261121-99999', '--journal', store],
      /^daybook: There is no order O-20261121-99999 here\. Name one as /,
    ],
    ['an unknown clOrdId', ['explain', 'nobody', '--journal', store], /^daybook: There is no order nobody here\./],
    [
      'an order that two desks have',
      ['explain', 'O-20261121-1', '--journal', store],
      /^daybook: O-20261121-1 names 2 orders: O-20261121-1 \(desk busy\), O-20261121-1 \(desk main\)\./,
    ],
    [
      'an order that is not there yet',
      ['replay', '2026-11-21', '--desk', 'main', '--at', '3', '--order', 'gtc-1', '--journal', store],
      /^daybook: 2026-11-21 has no order O-20261121-1 at 3\. Leave --order out/,
    ],
  ];
  for (const [what, args, says] of cases)
    it(`names ${what}, and ends with 1 and no stack`, async () => {
      const { code, stdout, stderr } = await daybook(...args);
      expect(stderr).toMatch(says);
      expect(stderr).not.toMatch(/\n {4}at /);
      expect(stdout).toBe('');
      expect(code).toBe(1);
    });

  it('of a foreign file names it, and ends with 2', async () => {
    const { dir: other, store: otherStore, remove: removeOther } = folder();
    mkdirSync(join(other, 'main'));
    writeFileSync(join(other, 'main', '2026-11-21.daybook'), 'not a day');
    const [days, replay, verify] = await Promise.all(
      [['days'], ['replay', '2026-11-21'], ['verify']].map((args) => daybook(...args, '--journal', otherStore)),
    );
    for (const ended of [days, replay, verify]) {
      expect(ended?.code).toBe(2);
      expect(`${ended?.stdout}${ended?.stderr}`).toContain('2026-11-21.daybook');
      expect(ended?.stderr).not.toMatch(/\n {4}at /);
    }
    expect(days?.stdout).toContain('unreadable');
    removeOther();
  });
});

describe('help', () => {
  it('is there for every command and every option', async () => {
    const { code, stdout } = await daybook('--help');
    expect(code).toBe(0);
    for (const command of ['days', 'events', 'replay', 'verify', 'explain', 'breaks']) {
      expect(stdout).toMatch(new RegExp(`\\n {2}${command} \\[options\\].* {2}\\w`));
      const help = await daybook(command, '--help');
      expect(help.code).toBe(0);
      for (const option of ['--journal <store>', '--desk <name>', '--json']) expect(help.stdout).toContain(option);
      expect(help.stdout).not.toMatch(/\n {2}-.*>\n/); // Each has a sentence beside it.
    }
  });
});

describe('what is piped', () => {
  it('is not cut', async () => {
    const { code, stdout } = await at('events', '2026-11-21', '--desk', 'busy', '--json');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(BUSY);
    expect(JSON.parse(lines.at(-1) as string).position).toBe(lines.length);
  });

  it('may be left unread: the command ends quietly', async () => {
    const child = startDaybook('events', '2026-11-21', '--desk', 'busy', '--json', '--journal', store);
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number];
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('daybook events --follow', () => {
  it('goes on with what is written, until Ctrl-C', async () => {
    const { dir: live, store: liveStore, remove: removeLive } = folder();
    const desk = new Desk();
    await writeFolder(live, 'main', [desk.records]);
    const child = startDaybook(
      'events',
      '2026-11-21',
      '--follow',
      '--json',
      '--type',
      'OrderAccepted',
      'DayOpened',
      '--journal',
      liveStore,
    );
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const hear = async (type: string): Promise<void> => {
      while (!stdout.includes(`"${type}"`)) await once(child.stdout, 'data');
    };
    await hear('DayOpened');

    const journal = openSqliteJournal({ dir: live, desk: 'main' });
    const lease = await journal.claim('test', 2);
    const from = desk.records.length;
    desk.place();
    await journal.append(lease, { day: DAY, records: desk.records.slice(from), expectedPosition: from });
    await hear('OrderAccepted');
    await lease.release();
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
    removeLive();
  });

  it('ends by itself with the day', async () => {
    const { code, stdout } = await at('events', '2026-11-21', '--desk', 'main', '--follow', '--type', 'DayClosed');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  });
});
