import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderIdOf } from '../../../src/domain/kernel/ids.ts';
import { Table } from '../../../src/domain/kernel/table.ts';
import type { DayNumber, OrderId } from '../../../src/domain/kernel/units.ts';

const TODAY = 20_778 as DayNumber;
const id = fc
  .tuple(fc.constantFrom(TODAY, (TODAY - 1) as DayNumber, (TODAY - 5) as DayNumber), fc.integer({ min: 1, max: 40 }))
  .map(([day, n]) => orderIdOf(day, n));

it('a table is a map by id that reads in order of ids, whatever the order of writing', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(id, fc.nat())), (writes) => {
      const table = new Table<OrderId, number>(TODAY);
      const map = new Map<OrderId, number>();
      for (const [key, value] of writes) {
        table.set(key, value);
        map.set(key, value);
      }
      expect(table.size).toBe(map.size);
      expect([...table]).toEqual([...map].sort(([a], [b]) => a - b).map(([, value]) => value));
      for (const [key] of writes) expect(table.get(key)).toBe(map.get(key));
    }),
  );
});

it('what was never written is not there', () => {
  const table = new Table<OrderId, string>(TODAY);
  table.set(orderIdOf(TODAY, 3), 'third');
  for (const key of [orderIdOf(TODAY, 1), orderIdOf(TODAY, 4), orderIdOf((TODAY - 1) as DayNumber, 3)])
    expect(table.get(key)).toBeUndefined();
  expect([...table]).toEqual(['third']);
});
