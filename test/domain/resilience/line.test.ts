import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChildId, OrderId } from '../../../src/domain/kernel/units.ts';
import { Line, type Waiting } from '../../../src/domain/resilience/line.ts';
import { always } from '../../support/property.ts';

const order = (n: number): Waiting => ({ orderId: n as OrderId });
const request = (n: number, what: 'cancel' | 'replace' | 'status'): Waiting => ({
  orderId: n as OrderId,
  childId: n as ChildId,
  request: what,
});
const numbers = (waiting: readonly Waiting[]): readonly number[] => waiting.map(({ orderId }) => orderId);

describe('the line of those who wait for a turn', () => {
  it('serves one of each strategy in turn, the oldest order of it first, however late that joined', () => {
    const line = new Line();
    for (const n of [5, 1, 3]) line.join('strategy A', order(n));
    for (const n of [4, 2]) line.join('strategy B', order(n));
    line.join('account A1', order(6));
    expect(numbers(line.turns('', 10))).toEqual([6, 1, 2, 3, 4, 5]);
    expect(numbers(line.turns('strategy A', 2))).toEqual([2, 6]);
    expect(numbers(line.turns('strategy B', 2))).toEqual([6, 1]);
  });
  it('keeps cancels apart, oldest order first', () => {
    const line = new Line();
    line.join('strategy A', order(1));
    for (const n of [9, 7, 8]) line.join('strategy A', request(n, 'cancel'));
    expect(numbers(line.cancels)).toEqual([7, 8, 9]);
    expect(numbers(line.turns('', 10))).toEqual([1]);
  });
  it('takes each once, and lets go of what is not there without a word', () => {
    const line = new Line();
    line.join('strategy A', request(1, 'status'));
    line.join('strategy A', request(1, 'status'));
    line.join('strategy A', request(1, 'replace'));
    expect(line.turns('', 10).map(({ request }) => request)).toEqual(['replace', 'status']);
    line.leave('strategy A', request(2, 'replace'));
    line.leave('strategy B', request(1, 'replace'));
    line.leave('strategy A', request(1, 'replace'));
    line.leave('strategy A', request(1, 'status'));
    expect(line.isEmpty).toBe(true);
  });
  it('is not empty while somebody is called that has not gone', () => {
    const line = new Line();
    line.call(1 as OrderId);
    expect([line.isEmpty, line.isCalled(1 as OrderId), line.working]).toEqual([false, true, 0]);
    line.answered(1 as OrderId);
    expect(line.isEmpty).toBe(true);
  });

  const group = fc.constantFrom('strategy A', 'strategy B', 'strategy C');
  always(
    'lets no strategy wait while another is served twice, and is the same line however it came about',
    fc.array(fc.record({ group, n: fc.nat(40) }), { maxLength: 60 }),
    (all) => {
      const [there, again] = [new Line(), new Line()];
      const of = new Map<number, string>();
      for (const { group, n } of all) if (!of.has(n)) of.set(n, group);
      for (const [n, group] of of) there.join(group, order(n));
      for (const [n, group] of [...of].reverse()) again.join(group, order(n));
      const served: string[] = [];
      let last = '';
      for (let left = of.size; left > 0; left -= 1) {
        const [next] = there.turns(last, 1) as [Waiting];
        expect(again.turns(last, 1)).toEqual([next]);
        last = of.get(next.orderId) as string;
        const waiting = [...of].filter(([n]) => !served.includes(`${n}`)).map(([, name]) => name);
        if (of.get(Number(served.at(-1))) === last) expect(new Set(waiting).size).toBe(1);
        served.push(`${next.orderId}`);
        for (const line of [there, again]) line.leave(last, order(next.orderId));
      }
    },
  );
});
