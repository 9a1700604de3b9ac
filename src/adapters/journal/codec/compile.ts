import type { Definition, Kind } from '../../../domain/kernel/schema.ts';
import type { Event } from '../../../domain/oms/catalogue.ts';
import type { FieldReader } from './field-reader.ts';
import type { FieldWriter } from './field-writer.ts';

export type Codec = Readonly<{
  definition: Definition;
  write: (to: FieldWriter, event: Event) => void;
  read: (from: FieldReader) => Event;
}>;

/**
 * Turns a definition into two functions made for it alone, as source that is compiled once: no kind is looked up while a record is
 * written, every function sees one shape, and all events of a type come back with the same keys in the same order.
 * What it must do is said again, slowly, in `test/support/naive-codec.ts`; a property holds the two equal byte for byte.
 */
export const compile = (definition: Definition): Codec => {
  const source = new Source();
  const kind: Kind = { kind: 'record', fields: definition.fields };
  const write = source.writerOf(kind);
  const read = source.readerOf(kind, `type: ${JSON.stringify(definition.name)}, `);
  const build = new Function('constants', `'use strict';\n${source.text()}\nreturn { write: ${write}, read: ${read} };`);
  return { definition, ...(build(source.constants) as Pick<Codec, 'write' | 'read'>) };
};

type Fields = Readonly<Record<string, Kind>>;
const OPTIONALS_PER_BYTE = 8;

/** The functions written so far. A nested list or record becomes a function of its own. */
class Source {
  readonly constants: (readonly string[])[] = [];
  readonly #functions: string[] = [];

  text(): string {
    return this.#functions.join('\n');
  }

  /** The name of a function (to, value) that writes a record. */
  writerOf({ fields }: Readonly<{ fields: Fields }>): string {
    const lines = presenceOf(fields).map(
      (names) => `to.byte(${names.map((name, bit) => `(v.${name} === undefined ? 0 : ${1 << bit})`).join(' | ')});`,
    );
    for (const [name, kind] of Object.entries(fields)) {
      if (kind.kind === 'optional') lines.push(`if (v.${name} !== undefined) ${this.#write(kind.of, `v.${name}`)}`);
      else lines.push(this.#write(kind, `v.${name}`));
    }
    return this.#function('write', '(to, v)', lines);
  }

  /** The name of a function (from) that reads it. `head` goes first into the object. */
  readerOf({ fields }: Readonly<{ fields: Fields }>, head = ''): string {
    const present = new Map<string, string>();
    const lines = presenceOf(fields).map((names, i) => {
      names.forEach((name, bit) => present.set(name, `(present${i} & ${1 << bit}) === 0`));
      return `const present${i} = from.byte();`;
    });
    const parts = Object.entries(fields).map(([name, kind]) =>
      kind.kind === 'optional'
        ? `${name}: ${present.get(name)} ? undefined : ${this.#read(kind.of)}`
        : `${name}: ${this.#read(kind)}`,
    );
    lines.push(`return { ${head}${parts.join(', ')} };`);
    return this.#function('read', '(from)', lines);
  }

  #write(kind: Kind, value: string): string {
    switch (kind.kind) {
      case 'choice':
        return `to.choice(${this.#constant(kind.choices)}.indexOf(${value}));`;
      case 'record':
        return `${this.writerOf(kind)}(to, ${value});`;
      case 'list':
        return `${this.#function('write', '(to, v)', ['to.count(v);', `for (let i = 0; i < v.length; i += 1) ${this.#write(kind.of, 'v[i]')}`])}(to, ${value});`;
      case 'optional':
        throw new TypeError('only a field of a record may be optional');
      default:
        return `to.${kind.kind}(${value});`;
    }
  }

  #read(kind: Kind): string {
    switch (kind.kind) {
      case 'choice':
        return `from.choice(${this.#constant(kind.choices)})`;
      case 'record':
        return `${this.readerOf(kind)}(from)`;
      case 'list':
        return `${this.#function('read', '(from)', ['const list = [];', `for (let left = from.count(); left > 0; left -= 1) list.push(${this.#read(kind.of)});`, 'return list;'])}(from)`;
      case 'optional':
        throw new TypeError('only a field of a record may be optional');
      default:
        return `from.${kind.kind}()`;
    }
  }

  #function(verb: string, parameters: string, lines: readonly string[]): string {
    const name = `${verb}${this.#functions.length}`;
    this.#functions.push(`const ${name} = ${parameters} => {\n  ${lines.join('\n  ')}\n};`);
    return name;
  }

  #constant(choices: readonly string[]): string {
    return `constants[${this.constants.push(choices) - 1}]`;
  }
}

/** The optional fields in order, eight to a byte, the first in the lowest bit. */
const presenceOf = (fields: Fields): readonly (readonly string[])[] => {
  const names = Object.entries(fields).flatMap(([name, kind]) => (kind.kind === 'optional' ? [name] : []));
  return Array.from({ length: Math.ceil(names.length / OPTIONALS_PER_BYTE) }, (_, i) =>
    names.slice(i * OPTIONALS_PER_BYTE, (i + 1) * OPTIONALS_PER_BYTE),
  );
};
