/** The figures of one contender in one unit, over the rounds that count. */
export type Figure = Readonly<{ name: string; unit: string; median: number; min: number; max: number; rounds: number }>;

/** What DESIGN §14 asks for, and what came out. `found` is undefined when a side of it could not be measured. */
export type Budget = Readonly<{
  what: string;
  wanted: number;
  sense: 'at least' | 'at most';
  unit: string;
  found: number | undefined;
  met: boolean | undefined;
}>;

export type Findings = Readonly<{ figures: readonly Figure[]; budgets: readonly Budget[]; notes: readonly string[] }>;
export type Report = Findings & Readonly<{ benchmark: string; about: string; seconds: number }>;

/** The value that `share` of a sorted list is not above. */
export const quantile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

export const spreadOf = (samples: readonly number[]): Omit<Figure, 'name' | 'unit'> => {
  const sorted = Float64Array.from(samples).sort();
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1 ? quantile(sorted, 0.5) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN, rounds: sorted.length };
};

/** The median of a contender; undefined when it did not run. */
export const medianOf = (figures: readonly Figure[], name: string, unit?: string): number | undefined =>
  figures.find((figure) => figure.name === name && (unit === undefined || figure.unit === unit))?.median;

const budget = (what: string, wanted: number, sense: Budget['sense'], unit: string, found: number | undefined): Budget => {
  const known = found !== undefined && Number.isFinite(found);
  return {
    what,
    wanted,
    sense,
    unit,
    found: known ? found : undefined,
    met: known ? (sense === 'at least' ? found >= wanted : found <= wanted) : undefined,
  };
};
/** A ratio of medians of one run. */
export const atLeast = (wanted: number, what: string, ours: number | undefined, theirs: number | undefined): Budget =>
  budget(what, wanted, 'at least', '×', ours === undefined || theirs === undefined ? undefined : ours / theirs);
export const atMost = (wanted: number, unit: string, what: string, found: number | undefined): Budget =>
  budget(what, wanted, 'at most', unit, found);

export const verdictOf = ({ met }: Budget): string => (met === undefined ? 'not measured' : met ? 'met' : 'MISSED');

const SHORT = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;
/** Three digits that a person can compare: 1,234,567 is 1.23 M. */
export const short = (value: number): string => {
  const [by, letter] = SHORT.find(([least]) => Math.abs(value) >= least * 0.9995) ?? [1, ''];
  const scaled = value / by;
  const digits = Math.abs(scaled) >= 99.95 ? 0 : Math.abs(scaled) >= 9.995 ? 1 : 2;
  return `${scaled.toFixed(digits)}${letter === '' ? '' : ` ${letter}`}`;
};
/** Times are read in their own unit, however long: 12,300 µs and not 12.3 k µs. */
const shown = (value: number, unit: string): string =>
  /[nµm]s$/.test(unit) ? new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 }).format(value) : short(value);
const withUnit = (value: number, unit: string): string => `${shown(value, unit)}${unit.startsWith('×') ? '' : ' '}${unit}`;
const found = ({ found: value, unit }: Budget): string => (value === undefined ? '–' : withUnit(value, unit));
const wanted = ({ wanted: value, sense, unit }: Budget): string => `${sense === 'at least' ? '≥' : '≤'} ${withUnit(value, unit)}`;

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  return rows
    .map((row) =>
      `  ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)).join('  ')}`.trimEnd(),
    )
    .join('\n');
};

export const asText = ({ benchmark, about, figures, budgets, notes, seconds }: Report): string =>
  [
    `${benchmark}: ${about}`,
    table([
      ['', 'median', 'min..max', 'unit'],
      ...figures.map(({ name, unit, median, min, max }) => [
        name,
        shown(median, unit),
        `${shown(min, unit)}..${shown(max, unit)}`,
        unit,
      ]),
    ]),
    ...(budgets.length === 0
      ? []
      : [
          table([
            ['budget', 'wanted', 'found', ''],
            ...budgets.map((each) => [each.what, wanted(each), found(each), verdictOf(each)]),
          ]),
        ]),
    ...notes.map((note) => `  ${note}`),
    `  ${seconds.toFixed(1)} s`,
  ].join('\n');

/** For the README: one row a budget, as DESIGN §14 lists them. */
export const asMarkdown = (reports: readonly Report[]): string =>
  [
    '| benchmark | what | budget | found | |',
    '|---|---|---|---|---|',
    ...reports.flatMap(({ benchmark, budgets }) =>
      budgets.map((each) => `| \`${benchmark}\` | ${each.what} | ${wanted(each)} | ${found(each)} | ${verdictOf(each)} |`),
    ),
    '',
    '| benchmark | contender | median | min..max | unit |',
    '|---|---|---|---|---|',
    ...reports.flatMap(({ benchmark, figures }) =>
      figures.map(
        ({ name, unit, median, min, max }) =>
          `| \`${benchmark}\` | ${name} | ${shown(median, unit)} | ${shown(min, unit)}..${shown(max, unit)} | ${unit} |`,
      ),
    ),
  ].join('\n');
