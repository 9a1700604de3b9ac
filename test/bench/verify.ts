import { createHash } from 'node:crypto';
import type { Benchmark } from './benchmark.ts';
import { type Measured, race, timed } from './harness.ts';
import { encodedPagesOf, openReader } from './ledger.ts';
import { recordDay } from './recording.ts';
import { atLeast, type Findings, medianOf, short } from './report.ts';
import { inScratch } from './scratch.ts';

const RECORDS = 400_000;

const CHAIN = 'Daybook: pages read and chain checked';
const AUDIT = 'Daybook: the same, and every record decoded';
const HASH = 'SHA-256 over the same pages, in memory';

export const verify: Benchmark = {
  name: 'verify',
  about: 'the chain of a day checked',
  run: (settings): Promise<Findings> =>
    inScratch(async (dir) => {
      const { day, records } = await recordDay(dir, settings.seed, settings.quick ? RECORDS / 2 : RECORDS, settings.say);
      const pages = encodedPagesOf(dir);
      const bytes = pages.reduce((sum, page) => sum + page.length, 0);
      const measured = async (work: () => void | Promise<void>): Promise<Measured> => ({
        'MB/s': await timed(bytes / 1e6, work),
      });

      const figures = await race(settings, 'verify', [
        {
          name: CHAIN,
          round: () =>
            measured(async () => {
              let position = 0;
              for await (const page of openReader(dir).read(day)) position = page.first;
              if (position === 0) throw new Error('there was nothing to check');
            }),
        },
        {
          name: AUDIT,
          round: () =>
            measured(async () => {
              const { faults } = await openReader(dir).audit(day);
              if (faults[0] !== undefined) throw new Error(faults[0].what);
            }),
        },
        {
          name: HASH,
          round: () =>
            measured(() => {
              for (const page of pages) createHash('sha256').update(page).digest('hex');
            }),
        },
      ]);
      return {
        figures,
        budgets: [atLeast(0.7, 'of SHA-256 over the same pages', medianOf(figures, CHAIN), medianOf(figures, HASH))],
        notes: [`${short(records)} records in ${pages.length} pages, ${short(bytes)} bytes`],
      };
    }),
};
