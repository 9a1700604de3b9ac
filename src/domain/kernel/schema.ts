import type { ChildId, Micros, OrderId, Price, Qty } from './units.ts';

/**
 * A small language for what is written on disk. One definition of an event gives its TypeScript type (here, by inference)
 * and, in `adapters/journal/codec`, its zod schema, binary codec, JSON form and JSON Schema.
 */
export type Kind =
  | Readonly<{ kind: 'uint' | 'int' | 'big' | 'flag' | 'text' | 'word' | 'decimal' | 'time' | 'orderId' | 'childId' }>
  | Readonly<{ kind: 'choice'; choices: readonly string[] }>
  | Readonly<{ kind: 'list'; of: Kind }>
  | Readonly<{ kind: 'record'; fields: Readonly<Record<string, Kind>> }>
  | Readonly<{ kind: 'optional'; of: Kind }>;

/** A kind that knows the type of its values. `carries` is never there at run time: it is where the compiler keeps that type. */
export type Field<T> = Kind & { readonly carries?: T };
export type Fields = Readonly<Record<string, Field<unknown>>>;
export type ValueOf<F> = F extends Field<infer T> ? T : never;
type Optional<T> = { readonly carries?: T; kind: 'optional' };
type OptionalKeys<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F];
export type DataOf<F extends Fields> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
};

const field = <T>(kind: Kind): Field<T> => kind;

/** A whole number, not negative. */
export const uint = <T extends number = number>(): Field<T> => field({ kind: 'uint' });
/** A whole number of either sign. */
export const int = <T extends number = number>(): Field<T> => field({ kind: 'int' });
/** A whole number of any size. In JSON a decimal string. */
export const big = <T extends bigint = bigint>(): Field<T> => field({ kind: 'big' });
export const flag: Field<boolean> = field({ kind: 'flag' });
/** Free text, written in full. */
export const text: Field<string> = field({ kind: 'text' });
/** Text that repeats all day (a symbol, a venue): written once a day, then by number. */
export const word: Field<string> = field({ kind: 'word' });
/** A decimal exactly as it was said: `0.10` stays `0.10`. */
export const decimal: Field<string> = field({ kind: 'decimal' });
/** Microseconds since the epoch, written relative to the record's own time. */
export const time: Field<Micros> = field({ kind: 'time' });
export const orderId: Field<OrderId> = field({ kind: 'orderId' });
export const childId: Field<ChildId> = field({ kind: 'childId' });
/** In units of 10^-priceScale of the instrument. */
export const priceUnits: Field<Price> = int<Price>();
/** In units of 10^-qtyScale of the instrument. */
export const qtyUnits: Field<Qty> = uint<Qty>();
/** One of a fixed list of words. On disk it is an index: append to the list, never reorder it. */
export const choice = <const C extends readonly string[]>(...choices: C): Field<C[number]> => field({ kind: 'choice', choices });
export const list = <T>(of: Field<T>): Field<readonly T[]> => field({ kind: 'list', of });
export const record = <F extends Fields>(fields: F): Field<Simplify<DataOf<F>>> => field({ kind: 'record', fields });
export const optional = <T>(of: Field<T>): Optional<T | undefined> & Field<T | undefined> =>
  ({ kind: 'optional', of }) as Optional<T | undefined> & Field<T | undefined>;

type Simplify<T> = { [K in keyof T]: T[K] } & {};

/** Said to us (an input), or concluded by us (a fact). A day can be re-decided from its inputs alone. */
export type Voice = 'input' | 'fact';
export type Definition<Name extends string = string, F extends Fields = Fields> = Readonly<{
  name: Name;
  /** The number that stands for the name on disk. Never reused. */
  code: number;
  v: number;
  voice: Voice;
  fields: F;
  /** One sentence for the catalogue: who says it, and what it means. */
  about: string;
}>;
export type EventOf<D> = D extends Definition<infer Name, infer F> ? Simplify<Readonly<{ type: Name }> & DataOf<F>> : never;

type Define = <Name extends string, F extends Fields>(code: number, name: Name, about: string, fields: F) => Definition<Name, F>;
export const input: Define = (code, name, about, fields) => ({ name, code, v: 1, voice: 'input', fields, about });
export const fact: Define = (code, name, about, fields) => ({ name, code, v: 1, voice: 'fact', fields, about });
