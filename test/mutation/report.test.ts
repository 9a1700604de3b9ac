import { readFileSync } from 'node:fs';
import type { MutantResult } from '@stryker-mutator/api/core';
import { describe, expect, it } from 'vitest';
import { EXPLAINED } from './explained.ts';
import { findingOf, scoreOf, scoreWithExplanations, tallyOf, textOf } from './report.ts';

const FILE = 'src/domain/risk/fee.ts';
const TEXT = `export const fee = (qty: number): number => {
  return qty * 2;
};
`;
const mutant = (status: MutantResult['status']): MutantResult => ({
  id: '1',
  fileName: FILE,
  status,
  mutatorName: 'ArithmeticOperator',
  replacement: 'qty / 2',
  location: { start: { line: 2, column: 10 }, end: { line: 2, column: 17 } },
});
const found = (...statuses: MutantResult['status'][]) => statuses.map((status) => findingOf(mutant(status), TEXT, FILE, []));

describe('the report on mutants', () => {
  it('says what the code was and what it became', () => {
    const [finding] = found('Survived');
    expect(finding).toMatchObject({ at: 2, line: 'return qty * 2;', original: 'qty * 2', replacement: 'qty / 2' });
    expect(textOf(found('Survived'))).toContain('src/domain/risk/fee.ts:2  ArithmeticOperator\n  - qty * 2\n  + qty / 2');
  });
  it('counts what no test runs among the survivors, what cannot load among the killed, and what never ends nowhere', () => {
    const tally = tallyOf(found('Killed', 'Killed', 'RuntimeError', 'Survived', 'NoCoverage', 'Timeout'));
    expect(tally).toEqual({ killed: 3, survived: 2, explained: 0, timeouts: 1 });
    expect(scoreOf(tally)).toBe(60);
  });
  it('leaves the explained ones in the score, and out of a second one', () => {
    const explained = [{ file: FILE, line: 'return qty * 2;', mutants: ['qty / 2'], because: 'qty is zero' }];
    const findings = (['Killed', 'Survived'] as const).map((status) => findingOf(mutant(status), TEXT, FILE, explained));
    expect(scoreOf(tallyOf(findings))).toBe(50);
    expect(scoreWithExplanations(tallyOf(findings))).toBe(100);
    expect(textOf(findings)).toContain('explained, 1 in src/domain/risk/fee.ts: qty is zero');
  });
  it('refuses a fate that it does not know', () => {
    expect(() => found('CompileError')).toThrow('ended as CompileError');
  });
});

describe('explained survivors', () => {
  it('are of code that is still there', () => {
    const gone = EXPLAINED.filter(({ file, line }) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      return !lines.some((each) => each.includes(line));
    });
    expect(gone).toEqual([]);
  });
});
