import { dayOf, numberOf, orderIdOf } from '../../src/domain/kernel/ids.ts';
import type { Kind } from '../../src/domain/kernel/schema.ts';
import type { ChildId, DayNumber, Micros, OrderId } from '../../src/domain/kernel/units.ts';
import { definitions, type Event, type Recorded } from '../../src/domain/oms/catalogue.ts';

/**
 * The page format once more, written down from journal/README.md and from nothing else: no buffer, no compiled function,
 * bigints throughout. What the fast codec writes must be this, byte for byte.
 */
type Bytes = readonly number[];
type Context = { day: DayNumber; at: number; words: string[] };

const uint = (value: bigint): Bytes => (value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...uint(value >> 7n)]);
const int = (value: bigint): Bytes => uint(value < 0n ? -2n * value + 1n : 2n * value);
const text = (value: string): Bytes => {
  const codes = Array.from({ length: value.length }, (_, i) => value.charCodeAt(i));
  const wide = codes.some((code) => code > 255);
  return [
    ...uint(BigInt(2 * value.length + (wide ? 1 : 0))),
    ...codes.flatMap((code) => (wide ? [code & 255, code >> 8] : [code])),
  ];
};
const decimal = (value: string): Bytes => {
  const [, sign, whole, fraction = ''] = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(value) ?? [];
  const digits = BigInt(`${whole ?? ''}${fraction}` || '0');
  if (whole === undefined || whole.length + fraction.length > 15 || (sign === '-' && digits === 0n)) return [255, ...text(value)];
  return [fraction.length + (sign === '-' ? 16 : 0), ...uint(digits)];
};
const word = (value: string, context: Context): Bytes => {
  const known = context.words.indexOf(value);
  if (known >= 0) return uint(BigInt(known + 1));
  if (value.length > 63 || context.words.length === 65_536) return [0, ...text(value)];
  return uint(BigInt(context.words.push(value)));
};
const id = (value: OrderId | ChildId, { day }: Context): Bytes => [
  ...int(BigInt(dayOf(value) - day)),
  ...uint(BigInt(numberOf(value))),
];

const field = (kind: Kind, value: unknown, context: Context): Bytes => {
  switch (kind.kind) {
    case 'uint':
      return uint(BigInt(value as number));
    case 'int':
      return int(BigInt(value as number));
    case 'big':
      return int(value as bigint);
    case 'flag':
      return [value === true ? 1 : 0];
    case 'text':
      return text(value as string);
    case 'word':
      return word(value as string, context);
    case 'decimal':
      return decimal(value as string);
    case 'time':
      return int(BigInt(value as number) - BigInt(context.at));
    case 'orderId':
    case 'childId':
      return id(value as OrderId, context);
    case 'choice':
      return [kind.choices.indexOf(value as string)];
    case 'list':
      return [
        ...uint(BigInt((value as unknown[]).length)),
        ...(value as unknown[]).flatMap((item) => field(kind.of, item, context)),
      ];
    case 'record':
      return fields(kind.fields, value as Record<string, unknown>, context);
    case 'optional':
      return field(kind.of, value, context);
  }
};

const optionalsOf = (kinds: Readonly<Record<string, Kind>>): string[] =>
  Object.keys(kinds).filter((name) => kinds[name]?.kind === 'optional');

const fields = (kinds: Readonly<Record<string, Kind>>, values: Readonly<Record<string, unknown>>, context: Context): Bytes => {
  const optionals = optionalsOf(kinds);
  const presence = Array.from({ length: Math.ceil(optionals.length / 8) }, () => 0);
  optionals.forEach((name, i) => {
    if (values[name] !== undefined) presence[i >> 3] = (presence[i >> 3] ?? 0) | (1 << (i & 7));
  });
  const present = Object.entries(kinds).filter(([name, kind]) => kind.kind !== 'optional' || values[name] !== undefined);
  return [...presence, ...present.flatMap(([name, kind]) => field(kind, values[name], context))];
};

const START = { mono: 0, actor: '', causationId: 0, correlationId: 0 };

/** The payload of one page. `words` is the day's book so far; new words are added to it. */
export const naivePayload = (day: DayNumber, records: readonly Recorded[], words: string[]): Bytes => {
  let last: Omit<Recorded, 'event' | 'position' | 'mono'> & { mono: number } = {
    ...START,
    at: records[0]?.at ?? (0 as Micros),
  } as never;
  return records.flatMap((record) => {
    const { at, mono, actor, causationId, correlationId, position, event } = record;
    const definition = definitions.find(({ name }) => name === event.type);
    if (definition === undefined) throw new Error(`no ${event.type}`);
    const context = { day, at, words };
    const bits = [
      at === last.at && mono === last.mono,
      actor === last.actor,
      causationId !== position && causationId === last.causationId,
      causationId === position,
      correlationId !== 0 && correlationId === last.correlationId,
      correlationId === 0,
    ];
    const bytes = [
      ...[bits.reduce((sum, bit, i) => sum + (bit ? 2 ** i : 0), 0), definition.code, definition.v],
      ...(bits[0] ? [] : [...int(BigInt(at) - BigInt(last.at)), ...int(BigInt(mono) - BigInt(last.mono))]),
      ...(bits[1] ? [] : word(actor, context)),
      ...(bits[2] || bits[3] ? [] : uint(BigInt(causationId))),
      ...(bits[4] || correlationId === 0 ? [] : id(correlationId, context)),
      ...fields(definition.fields, event as never, context),
    ];
    last = record;
    return bytes;
  });
};

