import { describe, expect, it } from 'vitest';
import type { Qty } from '../../../src/domain/kernel/units.ts';
import type { ChildStatus, OrderStatus } from '../../../src/domain/order/events.ts';
import { type OrdStatus, ordStatusOf } from '../../../src/domain/order/fix-view.ts';
import type { Child, Order } from '../../../src/domain/order/order.ts';
import { Desk } from '../../support/desk.ts';

type Facts = Readonly<{
  status: OrderStatus;
  cum?: number;
  cancel?: boolean;
  replace?: boolean;
  children?: readonly ChildStatus[];
}>;
/** An order of 100 with just these traits. */
const order = ({ status, cum = 0, cancel = false, replace = false, children = [] }: Facts): Order => {
  const desk = new Desk();
  desk.place();
  return {
    ...desk.order(),
    status,
    cumQty: cum as Qty,
    cancel: cancel ? { clOrdId: 'c', reason: '' } : undefined,
    replaces: replace ? [{ clOrdId: 'r', qty: 150 as Qty, price: undefined }] : [],
    children: children.map((child) => ({ ...desk.child(), status: child }) as Child),
  };
};

/** Highest precedence first: FIX 4.4, Appendix D. Each line beats the ones below it. */
const lines: readonly (readonly [OrdStatus, Facts])[] = [
  ['pendingCancel', { status: 'open', cancel: true, replace: true, cum: 100, children: ['working'] }],
  ['pendingCancel', { status: 'open', cancel: true, cum: 40, children: ['working'] }],
  ['pendingCancel', { status: 'open', cancel: true, children: ['sent'] }],
  ['pendingReplace', { status: 'open', replace: true, cum: 100, children: ['filled'] }],
  ['pendingReplace', { status: 'open', replace: true, cum: 40, children: ['working'] }],
  ['doneForDay', { status: 'doneForDay', cum: 40, children: ['doneForDay'] }],
  ['doneForDay', { status: 'doneForDay', cum: 100, children: ['doneForDay'] }],
  ['doneForDay', { status: 'open', cum: 40, children: ['filled', 'overnight'] }],
  ['doneForDay', { status: 'open', children: ['overnight'] }],
  ['filled', { status: 'open', cum: 100, children: ['filled', 'working'] }],
  ['filled', { status: 'filled', cum: 100 }],
  ['filled', { status: 'filled', cum: 120 }],
  ['filled', { status: 'canceled', cum: 100 }],
  ['filled', { status: 'rejected', cum: 100 }],
  ['stopped', { status: 'open', cum: 40, children: ['stopped', 'suspended'] }],
  ['stopped', { status: 'open', children: ['stopped', 'working'] }],
  ['suspended', { status: 'open', cum: 40, children: ['filled', 'suspended'] }],
  ['suspended', { status: 'open', children: ['suspended'] }],
  ['canceled', { status: 'canceled', cum: 40, children: ['stopped'] }],
  ['canceled', { status: 'canceled', cum: 40 }],
  ['canceled', { status: 'canceled' }],
  ['canceled', { status: 'rejected', cum: 40 }],
  ['canceled', { status: 'filled', cum: 40 }],
  ['canceled', { status: 'filled' }],
  ['expired', { status: 'expired', cum: 40 }],
  ['expired', { status: 'expired' }],
  ['rejected', { status: 'rejected' }],
  ['partiallyFilled', { status: 'open', cum: 40, children: ['working'] }],
  ['partiallyFilled', { status: 'open', cum: 40, children: ['overnight', 'working'] }],
  ['partiallyFilled', { status: 'held', cum: 40, children: ['notSent'] }],
  ['new', { status: 'open', children: ['working', 'suspended'] }],
  ['new', { status: 'open', children: ['working'] }],
  ['new', { status: 'open', children: ['canceled', 'sent'] }],
  ['pendingNew', { status: 'open', children: ['sent'] }],
  ['pendingNew', { status: 'open', children: ['notSent', 'sent'] }],
  ['pendingNew', { status: 'held' }],
];

describe('OrdStatus', () => {
  it.each(lines)('is %s of %j', (expected, facts) => {
    expect(ordStatusOf(order(facts))).toBe(expected);
  });
});
