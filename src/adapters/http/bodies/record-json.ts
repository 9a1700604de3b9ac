import { formatChildId, formatOrderId } from '../../../domain/kernel/ids.ts';
import type { Definition, Kind } from '../../../domain/kernel/schema.ts';
import type { ChildId, OrderId } from '../../../domain/kernel/units.ts';
import { definitions, type Recorded } from '../../../domain/oms/catalogue.ts';
import type { JsonRecord } from '../../journal/codec/json-form.ts';

/** How a value is said in JSON; undefined when it already is JSON. */
type Say = ((value: unknown) => unknown) | undefined;

const sayOf = (kind: Kind): Say => {
  switch (kind.kind) {
    case 'big':
      return String;
    case 'orderId':
      return (id) => formatOrderId(id as OrderId);
    case 'childId':
      return (id) => formatChildId(id as ChildId);
    case 'optional':
      return sayOf(kind.of);
    case 'list': {
      const say = sayOf(kind.of);
      return say && ((values) => (values as readonly unknown[]).map(say));
    }
    case 'record':
      return sayFields(kind.fields);
    default:
      return undefined;
  }
};

const sayFields = (fields: Definition['fields']): Say => {
  const changed = Object.entries(fields).flatMap(([name, kind]): [string, NonNullable<Say>][] => {
    const say = sayOf(kind);
    return say === undefined ? [] : [[name, say]];
  });
  if (changed.length === 0) return undefined;
  return (value) => {
    const said = { ...(value as Record<string, unknown>) };
    for (const [name, say] of changed) if (said[name] !== undefined) said[name] = say(said[name]);
    return said;
  };
};

type Form = Readonly<{ v: number; say: Say }>;
const forms: ReadonlyMap<string, Form> = new Map(definitions.map(({ name, v, fields }) => [name, { v, say: sayFields(fields) }]));

/**
 * The JSON form of a record that the journal holds: the same as the codec's `toJson`, which also checks each field. A stream says
 * every record of the day, and what was checked when it was written need not be checked again.
 */
export const recordJson = ({ position, at, mono, actor, causationId, correlationId, event }: Recorded): JsonRecord => {
  const { type, ...data } = event;
  const { v, say } = forms.get(type) as Form;
  return {
    position,
    at,
    mono,
    type,
    v,
    actor,
    causationId,
    correlationId: correlationId === 0 ? null : formatOrderId(correlationId),
    data: (say === undefined ? data : say(data)) as JsonRecord['data'],
  };
};
