import { describe, expect, it } from 'vitest';
import { averageText, rounded } from '../../../src/adapters/cli/figures.ts';
import { table } from '../../../src/adapters/cli/table.ts';

describe('figures', () => {
  it('are rounded half-even, and only as far as asked', () => {
    expect(rounded(1_075_000n, 6, 6)).toBe('1.075');
    expect(rounded(12_345n, 4, 3)).toBe('1.234');
    expect(rounded(12_355n, 4, 3)).toBe('1.236');
    expect(rounded(-12_345n, 4, 18)).toBe('-1.2345');
  });

  it('of an average have at least the digits of a price', () => {
    expect(averageText(39_970n, 40n, 2)).toBe('9.9925');
    expect(averageText(1_000n, 1n, 2)).toBe('10.00');
    expect(averageText(1n, 3n, 2)).toBe('0.003333');
    expect(averageText(7n, 1n, 0)).toBe('7');
    expect(averageText(7n, 2n, 0)).toBe('3.5');
    expect(averageText(-5n, 2n, 0)).toBe('-2.5');
  });
});

describe('a table', () => {
  it('lines up: numbers to the right, words to the left, a dash for nothing', () => {
    const rows = [
      { name: 'A', qty: '100', note: null },
      { name: 'LONGER', qty: '-2.5', note: 'x' },
      { name: 'B', qty: null, note: '' },
    ];
    expect(table(['name', 'qty', 'note'], rows)).toEqual([
      'name     qty  note',
      'A        100  -',
      'LONGER  -2.5  x',
      'B          -  -',
    ]);
  });
});
