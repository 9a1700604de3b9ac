import type { Seal } from '../../../src/domain/ports/journal.ts';
import { verifyDays } from '../../../src/replay/verify.ts';
import { ASSUMED } from '../person.ts';
import type { World } from '../world.ts';
import { checkBreaks } from './breaks.ts';
import { checkCertainty } from './certainty.ts';
import { checkExecutions } from './executions.ts';
import { checkKills } from './kills.ts';
import { checkLevel } from './level.ts';
import { checkModes } from './modes.ts';
import { checkHeld } from './positions.ts';
import { checkPromises } from './promises.ts';
import { checkPositions, checkReleased } from './risk.ts';
import { checkAsked, checkSent } from './sent.ts';
import { checkStrays } from './strays.ts';
import { checkTold } from './told.ts';

/** Closes the desk's day and asks of every promise whether it was kept. The checkers keep their own books and fold nothing of ours. */
export const judge = async (world: World, thorough: boolean): Promise<Seal | undefined> => {
  const { process, findings } = world;
  checkSent(world);
  checkAsked(world);
  checkExecutions(world);
  checkPromises(world);
  checkModes(world);
  checkKills(world);
  checkCertainty(world);
  checkBreaks(world);
  checkLevel(world);
  checkStrays(world);
  checkHeld(world);
  countAssumed(world);
  const { desk } = process;
  if (desk === undefined) {
    findings.add('journal', `the desk does not start any more: ${process.startFailure?.message}`);
    return undefined;
  }
  checkReleased(world);
  await checkPositions(world);
  await checkTold(world);
  const seal = await desk.close();
  if (thorough) await checkJournal(world);
  return seal;
};

/** How often something was booked on a venue's count alone, and gave way to what was true. */
const countAssumed = ({ durable, counts }: World): void => {
  for (const { records } of durable.days)
    for (const { event } of records) {
      if (event.type === 'ExternalOrderAdopted') counts.add(`external: ${event.policy}`);
      if (event.type === 'ExecutionBooked' && event.provisional) counts.add(ASSUMED[0]);
      if ((event.type === 'ExecutionBusted' || event.type === 'ExecutionCorrected') && event.provisional === true)
        counts.add(ASSUMED[1]);
    }
};

/** To decide every input again costs as much as the run: one seed in four. */
const REDECIDE_EVERY = 4;

/** The chain is whole, the state is what the records fold to, and decisions made again from what was known are the same. */
const checkJournal = async ({ disk: { journal }, findings, seed }: World): Promise<void> => {
  for await (const report of verifyDays(
    journal,
    await journal.days(),
    seed % REDECIDE_EVERY === 0 ? { redecideAs: 'simulation' } : {},
  ))
    for (const { outcome, what, where } of report.checks) if (outcome === 'failed') findings.add('journal', `${what} (${where})`);
};
