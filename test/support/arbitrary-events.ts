import fc from 'fast-check';
import { orderIdOf } from '../../src/domain/kernel/ids.ts';
import type { Definition, Kind } from '../../src/domain/kernel/schema.ts';
import type { DayNumber, Micros, Mono, OrderId } from '../../src/domain/kernel/units.ts';
import { definitions, type Event, type Recorded } from '../../src/domain/oms/catalogue.ts';

/** Values that the domain would never say but that the journal must keep all the same: whatever was said is written down. */

const words = fc.constantFrom('LINK/USDT', 'AAPL', 'BINANCE', 'HUOBI', 'DARK', 'acct-1', 'acct-2', 'USD', 'trader:anna', '*', '');
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'ÿ', 'Ā', '\ud800', '\udc00', '\0') }),
  fc.string({ minLength: 60, maxLength: 70 }),
);
const decimals = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(9)).map(([units, scale]) => (units / 10 ** scale).toFixed(scale)),
  fc.constantFrom(
    '0',
    '-0',
    '0.10',
    '-0.00',
    '007',
    '1.',
    '.5',
    '1e5',
    '999999999999999',
    '9999999999999999',
    '-0.000000000000001',
    '0.0000000000000001',
  ),
  anyText,
);
const uints = fc.oneof(
  fc.nat(300),
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 28 - 1, 2 ** 28, 2 ** 31, 2 ** 32, 2 ** 53 - 1),
);
const ints = fc.tuple(uints, fc.boolean()).map(([magnitude, negative]) => (negative ? 0 - magnitude : magnitude));
const bigs = fc.oneof(ints.map(BigInt), fc.bigInt(), fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }));
const times = (day: DayNumber): fc.Arbitrary<Micros> =>
  fc
    .oneof(
      fc.nat(86_399_999_999).map((micros) => day * 86_400_000_000 + micros),
      uints,
    )
    .map((time) => time as Micros);
const idNumbers = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 2 ** 27 - 1 }));
const orderIds = (day: DayNumber): fc.Arbitrary<OrderId> =>
  fc
    .tuple(
      fc.oneof(
        fc.constant(day),
        fc.nat(60_000).map((other) => other as DayNumber),
      ),
      idNumbers,
    )
    .map(([on, n]) => orderIdOf(on, n));

const anyOf = (kind: Kind, day: DayNumber): fc.Arbitrary<unknown> => {
  switch (kind.kind) {
    case 'uint':
      return uints;
    case 'int':
      return ints;
    case 'big':
      return bigs;
    case 'flag':
      return fc.boolean();
    case 'text':
      return anyText;
    case 'word':
      return fc.oneof({ weight: 4, arbitrary: words }, { weight: 1, arbitrary: anyText });
    case 'decimal':
      return decimals;
    case 'time':
      return times(day);
    case 'orderId':
    case 'childId':
      return orderIds(day);
    case 'choice':
      return fc.constantFrom(...kind.choices);
    case 'list':
      return fc.array(anyOf(kind.of, day), { maxLength: 4 });
    case 'record':
      return fieldsOf(kind.fields, day);
    case 'optional':
      return fc.option(anyOf(kind.of, day), { nil: undefined });
  }
};

/** Optional fields are sometimes undefined and sometimes not there at all: the two mean the same. */
const fieldsOf = (fields: Readonly<Record<string, Kind>>, day: DayNumber): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, anyOf(kind, day)])), {
    requiredKeys: Object.keys(fields).filter((name) => fields[name]?.kind !== 'optional'),
    noNullPrototype: true,
  });

export const arbitraryEventOf = ({ name, fields }: Definition, day: DayNumber): fc.Arbitrary<Event> =>
  fieldsOf(fields, day).map((data) => ({ type: name, ...data }) as Event);

/** An event of any type, each type as often as the others. */
export const arbitraryEvent = (day: DayNumber): fc.Arbitrary<Event> =>
  fc.constantFrom(...definitions).chain((definition) => arbitraryEventOf(definition, day));
/** Of any type but the one that nothing can follow. */
const arbitraryEventWithin = (day: DayNumber): fc.Arbitrary<Event> =>
  fc
    .constantFrom(...definitions.filter(({ name }) => name !== 'DayClosed'))
    .chain((definition) => arbitraryEventOf(definition, day));

const envelopes = (day: DayNumber) =>
  fc.record({
    at: times(day),
    mono: uints.map((mono) => mono as Mono),
    actor: fc.oneof(fc.constantFrom('trader:anna', 'venue:BINANCE', 'desk'), anyText),
    correlationId: fc.oneof(fc.constant(0 as const), orderIds(day)),
  });

/** A record of any type at any position. */
export const arbitraryRecord = (day: DayNumber): fc.Arbitrary<Recorded> =>
  fc
    .tuple(arbitraryEvent(day), envelopes(day), fc.integer({ min: 1, max: 1_000_000 }), fc.nat(1000))
    .map(([event, envelope, position, back]) => ({ position, ...envelope, causationId: Math.max(1, position - back), event }));

/** Turns: each an input and what it led to, sharing cause, time and actor, at dense positions from `first` on. */
export const arbitraryTurns = (day: DayNumber, first = 1): fc.Arbitrary<readonly Recorded[]> =>
  fc
    .array(fc.tuple(envelopes(day), fc.array(arbitraryEventWithin(day), { minLength: 1, maxLength: 4 })), {
      minLength: 1,
      maxLength: 6,
    })
    .map((turns) => {
      const records: Recorded[] = [];
      for (const [envelope, events] of turns) {
        const causationId = first + records.length;
        for (const event of events) records.push({ position: first + records.length, ...envelope, causationId, event });
      }
      return records;
    });
