import { z } from 'zod';
import { formatChildId, formatOrderId, parseChildId, parseOrderId } from '../../../domain/kernel/ids.ts';
import type { Definition, Kind } from '../../../domain/kernel/schema.ts';
import type { ChildId, OrderId } from '../../../domain/kernel/units.ts';
import { definitions, type Event, type Recorded } from '../../../domain/oms/catalogue.ts';
import { journalError, UPGRADE } from './faults.ts';

/** A record as programs and people outside read it: one line of `daybook events --json`. */
export type JsonRecord = Readonly<{
  position: number;
  /** Microseconds since the epoch, UTC. */
  at: number;
  mono: number;
  type: string;
  v: number;
  actor: string;
  causationId: number;
  /** `O-yyyymmdd-n`, or null when it is about no client order. */
  correlationId: string | null;
  data: Readonly<Record<string, unknown>>;
}>;

const idForm = (letter: 'O' | 'C', parse: (text: string) => number | undefined, format: (id: number) => string) =>
  z.codec(z.string().regex(new RegExp(`^${letter}-\\d{8}-[1-9]\\d{0,8}$`)), z.int().min(1), {
    decode: (text, context) => {
      const id = parse(text);
      if (id !== undefined) return id;
      context.issues.push({ code: 'custom', message: `${text} is not an id: no such date, or too large a number`, input: text });
      return z.NEVER;
    },
    encode: format,
  });
const orderIdForm = idForm('O', parseOrderId, (id) => formatOrderId(id as OrderId));
const childIdForm = idForm('C', parseChildId, (id) => formatChildId(id as ChildId));
const bigForm = z.codec(z.string().regex(/^(0|-?[1-9]\d*)$/), z.bigint(), { decode: (text) => BigInt(text), encode: String });

/** JSON form ↔ value of a kind. `x-kind` tells whoever reads the binary form by hand which one it is. */
const formOf = (kind: Kind): z.ZodType => {
  switch (kind.kind) {
    case 'uint':
    case 'time':
      return z.int().min(0).meta({ 'x-kind': kind.kind });
    case 'int':
      return z.int().meta({ 'x-kind': kind.kind });
    case 'big':
      return bigForm.meta({ 'x-kind': kind.kind });
    case 'flag':
      return z.boolean().meta({ 'x-kind': kind.kind });
    case 'text':
    case 'word':
    case 'decimal':
      return z.string().meta({ 'x-kind': kind.kind });
    case 'orderId':
      return orderIdForm.meta({ 'x-kind': kind.kind });
    case 'childId':
      return childIdForm.meta({ 'x-kind': kind.kind });
    case 'choice':
      return z.enum(kind.choices as [string, ...string[]]).meta({ 'x-kind': kind.kind });
    case 'list':
      return z.array(formOf(kind.of)).meta({ 'x-kind': kind.kind });
    case 'record':
      return z.strictObject(mapFields(kind.fields)).meta({ 'x-kind': kind.kind });
    case 'optional':
      return formOf(kind.of).optional();
  }
};
const mapFields = (fields: Readonly<Record<string, Kind>>): Record<string, z.ZodType> =>
  Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, formOf(kind)]));

/** The zod schema of a record of one event, JSON form on the outside, domain values within. */
export const recordForm = (definition: Definition) =>
  z.strictObject({
    position: z.int().min(1),
    at: z.int().min(0),
    mono: z.int().min(0),
    type: z.literal(definition.name),
    v: z.literal(definition.v),
    actor: z.string(),
    causationId: z.int().min(1),
    correlationId: orderIdForm.nullable(),
    data: formOf({ kind: 'record', fields: definition.fields }),
  });
type RecordForm = ReturnType<typeof recordForm>;
const forms: ReadonlyMap<string, Readonly<{ definition: Definition; form: RecordForm }>> = new Map(
  definitions.map((definition) => [definition.name, { definition, form: recordForm(definition) }]),
);

/** The JSON form of a record. Throws JournalError `unknownEvent`. */
export const toJson = (record: Recorded): JsonRecord => {
  const { position, at, mono, actor, causationId, correlationId, event } = record;
  const known = forms.get(event.type);
  if (known === undefined) throw unknownType(event.type, position);
  const { fields, v } = known.definition;
  const about = correlationId === 0 ? null : formatOrderId(correlationId);
  return {
    position,
    at,
    mono,
    type: event.type,
    v,
    actor,
    causationId,
    correlationId: about,
    data: jsonFields(fields, event as unknown as Values),
  };
};

type Values = Readonly<Record<string, unknown>>;
const jsonFields = (fields: Readonly<Record<string, Kind>>, values: Values): Values => {
  const data: Record<string, unknown> = {};
  for (const name in fields) {
    const value = values[name];
    if (value !== undefined) data[name] = jsonOf(fields[name] as Kind, value);
  }
  return data;
};

/** What the zod schema says in the other direction, without its price: a day has millions of records. */
const jsonOf = (kind: Kind, value: unknown): unknown => {
  switch (kind.kind) {
    case 'big':
      return String(value);
    case 'orderId':
      return formatOrderId(value as OrderId);
    case 'childId':
      return formatChildId(value as ChildId);
    case 'list':
      return (value as readonly unknown[]).map((item) => jsonOf(kind.of, item));
    case 'record':
      return jsonFields(kind.fields, value as Values);
    case 'optional':
      return jsonOf(kind.of, value);
    default:
      return value;
  }
};

/** The record of a JSON form. Throws JournalError `unknownEvent` or `invalidEvent`, naming the field. */
export const fromJson = (json: unknown): Recorded => {
  const head = headForm.safeParse(json);
  if (!head.success) throw invalid('a record', 0, head.error);
  const { type, v, position } = head.data;
  const known = forms.get(type);
  if (known?.definition.v !== v) throw unknownType(`${type} version ${v}`, position);
  const result = known.form.safeParse(json);
  if (!result.success) throw invalid(type, position, result.error);
  const { at, mono, actor, causationId, correlationId, data } = result.data;
  return {
    position,
    at,
    mono,
    actor,
    causationId,
    correlationId: correlationId ?? 0,
    event: { type, ...(data as Values) } as Event,
  } as Recorded;
};
const headForm = z.looseObject({ type: z.string(), v: z.number(), position: z.int() });

/** What is wrong with a record, field by field; undefined when nothing is. */
export const faultIn = ({ event, correlationId, ...stamp }: Recorded): string | undefined => {
  const known = forms.get(event.type);
  if (known === undefined) return 'there is no such event in the catalogue';
  const { type, ...data } = event;
  const record = { ...stamp, type, v: known.definition.v, correlationId: correlationId === 0 ? null : correlationId, data };
  const result = z.safeEncode(known.form, record as z.output<RecordForm>);
  return result.success ? undefined : inWords(result.error);
};

const inWords = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
const invalid = (type: string, position: number, error: z.ZodError): Error =>
  journalError('invalidEvent', { file: 'JSON', position }, `${type}: ${inWords(error)}`, 'Correct the field.', error);
const unknownType = (what: string, position: number): Error =>
  journalError('unknownEvent', { file: 'JSON', position }, `${what} is not in the catalogue of this release`, UPGRADE);
