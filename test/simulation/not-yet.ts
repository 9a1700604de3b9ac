import type { FaultName } from '../../src/adapters/venues/simulated/faults.ts';

/** What the desk cannot survive yet, and so does not meet: each with what it waits for. Taking a line out is how to see it fail. */
export const notYetMet: Readonly<Partial<Record<FaultName, string>>> = {
  drop: 'looks through the books of its venues for what they never said, and did not number',
};

/** What it does not do yet, and what the checkers therefore let pass. */
const lacks: Readonly<Record<string, boolean>> = {
  /** An order that was busted after it was filled is not told as filled. */
  busts: true,
  /** An end that overtakes a fill, and says what is executed, keeps that much reserved. */
  toldCumQty: false,
  /** A cancel that was lost is sent again. */
  lostCancels: false,
};
export const lacking = (what: 'busts' | 'toldCumQty' | 'lostCancels'): boolean => lacks[what] === true;
