import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toJson } from '../../../src/adapters/journal/codec/json-form.ts';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { stateDigest } from '../../../src/replay/digest.ts';
import { stateAsOf } from '../../../src/replay/time-travel.ts';
import { recordsOf } from '../../replay/journaled.ts';
import { DAY } from '../../support/desk.ts';
import { daybook, folder, twoDays, writeFolder } from './rig.ts';

const { dir, store, remove } = folder();
const journal = openSqliteJournal({ dir, desk: 'main', readOnly: true });
let days: Recorded[][] = [];
const at = (...args: string[]) => daybook(...args, '--journal', store);
const json = async (...args: string[]): Promise<unknown> => JSON.parse((await at(...args, '--json')).stdout);
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

beforeAll(async () => {
  await writeFolder(dir, 'main', twoDays().days);
  days = await recordsOf(journal);
});
afterAll(remove);

describe('daybook days', () => {
  it('lists each day with its state and chain head', async () => {
    const { code, stdout } = await at('days');
    const heads = [await journal.head(DAY), await journal.head((DAY + 1) as typeof DAY)];
    expect(code).toBe(0);
    expect(linesOf(stdout).map((line) => line.split(/ +/))).toEqual([
      ['desk', 'day', 'state', 'records', 'chainHead'],
      ['main', '2026-11-21', 'sealed', String(heads[0]?.position), heads[0]?.hash],
      ['main', '2026-11-22', 'open', String(heads[1]?.position), heads[1]?.hash],
    ]);
  });

  it('says the same to programs', async () => {
    expect(await json('days')).toMatchObject([
      { desk: 'main', day: '2026-11-21', state: 'sealed', records: days[0]?.length },
      { desk: 'main', day: '2026-11-22', state: 'open' },
    ]);
  });
});

describe('daybook events', () => {
  const records = async (...args: string[]) =>
    linesOf((await at('events', ...args, '--json')).stdout).map((line) => JSON.parse(line));

  it('prints every record in the JSON form, one a line', async () => {
    expect(await records('2026-11-21')).toEqual(days[0]?.map((record) => JSON.parse(JSON.stringify(toJson(record)))));
  });

  it('prints only what is asked for', async () => {
    expect((await records('2026-11-21', '--type', 'ExecutionBooked', 'orderclosed')).map(({ type }) => type)).toEqual([
      'ExecutionBooked',
      'OrderClosed',
    ]);
    const ofOrder = await records('2026-11-21', '--order', 'O-20261121-2');
    expect(ofOrder.every(({ correlationId }) => correlationId === 'O-20261121-2')).toBe(true);
    expect(await records('2026-11-21', '--order', 'cancel-me')).toEqual(ofOrder);
    expect((await records('2026-11-21', '--from', '15'))[0].position).toBe(15);
    const late = await records('2026-11-21', '--from', '14:31');
    expect(late[0].type).toBe('CancelRequested');
  });

  it('says each record in words', async () => {
    const { code, stdout } = await at('events', '2026-11-21');
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(days[0]?.length as number);
    expect(stdout).toContain(
      '2026-11-21T14:30:00.000000Z  O-20261121-1        ExecutionBooked        C-20261121-1 at ALPHA executed 40 ACME at 10.00 (E1, fee 0.125 USD, liquidity added)',
    );
    expect(stdout).not.toContain('undefined');
  });

  it('knows what the words rest on, however late it begins', async () => {
    const { stdout } = await at('events', '2026-11-22', '--from', String((days[1] as Recorded[]).length - 3));
    expect(linesOf(stdout)).toHaveLength(4);
    expect(stdout).toContain('buy 10 ACME at 10.00, limit, day');
  });

  it('names what there is when a type is not', async () => {
    const { code, stderr } = await at('events', '2026-11-21', '--type', 'Execution');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^daybook: There is no event type Execution\. There is ExecutionReported, ExecutionBooked, /);
  });
});

