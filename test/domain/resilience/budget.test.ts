import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { freeFor, limitsOf, type MessageKind, type Spent, spend, UNSPENT } from '../../../src/domain/resilience/budget.ts';
import { Gate } from '../../../src/domain/resilience/gate.ts';
import { always } from '../../support/property.ts';

const at = (ms: number): Micros => (1_000_000_000 + ms * 1_000) as Micros;
const terms = { messagesPerSecond: 50, messagesBurst: 50, headroomMs: 100 };

/** How many of a kind go at one moment. */
const goAtOnce = (limits: ReturnType<typeof limitsOf>, spent: Spent, kind: MessageKind, now = at(0)): [number, Spent] => {
  let count = 0;
  for (; count < 1_000 && freeFor(limits, spent, kind, now) <= now; count += 1) spent = spend(limits, spent, kind, now);
  return [count, spent];
};

describe('the message budget of a venue', () => {
  it('keeps head-room free of what the venue takes at once, and of the rest a fifth for cancels', () => {
    const limits = limitsOf(terms);
    const [orders, spent] = goAtOnce(limits, UNSPENT, 'submit');
    expect(orders).toBe(36); // Four fifths of 50 − 5.
    expect(goAtOnce(limits, spent, 'replace')[0]).toBe(0);
    expect(goAtOnce(limits, spent, 'status')[0]).toBe(0);
    expect(goAtOnce(limits, spent, 'cancel')[0]).toBe(9);
  });
  it('gives cancels all of it when nothing else wants it', () => {
    expect(goAtOnce(limitsOf(terms), UNSPENT, 'cancel')[0]).toBe(45);
  });
  it('never keeps more than half of it free, nor less than one message for anybody', () => {
    expect(goAtOnce(limitsOf({ ...terms, messagesPerSecond: 5_000 }), UNSPENT, 'cancel')[0]).toBe(25);
    expect(goAtOnce(limitsOf({ messagesPerSecond: 1, messagesBurst: 1, headroomMs: 1_000 }), UNSPENT, 'submit')[0]).toBe(1);
  });

  const kinds = fc.constantFrom<MessageKind>('submit', 'cancel', 'replace', 'status', 'query');
  always(
    'is never exceeded in any window, and new work never takes what is kept for cancels',
    fc.record({
      perSecond: fc.integer({ min: 1, max: 500 }),
      burst: fc.integer({ min: 1, max: 60 }),
      tries: fc.array(fc.record({ afterMs: fc.nat(60), kind: kinds }), { maxLength: 120 }),
    }),
    ({ perSecond, burst, tries }) => {
      const limits = limitsOf({ messagesPerSecond: perSecond, messagesBurst: burst, headroomMs: 0 });
      let spent = UNSPENT;
      let ms = 0;
      const sent: { at: number; kind: MessageKind }[] = [];
      for (const { afterMs, kind } of tries) {
        ms += afterMs;
        if (freeFor(limits, spent, kind, at(ms)) > at(ms)) continue;
        spent = spend(limits, spent, kind, at(ms));
        sent.push({ at: ms, kind });
      }
      const work = sent.filter(({ kind }) => kind !== 'cancel');
      const within = (of: typeof sent, most: number, rate: number): void =>
        of.forEach((last, to) => {
          of.slice(0, to + 1).forEach((first, from) => {
            expect(to - from + 1).toBeLessThanOrEqual(most + ((last.at - first.at) * rate) / 1_000 + 1e-9);
          });
        });
      within(sent, burst, perSecond);
      within(work, Math.max(1, Math.floor((burst * 4) / 5)), Math.max(1, Math.floor((perSecond * 4) / 5)));
    },
  );
});

describe('the gate', () => {
  it('lets a bunch of half the head-room more out than the domain decides in one moment, and no more', () => {
    const gate = new Gate([]);
    const out = Array.from({ length: 60 }, () => gate.passes('ALPHA', terms, 'cancel', at(0))).filter(Boolean);
    expect(out).toHaveLength(48); // 50 less the messages of 50 ms.
    expect(gate.passes('ALPHA', terms, 'cancel', at(20))).toBe(true);
    expect(gate.passes('ALPHA', terms, 'cancel', at(20))).toBe(false);
    expect(gate.passes('BETA', terms, 'submit', at(20))).toBe(true);
  });
  it('knows what an earlier process had used up', () => {
    const [, spent] = goAtOnce(limitsOf({ ...terms, headroomMs: 50 }), UNSPENT, 'cancel');
    expect(new Gate([['ALPHA', spent]]).passes('ALPHA', terms, 'cancel', at(0))).toBe(false);
  });
});
