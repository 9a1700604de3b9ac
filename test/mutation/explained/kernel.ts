import { type Explanation, inFile } from './explanation.ts';

const SWEEP = 'this.#heap.length > 2 * this.#due.size';

export const kernel: readonly Explanation[] = [
  ...inFile('src/domain/kernel/decimal.ts', [
    {
      line: 'const negative = length > 0 && text.charCodeAt(0) === MINUS;',
      mutants: ['true', 'length >= 0', '1'],
      because: 'no text has no first character that is a minus, and a minus alone is malformed either way',
    },
    { line: 'digits += 1;', mutants: ['digits -= 1'], because: 'only whether it is zero is ever asked' },
    {
      line: 'if (units > Number.MAX_SAFE_INTEGER) return restIsDigits(',
      mutants: ['decimals > 0', '1'],
      because: 'behind a point there is at least one decimal by then',
    },
    {
      line: 'const missing = scale - (decimals < 0 ? 0 : Math.min(decimals, scale));',
      mutants: ['decimals <= 0', '1'],
      because: 'a text that ends in its point is malformed, so decimals is never 0 here; and Math.min(0, scale) is 0',
    },
    {
      line: '(pastPoint ? /^\\d*$/ : /^\\d*(?:\\.\\d+)?$/).test(text.slice(from + 1));',
      mutants: ['0'],
      because: 'the character that it begins one earlier with is a digit',
    },
    {
      line: "const [whole = '0', fraction = ''] = text.replace('-', '').split('.');",
      mutants: ['""'],
      because: 'a decimal has digits before its point; the default is for the compiler',
    },
    {
      line: 'const units = BigInt(whole) * tenTo(scale) + ',
      mutants: ['""'],
      because: 'BigInt of an empty text is 0',
    },
  ]),
  ...inFile('src/domain/kernel/ids.ts', [
    {
      line: 'const day = dayFromDate(',
      mutants: ['match[2].slice'],
      because: 'a match has all its groups; the question marks are for the compiler',
    },
    {
      line: 'const match = /^(\\d{4})-(\\d{2})-(\\d{2})$/.exec(text);',
      mutants: ['/(\\d{4})-(\\d{2})-(\\d{2})$/', '/^(\\d{4})-(\\d{2})-(\\d{2})/'],
      because: 'the day is written again and compared with the whole text',
    },
    {
      line: 'deskCode + base32(day % 32 ** 3, 3) + base32(epoch % 32 ** 4, 4);',
      mutants: ['4', '5'],
      because: 'base32 takes as many digits as it is told, whatever stands before them',
    },
    {
      line: 'const PAIRS: readonly string[] = Array.from({ length: 32 ** 2 }, (_, n) => base32(n, 2));',
      mutants: ['33', '3'],
      because: 'the longer table has entries that nobody asks for',
    },
    {
      line: 'const DIGITS = new Int8Array(128).fill(-1);',
      mutants: ['129'],
      because: 'what is not in the table is no digit either',
    },
    {
      line: 'for (let n = 0; n < ALPHABET.length; n += 1) DIGITS[ALPHABET.charCodeAt(n)] = n;',
      mutants: ['n <= ALPHABET.length'],
      because: 'one past the end has no code, and a typed array ignores a write to no place',
    },
  ]),
  ...inFile('src/domain/kernel/integers.ts', [
    {
      line: 'const negative = a < 0n;',
      mutants: ['a <= 0n', '1n'],
      because: 'a bigint has no minus zero',
    },
  ]),
  ...inFile('src/domain/kernel/table.ts', [
    {
      line: 'constructor(today: DayNumber) {',
      mutants: ['{}'],
      because: 'everything is then in the Map: slower, not other',
    },
    {
      line: 'while (this.#dense.length < n) this.#dense.push(undefined);',
      mutants: ['false', 'this.#dense.length <= n'],
      because: 'holes read as undefined, and one entry too many is written over at once: slower, not other',
    },
  ]),
  ...inFile('src/domain/kernel/timers.ts', [
    {
      line: `if (this.#heap.length > 64 && ${SWEEP}) this.#sweep();`,
      mutants: [
        'true',
        'false',
        `this.#heap.length > 64 || ${SWEEP}`,
        'this.#heap.length >= 64',
        'this.#heap.length <= 64',
        '65',
        'this.#heap.length >= 2 * this.#due.size',
        'this.#heap.length <= 2 * this.#due.size',
        '2 / this.#due.size',
        '3',
        ';',
      ],
      because: 'when to sweep is a matter of memory, not of what fires',
    },
    { line: '#sweep(): void {', mutants: ['{}'], because: 'without a sweep the dead surface one by one, as they do anyway' },
    {
      line: 'return [...this.#due].map(([id, dueAt]) => ({ id, dueAt })).sort((a, b) => (before(a, b) ? -1 : 1));',
      mutants: ['0'],
      because: "V8's sort only asks whether it is below zero",
    },
    {
      line: 'heap.push(timer);',
      mutants: [';'],
      because: 'every way out of the loop writes to its place; the push is there so that the array never has a hole',
    },
    {
      line: 'const before = (a: Timer, b: Timer): boolean => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.id < b.id);',
      mutants: ['a.id <= b.id'],
      because: 'two entries of the same id and moment are one timer, set twice',
    },
  ]),
  ...inFile('src/domain/kernel/units.ts', [
    {
      line: 'export const minusToZero =',
      mutants: ['a >= b'],
      because: 'equals leave nothing either way',
    },
    {
      line: 'export const smaller =',
      mutants: ['a <= b'],
      because: 'of equals it matters not which',
    },
    {
      line: 'export const larger =',
      mutants: ['a >= b'],
      because: 'of equals it matters not which',
    },
  ]),
];
