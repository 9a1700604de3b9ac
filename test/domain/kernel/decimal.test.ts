import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatShort, formatUnits, isDecimal, parseBig, parseDecimal, parseTold } from '../../../src/domain/kernel/decimal.ts';

/** Wide enough that the reference never rounds. */
const Exact = Decimal.clone({ precision: 200, toExpNeg: -100, toExpPos: 100 });
const units = (text: string, scale: number): number | string => {
  const parsed = parseDecimal(text, scale);
  return parsed.ok ? parsed.units : parsed.fault;
};

const scale = fc.integer({ min: 0, max: 9 });
const safe = fc.maxSafeInteger();
/** Decimals as people write them: any length, leading and trailing zeros, either sign. */
const written = fc
  .tuple(fc.boolean(), fc.stringMatching(/^\d{1,18}$/), fc.option(fc.stringMatching(/^\d{1,14}$/), { nil: undefined }))
  .map(([minus, whole, fraction]) => `${minus ? '-' : ''}${whole}${fraction === undefined ? '' : `.${fraction}`}`);

describe('reading a decimal', () => {
  it.each([
    ['10.25', 2, 1_025],
    ['10.2500', 2, 1_025],
    ['0.29', 2, 29],
    ['0', 0, 0],
    ['-0.05', 2, -5],
    ['007', 0, 7],
    ['9007199254740991', 0, 9_007_199_254_740_991],
    ['9007199.254740991', 9, 9_007_199_254_740_991],
  ])('%s at scale %d is %d units', (text, at, expected) => expect(units(text, at)).toBe(expected));

  it.each([
    ['10.255', 2, 'tooManyDigits'],
    ['1.0000000001', 9, 'tooManyDigits'],
    ['0.5', 0, 'tooManyDigits'],
    ['9007199254740992', 0, 'tooLarge'],
    ['9007199254740993', 0, 'tooLarge'],
    ['90071992547409.92', 2, 'tooLarge'],
    ['99999999999999999999999999', 0, 'tooLarge'],
    ['9007200', 9, 'tooLarge'],
    ['99999999999999999999.123', 2, 'tooLarge'],
    ['90071992547409999999.5', 2, 'tooLarge'],
    ['99999999999999999999.', 0, 'malformed'],
    ['99999999999999999999x', 0, 'malformed'],
    ['99999999999999999999:', 0, 'malformed'],
    ['900719925474099.99.5', 2, 'malformed'],
    ['1.239x', 2, 'malformed'],
    ['1.239.5', 2, 'malformed'],
  ])('%j at scale %d is refused: %s', (text, at, fault) => expect(units(text, at)).toBe(fault));

  it.each([
    '',
    '-',
    '.',
    '.5',
    '5.',
    '1.2.3',
    '1..5',
    '1:',
    '1/',
    '--1',
    '+1',
    '1e3',
    ' 1',
    '1 ',
    '1,000',
    '0x10',
    'NaN',
    'Infinity',
    '１',
  ])('%j is no decimal', (text) => expect(units(text, 2)).toBe('malformed'));

  it('never says minus zero', () => {
    for (const text of ['-0', '-0.00']) expect(Object.is(units(text, 2), 0)).toBe(true);
  });

  it('counts the ticks of a price as a decimal library does, where floats do not', () => {
    expect(0.29 / 0.01).not.toBe(29);
    for (let cents = 0; cents <= 10_000; cents += 1) {
      const text = new Exact(cents).div(100).toFixed(2);
      expect(units(text, 2)).toBe(cents);
    }
  });

  it('agrees with decimal.js on every decimal, and refuses what does not fit instead of rounding it', () => {
    fc.assert(
      fc.property(written, scale, (text, at) => {
        const exact = new Exact(text).times(new Exact(10).pow(at));
        const expected = !exact.isInteger()
          ? 'tooManyDigits'
          : exact.abs().gt(Number.MAX_SAFE_INTEGER)
            ? 'tooLarge'
            : exact.plus(0).toNumber();
        const found = units(text, at);
        // A number that is both too fine and too large may be refused for either.
        if (expected === 'tooManyDigits' && found === 'tooLarge') expect(exact.abs().gt(Number.MAX_SAFE_INTEGER)).toBe(true);
        else expect(found).toBe(expected === 0 ? 0 : expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('calls malformed exactly what is not written as a decimal', () => {
    const almost = fc.stringMatching(/^[-+.\d e]{0,12}$/);
    fc.assert(
      fc.property(almost, scale, (text, at) => {
        expect(units(text, at) === 'malformed').toBe(!isDecimal(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('writing a decimal', () => {
  it.each([
    [1_025, 2, '10.25', '10.25'],
    [1_000, 2, '10.00', '10'],
    [5, 2, '0.05', '0.05'],
    [-5, 2, '-0.05', '-0.05'],
    [100, 0, '100', '100'],
    [0, 4, '0.0000', '0'],
    [10_250n, 3, '10.250', '10.25'],
    [-1n, 18, '-0.000000000000000001', '-0.000000000000000001'],
  ])('%s units at scale %d are %s, in short %s', (whole, at, long, short) => {
    expect(formatUnits(whole, at)).toBe(long);
    expect(formatShort(whole, at)).toBe(short);
  });

  it('is undone by reading', () => {
    fc.assert(
      fc.property(safe, scale, (whole, at) => {
        expect(units(formatUnits(whole, at), at)).toBe(whole);
        expect(units(formatShort(whole, at), at)).toBe(whole);
      }),
      { numRuns: 1_000 },
    );
  });

  it('writes what decimal.js writes', () => {
    fc.assert(
      fc.property(safe, scale, (whole, at) => {
        const exact = new Exact(whole).div(new Exact(10).pow(at));
        expect(formatUnits(whole, at)).toBe(exact.toFixed(at));
        expect(formatShort(whole, at)).toBe(exact.toFixed());
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('decimals of any size', () => {
  it('agree with decimal.js, or are refused', () => {
    fc.assert(
      fc.property(written, fc.integer({ min: 0, max: 18 }), (text, at) => {
        const exact = new Exact(text).times(new Exact(10).pow(at));
        expect(parseBig(text, at)).toBe(exact.isInteger() ? BigInt(exact.toFixed(0)) : undefined);
      }),
      { numRuns: 1_000 },
    );
  });
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n) + 1n, max: 10n ** 30n - 1n }), fc.integer({ min: 0, max: 18 }), (whole, at) => {
        expect(parseBig(formatUnits(whole, at), at)).toBe(whole);
      }),
    );
  });
  it.each(['', '-', '1.', '.1', '1e9', 'x'])('%j is no decimal', (text) => expect(parseBig(text, 9)).toBeUndefined());
});

describe('decimals that a venue says', () => {
  it.each([
    ['10.25', 2, { ok: true, units: 1_025 }],
    ['8796093022208', 0, { ok: true, units: 2 ** 43 }],
    ['8796093022209', 0, { ok: false, fault: 'tooLarge' }],
    ['-9007199254740991', 0, { ok: false, fault: 'tooLarge' }],
    ['many', 0, { ok: false, fault: 'malformed' }],
  ])('%j at scale %i', (text, at, expected) => expect(parseTold(text, at)).toEqual(expected));
});
