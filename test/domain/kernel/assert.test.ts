import { describe, expect, it } from 'vitest';
import { AssertionError, assert, known, unreachable } from '../../../src/domain/kernel/assert.ts';

const thrownBy = (act: () => unknown): AssertionError => {
  try {
    act();
  } catch (error) {
    return error as AssertionError;
  }
  return expect.fail('nothing was thrown');
};

describe('an assertion', () => {
  it('lets pass what holds, and does not even put its claim together', () => {
    assert(true, () => expect.fail('the claim was rendered'));
    expect(known(0, () => expect.fail('the claim was rendered'))).toBe(0);
  });
  it.each([
    ['a claim', 'two is one'],
    ['a claim that is put together', () => 'two is one'],
  ])('stops with %s', (_, claim) => {
    for (const error of [thrownBy(() => assert(false, claim)), thrownBy(() => known(undefined, claim))]) {
      expect(error).toBeInstanceOf(AssertionError);
      expect([error.name, error.claim, error.message]).toEqual(['AssertionError', 'two is one', 'assertion failed: two is one']);
    }
  });
  it('says what was reached that cannot be', () => {
    expect(thrownBy(() => unreachable('Elsewhere' as never)).claim).toBe('unreachable: Elsewhere');
  });
});
