import { z } from 'zod';
import { PPM } from '../../../domain/kernel/units.ts';
import { USUAL_LATENCY } from '../simulated/latency.ts';

const ppm = z.int().min(0).max(PPM).default(0);
const LONGEST_MS = 60_000;
const micros = z
  .int()
  .nonnegative()
  .max(LONGEST_MS * 1_000);

const latencyForm = z.strictObject({
  minMicros: micros.describe('A message is under way for at least so long.'),
  jitterMicros: micros.default(0).describe('And for up to so much more, each as likely as the other.'),
});

/** All that can go wrong at a venue and on the wire, as chances in a million; each is 0 where it is not named. */
export const chancesForm = z.strictObject({
  rejectPpm: ppm.describe('A new order that could have been taken is rejected.'),
  silentAckPpm: ppm.describe('A new order is taken, but its acknowledgement is never said.'),
  dropPpm: ppm.describe('A report is never said and takes no number: only a query can find out.'),
  duplicatePpm: ppm.describe('A report is said twice, each time under its own number, and not flagged.'),
  latePpm: ppm.describe('A report is said late: what happens meanwhile overtakes it.'),
  pendingPpm: ppm.describe('A message is first answered with a pending, which moves nothing.'),
  remarkPpm: ppm.describe('After a report, another remark about the order, which moves nothing.'),
  nonsensePpm: ppm.describe('Of a report that executes, all but the execution itself is unreadable.'),
  overfillPpm: ppm.describe('An order that is filled is executed a little more.'),
  bustPpm: ppm.describe('An execution is taken back a little later.'),
  correctPpm: ppm.describe('An execution is corrected a little later.'),
  throwOutPpm: ppm.describe('An order that works is thrown out a little later.'),
  strayPpm: ppm.describe('Beside an execution, one lot is executed for an order that nobody sent.'),
  foreignPpm: ppm.describe(
    'Beside a new order, another one of a lot is placed under our name that the desk did not send; it rests.',
  ),
  forgetPpm: ppm.describe('An order that works is forgotten a little later: the venue knows it no more, and says nothing.'),
  sweepPpm: ppm.describe('At the close an order that is long over is said to be over once more.'),
  toVenueLostPpm: ppm.describe('A message to the venue is lost under way.'),
  toVenueTwicePpm: ppm.describe('It arrives twice.'),
  toVenueOvertakenPpm: ppm.describe('It is overtaken by what was sent after it.'),
  toVenueHeldUpPpm: ppm.describe('It, and all that is behind it, is held up.'),
  toDeskLostPpm: ppm.describe('A report is lost under way; it has taken its number.'),
  toDeskTwicePpm: ppm.describe('It arrives twice, under the same number.'),
  toDeskOvertakenPpm: ppm.describe('It is overtaken by what was said after it.'),
  toDeskHeldUpPpm: ppm.describe('It, and all that is behind it, is held up.'),
});

export const faultsForm = z.strictObject({
  chances: chancesForm.default(chancesForm.parse({})).describe('Chances in a million, drawn from the seed.'),
  toVenue: latencyForm.default(USUAL_LATENCY.toVenue).describe('Latency of what the desk sends.'),
  toDesk: latencyForm.default(USUAL_LATENCY.toDesk).describe('Latency of what the venue says.'),
  garbledPpm: ppm.describe('A report goes out cut short, so that nobody can read it; it has taken its number.'),
  partialPpm: ppm.describe('A query is answered in part, and the answer says of how many rows.'),
  omitPpm: ppm.describe('A query is answered in part, and nothing in the answer says so.'),
  stalePpm: ppm.describe('A query is answered as it should have been the time before: at first, with nothing.'),
  wrongPpm: ppm.describe('In the answer to a query one number of one row is wrong: unreadable, impossible, or just another one.'),
  clockSkewMs: z
    .int()
    .min(-LONGEST_MS)
    .max(LONGEST_MS)
    .default(0)
    .describe('How far the clock of the venue is ahead (or behind, if negative): orders and executions are dated by it.'),
});
export type VenueFaults = z.infer<typeof faultsForm>;
