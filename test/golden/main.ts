import { parseArgs } from 'node:util';
import { type Book, GOLDEN, type GoldenDay, readBook, writeBook } from './book.ts';
import { deviationsOf, examine, type Found, faultsOf } from './examine.ts';
import { DoesNotShow, make } from './make.ts';
import { SCRIPTS } from './scripts.ts';

const HELP = `npm run golden                              verifies every golden day and prints it
npm run golden -- --add NAME --seed N       plays a script of test/golden/scripts.ts (${Object.keys(SCRIPTS).join(', ')}) and keeps its days
npm run golden -- --renew                   before the first release: plays every script again, each under its own seed
npm run golden -- --accept NAME --why TEXT  today's rules decide a day otherwise, and that is right: notes where, and why`;

const { values } = parseArgs({
  options: {
    add: { type: 'string' },
    seed: { type: 'string' },
    renew: { type: 'boolean' },
    accept: { type: 'string' },
    why: { type: 'string' },
    help: { type: 'boolean' },
  },
});

const refuse = (why: string): never => {
  process.stderr.write(`${why}\n${HELP}\n`);
  process.exit(1);
};
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** In the place of its old days, or at the end. */
const replace = (book: Book, name: string, days: readonly GoldenDay[]): Book => {
  const at = book.days.findIndex((day) => day.name === name);
  const others = book.days.filter((day) => day.name !== name);
  return { ...book, days: others.toSpliced(at < 0 ? others.length : at, 0, ...days) };
};
const namesIn = ({ days }: Book): readonly string[] => [...new Set(days.map(({ name }) => name))];

const add = async (name: string, seed: number): Promise<void> => {
  if (SCRIPTS[name] === undefined) refuse(`There is no script "${name}".`);
  if (!Number.isSafeInteger(seed) || seed < 0) refuse(`--seed "${values.seed}" is not a whole number.`);
  const book = readBook();
  if (namesIn(book).includes(name)) refuse(`There is a golden day "${name}" already: it is never made anew by --add.`);
  const made = await make(name, seed);
  writeBook(replace(book, name, made));
  for (const { file, records } of made) print(`added ${file}, ${records} records, seed ${seed}`);
};

const SEEDS_TRIED = 20;
/** Other rules make another story of a seed: one that does not show any more what it is there for gives way to the next. */
const makeFrom = async (name: string, first: number): Promise<readonly GoldenDay[]> => {
  for (let seed = first; ; seed += 1)
    try {
      return await make(name, seed);
    } catch (error) {
      if (!(error instanceof DoesNotShow) || seed - first === SEEDS_TRIED) throw error;
      print(`${error.message}: trying the next seed`);
    }
};

const renew = async (): Promise<void> => {
  let book = readBook();
  if (book.released)
    refuse('Golden days of a release are never made anew. Old events are upcast on read: see journal/golden/README.md.');
  for (const name of namesIn(book)) {
    const old = book.days.filter((day) => day.name === name);
    const made = await makeFrom(name, old[0]?.seed ?? 1);
    book = replace(book, name, made);
    writeBook(book);
    made.forEach(({ file, stateDigest, chainHead, records }, i) => {
      const was = old[i];
      const same = was?.chainHead === chainHead && was.stateDigest === stateDigest;
      print(
        `${file}: ${same ? 'the same' : `${was?.records ?? 0} records, state ${was?.stateDigest.slice(0, 16)} → ${records}, ${stateDigest.slice(0, 16)}`}`,
      );
    });
  }
};

const accept = async (name: string, why: string): Promise<void> => {
  const book = readBook();
  const old = book.days.filter((day) => day.name === name);
  if (old.length === 0) refuse(`There is no golden day "${name}".`);
  const found = await examine(GOLDEN, name);
  const accepted = old.map((day): GoldenDay => {
    const deviations = [...deviationsOf(found.find(({ file }) => file === day.file) as Found)];
    const { differs: _, ...rest } = day;
    return deviations.length === 0 ? rest : { ...rest, differs: { why, deviations } };
  });
  writeBook(replace(book, name, accepted));
  for (const { file, differs } of accepted) print(`${file}: ${differs?.deviations.length ?? 0} records are decided otherwise`);
};

const verify = async (): Promise<void> => {
  const book = readBook();
  let failed = 0;
  for (const name of namesIn(book)) {
    print(`${name}: ${SCRIPTS[name]?.about ?? 'its script is gone; the days stay'}`);
    const found = await examine(GOLDEN, name);
    for (const golden of book.days.filter((day) => day.name === name)) {
      const { file, records, stateDigest, madeBy, seed, differs } = golden;
      const faults = faultsOf(
        golden,
        found.find((one) => one.file === file),
      );
      const otherwise = differs === undefined ? '' : `, ${differs.deviations.length} decided otherwise today: ${differs.why}`;
      print(
        `  ${faults.length === 0 ? 'ok   ' : 'FAULT'}  ${file}  ${records} records, seed ${seed}, made by ${madeBy}, state ${stateDigest}${otherwise}`,
      );
      for (const fault of faults) print(`         ${fault}`);
      failed += faults.length === 0 ? 0 : 1;
    }
  }
  print(`${book.days.length - failed} golden days replay as recorded, ${failed} do not`);
  if (failed > 0) process.exitCode = 1;
};

if (values.help === true) print(HELP);
else if (values.add !== undefined) await add(values.add, Number(values.seed ?? 'none'));
else if (values.renew === true) await renew();
else if (values.accept !== undefined) await accept(values.accept, values.why ?? refuse('--accept needs a reason: --why TEXT.'));
else await verify();
