import type { MutantResult } from '@stryker-mutator/api/core';
import type { Explanation } from './explained/explanation.ts';
import { familyOf } from './operators.ts';

/** One mutant and what became of it. `line` is the source line on which it begins. */
export type Finding = Readonly<{
  file: string;
  at: number;
  line: string;
  operator: string;
  original: string;
  replacement: string;
  fate: 'killed' | 'survived' | 'timeout';
  /** No test runs this code at all. */
  covered: boolean;
  because?: string;
}>;
export type Tally = { killed: number; survived: number; explained: number; timeouts: number };

const sliceOf = (text: string, { start, end }: MutantResult['location']): string => {
  const lines = text.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, end.column - 1);
  lines[0] = (lines[0] ?? '').slice(start.column - 1);
  return lines.join('\n');
};

/** A mutant with which the modules no longer load is killed: no test can pass. */
const FATES: Readonly<Record<string, Finding['fate']>> = {
  Killed: 'killed',
  RuntimeError: 'killed',
  Survived: 'survived',
  NoCoverage: 'survived',
  Timeout: 'timeout',
};

export const explanationOf = (
  { file, line, replacement }: Readonly<{ file: string; line: string; replacement: string }>,
  explained: readonly Explanation[],
): Explanation | undefined =>
  explained.find((each) => each.file === file && line.includes(each.line) && each.mutants.includes(flat(replacement)));

export const findingOf = (mutant: MutantResult, text: string, file: string, explained: readonly Explanation[]): Finding => {
  const fate = FATES[mutant.status];
  if (fate === undefined) throw new Error(`mutant ${mutant.id} of ${file} ended as ${mutant.status}`);
  const line = (text.split('\n')[mutant.location.start.line - 1] ?? '').trim();
  const operator = mutant.mutatorName;
  const because = explanationOf({ file, line, replacement: mutant.replacement }, explained)?.because;
  return {
    file,
    at: mutant.location.start.line,
    line,
    operator,
    original: sliceOf(text, mutant.location),
    replacement: mutant.replacement,
    fate,
    covered: mutant.status !== 'NoCoverage',
    ...(fate === 'survived' && because !== undefined ? { because } : {}),
  };
};

export const tallyOf = (findings: readonly Finding[]): Tally => {
  const count = (holds: (finding: Finding) => boolean): number => findings.filter(holds).length;
  return {
    killed: count(({ fate }) => fate === 'killed'),
    survived: count(({ fate }) => fate === 'survived'),
    explained: count(({ because }) => because !== undefined),
    timeouts: count(({ fate }) => fate === 'timeout'),
  };
};
/** Of those that were decided; a timeout decides nothing and is counted apart. */
export const scoreOf = ({ killed, survived }: Pick<Tally, 'killed' | 'survived'>): number =>
  killed + survived === 0 ? 100 : (100 * killed) / (killed + survived);
export const scoreWithExplanations = ({ killed, survived, explained }: Tally): number =>
  scoreOf({ killed, survived: survived - explained });

/** On one line, so that it can be listed, and copied from there into explained.ts. */
const flat = (text: string): string => text.replace(/\s+/g, ' ');
const short = (text: string): string => (flat(text).length > 90 ? `${flat(text).slice(0, 89)}…` : flat(text));

const percent = (score: number): string => `${score.toFixed(1)} %`;
const table = (title: string, findings: readonly Finding[], key: (finding: Finding) => string): string => {
  const groups = [...Map.groupBy(findings, key)].sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(title.length, ...groups.map(([name]) => name.length));
  const rows = groups.map(([name, some]) => {
    const tally = tallyOf(some);
    const counts = [tally.killed, tally.survived, tally.explained, tally.timeouts].map((n) => String(n).padStart(10));
    return `${name.padEnd(width)}${percent(scoreOf(tally)).padStart(10)}${counts.join('')}`;
  });
  const head = ['score', 'killed', 'survived', 'explained', 'timeouts'].map((word) => word.padStart(10));
  return `${title.padEnd(width)}${head.join('')}\n${rows.join('\n')}`;
};

const listed = ({ file, at, operator, original, replacement, covered }: Finding): string =>
  `${file}:${at}  ${operator}${covered ? '' : ' (no test runs it)'}\n  - ${short(original)}\n  + ${short(replacement)}`;

export const textOf = (findings: readonly Finding[]): string => {
  const tally = tallyOf(findings);
  const unexplained = findings.filter(({ fate, because }) => fate === 'survived' && because === undefined);
  const explained = Map.groupBy(
    findings.filter(({ because }) => because !== undefined),
    ({ because }) => because,
  );
  return [
    ...unexplained.map(listed),
    '',
    ...[...explained].map(
      ([because, some]) => `explained, ${some.length} in ${[...new Set(some.map(({ file }) => file))].join(', ')}: ${because}`,
    ),
    '',
    ...findings.filter(({ fate }) => fate === 'timeout').map((finding) => `timeout  ${listed(finding)}`),
    '',
    table('file', findings, ({ file }) => file),
    '',
    table('operator', findings, ({ operator }) => `${familyOf(operator)}: ${operator}`),
    '',
    `${findings.length} mutants: ${tally.killed} killed, ${tally.survived} survived (${tally.explained} of them explained), ${tally.timeouts} timed out (in no score)`,
    `score ${percent(scoreOf(tally))}; without the explained ones ${percent(scoreWithExplanations(tally))}`,
  ].join('\n');
};

/** Killed, although explained. */
export const noticed = (findings: readonly Finding[], explained: readonly Explanation[]): readonly string[] =>
  findings.filter((finding) => finding.fate === 'killed' && explanationOf(finding, explained) !== undefined).map(listed);