/** The words of one page, as it carries them. */
export const naiveWords = (words: readonly string[]): Bytes => words.flatMap(text);

/* And back ----------------------------------------------------------------------------------------------------------- */

type Cursor = { bytes: Uint8Array; at: number };
const nextByte = (from: Cursor): number => {
  const byte = from.bytes[from.at];
  if (byte === undefined) throw new Error('the bytes end too early');
  from.at += 1;
  return byte;
};
const nextUint = (from: Cursor): bigint => {
  const byte = nextByte(from);
  return byte < 128 ? BigInt(byte) : BigInt(byte & 127) | (nextUint(from) << 7n);
};
const nextInt = (from: Cursor): bigint => {
  const twice = nextUint(from);
  return twice % 2n === 0n ? twice / 2n : -(twice / 2n);
};
const nextText = (from: Cursor): string => {
  const header = Number(nextUint(from));
  return Array.from({ length: header >> 1 }, () =>
    String.fromCharCode(header % 2 === 0 ? nextByte(from) : nextByte(from) | (nextByte(from) << 8)),
  ).join('');
};
const nextDecimal = (from: Cursor): string => {
  const form = nextByte(from);
  if (form === 255) return nextText(from);
  const scale = form % 16;
  const digits = String(nextUint(from)).padStart(scale + 1, '0');
  return `${form >= 16 ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale > 0 ? '.' : ''}${digits.slice(digits.length - scale)}`;
};
const nextWord = (from: Cursor, { words }: Context): string => {
  const number = Number(nextUint(from));
  return number === 0 ? nextText(from) : (words[number - 1] as string);
};
const nextId = (from: Cursor, { day }: Context): OrderId => {
  const on = day + Number(nextInt(from));
  return orderIdOf(on as DayNumber, Number(nextUint(from)));
};

const nextField = (from: Cursor, kind: Kind, context: Context): unknown => {
  switch (kind.kind) {
    case 'uint':
      return Number(nextUint(from));
    case 'int':
      return Number(nextInt(from));
    case 'big':
      return nextInt(from);
    case 'flag':
      return nextByte(from) === 1;
    case 'text':
      return nextText(from);
    case 'word':
      return nextWord(from, context);
    case 'decimal':
      return nextDecimal(from);
    case 'time':
      return context.at + Number(nextInt(from));
    case 'orderId':
    case 'childId':
      return nextId(from, context);
    case 'choice':
      return kind.choices[nextByte(from)];
    case 'list':
      return Array.from({ length: Number(nextUint(from)) }, () => nextField(from, kind.of, context));
    case 'record':
      return nextFields(from, kind.fields, context);
    case 'optional':
      return nextField(from, kind.of, context);
  }
};

const nextFields = (from: Cursor, kinds: Readonly<Record<string, Kind>>, context: Context): Record<string, unknown> => {
  const optionals = optionalsOf(kinds);
  const presence = Array.from({ length: Math.ceil(optionals.length / 8) }, () => nextByte(from));
  const absent = optionals.filter((_, i) => ((presence[i >> 3] ?? 0) & (1 << (i & 7))) === 0);
  const there = Object.entries(kinds).filter(([name]) => !absent.includes(name));
  return Object.fromEntries(there.map(([name, kind]) => [name, nextField(from, kind, context)]));
};

/** The records of one page. `words` is the day's book up to and including it. */
export const naiveRecords = (
  page: Readonly<{ day: DayNumber; first: number; count: number; time: Micros; payload: Uint8Array }>,
  words: string[],
): readonly Recorded[] => {
  const from = { bytes: page.payload, at: 0 };
  let last = { ...START, at: page.time as number };
  return Array.from({ length: page.count }, (_, i) => {
    const position = page.first + i;
    const [bits, code, v] = [nextByte(from), nextByte(from), nextByte(from)];
    const definition = definitions.find((each) => each.code === code && each.v === v);
    if (definition === undefined) throw new Error(`no event ${code}`);
    const moment = bits & 1 ? last : { at: last.at + Number(nextInt(from)), mono: last.mono + Number(nextInt(from)) };
    const context = { day: page.day, at: moment.at, words };
    const actor = bits & 2 ? last.actor : nextWord(from, context);
    const causationId = bits & 8 ? position : bits & 4 ? last.causationId : Number(nextUint(from));
    const correlationId = bits & 32 ? 0 : bits & 16 ? last.correlationId : nextId(from, context);
    const event = { type: definition.name, ...nextFields(from, definition.fields, context) } as Event;
    last = { at: moment.at, mono: moment.mono, actor, causationId, correlationId };
    return { position, ...last, event } as Recorded;
  });
};
