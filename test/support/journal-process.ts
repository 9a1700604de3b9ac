import { openSqliteJournal } from '../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { codeOf, DAY, marks, recordsOf } from './journal-days.ts';

/**
 * A process of its own on a journal, for tests: `node journal-process.ts <what> <dir> [count]`.
 * `write` appends for as long as it lives and says after each commit how far the day is durable; `claim` says what became of a claim;
 * `read` says how many records it read; `readAsNobody` does so without any right to write; `sealAsNobody` finishes a seal without
 * the powers of root, under which every file may be written.
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

const becomeNobody = (): void => {
  const NOBODY = 65_534;
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
};

const readAsNobody = async (): Promise<void> => {
  becomeNobody();
  await read();
};

const sealAsNobody = async (): Promise<void> => {
  becomeNobody();
  const journal = openSqliteJournal({ dir, desk: 'test' });
  const lease = await journal.claim('nobody', 1);
  say((await journal.seal(lease, DAY)).position);
  await journal.close();
};

const acts: Readonly<Record<string, () => Promise<void>>> = { write, claim, read, readAsNobody, sealAsNobody };
await acts[what ?? '']?.().catch((error: unknown) => say(error));
