import { assert } from '../../../domain/kernel/assert.ts';
import { definitions } from '../../../domain/oms/catalogue.ts';
import { type Codec, compile } from './compile.ts';

/** Which catalogue of forms a page is written by. It changes when the elementary forms or the envelope do; events have versions of their own. */
export const CODEC_VERSION = 1;
const BYTE_MAX = 0xff;

export const codecByType: ReadonlyMap<string, Codec> = new Map(
  definitions.map((definition) => [definition.name, compile(definition)]),
);

const byCode: (Codec | undefined)[] = Array.from({ length: BYTE_MAX + 1 }, () => undefined);
for (const codec of codecByType.values()) {
  const { code, name, v } = codec.definition;
  assert(code > 0 && code <= BYTE_MAX && v > 0 && v <= BYTE_MAX, () => `${name}: code ${code} and version ${v} fit a byte each`);
  assert(byCode[code] === undefined, () => `${name}: code ${code} is not taken`);
  byCode[code] = codec;
}

/** The codec of an event, or undefined when this release does not know the code or the version. */
export const codecOf = (code: number, v: number): Codec | undefined => {
  const codec = byCode[code];
  return codec?.definition.v === v ? codec : undefined;
};
