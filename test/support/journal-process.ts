import { openSqliteJournal } from '../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { codeOf, DAY, marks, recordsOf } from './journal-days.ts';

/**
 * A process of its own on a journal, for tests: `node journal-process.ts <what> <dir> [count]`.
 * `write` appends for as long as it lives and says after each commit how far the day is durable; `claim` says what became of a claim;
 * `read` says how many records it read; `readAsNobody` does so without any right to write.
 */
const [what, dir = '', count = '1'] = process.argv.slice(2);
const say = (text: unknown): void => void process.stdout.write(`${text}\n`);

const write = async (): Promise<void> => {
  const journal = openSqliteJournal({ dir, desk: 'test' });
  const lease = await journal.claim('the child', 1);
  let position = (await journal.head(DAY))?.position ?? 0;
  for (;;) {
    const records = marks(position + 1, Number(count));
    const head = await journal.append(lease, { day: DAY, records, expectedPosition: position });
    position = head.position;
    say(position);
  }
};

const claim = async (): Promise<void> => {
  const journal = openSqliteJournal({ dir, desk: 'test' });
  say(await journal.claim('another', 1).then(({ epoch }) => `epoch ${epoch}`, String));
  await journal.close();
};

const read = async (): Promise<void> => {
  const journal = openSqliteJournal({ dir, desk: 'test', readOnly: true });
  say(
    `${(await recordsOf(journal)).length} ${(await journal.audit(DAY)).faults.length} ${(await journal.head(DAY))?.state} ${await codeOf(journal.claim('me', 1))}`,
  );
};

const readAsNobody = async (): Promise<void> => {
  const NOBODY = 65_534;
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
  await read();
};

const acts: Readonly<Record<string, () => Promise<void>>> = { write, claim, read, readAsNobody };
await acts[what ?? '']?.().catch((error: unknown) => say(error));
