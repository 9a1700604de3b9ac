import fc from 'fast-check';

const wholeNumber = (name: string, otherwise: number): number => {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is a whole number, not "${text}"`);
  return value;
};

/** The seed is set for the whole run by vitest.config.ts; more runs find more (DAYBOOK_RUNS=10000 npm test). */
fc.configureGlobal({ seed: wholeNumber('DAYBOOK_SEED', 0), numRuns: wholeNumber('DAYBOOK_RUNS', 100) });
