import { AssertionError } from '../domain/kernel/assert.ts';
import { dateOf } from '../domain/kernel/ids.ts';
import type { DayNumber } from '../domain/kernel/units.ts';
import { type Audit, type Journal, JournalError, type Seal } from '../domain/ports/journal.ts';
import type { DayProof } from './day-proof.ts';
import { type Closing, closingOf, type Opening, openingFaults, type RecordFault } from './opening.ts';
import type { Redecided } from './redecide.ts';

/**
 * chain: file, pages, hashes, density, schema, seal · fold: every record follows, and the digests that the day states are true ·
 * opening: the opening balance is what the day before left · redecide: every verdict follows from what was known.
 */
export type CheckName = 'chain' | 'fold' | 'opening' | 'redecide';
/** `onTrust`: nothing speaks against it, but what would prove it is not here. */
export type Outcome = 'proved' | 'onTrust' | 'failed';
/** One thing that was looked at. `where` and `remedy` are empty unless it failed. */
export type Check = Readonly<{ name: CheckName; outcome: Outcome; what: string; where: string; remedy: string }>;

const proved = (name: CheckName, what: string): Check => ({ name, outcome: 'proved', what, where: '', remedy: '' });
const onTrust = (name: CheckName, what: string): Check => ({ name, outcome: 'onTrust', what, where: '', remedy: '' });
const failed = (name: CheckName, what: string, where: string, remedy: string): Check => ({
  name,
  outcome: 'failed',
  what,
  where,
  remedy,
});

const CHANGED =
  'The records were changed after they were written: restore the day from a copy whose chain head is that of the seal or of the next day.';
const failures = (name: CheckName, day: DayNumber, faults: readonly RecordFault[]): readonly Check[] =>
  faults.map(({ position, what }) => failed(name, what, `${dateOf(day)}, position ${position}`, CHANGED));

export const chainChecks = ({ faults, pages, records, head, sealed }: Audit): readonly Check[] =>
  faults.length === 0
    ? [proved('chain', `${pages} pages, ${records} records, chain head ${head}${sealed ? ', sealed' : ''}`)]
    : faults.map(({ file, page, position, what, remedy }) => {
        const where = [file, page > 0 && `page ${page}`, position > 0 && `position ${position}`].filter((part) => part !== false);
        return failed('chain', what, where.join(', '), remedy);
      });

export const notFolded = (day: DayNumber): Check =>
  failed('fold', 'not folded, because its pages cannot be trusted', dateOf(day), 'Restore the day, then verify it again.');

export const foldChecks = (
  day: DayNumber,
  { faults, closed, state }: DayProof,
  seal: Seal | undefined,
  digest: string,
): readonly Check[] => {
  if (faults.length > 0) return failures('fold', day, faults);
  if (seal !== undefined && seal.stateDigest !== closed?.stateDigest) {
    const what = `the seal says state digest ${seal.stateDigest}; the day closed with ${closed?.stateDigest ?? 'none'}`;
    return [failed('fold', what, dateOf(day), CHANGED)];
  }
  const end = closed === undefined ? `the day is open and ends at position ${state.position}` : 'the day is closed';
  return [proved('fold', `${end}, state digest ${digest}`)];
};

export const openingChecks = async (
  journal: Journal,
  day: DayNumber,
  opening: Opening,
  verified: Closing | undefined,
): Promise<readonly Check[]> => {
  const { opened, carried, digest = 'none yet: the opening was interrupted' } = opening;
  const { previousDay } = opened;
  const [before] = (await journal.days()).filter((other) => other < day).slice(-1);
  if (before !== undefined && before !== previousDay && (previousDay === undefined || previousDay < before))
    return failures('opening', day, [
      {
        position: 1,
        what: `it continues ${previousDay === undefined ? 'no day' : dateOf(previousDay)}, but ${dateOf(before)} was the day before`,
      },
    ]);
  if (previousDay === undefined)
    return carried.length === 0
      ? [proved('opening', 'the first day of its desk begins with nothing')]
      : failures('opening', day, [{ position: 2, what: `${carried.length} records are carried, but there was no day before` }]);
  if (before === undefined || before !== previousDay)
    return [
      onTrust(
        'opening',
        `opening balance taken on trust: digest ${digest}; ${dateOf(previousDay)}, which would prove it, is not here`,
      ),
    ];
  try {
    const closing = verified?.day === previousDay ? verified : await closingOf(journal, previousDay);
    const faults = await openingFaults(journal, opening, closing);
    if (faults.length > 0) return failures('opening', day, faults);
    return [proved('opening', `${carried.length} records carried, as ${dateOf(previousDay)} left them`)];
  } catch (error) {
    if (!(error instanceof JournalError || error instanceof AssertionError)) throw error;
    const what = `${dateOf(previousDay)}, which it continues, cannot be folded: ${error.message}`;
    return [failed('opening', what, dateOf(previousDay), `Verify ${dateOf(previousDay)} and restore it.`)];
  }
};

const OTHER_RULES =
  'Somebody changed a verdict, or what it rests on, and then the chain: compare the day with a copy, a standby or the venue.';

export const redecideChecks = (redecided: Redecided, build: string): readonly Check[] => {
  const { day, turns, records, deviations, complete } = redecided;
  if (deviations.length === 0) return [proved('redecide', `${turns} turns decided again: all ${records} records follow`)];
  const own = deviations.filter((deviation) => deviation.build === build);
  const checks = own.map(({ position, what, input }) =>
    failed('redecide', what, `${dateOf(day)}, position ${position} (${input.type} at ${input.position})`, OTHER_RULES),
  );
  const [first, ...others] = deviations.filter((deviation) => deviation.build !== build);
  if (first !== undefined) {
    const count = others.length === 0 ? '1 record' : `${others.length + 1} records`;
    const builds = `recorded by ${first.build}, decided again by ${build}`;
    checks.push(
      onTrust('redecide', `differs by build (${builds}) in ${count}, first at position ${first.position}: ${first.what}`),
    );
  }
  if (!complete) checks.push(onTrust('redecide', `what follows position ${deviations.at(-1)?.position} was not decided again`));
  return checks;
};
