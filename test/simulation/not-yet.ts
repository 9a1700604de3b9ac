import type { FaultName } from '../../src/adapters/venues/simulated/faults.ts';

/** What the desk cannot survive yet, and so does not meet: each with what it waits for. Taking a line out is how to see it fail. */
export const notYetMet: Readonly<Partial<Record<FaultName, string>>> = {
  forget: 'asks for open orders now and then, and misses one that is gone',
  drop: 'looks through the books of its venues for what they never said, and did not number',
};
