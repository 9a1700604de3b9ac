import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Entry, NO_PAST, type Past, pastOf } from './past.ts';

/** Where a venue keeps its truth through the death of its process. */
export type TruthFile = Readonly<{
  past: Past;
  /** Bytes of a last line that was cut short, and is therefore nothing that happened. */
  tornBytes: number;
  note(entry: Entry): void;
  /**
   * One act of the venue: a message that arrives, a book that moves, an order that expires. All that is noted meanwhile is one
   * line, so it is there as a whole or not at all: no order is found half traded.
   */
  during<Result>(act: () => Result): Result;
}>;

/** For a venue that ends with its process. */
export const NO_TRUTH_FILE: TruthFile = { past: NO_PAST, tornBytes: 0, note: () => {}, during: (act) => act() };

/**
 * JSON lines: whose file it is, then one list of entries per act. A line is handed to the operating system before anything about it
 * leaves for the desk, since a wire delivers later at the earliest. It is not forced to the disk: a killed process loses no page
 * cache, and a venue that stands for a machine elsewhere need not outlive ours.
 */
export const openTruthFile = (path: string, venue: string): TruthFile => {
  const { whole, tornBytes } = takeWholeLines(path);
  const [head, ...acts] = whole;
  if (head === undefined) append(path, inJson({ truthOf: venue, version: VERSION }));
  else checkHead(path, head, venue);
  const past = pastOf(acts.flatMap((line, at) => entriesOf(line, `${path}, line ${at + 2}`)));

  let noted: string[] = [];
  let depth = 0;
  const write = (): void => {
    if (depth > 0 || noted.length === 0) return;
    append(path, `[${noted.join(',')}]`);
    noted = [];
  };
  return {
    past,
    tornBytes,
    note: (entry) => {
      noted.push(inJson(entry)); // At once: an order goes on changing.
      write();
    },
    during: (act) => {
      depth += 1;
      try {
        return act();
      } finally {
        depth -= 1;
        write(); // Also when a listener failed: what was done is done.
      }
    },
  };
};

const VERSION = 1;
const headForm = z.strictObject({ truthOf: z.string(), version: z.literal(VERSION) });
const actForm = z.array(z.looseObject({ did: z.enum(['receive', 'hold', 'queue', 'execute', 'amend', 'say', 'missay']) }));

/** The lines that were written to their end. What follows the last of them is cut off, so that the next one starts clean. */
const takeWholeLines = (path: string): Readonly<{ whole: readonly string[]; tornBytes: number }> => {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    return { whole: [], tornBytes: 0 };
  }
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) truncateSync(path, end);
  return { whole: bytes.toString('utf8', 0, end).split('\n').slice(0, -1), tornBytes: bytes.length - end };
};

const checkHead = (path: string, line: string, venue: string): void => {
  const head = headForm.safeParse(parse(line, `${path}, line 1`));
  if (!head.success || head.data.truthOf !== venue)
    throw new Error(
      `${path} does not begin as the truth file of ${venue}, version ${VERSION}. Move it away, or name another one`,
    );
};

const entriesOf = (line: string, where: string): readonly Entry[] => {
  const act = actForm.safeParse(parse(line, where));
  if (!act.success) throw new Error(`${where}: this is not an act of a venue. Restore the file, or start from an empty one`);
  return act.data as unknown as readonly Entry[]; // The venue wrote it itself: the shape within is its own.
};

const append = (path: string, line: string): void => appendFileSync(path, `${line}\n`);

/** Money is exact: a bigint inside, text in the file. */
const EXACT = 'paid';
const inJson = (value: unknown): string => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part));
const parse = (line: string, where: string): unknown => {
  try {
    return JSON.parse(line, (key, value) => (key === EXACT ? BigInt(value) : value));
  } catch (cause) {
    throw new Error(`${where}: this is not JSON. Restore the file, or start from an empty one`, { cause });
  }
};
