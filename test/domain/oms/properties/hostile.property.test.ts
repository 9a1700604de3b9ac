import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../../src/domain/kernel/canonical.ts';
import { formatOrderId, parseChildId, parseOrderId } from '../../../../src/domain/kernel/ids.ts';
import { describe as describeState, stateText } from '../../../../src/domain/oms/carry.ts';
import { facts, isInput, type Recorded } from '../../../../src/domain/oms/catalogue.ts';
import { decide } from '../../../../src/domain/oms/decide/decide.ts';
import { evolve } from '../../../../src/domain/oms/evolve/evolve.ts';
import { initialState, type State } from '../../../../src/domain/oms/state.ts';
import { takeTurn } from '../../../../src/domain/oms/turn.ts';
import { atVenuesQty, type Order } from '../../../../src/domain/order/order.ts';
import { breakReason } from '../../../../src/domain/order/words.ts';
import { type Act, askingConfig, corneredActs, hostileActs } from '../../../support/arbitrary-acts.ts';
import { perform, World } from '../../../support/arbitrary-inputs.ts';
import { Desk } from '../../../support/desk.ts';
import { always } from '../../../support/property.ts';
import { checkDesk, checkExposure, checkState, restored } from '../../invariants.ts';

const hostileDesk = (): Desk => new Desk(askingConfig());
const stampOf = ({ at, mono, actor }: Recorded) => ({ at, mono, actor });

/** Whatever clients, venues and people say, in whatever order and however often. */
const hostile = (claim: string, holds: (acts: readonly Act[]) => void, maxLength = 60): void =>
  always(claim, hostileActs(maxLength), holds);
/** For what looks at the whole state after each word. */
const SHORT = 25;

describe('whatever is said to a desk', () => {
  hostile('its journal folds to its state, its quantities and its money are conserved, its numbers are dense', (acts) =>
    checkDesk(perform(hostileDesk(), acts).desk),
  );

  hostile('exposure, quantities and what is live are a recount of every order, after every single turn', (acts) => {
    const world = new World(hostileDesk());
    for (const act of acts) {
      world.perform(act);
      checkState(world.desk.state);
    }
  });

  hostile('exposure is that recount within a turn as well, after every single record', (acts) => {
    const state = initialState();
    for (const record of perform(hostileDesk(), acts).desk.records) {
      evolve(state, record);
      checkExposure(state);
    }
  });

  hostile('deciding its recorded inputs again concludes exactly what is recorded', (acts) => {
    const { records } = perform(hostileDesk(), acts).desk;
    const again = initialState();
    const redecided = records
      .filter(({ event }) => isInput(event))
      .flatMap((record) => takeTurn(again, record.event as never, stampOf(record)));
    expect(redecided.map(canonical)).toEqual(records.map(canonical));
  });

  hostile(
    'deciding reads the state and leaves it alone',
    (acts) => {
      const world = new World(hostileDesk());
      for (const act of acts) {
        const input = world.inputOf(act);
        if (input === undefined) continue;
        const before = world.desk.text();
        const cause = { at: world.desk.now, mono: 0 as never, actor: 'test', causationId: world.desk.state.position + 1 };
        decide(world.desk.state, input, cause);
        expect(world.desk.text()).toBe(before);
        world.perform(act);
      }
    },
    SHORT,
  );

  hostile('a snapshot at any moment goes on as the desk itself does', (acts) => {
    const half = Math.floor(acts.length / 2);
    const world = perform(hostileDesk(), acts.slice(0, half));
    const snapshot = restored(world.desk.state);
    const from = world.desk.records.length;
    for (const act of acts.slice(half)) world.perform(act);
    for (const record of world.desk.records.slice(from))
      if (isInput(record.event)) takeTurn(snapshot, record.event, stampOf(record));
    expect(stateText(snapshot)).toBe(world.desk.text());
  });

  hostile(
    'what happens to one order leaves every other as it was',
    (acts) => {
      const world = new World(hostileDesk());
      for (const act of acts) {
        const before = byOrder(world.desk.state);
        const from = world.desk.records.length;
        world.perform(act);
        const named = new Set(world.desk.records.slice(from).flatMap((record) => namesIn(world.desk.state, record)));
        for (const [orderId, text] of byOrder(world.desk.state))
          if (before.has(orderId) && before.get(orderId) !== text)
            expect(named.has(orderId as never), `order ${orderId} changed unnamed`).toBe(true);
      }
    },
    SHORT,
  );

  hostile('no more is ever placed than what is left of an order, counting all that its venues may still execute', (acts) => {
    const { records } = perform(hostileDesk(), acts).desk;
    const state = initialState();
    for (const record of records) {
      evolve(state, record);
      if (record.event.type !== 'ChildRouted') continue;
      const order = state.orders.get(record.event.orderId) as Order;
      expect(order.cumQty + atVenuesQty(order), formatOrderId(order.orderId)).toBeLessThanOrEqual(order.qty);
      expect(record.event.qty).toBeGreaterThan(0);
    }
  });
});

/** More than one slice of work, five lost cancels and five lost questions, an order missed twice, one that nobody sent, positions that venues tell and the end of a process have tests of their own. */
const ELSEWHERE = [
  'WorkAdvanced',
  'cancelUnanswered',
  'queryUnanswered',
  'absentAtVenue',
  'ExternalOrderAdopted',
  'externalOrder',
  'ShutdownReported',
  'BreakerHalfOpened',
  'BreakerClosed',
  'VenueQuarantined',
  'VenueReleased',
  'venueQuarantined',
  'PositionCompared',
  'positionDiffers',
];

it('hostile sequences reach every fact that there is, and every kind of break', () => {
  const reached = new Set<string>();
  for (const acts of [hostileActs(), corneredActs(8)].flatMap((arbitrary) => fc.sample(arbitrary, { numRuns: 1_500, seed: 1 })))
    for (const { event } of perform(hostileDesk(), acts).desk.records) {
      reached.add(event.type);
      if (event.type === 'BreakRaised') reached.add(event.what);
    }
  const breaks = 'choices' in breakReason ? breakReason.choices : [];
  expect(breaks.length).toBeGreaterThan(5);
  expect([...Object.keys(facts), ...breaks].filter((name) => !reached.has(name) && !ELSEWHERE.includes(name))).toEqual([]);
});

const namesIn = (state: State, { event }: Recorded): readonly (number | undefined)[] => {
  if (event.type === 'TimerFired') {
    const id = event.timerId.split(':')[1] ?? '';
    const childId = parseChildId(id);
    return [parseOrderId(id), childId === undefined ? undefined : state.children.get(childId)?.orderId];
  }
  // What a venue counts is kept of every report, whether or not anything follows.
  if (event.type === 'ExecutionReported') return [state.sentIds.find(event.sentId ?? '')?.orderId];
  return 'orderId' in event ? [event.orderId] : [];
};

/** All that is known of each order, as text, save its place in a line: that empties when a session goes down. */
const byOrder = (state: State): Map<number, string> => {
  const texts = new Map<number, string>();
  for (const record of describeState(state))
    if ((record.type === 'CarriedOrder' || record.type === 'CarriedChild') && record.orderId !== undefined)
      texts.set(record.orderId, (texts.get(record.orderId) ?? '') + canonical({ ...record, waits: undefined }));
  return texts;
};
