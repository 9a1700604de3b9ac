import { describe, expect } from 'vitest';
import { type Events, isInput, type Recorded } from '../../../../src/domain/oms/catalogue.ts';
import { evolve } from '../../../../src/domain/oms/evolve/evolve.ts';
import { initialState } from '../../../../src/domain/oms/state.ts';
import { type Child, endedQty, leavesQty, type Order } from '../../../../src/domain/order/order.ts';
import { GUARD_DIGITS } from '../../../../src/domain/position/position.ts';
import { type Act, EXEC_TYPES, GARBLED, hostileActs, hostileConfig, VENUES } from '../../../support/arbitrary-acts.ts';
import { perform, World } from '../../../support/arbitrary-inputs.ts';
import { Clerk } from '../../../support/clerk.ts';
import { Desk } from '../../../support/desk.ts';
import { always } from '../../../support/property.ts';

const GUARD = 10n ** BigInt(GUARD_DIGITS);
const OWN_IDS = hostileConfig()
  .venues.filter(({ executionKey }) => executionKey === 'venue')
  .map(({ venue }) => venue);

const holdingsOf = ({ state }: Desk): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...state.positions]
      .map(({ account, qty, realized, cost }) => [account, { qty, cash: (realized - cost) / GUARD }] as const)
      .filter(([, { qty, cash }]) => qty !== 0 || cash !== 0n),
  );

/**
 * Without chains and clocks, which the legal histories are about, and without contradictions about whose an execution is: of words that
 * contradict one another the last one heard stands.
 */
const plain = (act: Act): Act => {
  if (act.act === 'hand') return { act: 'wait', ms: 0 }; // These books are kept from what venues said.
  if (act.act === 'assign') return { ...act, order: 0, toOrder: false }; // It stays in suspense.
  if (act.act === 'report') return { ...act, chained: 0, toldMs: undefined, garbled: contradicts(act.garbled) ? 0 : act.garbled };
  return act.act === 'stray' && OWN_IDS.includes(VENUES[act.venue] as string)
    ? { ...act, execType: EXEC_TYPES.indexOf('trade') }
    : act;
};
const contradicts = (garbled: number): boolean => 'side' in (GARBLED[garbled] ?? {});

describe('beside books kept from what venues said', () => {
  always(
    'a position is the sum of its executions, less what was taken back, after everything that is said',
    hostileActs(),
    (acts) => {
      const world = new World(new Desk(hostileConfig()));
      const clerk = new Clerk(OWN_IDS);
      let read = 0;
      for (const act of acts) {
        world.perform(plain(act));
        for (; read < world.desk.records.length; read += 1) clerk.read(world.desk.records[read] as Recorded);
        expect(holdingsOf(world.desk)).toEqual(clerk.holdings());
      }
    },
  );
});

/** The most that a child order was ever to execute: what it was sent for, asked for, or told to be. */
const mostOf = (child: Child): number => Math.max(child.qty, ...child.requests.map(({ qty }) => qty ?? 0));

describe('quantities', () => {
  always('are conserved after every single event, and what is executed beyond them is on record', hostileActs(), (acts) => {
    const state = initialState();
    for (const record of perform(new Desk(hostileConfig()), acts).desk.records) {
      const { event } = record;
      const isExecution = event.type === 'ExecutionBooked';
      const before = isExecution ? (state.children.get(event.childId) as Child) : undefined;
      const room = before === undefined ? 0 : Math.max(0, mostOf(before) - before.cumQty);
      evolve(state, record);
      if (isExecution) expect(event.overfillQty, 'what is beyond the quantity').toBe(Math.max(0, event.lastQty - room));
      if ('orderId' in event && event.orderId !== undefined) checkConserved(state.orders.get(event.orderId));
    }
  });

  always('that are executed beyond what was wanted stand beside a break', hostileActs(), (acts) => {
    const flagged = new Set<number>();
    const overfilled: Events['ExecutionBooked'][] = [];
    for (const { event } of perform(new Desk(hostileConfig()), acts).desk.records) {
      if (isInput(event)) {
        for (const { childId, execId } of overfilled.splice(0)) expect(flagged.has(childId), `${execId} is too much`).toBe(true);
      }
      if (event.type === 'ExecutionBooked' && event.overfillQty > 0) overfilled.push(event);
      if (event.type === 'BreakRaised' && event.what === 'overfill' && event.childId !== undefined) flagged.add(event.childId);
    }
    for (const { childId, execId } of overfilled) expect(flagged.has(childId), `${execId} is too much`).toBe(true);
  });
});

const checkConserved = (order: Order | undefined): void => {
  if (order === undefined) return;
  const { qty, cumQty, children } = order;
  const overfilled = Math.max(0, cumQty - qty);
  expect(cumQty + leavesQty(order) + endedQty(order), 'qty = cumQty + leavesQty + ended').toBe(qty + overfilled);
  expect(cumQty, 'an order has executed what its child orders have').toBe(children.reduce((sum, child) => sum + child.cumQty, 0));
};
