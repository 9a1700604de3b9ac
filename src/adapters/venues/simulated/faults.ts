import type { Random } from '../../market-data/random.ts';

/** Chances in a million, 0 by default: what a venue does wrong, and the network between it and the desk. */
export type Faults = Readonly<{
  /** A new order that could have been taken is rejected. */
  rejectPpm: number;
  /** A new order is taken, but its acknowledgement is never said. */
  silentAckPpm: number;
  /** A report is never said. It takes no session number: only a query can find out. */
  dropPpm: number;
  /** A report is said twice, each time under its own session number, and not flagged. */
  duplicatePpm: number;
  /** A report is said late: what happens meanwhile overtakes it. */
  latePpm: number;
  /** A message is first answered with a pending, which moves nothing. */
  pendingPpm: number;
  /** After a report, another remark about the order, which moves nothing. */
  remarkPpm: number;
  /** Of a report that executes, all but the execution itself is unreadable: fee, average price, totals. */
  nonsensePpm: number;
  /** An order that is filled is executed a little more, for nobody asked. */
  overfillPpm: number;
  /** An execution is taken back a little later. */
  bustPpm: number;
  /** An execution is corrected a little later: another price, or a smaller quantity. */
  correctPpm: number;
  /** An order that works is thrown out a little later: cancelled without being asked, or rejected after all. */
  throwOutPpm: number;
  /** Beside an execution, one lot is executed for an order that nobody sent. */
  strayPpm: number;
  /** Beside a new order, another one is placed under our name that the desk did not send: nobody says so, and it rests. */
  foreignPpm: number;
  /** An order that works is forgotten a little later: the venue knows it no more, and says nothing. */
  forgetPpm: number;
  /** At the close an order that is long over is said to be over once more, in other words. */
  sweepPpm: number;

  /** A message to the venue is lost under way. */
  toVenueLostPpm: number;
  /** It arrives twice. */
  toVenueTwicePpm: number;
  /** It is overtaken by what was sent after it. */
  toVenueOvertakenPpm: number;
  /** It, and all that is behind it, is held up. */
  toVenueHeldUpPpm: number;
  /** It arrives garbled, and the venue throws it away. */
  toVenueGarbledPpm: number;
  /** The same, of what comes to the desk. */
  toDeskLostPpm: number;
  toDeskTwicePpm: number;
  toDeskOvertakenPpm: number;
  toDeskHeldUpPpm: number;
  toDeskGarbledPpm: number;
}>;
export type FaultName = keyof Faults extends `${infer Name}Ppm` ? Name : never;

export const NO_FAULTS: Faults = {
  rejectPpm: 0,
  silentAckPpm: 0,
  dropPpm: 0,
  duplicatePpm: 0,
  latePpm: 0,
  pendingPpm: 0,
  remarkPpm: 0,
  nonsensePpm: 0,
  overfillPpm: 0,
  bustPpm: 0,
  correctPpm: 0,
  throwOutPpm: 0,
  strayPpm: 0,
  foreignPpm: 0,
  forgetPpm: 0,
  sweepPpm: 0,
  toVenueLostPpm: 0,
  toVenueTwicePpm: 0,
  toVenueOvertakenPpm: 0,
  toVenueHeldUpPpm: 0,
  toVenueGarbledPpm: 0,
  toDeskLostPpm: 0,
  toDeskTwicePpm: 0,
  toDeskOvertakenPpm: 0,
  toDeskHeldUpPpm: 0,
  toDeskGarbledPpm: 0,
};

/** Whether a fault strikes, each time that it could; and how hard, from the dice of whoever it strikes. */
export type Luck = Readonly<{
  strikes(fault: FaultName, random: Random): boolean;
  /** These chances hold from now on; what is not named cannot happen any more. */
  change(faults: Partial<Faults>): void;
}>;

/** `onFault` is told of each fault that strikes. */
export const luckOf = (first: Partial<Faults>, onFault: (fault: FaultName) => void = () => {}): Luck => {
  let faults: Faults = { ...NO_FAULTS, ...first };
  return {
    strikes: (fault, random) => {
      const struck = random.chance(faults[`${fault}Ppm`]);
      if (struck) onFault(fault);
      return struck;
    },
    change: (next) => {
      faults = { ...NO_FAULTS, ...next };
    },
  };
};
