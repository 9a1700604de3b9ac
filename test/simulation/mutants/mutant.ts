/** A known bug, as it would be typed into the source. Each hunk must be found exactly once. */
export type Hunk = Readonly<{ file: string; find: string; replace: string }>;
export type Mutant = Readonly<{ name: string; hunks: readonly Hunk[] }>;

const hunk = (file: string, find: string, replace: string): Hunk => ({ file: `src/${file}`, find, replace });
export const mutant = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  hunks: [hunk(file, find, replace)],
});
export const mutantOf = (
  name: string,
  file: string,
  ...changes: readonly (readonly [find: string, replace: string])[]
): Mutant => ({
  name,
  hunks: changes.map(([find, replace]) => hunk(file, find, replace)),
});
