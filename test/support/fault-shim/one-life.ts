import { writeSync } from 'node:fs';
import { Interrupted } from './interrupted.ts';
import { smallJournal, type Told } from './small-journal.ts';

/**
 * A process of its own: `node one-life.ts <folder>` lives the life of the small journal, and says at once, a line each time, all that it
 * was told so far: what it said before it was killed must be true. When it is stopped by an error, the last line is that error.
 */
const STDOUT = 1;
const told = new Proxy<Told>(smallJournal.nothingTold(), {
  set: (target, name, value) => {
    Object.assign(target, { [name]: value });
    writeSync(STDOUT, `${JSON.stringify(target)}\n`);
    return true;
  },
});
try {
  await smallJournal.live(process.argv[2] ?? '', told);
} catch (error) {
  if (!(error instanceof Interrupted)) throw error;
  writeSync(STDOUT, `${JSON.stringify({ error: error.message })}\n`);
  await error.close();
}
