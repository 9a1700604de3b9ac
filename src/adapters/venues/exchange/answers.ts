import type { Random } from '../../market-data/random.ts';
import type { Answer } from '../protocol/queries.ts';
import type { VenueFaults } from './fault-form.ts';

type Row = Readonly<Record<string, unknown>>;
type Whole = Omit<Answer<Row>, 'total'>;
const NOTHING: Whole = { asOf: 0, seqIn: 0, rows: [] };
type Wrongs = Pick<VenueFaults, 'partialPpm' | 'omitPpm' | 'stalePpm' | 'wrongPpm'>;

/** What a venue answers to its queries: the truth, unless its faults say otherwise. */
export class Answers {
  readonly #random: Random;
  /** By query: what would have been the right answer, the time before. */
  readonly #before = new Map<string, Whole>();

  constructor(random: Random) {
    this.#random = random;
  }

  to(query: string, now: Whole, { partialPpm, omitPpm, stalePpm, wrongPpm }: Wrongs): Answer<Row> {
    const random = this.#random;
    const before = this.#before.get(query) ?? NOTHING;
    this.#before.set(query, now);
    const { rows: fresh, ...standing } = random.chance(stalePpm) ? before : now;
    const rows = random.chance(wrongPpm) ? spoiled(fresh, random) : fresh;
    const total = rows.length;
    const isPartial = total > 0 && random.chance(partialPpm);
    const omits = total > 0 && random.chance(omitPpm);
    if (!isPartial && !omits) return { ...standing, rows, total };
    const some = rows.slice(0, random.between(0, total - 1));
    return { ...standing, rows: some, total: omits ? some.length : total };
  }
}

const NUMBERS = ['qty', 'price', 'cumQty', 'leavesQty', 'orderQty', 'lastQty', 'lastPx'] as const;
/** What nobody can read, what no account holds, and what looks quite right. */
const NONSENSE = ['', '1e9', '-5', '99999999999999999999', '0.123456789', '7'] as const;

/** One number of one row is another one. */
const spoiled = (rows: readonly Row[], random: Random): readonly Row[] => {
  const at = rows.length === 0 ? -1 : random.upTo(rows.length);
  return rows.map((row, i) => (i === at ? spoiledRow(row, random) : row));
};
const spoiledRow = (row: Row, random: Random): Row => {
  const numbers = NUMBERS.filter((name) => row[name] !== undefined);
  return numbers.length === 0 ? row : { ...row, [random.pick(numbers)]: random.pick(NONSENSE) };
};
