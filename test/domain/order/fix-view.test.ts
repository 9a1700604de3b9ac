import { describe, expect, it } from 'vitest';
import type { Qty } from '../../../src/domain/kernel/units.ts';
import type { ChildStatus, OrderStatus } from '../../../src/domain/order/events.ts';
import { childOrdStatusOf, type OrdStatus, ordStatusOf } from '../../../src/domain/order/fix-view.ts';
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
  ['canceled', { status: 'rejected', cum: 1 }],
  ['canceled', { status: 'filled', cum: 40 }],
  ['canceled', { status: 'filled' }],
  ['expired', { status: 'expired', cum: 40 }],
  ['expired', { status: 'expired' }],
  ['rejected', { status: 'rejected' }],
  ['partiallyFilled', { status: 'open', cum: 1, children: ['working'] }],
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

type ChildFacts = Readonly<{
  status: ChildStatus;
  cum?: number;
  cancel?: boolean;
  replace?: boolean;
  sent?: 'cancel' | 'replace';
}>;
/** A child order of 100; `cancel` and `replace` are pending at the venue by its own word, `sent` is on its way there. */
const atVenue = ({ status, cum = 0, cancel = false, replace = false, sent }: ChildFacts) => ({
  status,
  qty: 100 as Qty,
  cumQty: cum as Qty,
  requests: [
    ...(sent === undefined ? [] : [{ kind: sent, confirmed: false }]),
    ...(replace ? [{ kind: 'replace' as const, confirmed: true }] : []),
    ...(cancel ? [{ kind: 'cancel' as const, confirmed: true }] : []),
  ],
});
const childLines: readonly (readonly [OrdStatus, ChildFacts])[] = [
  ['pendingCancel', { status: 'working', cancel: true, replace: true, cum: 40 }],
  ['pendingCancel', { status: 'filled', cancel: true, cum: 100 }],
  ['pendingCancel', { status: 'overnight', cancel: true }],
  ['pendingReplace', { status: 'filled', replace: true, cum: 100 }],
  ['pendingReplace', { status: 'stopped', replace: true, sent: 'cancel' }],
  ['doneForDay', { status: 'doneForDay', cum: 100, cancel: true }],
  ['doneForDay', { status: 'overnight', cum: 40 }],
  ['filled', { status: 'canceled', cum: 100 }],
  ['filled', { status: 'filled', cum: 120, sent: 'replace' }],
  ['stopped', { status: 'stopped', cum: 40, sent: 'cancel' }],
  ['suspended', { status: 'suspended', cum: 40 }],
  ['canceled', { status: 'canceled', cum: 40, cancel: true }],
  ['canceled', { status: 'canceled' }],
  ['canceled', { status: 'rejected', cum: 40 }],
  ['canceled', { status: 'notSent', cum: 40 }],
  ['canceled', { status: 'filled', cum: 40 }],
  ['canceled', { status: 'filled' }],
  ['expired', { status: 'expired', cum: 40 }],
  ['partiallyFilled', { status: 'working', cum: 40, sent: 'cancel' }],
  ['partiallyFilled', { status: 'sent', cum: 1 }],
  ['new', { status: 'working', sent: 'replace' }],
  ['rejected', { status: 'rejected' }],
  ['rejected', { status: 'notSent' }],
  ['pendingNew', { status: 'sent', sent: 'cancel' }],
];

describe('OrdStatus of a child order at its venue', () => {
  it.each(childLines)('is %s of %j', (expected, facts) => {
    expect(childOrdStatusOf(atVenue(facts))).toBe(expected);
  });
});
