import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodedPage, hashOf, headerLine } from '../../../src/adapters/journal/codec/page.ts';
import { recordsOf } from '../../../src/adapters/journal/codec/page-reader.ts';
import { PageWriter } from '../../../src/adapters/journal/codec/page-writer.ts';
import { readWords } from '../../../src/adapters/journal/codec/word-book.ts';
import { childIdOf, orderIdOf } from '../../../src/domain/kernel/ids.ts';
import type { DayNumber } from '../../../src/domain/kernel/units.ts';
import type { Event, Recorded } from '../../../src/domain/oms/catalogue.ts';
import { JournalError, NO_HASH } from '../../../src/domain/ports/journal.ts';
import { arbitraryTurns } from '../../support/arbitrary-events.ts';
import { DAY, marks, orderAt, recordAt } from '../../support/journal-days.ts';

const YESTERDAY = (DAY - 1) as DayNumber;
const writer = () => new PageWriter({ desk: 'alpha', day: DAY, file: 'the file' });
const onePage = (records: readonly Recorded[]): EncodedPage => writer().pages(records, 7)[0] as EncodedPage;
const read = (page: EncodedPage, words = readWords(page.words)): readonly Recorded[] => recordsOf(page, DAY, words, 'the file');
const refusal = (page: EncodedPage, words?: readonly string[]): JournalError => {
  try {
    read(page, words);
  } catch (error) {
    if (error instanceof JournalError) return error;
    throw error;
  }
  throw new Error('the page was read');
};

const ORDER = orderIdOf(DAY, 17);
const cancelTurn = [
  recordAt(1, { type: 'CancelRequested', clOrdId: 'c-1', account: 'acct-1', orderId: ORDER, reason: 'käse ✓' }),
  {
    ...recordAt(2, { type: 'CancelAccepted', orderId: ORDER, clOrdId: 'c-1', reason: '' }),
    causationId: 1,
    correlationId: ORDER,
  },
  { ...recordAt(2, lost()), position: 3, causationId: 1, correlationId: ORDER },
];
function lost(): Event {
  return {
    type: 'CertaintyLost',
    orderId: ORDER,
    childId: childIdOf(YESTERDAY, 300),
    request: 'cancel',
    sentId: 'x',
    cause: 'timeout',
  };
}

describe('a page', () => {
  it('has the bytes that it has always had', () => {
    const page = onePage(cancelTurn);
    expect({
      header: headerLine(page),
      words: page.words.toString('hex'),
      payload: page.payload.toString('hex'),
      hash: page.hash,
    }).toMatchInlineSnapshot(`
      {
        "hash": "649d696085b74e160cd7e02b7ea73538b8d74602ab4fae5661d3fb48ac28de44",
        "header": "daybook page 1 alpha 2026-11-21 1 7 1 3 1795219200001000 1 0 1 19 56 0000000000000000000000000000000000000000000000000000000000000000
      ",
        "payload": "28020100d00f010506632d310200110d6b00e4007300650020001327066b01d00fd00f0011001106632d3100178601001103ac0201027800",
        "words": "167472616465723a616e6e610c616363742d31",
      }
    `);
  });

  it('is hashed as an auditor would hash it', () => {
    const page = onePage(marks(1, 3));
    const line = `daybook page 1 alpha 2026-11-21 1 7 1 3 ${page.time} 1 0 1 ${page.words.length} ${page.payload.length} ${NO_HASH}\n`;
    expect(page.hash).toBe(
      createHash('sha256')
        .update(Buffer.concat([Buffer.from(line), page.words, page.payload]))
        .digest('hex'),
    );
  });

  it('has every part of it under the hash', () => {
    const page = onePage(marks(1, 3));
    const changed: Readonly<Record<Exclude<keyof EncodedPage, 'hash'>, unknown>> = {
      desk: 'beta',
      date: '2026-11-20',
      number: 2,
      epoch: 8,
      first: 2,
      count: 4,
      time: page.time + 1,
      codec: 2,
      firstOrder: 2,
      orders: 1,
      firstWord: 2,
      previousHash: page.hash,
      words: Buffer.concat([page.words, page.payload.subarray(0, 1)]),
      payload: page.payload.subarray(1),
    };
    expect(hashOf(page)).toBe(page.hash);
    for (const [part, value] of Object.entries(changed)) expect(hashOf({ ...page, [part]: value }), part).not.toBe(page.hash);
  });

  it('names the first order that it opens and how many, and without any the next to come', () => {
    const pages: EncodedPage[] = [];
    const to = writer();
    const add = (records: readonly Recorded[]): void => {
      pages.push(...to.pages(records, 7));
      to.keep();
    };
    add(marks(1, 1));
    add([orderAt(2, 1), ...marks(3, 1), orderAt(4, 2), orderAt(5, 3)]);
    add(marks(6, 2));
    add([orderAt(8, 4)]);
    expect(pages.map(({ firstOrder, orders }) => [firstOrder, orders])).toEqual([
      [1, 0],
      [1, 3],
      [4, 0],
      [4, 1],
    ]);
    const pageOf = (n: number): number => pages.findLastIndex((page) => page.firstOrder <= n && page.orders > 0);
    expect([1, 2, 3, 4].map(pageOf)).toEqual([1, 1, 1, 3]);
  });
});

