/** Why a survivor is no fault of the tests: no test can tell such a mutant from the original, or nobody should. */
export type Explanation = Readonly<{
  file: string;
  /** The source line on which the mutant begins, without its indent. */
  line: string;
  operators: readonly string[];
  because: string;
}>;

export const EXPLAINED: readonly Explanation[] = [];
