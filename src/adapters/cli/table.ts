/** A flat answer: what a table shows in its columns and `--json` under its names. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

const NUMBER = /^-?\d[\d.]*$/;
const shown = (value: Row[string] | undefined): string =>
  value === null || value === undefined || value === '' ? '-' : String(value);

/** Rows in aligned columns under their names; a column of numbers stands to the right. */
export const table = (columns: readonly string[], rows: readonly Row[]): readonly string[] => {
  const cells = rows.map((row) => columns.map((column) => shown(row[column])));
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((line) => (line[i] as string).length)));
  const numeric = columns.map(
    (_, i) => cells.length > 0 && cells.every((line) => line[i] === '-' || NUMBER.test(line[i] as string)),
  );
  const pad = (text: string, i: number): string =>
    numeric[i] ? text.padStart(widths[i] as number) : text.padEnd(widths[i] as number);
  return [columns, ...cells].map((line) => line.map(pad).join('  ').trimEnd());
};
