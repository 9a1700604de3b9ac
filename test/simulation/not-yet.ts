import type { FaultName } from '../../src/adapters/venues/simulated/faults.ts';

/** What the desk cannot survive yet, and so does not meet: each with what it waits for. Taking a line out is how to see it fail. */
export const notYetMet: Readonly<Partial<Record<FaultName, string>>> = {
  drop: 'asks for the status of what is unknown',
  toVenueTwice: 'does not take the rejection of a duplicate for the end of the first order',
  toDeskLost: 'asks again for what it missed',
  toDeskOvertaken: 'asks again for what it missed',
  toDeskGarbled: 'asks again for what it missed',
};

/** What it does not do yet, and what the checkers therefore let pass. */
const lacks: Readonly<Record<string, boolean>> = {
  /** An order that was busted after it was filled is not told as filled. */
  busts: true,
  /** An end that overtakes a fill, and says what is executed, keeps that much reserved. */
  toldCumQty: true,
  /** A cancel that was lost is sent again. */
  lostCancels: true,
};
export const lacking = (what: 'busts' | 'toldCumQty' | 'lostCancels'): boolean => lacks[what] === true;
