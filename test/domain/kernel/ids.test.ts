import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  childIdOf,
  civil,
  dateOf,
  dayFromDate,
  dayOf,
  formatChildId,
  formatOrderId,
  numberOf,
  orderIdOf,
  parseChildId,
  parseOrderId,
  requestNumberOf,
  sentIdOf,
  sentIdPrefix,
} from '../../../src/domain/kernel/ids.ts';
import type { DayNumber } from '../../../src/domain/kernel/units.ts';

const day = fc.integer({ min: 0, max: 65_000 }) as fc.Arbitrary<DayNumber>;
const n = fc.integer({ min: 1, max: 2 ** 27 - 1 });
const MS_PER_DAY = 86_400_000;

describe('the id of an order', () => {
  it('is what people read, and one whole number inside', () => {
    const id = orderIdOf(20_778 as DayNumber, 17);
    expect(formatOrderId(id)).toBe('O-20261121-17');
    expect(parseOrderId('O-20261121-17')).toBe(id);
    expect(formatChildId(childIdOf(20_778 as DayNumber, 17))).toBe('C-20261121-17');
  });
  it('goes to text and back, and keeps its day and its number', () => {
    fc.assert(
      fc.property(day, n, (on, number) => {
        const [order, child] = [orderIdOf(on, number), childIdOf(on, number)];
        expect([dayOf(order), numberOf(order), Number.isSafeInteger(order)]).toEqual([on, number, true]);
        expect(parseOrderId(formatOrderId(order))).toBe(order);
        expect(parseChildId(formatChildId(child))).toBe(child);
      }),
    );
  });
  it('orders by day, then by number', () => {
    fc.assert(
      fc.property(day, n, day, n, (day1, n1, day2, n2) => {
        expect(Math.sign(orderIdOf(day1, n1) - orderIdOf(day2, n2))).toBe(Math.sign(day1 - day2) || Math.sign(n1 - n2));
      }),
    );
  });
  it.each([
    '',
    'O-20261121-0',
    'O-20261121-01',
    'O-20260230-1',
    'O-20261301-1',
    'O-2026112-1',
    'C-20261121-1',
    'o-20261121-1',
    'O-20261121-134217728',
    'O-20261121-1 ',
    ' O-20261121-1',
  ])('%j is not one', (text) => expect(parseOrderId(text)).toBeUndefined());
  it('is never made from a number that is out of range', () => {
    for (const wrong of [0, -1, 0.5, 2 ** 27])
      expect(() => orderIdOf(20_778 as DayNumber, wrong)).toThrow(`the number of an id is between 1 and 134217727, not ${wrong}`);
  });
});

describe('a day', () => {
  it('is the date that the calendar of JavaScript says, on every day until 2150', () => {
    for (let on = 0; on < 65_800; on += 1) {
      const expected = new Date(on * MS_PER_DAY).toISOString().slice(0, 10);
      const { year, month, date } = civil(on as DayNumber);
      if (Date.UTC(year, month - 1, date) !== on * MS_PER_DAY || dateOf(on as DayNumber) !== expected)
        expect.fail(`day ${on} is ${expected}, not ${dateOf(on as DayNumber)}`);
      if (dayFromDate(expected) !== on) expect.fail(`day ${on} does not come back from ${expected}`);
    }
  });
  it('has four digits for its year, even long ago', () => {
    expect(dateOf(dayFromDate('0800-12-25') as DayNumber)).toBe('0800-12-25');
  });
  it.each([
    '2026-02-29',
    '2026-02-30',
    '2100-02-29',
    '2026-00-01',
    '2026-13-01',
    '2026-04-31',
    '2026-1-01',
    '20260101',
    '2026-01-01T00:00',
    '',
  ])('%j is none', (text) => expect(dayFromDate(text)).toBeUndefined());
  it('knows leap years', () => {
    expect(dayFromDate('2028-02-29')).toBe((dayFromDate('2028-03-01') as number) - 1);
    expect(dayFromDate('2000-02-29')).toBeDefined();
  });
});

describe('the id a venue sees', () => {
  const code = fc.stringMatching(/^[0-9A-Z]{2}$/);
  const parts = fc.record({
    desk: code,
    on: day.filter((on) => on < 32 ** 3),
    epoch: fc.integer({ min: 1, max: 32 ** 4 - 1 }),
    n: fc.integer({ min: 1, max: 32 ** 5 - 1 }),
  });

  it('is 14 letters and digits that a venue takes and a person can spell, and gives its number back', () => {
    fc.assert(
      fc.property(parts, ({ desk, on, epoch, n: number }) => {
        const id = sentIdOf(sentIdPrefix(desk, on, epoch), number);
        expect(id).toMatch(/^[0-9A-Z]{14}$/);
        expect(id.slice(2)).not.toMatch(/[ILOU]/);
        expect(requestNumberOf(id)).toBe(number);
      }),
    );
  });
  it('is another one for another desk, day, epoch or number', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = a.desk === b.desk && a.on === b.on && a.epoch === b.epoch && a.n === b.n;
        expect(sentIdOf(sentIdPrefix(a.desk, a.on, a.epoch), a.n) === sentIdOf(sentIdPrefix(b.desk, b.on, b.epoch), b.n)).toBe(
          same,
        );
      }),
    );
    // Random parts are rarely neighbours; these differ in one part by one.
    const at = { desk: 'T1', on: 20_778 as DayNumber, epoch: 31, n: 31 };
    const ids = [at, { ...at, desk: 'T2' }, { ...at, on: 20_779 as DayNumber }, { ...at, epoch: 32 }, { ...at, n: 32 }].map((p) =>
      sentIdOf(sentIdPrefix(p.desk, p.on, p.epoch), p.n),
    );
    expect(new Set(ids).size).toBe(5);
  });
  it('counts days up to 32³ and epochs up to 32⁴, then starts again: its length stays', () => {
    expect(sentIdPrefix('T1', 20_778 as DayNumber, 1)).toBe('T1M9A0001');
    expect(sentIdPrefix('T1', (20_778 + 32 ** 3) as DayNumber, 1 + 32 ** 4)).toBe('T1M9A0001');
  });
  it('has an end to its numbers', () => {
    for (const wrong of [0, 32 ** 5])
      expect(() => sentIdOf(sentIdPrefix('T1', 20_778 as DayNumber, 1), wrong)).toThrow(
        `a day has at most 33554431 requests to venues, not ${wrong}`,
      );
  });
  it.each(['', 'T1', 'T1M9A00010000', 'T1M9A0001000011', 'T1M9A00010000I', 'T1M9A0001000I0', 'T1M9A0001000é0', 'T1M9A00010000u'])(
    '%j is not one of ours',
    (text) => expect(requestNumberOf(text)).toBe(-1),
  );
});
