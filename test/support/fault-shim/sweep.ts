import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { careless } from './careless.ts';
import { Interrupted } from './interrupted.ts';
import { aim, ceaseFire, cutPower, type FaultKind, isUnderFire, newDisk, onceMoreUnderFire, wasHit } from './shim.ts';
import { smallDesk } from './small-desk.ts';
import { smallJournal } from './small-journal.ts';

/**
 * A program: `npx node test/support/fault-shim/sweep.ts <subject> <kind> <then> [first] [step]`. It lives a small life once for each
 * operation on a file, which fails in the way of `kind`. Then the power is `cut` (what was not synced is lost), or the process is taken
 * to `stop` there, or it is let to `close` in order; and somebody else goes on with what lies in the folder. It prints what was hit
 * and what was wrong.
 */
const [subject = 'journal', kind = 'error', then = 'cut', first = '1', step = '1'] = process.argv.slice(2);
const OPERATIONS_MAX = 1_000;

/** Something that lives on files. */
export type Subject<Told> = Readonly<{
  nothingTold(): Told;
  /** Lives its life from beginning to end and keeps what it tells the world. Throws Interrupted when it cannot go on. */
  live(dir: string, told: Told): Promise<void>;
  /** What is wrong with what lies in a folder after an interruption; and then with the rest of the life, lived to its end from there. */
  faultsLeft(dir: string, told: Told): Promise<readonly string[]>;
}>;
/** `operation` is empty in the last one, which nothing hit. */
export type Hit = Readonly<{ operation: string; refused: boolean; faults: readonly string[] }>;

const sweep = async <Told>({ nothingTold, live, faultsLeft }: Subject<Told>, folder: string): Promise<readonly Hit[]> => {
  const one = async (n: number): Promise<Hit> => {
    const dir = join(folder, String(n));
    const image = `${dir}-image`;
    mkdirSync(dir);
    const told = nothingTold();
    const faults: string[] = [];
    aim(kind as FaultKind, n, `${dir}/`);
    const interrupted = await live(dir, told).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (interrupted !== undefined && !(interrupted instanceof Interrupted))
      faults.push(`not told in order: ${interrupted instanceof Error ? interrupted.stack : interrupted}`);
    if (then === 'cut') cutPower(dir);
    if (then !== 'close') cpSync(dir, image, { recursive: true });
    if (interrupted instanceof Interrupted)
      await interrupted.close().catch((error: unknown) => faults.push(`does not close: ${error}`));
    const operation = wasHit();
    ceaseFire();
    faults.push(...(await faultsLeft(then === 'close' ? dir : image, told)));
    for (const made of [dir, image]) rmSync(made, { recursive: true, force: true });
    return { operation, refused: interrupted !== undefined, faults };
  };

  const hits: Hit[] = [];
  for (let n = Number(first); n <= OPERATIONS_MAX; n += Number(step)) {
    const hit = await one(n);
    hits.push(hit);
    if (hit.operation === '') break; // It came to its end: what it left was looked at too.
  }
  return hits;
};

if (isUnderFire()) {
  const { dir, remove } = newDisk();
  const swept = {
    journal: () => sweep(smallJournal, dir),
    desk: () => sweep(smallDesk, dir),
    careless: () => sweep(careless, dir),
  };
  const hits = await swept[subject as keyof typeof swept]().finally(remove);
  process.stdout.write(`${JSON.stringify(hits, null, 1)}\n`);
} else onceMoreUnderFire();
