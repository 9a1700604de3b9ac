import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromJson, toJson } from '../../../src/adapters/journal/codec/json-form.ts';
import type { EncodedPage } from '../../../src/adapters/journal/codec/page.ts';
import { recordsOf } from '../../../src/adapters/journal/codec/page-reader.ts';
import { NOTHING, PageWriter } from '../../../src/adapters/journal/codec/page-writer.ts';
import { readWords, WORDS_MAX, WordBook } from '../../../src/adapters/journal/codec/word-book.ts';
import { definitions, type Recorded } from '../../../src/domain/oms/catalogue.ts';
import { arbitraryEventOf, arbitraryRecord, arbitraryTurns } from '../../support/arbitrary-events.ts';
import { DAY, markAt, recordAt } from '../../support/journal-days.ts';
import { naivePayload, naiveRecords, naiveWords } from '../../support/naive-codec.ts';

const where = { desk: 'test', day: DAY, file: 'the file' };
const after = (position: number) => ({ ...NOTHING, position });
const encode = (records: readonly Recorded[]): EncodedPage => {
  const [page] = new PageWriter(where, after((records[0]?.position ?? 1) - 1)).pages(records, 7);
  return page as EncodedPage;
};
const decode = (page: EncodedPage): readonly Recorded[] => recordsOf(page, DAY, readWords(page.words), 'the file');

describe('the codec of pages', () => {
  it.each(definitions.map((definition) => [definition.name, definition] as const))(
    'gives back any %s as it was, and so does JSON',
    (_, definition) => {
      fc.assert(
        fc.property(arbitraryEventOf(definition, DAY), (event) => {
          const record = recordAt(1, event);
          expect(decode(encode([record]))).toEqual([record]);
          const json: unknown = JSON.parse(JSON.stringify(toJson(record)));
          expect(fromJson(json)).toEqual(record);
          expect(toJson(decode(encode([record]))[0] as Recorded)).toEqual(toJson(record));
        }),
      );
    },
  );

  it('gives back any record as it was, at any position', () =>
    fc.assert(
      fc.property(arbitraryRecord(DAY), (record) => {
        expect(decode(encode([record]))).toEqual([record]);
      }),
    ));

  it('writes and reads turns as its slow twin does, byte for byte', () =>
    fc.assert(
      fc.property(arbitraryTurns(DAY), (records) => {
        const page = encode(records);
        const words: string[] = [];
        expect([...page.payload]).toEqual(naivePayload(DAY, records, words));
        expect([...page.words]).toEqual(naiveWords(words));
        expect(decode(page)).toEqual(records);
        expect(naiveRecords({ ...page, day: DAY }, words)).toEqual(records);
      }),
    ));

  it('gives all events of a type the same keys in the same order', () =>
    fc.assert(
      fc.property(arbitraryTurns(DAY), (records) => {
        for (const { event } of decode(encode(records))) {
          const definition = definitions.find(({ name }) => name === event.type);
          expect(Object.keys(event)).toEqual(['type', ...Object.keys(definition?.fields ?? {})]);
        }
      }),
    ));

  it('writes a word in full once a day', () => {
    const writer = new PageWriter(where);
    const [first] = writer.pages([markAt(1)], 1);
    writer.keep();
    const [second] = writer.pages([markAt(2)], 1);
    expect(first?.words.toString('latin1')).toContain('LINK/USDT');
    expect(second?.words.length).toBe(0);
    expect(second?.firstWord).toBe(4);
  });

  it('writes words in full when they are too long or too many', () => {
    const book = new WordBook();
    expect(book.numberOf('x'.repeat(63))).toBe(1);
    expect(book.numberOf('x'.repeat(64))).toBe(0);
    for (let i = 2; i <= WORDS_MAX; i += 1) expect(book.numberOf(`word ${i}`)).toBe(i);
    expect(book.numberOf('one more')).toBe(0);
    expect(book.numberOf('word 77')).toBe(77);
    expect(readWords(book.writtenSince(0)).length).toBe(WORDS_MAX);
  });
});
