import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants/hunt.ts';
import { timesFound } from './mutants/planted.ts';
import { cells } from './table.ts';
import { attempt } from './worker.ts';

describe('the simulation', () => {
  it('tells the same story twice, of at least 500 commands, five faults and a crash, and every book agrees', async () => {
    const { seed, counts, faults } = await attempt({ seed: randomInt(1, 2 ** 31), times: 2 });
    expect(faults, `npm run sim -- --seed ${seed}`).toEqual([]);
    expect(counts.commands, `npm run sim -- --seed ${seed}`).toBeGreaterThanOrEqual(500);
    const struck = Object.entries(counts).filter(([what]) => what.startsWith('fault: '));
    expect(struck.length).toBeGreaterThanOrEqual(5);
    expect(struck.some(([what]) => what.includes('crash'))).toBe(true);
  });

  it('knows which cells of the table it must meet', () => {
    expect(cells).toContain('cell: canceled trade');
    expect(cells).not.toContain('cell: notSent trade');
  });

  it.each(MUTANTS)('can still plant "$name"', ({ hunks }) => {
    for (const { file, find } of hunks) expect(timesFound(readFileSync(file, 'utf8'), find), file).toBe(1);
  });
});
