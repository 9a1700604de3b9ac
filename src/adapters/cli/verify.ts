import { Argument, type Command } from '@commander-js/extra-typings';
import { dateOf } from '../../domain/kernel/ids.ts';
import type { DayNumber } from '../../domain/kernel/units.ts';
import { type Journal, JournalError } from '../../domain/ports/journal.ts';
import type { Outcome } from '../../replay/checks.ts';
import type { Deviation } from '../../replay/redecide.ts';
import { type DayReport, type VerifyOptions, verifyDays } from '../../replay/verify.ts';
import { toJson } from '../journal/codec/json-form.ts';
import { buildId } from '../runtime/build.ts';
import { DAY_HELP, type DayOfDesk, daysNamed, deskOption, journalOption, jsonOption, readDay, withJournals } from './journals.ts';
import { type Output, printing } from './output.ts';
import { type Progress, progressBar } from './progress.ts';

/** `verify`: is every day what it was when it was written, and does it say the truth? */
export const registerVerify = (program: Command): void => {
  program
    .command('verify')
    .summary('prove days: pages, chain, digests, opening balances, and with --redecide every verdict')
    .description(
      'Proves a day, or every day of every desk: files, pages, hash chain and seal; that its records fold to the digests it states; that its opening balance is what the day before left. ' +
        'With --redecide every input is decided again and each consequence compared. Exit code 2 when something does not verify; 1 when other code recorded the day and decides otherwise today.',
    )
    .addArgument(new Argument('[day]', `${DAY_HELP}; every day when absent`).argParser(readDay))
    .option('--redecide', 'decide every input again and compare every consequence')
    .addOption(journalOption)
    .addOption(deskOption)
    .addOption(jsonOption)
    .action((name, { redecide, json, ...where }) =>
      withJournals(where, async (journals) => {
        const found = name === undefined ? await everyDay(journals) : await daysNamed(journals, name);
        const reports: DayReport[] = [];
        await printing(async (out) => {
          for await (const report of verified(found, redecide ? buildId() : undefined)) {
            reports.push(report);
            if (!json) await printReport(out, report);
          }
          const ok = reports.every((report) => report.ok);
          if (json) await out.json({ ok, days: reports.map(plain) });
          else await out.line(verdictOn(reports));
        });
        if (reports.some((report) => !report.ok)) process.exitCode = 2;
        else if (reports.some(({ redecided }) => redecided?.verdict === 'differsByBuild')) process.exitCode = 1;
      }),
    );
};

const everyDay = async (journals: readonly Journal[]): Promise<readonly DayOfDesk[]> => {
  const found: DayOfDesk[] = [];
  for (const journal of journals) for (const day of await journal.days()) found.push({ journal, day });
  return found;
};

/** Reports day by day, each with its own bar. */
async function* verified(found: readonly DayOfDesk[], redecideAs: string | undefined): AsyncGenerator<DayReport> {
  for (const journal of new Set(found.map((one) => one.journal))) {
    const days = found.filter((one) => one.journal === journal).map(({ day }) => day);
    const sizes = new Map<DayNumber, number>();
    for (const day of days) sizes.set(day, await recordsIn(journal, day));
    let bar: Progress | undefined;
    const progress: VerifyOptions['progress'] = (day, check, done) => {
      bar ??= progressBar(`verifying ${journal.desk} ${dateOf(day)}`);
      const size = sizes.get(day) ?? 0;
      if (check === 'fold') bar.update(done, redecideAs === undefined ? size : 2 * size);
      if (check === 'redecide') bar.update(size + done, 2 * size);
    };
    for await (const report of verifyDays(journal, days, { redecideAs, progress })) {
      bar?.stop();
      bar = undefined;
      yield report;
    }
  }
}

/** How long the bar is; 0 for a day that cannot be read, which its report will say. */
const recordsIn = async (journal: Journal, day: DayNumber): Promise<number> => {
  try {
    return (await journal.head(day))?.position ?? 0;
  } catch (error) {
    if (error instanceof JournalError) return 0;
    throw error;
  }
};

const MARKS: Readonly<Record<Outcome, string>> = { proved: 'ok', onTrust: 'on trust', failed: 'FAULT' };

const printReport = async (out: Output, { desk, day, status, records, pages, checks }: DayReport): Promise<void> => {
  await out.line(`${desk} ${day}: ${status}, ${records} records in ${pages} pages`);
  for (const { name, outcome, what, where, remedy } of checks) {
    await out.line(`  ${MARKS[outcome].padEnd(8)}  ${name.padEnd(8)}  ${what}`);
    if (outcome === 'failed') await out.lines([`${INDENT}at ${where}`, `${INDENT}${remedy}`]);
  }
  await out.flush();
};
const INDENT = ' '.repeat(22);

const verdictOn = (reports: readonly DayReport[]): string => {
  const days = (n: number): string => (n === 1 ? '1 day' : `${n} days`);
  const bad = reports.filter(({ ok }) => !ok);
  if (bad.length === 0) return `${days(reports.length)} verified.`;
  return `${days(bad.length)} of ${reports.length} ${bad.length === 1 ? 'does' : 'do'} not verify: ${bad.map(({ desk, day }) => `${desk} ${day}`).join(', ')}.`;
};

/** As JSON: records in the form of `events --json`. */
const plain = ({ redecided, ...report }: DayReport): object => {
  if (redecided === undefined) return report;
  const { verdict, turns, complete, deviations } = redecided;
  return { ...report, redecided: { verdict, turns, complete, deviations: deviations.map(plainDeviation) } };
};
const plainDeviation = ({ recorded, decided, ...deviation }: Deviation): object => ({
  ...deviation,
  recorded: recorded === undefined ? null : toJson(recorded),
  decided: decided === undefined ? null : toJson(decided),
});
