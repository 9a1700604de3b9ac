import { z } from 'zod';
import type { Definition } from '../../../domain/kernel/schema.ts';
import { definitions } from '../../../domain/oms/catalogue.ts';
import { recordForm } from './json-form.ts';

/** The published catalogue: for each event and version a file name and its JSON Schema, with what a reader of the binary form must know. */
export const catalogueFiles = (): ReadonlyMap<string, string> =>
  new Map(
    definitions.map((definition) => [
      `${definition.name}.v${definition.v}.json`,
      `${JSON.stringify(schemaOf(definition), null, 2)}\n`,
    ]),
  );

const schemaOf = (definition: Definition): object => {
  const { $schema, ...schema } = z.toJSONSchema(recordForm(definition), { io: 'input' });
  return {
    $schema,
    title: definition.name,
    description: definition.about,
    'x-code': definition.code,
    'x-voice': definition.voice,
    ...schema,
  };
};
