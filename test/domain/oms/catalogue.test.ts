import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Kind } from '../../../src/domain/kernel/schema.ts';
import { definitions, type Event, facts, inputs, isInput } from '../../../src/domain/oms/catalogue.ts';

/** As much of the published JSON Schema as says what is on disk. */
type Published = Readonly<{
  'x-kind': Kind['kind'];
  enum?: readonly string[];
  items?: Published;
  properties?: Readonly<Record<string, Published>>;
  required?: readonly string[];
}>;
type PublishedEvent = Readonly<{
  title: string;
  description: string;
  'x-code': number;
  'x-voice': string;
  properties: Readonly<{ v: Readonly<{ const: number }>; data: Published }>;
}>;

const folder = new URL('../../../journal/catalogue/', import.meta.url);
const published = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as PublishedEvent);

const kindOf = (schema: Published): Kind => {
  const kind = schema['x-kind'];
  if (kind === 'choice') return { kind, choices: schema.enum ?? [] };
  if (kind === 'list') return { kind, of: kindOf(schema.items as Published) };
  if (kind === 'record') return { kind, fields: fieldsOf(schema) };
  return { kind } as Kind;
};
const fieldsOf = ({ properties = {}, required = [] }: Published): Record<string, Kind> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [
      name,
      required.includes(name) ? kindOf(field) : { kind: 'optional', of: kindOf(field) },
    ]),
  );
const byName = <Named extends Readonly<{ name: string }>>(all: readonly Named[]): readonly Named[] =>
  [...all].sort((a, b) => (a.name < b.name ? -1 : 1));

describe('the catalogue', () => {
  it('is the one that is published: names, numbers, meanings, fields and their kinds, choices in their order', () => {
    const expected = published.map((event) => ({
      name: event.title,
      code: event['x-code'],
      v: event.properties.v.const,
      voice: event['x-voice'],
      about: event.description,
      fields: fieldsOf(event.properties.data),
    }));
    expect(byName(definitions)).toEqual(byName(expected));
  });
  it('keeps the fields of an event in the order in which they are on disk', () => {
    for (const { title, properties } of published)
      expect(Object.keys(definitions.find(({ name }) => name === title)?.fields ?? {})).toEqual(
        Object.keys(properties.data.properties ?? {}),
      );
  });
  it('tells what is said to the desk from what the desk concludes', () => {
    for (const type of Object.keys(inputs)) expect(isInput({ type } as Event)).toBe(true);
    for (const type of Object.keys(facts)) expect(isInput({ type } as Event)).toBe(false);
  });
});
