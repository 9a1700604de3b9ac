import fc from 'fast-check';
import { it } from 'vitest';

/** As often as DAYBOOK_RUNS says; without it, more often than other tests draw, because here there is most to find. */
export const runs = (): number => {
  const { numRuns = 100 } = fc.readConfigureGlobal();
  return process.env.DAYBOOK_RUNS === undefined ? 2 * numRuns : numRuns;
};

/** A property as a test, which may take its time and says how far it is when it takes long. */
export const always = <T>(claim: string, arbitrary: fc.Arbitrary<T>, holds: (drawn: T) => void): void => {
  let done = 0;
  it(
    claim,
    () => {
      const numRuns = runs();
      const property = fc.property(arbitrary, (drawn) => {
        holds(drawn);
        done += 1;
        if (numRuns > 2_000 && done % 1_000 === 0) process.stderr.write(`${done} of ${numRuns}: ${claim}\n`);
      });
      fc.assert(property, { numRuns });
    },
    60_000 * Math.max(1, runs() / 500),
  );
};
