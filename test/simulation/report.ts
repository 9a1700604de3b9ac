import { NO_FAULTS } from '../../src/adapters/venues/simulated/faults.ts';
import { MODES } from '../../src/domain/resilience/modes.ts';
import { DIFFERENCES } from './checkers/positions.ts';
import { DISK_FAULTS } from './disk.ts';
import { AT_A_VENUE } from './misfortunes.ts';
import { notYetMet } from './not-yet.ts';
import { ADOPTED, ASSUMED, BY_HAND } from './person.ts';
import { rows } from './rows.ts';
import { cells } from './table.ts';
import { UNTRUE, WITHHELD } from './world.ts';

/** Every fault that a run of enough seeds must have met. */
export const FAULTS: readonly string[] = [
  ...Object.keys(NO_FAULTS)
    .map((key) => key.replace(/Ppm$/, ''))
    .filter((fault) => !(fault in notYetMet)),
  ...DISK_FAULTS.map((fault) => `disk: ${fault}`),
  ...new Set(AT_A_VENUE.map((what) => `venue: ${what}`)),
  ...['request lost', 'answer lost', 'asked twice at once', 'said it again'].map((what) => `client: ${what}`),
].map((fault) => `fault: ${fault}`);

/** What people and venues make of a desk, which a run of enough seeds must have seen too. */
export const SEEN: readonly string[] = [
  ...MODES.map((mode) => `mode: ${mode}`),
  ...['firm', 'desk', 'account', 'strategy', 'instrument', 'venue', 'something left', 'nothing left'].map(
    (what) => `kill: ${what}`,
  ),
];

export const add = (to: Record<string, number>, counts: Readonly<Record<string, number>>): void => {
  for (const [what, n] of Object.entries(counts)) to[what] = (to[what] ?? 0) + n;
};

const table = (title: string, rows: readonly string[], counts: Readonly<Record<string, number>>): string => {
  const named = rows.map((row) => [row.replace(/^(fault|cell): /, ''), String(counts[row] ?? 0)] as const);
  const width = Math.max(...named.map(([name]) => name.length)) + 2;
  const lines: string[] = [];
  for (let i = 0; i < named.length; i += 3)
    lines.push(
      named
        .slice(i, i + 3)
        .map(([name, n]) => `${name.padEnd(width)}${n.padStart(7)}`)
        .join('   '),
    );
  return `${title}\n${lines.map((line) => `  ${line.trimEnd()}`).join('\n')}\n`;
};

/** How often each fault struck and each cell of the table of child orders was met; the rest in a line. */
export const countsReport = (counts: Readonly<Record<string, number>>): string => {
  const rest = Object.keys(counts)
    .filter((what) => !FAULTS.includes(what) && !cells.includes(what))
    .sort();
  return [
    table('faults', FAULTS, counts),
    table('cells of the table of child orders (status, step)', cells, counts),
    `${rest.map((what) => `${what}: ${counts[what]}`).join(', ')}\n`,
  ].join('');
};

export const neverMet = (counts: Readonly<Record<string, number>>): readonly string[] =>
  [...FAULTS, ...SEEN, ...cells, ...rows, ...BY_HAND, ...ASSUMED, ...ADOPTED, ...DIFFERENCES, UNTRUE, WITHHELD].filter(
    (what) => (counts[what] ?? 0) === 0,
  );