describe('daybook replay', () => {
  it('gives the digest of the state as of any position', async () => {
    for (const position of [1, 9, 15, 20]) {
      const expected = stateDigest(await stateAsOf(journal, DAY, { position }));
      expect(await json('replay', '2026-11-21', '--at', String(position))).toMatchObject({ position, stateDigest: expected });
    }
  });

  it('shows the end of the day in short', async () => {
    const { code, stdout } = await at('replay', '2026-11-21');
    expect(code).toBe(0);
    expect(linesOf(stdout)).toEqual([
      'desk          main',
      'day           2026-11-21, closed',
      `as of         position ${days[0]?.length}, 2026-11-21T14:31:00.000000Z`,
      'orders        2, 1 of them open, 0 with something unknown',
      'positions     1 held, 0 breaks',
      expect.stringMatching(/^chain head {4}[0-9a-f]{64}$/),
      expect.stringMatching(/^state digest {2}[0-9a-f]{64}$/),
    ]);
  });

  it('knows a closed day by the digest that its seal and its verification say', async () => {
    const { stateDigest: sealed } = (await journal.sealOf(DAY)) ?? {};
    expect(await json('replay', '2026-11-21')).toMatchObject({ stateDigest: sealed });
    expect(await json('verify', '2026-11-21')).toMatchObject({ days: [{ stateDigest: sealed }] });
  });

  it('shows every order in FIX words', async () => {
    const { stdout } = await at('replay', '2026-11-21', '--projection', 'orders');
    expect(
      linesOf(stdout)
        .slice(8)
        .map((line) => line.trim().replace(/ +/g, ' ')),
    ).toEqual([
      'orderId clOrdId account symbol side qty price ordStatus cumQty leavesQty avgPx venues certainty reason',
      'O-20261121-1 gtc-1 A1 ACME buy 100 10.00 partiallyFilled 40 60 10.00 ALPHA known -',
      'O-20261121-2 cancel-me A1 ACME sell 30 10.10 canceled 0 0 - ALPHA known enough',
      'O-20261121-3 bad-1 A1 ACME buy 100 10.005 rejected 0 0 - - known decimals: price "10.005" has too many digits after the point; it is refused, not rounded',
    ]);
  });

  it('shows positions, exposure and P&L', async () => {
    expect(await json('replay', '2026-11-21', '--projection', 'positions')).toMatchObject({
      positions: [{ account: 'A1', symbol: 'ACME', position: '40', avgPx: '10.00', bought: '40', sold: '0', fees: '0.125 USD' }],
    });
    expect(await json('replay', '2026-11-21', '--projection', 'exposure')).toMatchObject({
      exposure: [
        {
          account: 'A1',
          symbol: 'ACME',
          position: '40',
          openBuy: '60',
          openSell: '0',
          orders: 1,
          longest: '100',
          shortest: '40',
        },
      ],
    });
    expect(await json('replay', '2026-11-21', '--projection', 'pnl')).toMatchObject({
      pnl: [
        {
          quote: 'USD',
          realizedGross: '0',
          fees: '0.125 USD',
          realizedNet: '-0.125',
          mark: '10.03',
          unrealized: '1.2',
          total: '1.075',
        },
      ],
    });
  });

  it('shows one order as it stood at a time of day', async () => {
    expect(await json('replay', '2026-11-21', '--at', '14:30:30', '--order', 'cancel-me')).toMatchObject({
      orders: [{ orderId: 'O-20261121-2', ordStatus: 'pendingNew', leavesQty: '30' }],
    });
  });

  it('takes "latest" for the last day', async () =>
    expect(await json('replay', 'latest')).toMatchObject({ day: '2026-11-22', state: 'open' }));
});

describe('daybook explain', () => {
  it('tells the story over all days, with the evidence, by orderId and by clOrdId', async () => {
    const [byId, byName] = await Promise.all([at('explain', 'O-20261121-1'), at('explain', 'gtc-1')]);
    expect(byId.code).toBe(0);
    expect(byName.stdout).toBe(byId.stdout);
    for (const part of [
      'O-20261121-1  desk main  2026-11-21',
      'O-20261121-1  desk main  2026-11-22',
      'account A1 asks to buy 100 ACME at 10.00 (limit, gtc, direct to ALPHA) as gtc-1 [test]',
      'reference 10.00 (mid, 14:30:00.000000)',
      'ALPHA 14:30:00.000000: bid 100 × 10.00, 100 × 9.99 | ask 100 × 10.02, 100 × 10.03',
      'the order is over: filled',
    ])
      expect(byId.stdout).toContain(part);
  });

  it('finds an order by the clOrdId of its cancel, and tells a refusal with its rule', async () => {
    expect(await json('explain', 'c-1')).toMatchObject({ orderId: 'O-20261121-2' });
    expect(await json('explain', 'bad-1')).toMatchObject({
      days: [
        {
          order: { ordStatus: 'rejected' },
          steps: [{}, { type: 'OrderRefused', evidence: [expect.stringMatching(/^rule decimals of price: /)] }],
        },
      ],
    });
  });

  it('tells with --reports what the client was told, in FIX words, over all days', async () => {
    const { code, stdout } = await at('explain', 'gtc-1', '--reports');
    expect(code).toBe(0);
    const rows = linesOf(stdout).map((line) => line.split(/ +/));
    const columns = ['position', 'at', 'report', 'ordStatus', 'clOrdId'];
    expect(rows.filter(([first]) => first === 'position').map((row) => row.slice(0, 5))).toEqual([columns, columns]);
    const told = await json('explain', 'O-20261121-1', '--reports');
    expect(told).toMatchObject({ desk: 'main', orderId: 'O-20261121-1', days: [{ day: '2026-11-21' }, { day: '2026-11-22' }] });
    const reports = (told as { days: { reports: { report: { execType: string; ordStatus: string } }[] }[] }).days.flatMap(
      ({ reports }) => reports.map(({ report }) => `${report.execType} ${report.ordStatus}`),
    );
    expect(reports.slice(0, 2)).toEqual(['pendingNew pendingNew', 'new new']);
    expect(reports.at(-1)).toBe('trade filled');
    expect((await at('explain', 'nobody', '--reports')).code).toBe(1);
  });
});
