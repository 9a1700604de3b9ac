import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Http } from './http.ts';
import type { DeskDoor } from './ports.ts';

const DESCRIPTION = `Order entry, blotter, positions, risk, market and journal of a Daybook desk.

- Prices and quantities are decimals in quotes: \`"10.25"\`. Words are those of FIX.
- **Every ask has an id**: \`clOrdId\` in its body, or the header \`Idempotency-Key\`. Asking again word for word gets the first answer
  and has no second effect; while the first is in flight, the repeat waits for it. Retry freely, under the same id.
- **An answer is durable**: what it says is in the journal at \`position\` of \`day\`, and every view here shows it already.
- Problems are RFC 9457; \`type\` is stable and can be read at that address. GET /problems lists them all.`;

type TransformObject = typeof jsonSchemaTransformObject;
type Described = Readonly<{ paths?: object; components?: Readonly<{ schemas?: Readonly<Record<string, object>> }> }>;
const SCHEMAS = '#/components/schemas/';

/**
 * The library describes each shape twice, as it comes in and as it goes out (`Order` and `OrderInput`). Here a shape goes one way
 * only, so what nothing refers to is left out, and what comes in gets its plain name.
 */
const withPlainNames: TransformObject = (document) => {
  const described: Described = jsonSchemaTransformObject(document);
  const schemas = described.components?.schemas ?? {};
  const used = new Set<string>();
  const use = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      use(schemas[name]);
    }
  };
  use(described.paths);
  use({ $ref: `${SCHEMAS}SocketMessageInput` }); // What a WebSocket carries, no path can refer to.
  const plain = (name: string): string => {
    const short = name.replace(/Input$/, '');
    return short !== name && !used.has(short) ? short : name;
  };
  const kept = Object.fromEntries(
    Object.entries(schemas).flatMap(([name, schema]) => (used.has(name) ? [[plain(name), schema]] : [])),
  );
  const whole = JSON.stringify({ ...described, components: { ...described.components, schemas: kept } });
  return JSON.parse(whole.replaceAll(/"#\/components\/schemas\/([^"]+)"/g, (_, name: string) => `"${SCHEMAS}${plain(name)}"`));
};

/** The OpenAPI document, from the schemas of the routes: must come before them. */
export const describeApi = async (http: Http, { name, build }: DeskDoor): Promise<void> => {
  await http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: `Daybook, desk ${name}`,
        description: DESCRIPTION,
        version: build.split('+')[0] ?? build,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      tags: [
        { name: 'order entry', description: 'What a client may ask.' },
        { name: 'orders', description: 'What became of it.' },
        { name: 'desk', description: 'What the desk holds, may do and sees.' },
        { name: 'days', description: 'The journal, and time travel.' },
        { name: 'operations', description: 'The kill switch, and what only a person can settle.' },
        { name: 'streams', description: 'Everything that happens, as it becomes durable.' },
        { name: 'service', description: 'For those who run it.' },
      ],
    },
    // A WebSocket is hidden by its plugin, since OpenAPI has no words for its messages; ours are described in prose and as a schema.
    transform: (route) =>
      jsonSchemaTransform(route.route.websocket === true ? { ...route, schema: { ...route.schema, hide: false } } : route),
    transformObject: withPlainNames,
  });
};
