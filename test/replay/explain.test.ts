import { describe, expect, it } from 'vitest';
import type { DayNumber } from '../../src/domain/kernel/units.ts';
import { firstDifference } from '../../src/replay/difference.ts';
import { explainOrder, ordersNamed } from '../../src/replay/explain.ts';
import { Story } from '../projections/story.ts';
import { DAY, O } from '../support/desk.ts';
import { journaled } from './journaled.ts';

/** Order 1 is filled on its second day; order 2 ends on its first; nothing happens on the third. */
const threeDays = async () => {
  const story = new Story();
  const { desk } = story;
  desk.place({ timeInForce: 'gtc' });
  desk.place({ clOrdId: 'shared' });
  desk.hear('canceled', {}, 2);
  desk.place({ qty: 'ten' });
  story.roll();
  desk.replace({ clOrdId: 'r1', orderId: O(1), qty: '120' });
  desk.hear('replaced', { sentId: desk.child().requests[0]?.sentId as string });
  desk.fill('E1', 120);
  story.roll();
  return journaled(story.days);
};

describe('the story of an order', () => {
  it('goes over all the days in which something happened to it', async () => {
    const story = await explainOrder(await threeDays(), O(1));
    expect(story).toMatchObject({ desk: 'test', orderId: O(1) });
    expect(story?.days.map(({ day, row }) => [day, row?.ordStatus, row?.cumQty])).toEqual([
      ['2026-11-21', 'pendingNew', 0],
      ['2026-11-22', 'filled', 120],
    ]);
    const [first, second] = story?.days ?? [];
    expect(first?.steps.map(({ type }) => type)).toEqual(['NewOrderRequested', 'OrderAccepted', 'ChildRouted']);
    expect(second?.steps.slice(0, 3).map(({ type }) => type)).toEqual(['CarriedOrder', 'CarriedChild', 'CarriedAsk']);
    expect(second?.steps.at(-1)).toMatchObject({ type: 'OrderClosed', what: 'the order is over: filled' });
    expect(story?.instruments.get('ACME')?.priceScale).toBe(2);
  });

  it('is told of a refused order, with the rule', async () => {
    const story = await explainOrder(await threeDays(), O(3));
    expect(story?.days.map(({ day }) => day)).toEqual(['2026-11-21']);
    expect(story?.days[0]?.row).toMatchObject({ ordStatus: 'rejected', asked: { qty: 'ten' } });
    expect(story?.days[0]?.steps.at(-1)?.evidence).toEqual([
      'rule decimals of qty: limit at most 0 digits after the point, value ten',
    ]);
  });

  it('is not made up', async () => expect(await explainOrder(await threeDays(), O(9))).toBeUndefined());

  it('begins where the journal begins, when the day of the order is not here', async () => {
    const story = new Story();
    story.desk.place({ timeInForce: 'gtc' });
    story.roll();
    story.desk.cancel();
    const found = await explainOrder(await journaled(story.days.slice(1)), O(1));
    expect(found?.days.map(({ day }) => day)).toEqual(['2026-11-22']);
    expect(found?.days[0]?.steps[0]?.type).toBe('CarriedOrder');
  });
});

describe('an order by its clOrdId', () => {
  const NEXT_DAY = (DAY + 1) as DayNumber;

  it('is found by its own, and by that of a change, on a day that knows it', async () => {
    const journal = await threeDays();
    for (const [day, clOrdId, order] of [
      [DAY, 'c1', 1],
      [DAY, 'shared', 2],
      [DAY, 'c3', 3],
      [NEXT_DAY, 'c1', 1],
      [NEXT_DAY, 'r1', 1],
    ] as const)
      expect(await ordersNamed(journal, day, clOrdId), clOrdId).toEqual([O(order)]);
  });

  it('is not found where nobody used it', async () => {
    const journal = await threeDays();
    expect(await ordersNamed(journal, DAY, 'r1')).toEqual([]);
    expect(await ordersNamed(journal, NEXT_DAY, 'c99')).toEqual([]);
  });
});

describe('a difference', () => {
  it('is named by its path', () => {
    const left = { a: 1, b: { c: [1, { d: 2n }] } };
    expect(firstDifference(left, { a: 1, b: { c: [1, { d: 3n }] } })).toEqual({ path: 'b.c.1.d', left: 2n, right: 3n });
    expect(firstDifference(left, { a: 1, b: { c: [1] } })?.path).toBe('b.c.1');
    expect(firstDifference({ c: [1] }, { c: [1, 2] })).toEqual({ path: 'c.1', left: undefined, right: 2 });
    expect(firstDifference({ c: [] }, { c: {} })?.path).toBe('c');
    expect(firstDifference({ a: null }, { a: {} })?.path).toBe('a');
  });
  it('is none between absent and undefined', () => {
    expect(firstDifference({ a: 1, b: undefined }, { a: 1 })).toBeUndefined();
    expect(firstDifference({ a: 1 }, { a: 1, b: undefined })).toBeUndefined();
  });
});
