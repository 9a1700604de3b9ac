/** Why a survivor is no fault of the tests: no test can tell such a mutant from the original, or nobody should. */
export type Explanation = Readonly<{
  file: string;
  /** Enough of the source line on which the mutant begins to know it by: line numbers would rot. */
  line: string;
  /** What the report prints after the `+`. */
  mutants: readonly string[];
  because: string;
}>;

type Of = Omit<Explanation, 'file'>;
export const inFile = (file: string, all: readonly Of[]): readonly Explanation[] => all.map((each) => ({ file, ...each }));
