import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordJson } from '../../../src/adapters/http/bodies/record-json.ts';
import { decimal, moment, sides } from '../../../src/adapters/http/contract/words.ts';
import { toJson } from '../../../src/adapters/journal/codec/json-form.ts';
import { isDecimal } from '../../../src/domain/kernel/decimal.ts';
import type { Mono } from '../../../src/domain/kernel/units.ts';
import { definitions, type Recorded } from '../../../src/domain/oms/catalogue.ts';
import { arbitraryEventOf } from '../../support/arbitrary-events.ts';
import { DAY, O, OPENS } from '../../support/desk.ts';

const anyRecord = fc
  .constantFrom(...definitions)
  .chain((definition) => arbitraryEventOf(definition, DAY))
  .map(
    (event): Recorded => ({
      position: 7,
      at: OPENS,
      mono: 1 as Mono,
      actor: 'client:A1',
      causationId: 6,
      correlationId: O(3),
      event,
    }),
  );

describe('the contract', () => {
  it('takes for a decimal what the domain takes for one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.stringMatching(/^-?\d{0,31}\.?\d{0,31}$/), fc.string()), (text) => {
        expect(decimal.safeParse(text).success).toBe(isDecimal(text));
      }),
    );
  });

  it('takes no moment that the journal cannot hold', () => {
    for (const [text, fits] of [
      ['2026-11-21T14:30:00Z', true],
      ['2026-11-21T14:30:00.123456+01:00', true],
      ['2026-11-21T14:30:00', false],
      ['1969-12-31T00:00:00Z', false],
      ['2300-01-01T00:00:00Z', false],
      ['2026-02-30T00:00:00Z', false],
    ] as const)
      expect(moment.safeParse(text).success, text).toBe(fits);
  });

  it('has the words of the domain', () => expect(sides.options).toEqual(['buy', 'sell', 'sellShort']));

  it('says a record as the journal does', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(JSON.parse(JSON.stringify(recordJson(record)))).toEqual(JSON.parse(JSON.stringify(toJson(record))));
      }),
    );
  });
});
