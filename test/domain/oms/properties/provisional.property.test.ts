import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Micros } from '../../../../src/domain/kernel/units.ts';
import type { Events } from '../../../../src/domain/oms/catalogue.ts';
import { GUARD_DIGITS } from '../../../../src/domain/position/position.ts';
import { Desk, OPENS } from '../../../support/desk.ts';
import { always } from '../../../support/property.ts';
import { checkDesk } from '../../invariants.ts';

const QTY = 100;
/** What a venue does to an order: executes a part of it, takes an execution back, or changes one. */
type Deed = Readonly<{ does: 'fill' | 'bust' | 'correct'; qty: number; cents: number; pick: number }>;
type Word = Partial<Events['ExecutionReported']> & Pick<Events['ExecutionReported'], 'execType'>;

const deeds = fc.array(
  fc.record({
    does: fc.constantFrom<Deed['does']>('fill', 'fill', 'fill', 'bust', 'correct'),
    qty: fc.integer({ min: 1, max: 30 }),
    cents: fc.integer({ min: 990, max: 1_010 }),
    pick: fc.nat(9),
  }),
  { minLength: 1, maxLength: 8 },
);
/** How the words reach the desk: which comes next, and what the desk learns beside them. Not all come before the end. */
const hearings = fc.array(
  fc.record({
    word: fc.nat(20),
    also: fc.constantFrom('nothing', 'count', 'fillsTold', 'both' as const),
    bare: fc.nat(5).map((n) => n === 0),
  }),
  { maxLength: 14 },
);

const at = (second: number): Micros => (OPENS + second * 1_000_000) as Micros;
const price = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** The venue's own books, and the words that it says of them, each with its count and its time. */
const venueOf = (acts: readonly Deed[]) => {
  const booked: { id: string; qty: number; cents: number }[] = [];
  const words: Word[] = [];
  const count = () => booked.reduce((sum, { qty }) => sum + qty, 0);
  acts.forEach(({ does, qty, cents, pick }, i) => {
    const said = (): Word => ({
      execType: 'trade',
      cumQty: String(count()),
      leavesQty: String(QTY - count()),
      transactTime: at(i + 1),
    });
    const old = booked.filter((one) => one.qty > 0)[pick % Math.max(1, booked.length)];
    const own = `X${i}`;
    if (does === 'fill' || old === undefined) {
      const lastQty = Math.min(qty, QTY - count());
      if (lastQty <= 0) return;
      booked.push({ id: own, qty: lastQty, cents });
      words.push({ ...said(), execId: own, lastQty: String(lastQty), lastPx: price(cents) });
    } else if (does === 'bust') {
      old.qty = 0;
      words.push({ ...said(), execType: 'tradeCancel', execId: own, execRefId: old.id });
    } else {
      Object.assign(old, { qty: Math.min(qty, QTY - count() + old.qty), cents });
      words.push({
        ...said(),
        execType: 'tradeCorrect',
        execId: own,
        execRefId: old.id,
        lastQty: String(old.qty),
        lastPx: price(cents),
      });
    }
  });
  const cash = booked.reduce((sum, { qty, cents }) => sum - qty * cents, 0);
  return { words, cumQty: count(), cash };
};

describe('what is booked on the count of a venue alone', () => {
  always(
    'gives way to what is true, whatever comes in whichever order, how often, and on whichever day: in the end the books are those of the venue',
    fc.tuple(deeds, hearings, fc.boolean()),
    ([acts, heard, rolls]) => {
      const { words, cumQty, cash } = venueOf(acts);
      let desk = new Desk();
      desk.place({ timeInForce: 'gtc' });
      desk.hear('new', { transactTime: at(0) });
      const hear = (word: Word): void => void desk.hear(word.execType, { ...word, tradeDate: '2026-11-21' });
      const tellCount = (upTo: number): void => {
        const word = words[upTo];
        if (word === undefined) return;
        const { cumQty: told, leavesQty, transactTime } = word;
        desk.hear('orderStatus', {
          ordStatus: told === '0' ? 'new' : 'partiallyFilled',
          cumQty: told,
          leavesQty,
          transactTime,
          orderQty: String(QTY),
        });
      };
      const tellFills = (): void =>
        void desk.say({
          type: 'FillsReported',
          venue: 'ALPHA',
          session: 'ALPHA-1',
          queryId: 0,
          asOf: at(90),
          since: OPENS,
          total: 0,
          told: 0,
        });
      heard.forEach(({ word: pick, also, bare }, i) => {
        const word = words[pick % Math.max(1, words.length)];
        // Some channels say no count and no time.
        if (word !== undefined)
          hear(
            bare && word.execType === 'trade'
              ? { ...word, cumQty: undefined, leavesQty: undefined, transactTime: undefined }
              : word,
          );
        if (also === 'count' || also === 'both') tellCount(pick % Math.max(1, words.length));
        if (also === 'fillsTold' || also === 'both') tellFills();
        if (rolls && i === 6) desk = desk.tomorrow();
      });
      for (const word of words) hear(word);
      tellCount(words.length - 1);
      const child = [...desk.state.children][0];
      const position = desk.state.positions.get('A1', 'ACME');
      const held = position === undefined ? 0n : (position.realized - position.cost) / 10n ** BigInt(GUARD_DIGITS);
      expect({
        cumQty: child?.cumQty,
        qty: position?.qty ?? 0,
        cash: held,
        assumed: child === undefined ? 0 : child.provisionalQty,
      }).toEqual({
        cumQty,
        qty: cumQty,
        cash: BigInt(cash),
        assumed: 0,
      });
      if (!rolls) checkDesk(desk);
    },
  );
});
