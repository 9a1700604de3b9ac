import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../src/domain/kernel/canonical.ts';

/** The same value with the keys of every object set in another order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};
const safeKey = fc.string().filter((key) => key !== '__proto__');
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(safeKey, tie('value')),
  ),
})).value;

describe('the canonical text of a value', () => {
  it('is known to the letter, because digests are taken over it', () => {
    expect(canonical({ b: [1, undefined, null], a: { y: 'é"', x: 10n ** 20n }, gone: undefined })).toBe(
      '{"a":{"x":"100000000000000000000","y":"é\\""},"b":[1,null,null]}',
    );
    expect(canonical(-0)).toBe('0');
    expect(canonical(undefined)).toBe('null');
  });
  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonical(reversed(value))).toBe(canonical(value));
      }),
    );
  });
  it('is JSON, and says all of it', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
  it('differs where values differ', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(canonical(a) === canonical(b)).toBe(plain(a) === plain(b));
      }),
    );
  });
});

/** By the plainest means: every object as the sorted list of its entries, told from an array that looks the same. */
const plain = (value: unknown): string => JSON.stringify(listed(value));
const listed = (value: unknown): unknown => {
  if (Array.isArray(value)) return ['array', ...value.map(listed)];
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return ['object', ...entries.map(([key, inner]) => [key, listed(inner)])];
};