describe('writing', () => {
  const order = { type: 'OrderHeld', orderId: ORDER, why: 'rate', venue: 'V', until: undefined };
  const booked = {
    type: 'CarriedPosition',
    account: 'a',
    symbol: 's',
    qty: 1,
    cost: 1n,
    realized: 0n,
    fees: [{ currency: 'c', amount: 1n }],
    bought: 1,
    sold: 1,
  };
  const flagged = { type: 'TimerFired', timerId: 't', dueAt: 5, late: true };
  const wrong: readonly (readonly [field: string, event: object])[] = [
    ['data.orderId', { ...order, orderId: 2 ** 27 }],
    ['data.orderId', { ...order, orderId: Number.NaN }],
    ['data.orderId', { ...order, orderId: undefined }],
    ['data.orderId', { ...order, orderId: String(ORDER) }],
    ['data.why', { ...order, why: 'weather' }],
    ['data.venue', { ...order, venue: 5 }],
    ['data.venue', { ...order, venue: undefined }],
    ['data.until', { ...order, until: -1 }],
    ['data.until', { ...order, until: 0.5 }],
    ['data.qty', { ...booked, qty: Number.NaN }],
    ['data.qty', { ...booked, qty: 2 ** 53 }],
    ['data.qty', { ...booked, qty: '5' }],
    ['data.bought', { ...booked, bought: -1 }],
    ['data.bought', { ...booked, bought: Number.POSITIVE_INFINITY }],
    ['data.cost', { ...booked, cost: 5 }],
    ['data.fees.0.amount', { ...booked, fees: [{ currency: 'c', amount: 1.5 }] }],
    ['data.fees', { ...booked, fees: undefined }],
    ['data.fees', { ...booked, fees: 'none' }],
    ['data.late', { ...flagged, late: 1 }],
    ['data.timerId', { ...flagged, timerId: null }],
    ['data.dueAt', { ...flagged, dueAt: 2 ** 60 }],
  ];
  it.each(wrong)('refuses a bad %s and names it: %o', (field, event) => {
    const refused = () => onePage([recordAt(1, event as Event)]);
    expect(refused).toThrow(JournalError);
    expect(refused).toThrow(`${(event as Event).type} cannot be written: ${field}:`);
  });

  it.each(['at', 'mono', 'causationId', 'actor', 'correlationId'])('refuses a record with a bad %s', (part) => {
    const bad = { ...recordAt(1, flagged as Event), [part]: part === 'actor' ? 5 : -1.5 };
    expect(() => onePage([bad])).toThrow(new RegExp(`TimerFired cannot be written: ${part}: .*position 1`));
  });

  it('forgets what it could not finish', () => {
    const to = writer();
    expect(() => to.pages([...marks(1, 1), recordAt(2, { ...flagged, late: 1 } as never)], 7)).toThrow(JournalError);
    expect(to.pages(marks(1, 2), 7)).toEqual(writer().pages(marks(1, 2), 7));
  });
});

describe('reading', () => {
  const patched = (page: EncodedPage, at: number, value: number): EncodedPage => {
    const payload = Buffer.from(page.payload);
    payload[at] = value;
    return { ...page, payload };
  };

  it('names the position and the version of an event that it does not know', () => {
    const page = onePage(marks(1, 1));
    expect(refusal(patched(page, 1, 250))).toMatchObject({
      code: 'unknownEvent',
      fault: { page: 1, position: 1, file: 'the file' },
    });
    expect(refusal(patched(page, 1, 250)).message).toContain('event code 250 version 1');
    expect(refusal(patched(page, 2, 9)).message).toContain('event code 40 version 9');
  });

  it('refuses what is too short, too long or makes no sense, and says where', () => {
    const page = onePage(marks(1, 3));
    const cut = refusal({ ...page, payload: page.payload.subarray(0, -1) });
    expect(cut).toMatchObject({ code: 'corruptPage', fault: { position: 3 } });
    expect(cut.message).toMatch(/codec version 1/);
    const longer = refusal({ ...page, payload: Buffer.concat([page.payload, page.payload.subarray(0, 2)]) });
    expect(longer).toMatchObject({ code: 'corruptPage', fault: { position: 3 } });
    expect(longer.message).toContain('2 bytes follow the last record');
    expect(refusal(patched(page, 0, 255)).message).toContain('begins with bits 255');
    expect(refusal(page, []).message).toContain("is not in the day's book");
  });

  it('answers any damage with records or a JournalError, and answers at all', () =>
    fc.assert(
      fc.property(arbitraryTurns(DAY), fc.nat(), fc.nat(255), fc.boolean(), (records, where, value, cut) => {
        const page = onePage(records);
        const at = where % page.payload.length;
        const damaged = cut ? { ...page, payload: page.payload.subarray(0, at) } : patched(page, at, value);
        try {
          expect(read(damaged).length).toBe(records.length);
          expect(cut).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(JournalError);
          expect(['corruptPage', 'unknownEvent']).toContain((error as JournalError).code);
        }
      }),
    ));
});
