import type { Command } from '@commander-js/extra-typings';
import { jsonOption } from './journals.ts';
import { printing } from './output.ts';
import { asking, freshId, personOption, urlOption } from './reach.ts';

/** `release`: orders may go to a venue again that talked nonsense. */
export const registerRelease = (program: Command): void => {
  program
    .command('release')
    .summary('let orders go again to a venue that was put in quarantine')
    .description(
      'A venue that talks nonsense past a limit (frames nobody can read, unknown ids, quantities that cannot be) gets nothing new until a named person releases it. Cancels always go. What was held for it goes, checked again.',
    )
    .argument('<venue>', 'which venue')
    .requiredOption('--reason <text>', 'why; journaled')
    .addOption(personOption)
    .addOption(urlOption)
    .addOption(jsonOption)
    .action(async (venue, { reason, person, url, json }) => {
      const answer = await asking(url, (desk) => desk.releaseVenue(venue, { clOrdId: freshId('release'), person, reason }));
      await printing((out) =>
        json ? out.json(answer) : out.line(`${answer.venue} is released by ${answer.person} (${answer.day}:${answer.position})`),
      );
    });
};
