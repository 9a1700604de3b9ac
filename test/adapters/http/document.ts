import { expect } from 'vitest';
import { z } from 'zod';

export type JsonSchema = Readonly<{
  $ref?: string;
  type?: string;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  items?: JsonSchema;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
}>;
type Content = Readonly<Record<string, Readonly<{ schema: JsonSchema }>>>;
export type Parameter = Readonly<{ name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: JsonSchema }>;
export type DocumentedOperation = Readonly<{
  parameters?: readonly Parameter[];
  requestBody?: Readonly<{ content: Content }>;
  responses: Readonly<Record<string, Readonly<{ content?: Content }>>>;
}>;
export type Document = Readonly<{
  paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  components: Readonly<{ schemas: Readonly<Record<string, JsonSchema>> }>;
}>;

/** The schema of an answer, with everything it refers to. */
const checkerOf = ({ components }: Document, schema: JsonSchema): z.ZodType => {
  const whole = JSON.stringify({ ...schema, $defs: components.schemas }).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(whole));
};
const matches = (template: string, path: string): boolean =>
  new RegExp(
    `^${template
      .split(/\{\w+\}/)
      .map(RegExp.escape)
      .join('[^/]+')}$`,
  ).test(path);

export type Said = Readonly<{ method: string; path: string; status: number; contentType: string; body: unknown }>;

/** Holds every answer to the OpenAPI document: its status must be documented for that address, and its body have that shape. */
export const answersAsDocumented = (document: Document): ((said: Said) => void) => {
  const checkers = new Map<JsonSchema, z.ZodType>();
  return ({ method, path, status, contentType, body }) => {
    const [address = ''] = path.split('?');
    // An address in so many words goes before one with a parameter: /v1/orders/batch is not the order "batch".
    const template = document.paths[address] ? address : Object.keys(document.paths).find((one) => matches(one, address));
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
    if (operation === undefined) return;
    const documented = operation.responses[status];
    expect(documented, `${method} ${template} documents ${status}`).toBeDefined();
    const schema = documented?.content?.[contentType.split(';')[0] ?? '']?.schema;
    if (!contentType.includes('json')) return;
    expect(schema, `${method} ${template} documents ${contentType} with ${status}`).toBeDefined();
    const checker = checkers.get(schema as JsonSchema) ?? checkerOf(document, schema as JsonSchema);
    checkers.set(schema as JsonSchema, checker);
    const { error } = checker.safeParse(body);
    expect(error === undefined ? '' : z.prettifyError(error), `${method} ${path} ${status} ${JSON.stringify(body)}`).toBe('');
  };
};
