import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../src/domain/kernel/canonical.ts';
import type { DayNumber, Micros } from '../../../src/domain/kernel/units.ts';
import { rollOver } from '../../../src/domain/oms/carry.ts';
import type { State } from '../../../src/domain/oms/state.ts';
import type { Order } from '../../../src/domain/order/order.ts';
import { hostileActs, hostileConfig } from '../../support/arbitrary-acts.ts';
import { perform } from '../../support/arbitrary-inputs.ts';
import { DAY, Desk, O, types } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  fills,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  rejected,
  replaces,
  settles,
  type Words,
  waits,
} from '../given.ts';
import { checkDesk, restored } from '../invariants.ts';

const NEXT = (DAY + 1) as DayNumber;
const tomorrow = (...history: readonly Words[]): Desk => given(...history).desk.tomorrow();
const gtc = places({ timeInForce: 'gtc' });

describe('the next day', () => {
  it('knows the open orders, and goes on with them: ack, fill, cancel', () => {
    const desk = tomorrow(gtc);
    expect(desk.order()).toMatchObject({ status: 'open', reserved: 100, orderId: O(1) });
    givenDesk(desk).when(acked).concludes('ChildAcknowledged').leaves({ ordStatus: 'new' });
    givenDesk(desk)
      .when(fills('E1', 40))
      .concludes('ExecutionBooked')
      .leaves({ ordStatus: 'partiallyFilled', reserved: 60 })
      .holds(40);
    givenDesk(desk).when(cancels()).concludes('CancelAccepted', 'ChildCancelSent');
    givenDesk(desk).when(canceled).concludes('ChildClosed', 'OrderClosed').leaves({ ordStatus: 'canceled', reserved: 0 });
  });
  it('knows what pends, and what is not known', () => {
    const desk = tomorrow(gtc, acked, replaces({ qty: '150' }), cancels(), waits(1_000));
    expect(desk.child().requests.map(({ kind, certain }) => [kind, certain])).toEqual([
      ['replace', false],
      ['cancel', false],
    ]);
    givenDesk(desk).when(refuses()).concludes('CertaintyRegained', 'ChildRequestRejected').leaves({ reserved: 150 });
    const silent = tomorrow(gtc);
    givenDesk(silent).when(waits(999)).concludes('CertaintyLost', 'ChildStatusAsked');
  });
  it('knows what waits in the desk, and lets it go', () => {
    const desk = tomorrow((on) => on.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'down' }), gtc);
    desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'up' });
    givenDesk(desk)
      .when(settles())
      .concludes('EvidenceWanted', 'WorkFinished', 'OrderReleased', 'ChildRouted')
      .saying('ChildRouted', { orderId: O(1) });
  });
  it('knows what an order began with, and under which id it is now', () => {
    const desk = tomorrow(
      places({ timeInForce: 'gtc', strategy: 'S1', algo: 'twap', decisionMaker: 'pm', reason: 'signal 7', clOrdId: 'first' }),
      acked,
      replaces({ qty: '150', price: '10.01', clOrdId: 'second' }),
      (on) => on.hear('replaced', { sentId: on.child().requests[0]?.sentId as string }),
    );
    expect(desk.order()).toMatchObject({
      qty: 150,
      price: 1_001,
      clOrdId: 'second',
      terms: { qty: 100, price: 1_000, clOrdId: 'first', strategy: 'S1', algo: 'twap', decisionMaker: 'pm', reason: 'signal 7' },
    });
  });
  it('books nothing twice that was booked yesterday, and takes back what was', () => {
    const resent = hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', tradeDate: '2026-11-21' });
    givenDesk(tomorrow(gtc, acked, fills('E1', 40)))
      .when(resent)
      .concludes()
      .holds(40);
    givenDesk(tomorrow(gtc, acked, fills('E1', 100)))
      .when(resent, hears('tradeCancel', { execRefId: 'E1' }))
      .holds(0);
    const stray: Words = (on) =>
      on.say({
        type: 'ExecutionReported',
        venue: 'ALPHA',
        session: 'ALPHA-1',
        seqIn: 1,
        channel: 'order',
        execType: 'trade',
        sentId: 'THEIRS',
        execId: 'E1',
        symbol: 'ACME',
        side: 'buy',
        lastQty: '40',
        lastPx: '10.00',
        tradeDate: '2026-11-21',
      });
    givenDesk(tomorrow(stray)).when(stray).concludes().holds(40, 'SUSPENSE');
  });
  it('books nothing twice that is told again without its date', () => {
    const told = { execId: 'E1', lastQty: '40', lastPx: '10.00' };
    const day = (): Desk => tomorrow(gtc, acked, fills('E1', 40));
    givenDesk(day().tomorrow())
      .when(hears('trade', { ...told, possDup: true }))
      .concludes()
      .holds(40);
    givenDesk(day())
      .when(hears('trade', { ...told, channel: 'query' }))
      .concludes()
      .holds(40);
    givenDesk(day())
      .when(hears('trade', { ...told, lastQty: '41', possResend: true }))
      .concludes('BreakRaised')
      .holds(40);
    givenDesk(day()).when(fills('E1', 40)).concludes('ExecutionBooked').holds(80); // A venue that counts anew each day.
  });
  it('still finds yesterday’s closed orders for a late fill, for as long as it carries them', () => {
    const late = hears('trade', { execId: 'E9', lastQty: '10', lastPx: '10.00' });
    let { desk } = given(places(), acked, canceled);
    for (let days = 1; days <= 3; days += 1) {
      desk = desk.tomorrow();
      expect(desk.state.orders.get(O(1)), `after ${days} days`).toBeDefined();
    }
    givenDesk(desk).when(late).concludes('ExecutionBooked', 'BreakRaised').holds(10);
    for (let days = 0; days < 3; days += 1) desk = desk.tomorrow();
    expect(desk.state.orders.get(O(1))).toBeUndefined();
  });
  it('carries an order that closed yesterday however long ago it was asked for', () => {
    let { desk } = given(gtc, acked);
    for (let days = 0; days < 10; days += 1) desk = desk.tomorrow();
    givenDesk(desk, cancels()).when(canceled).leaves({ ordStatus: 'canceled' });
    givenDesk(desk.tomorrow()).when(fills('E1', 10)).concludes('ExecutionBooked', 'BreakRaised').holds(10);
  });
  it('keeps a child that came back to life, whatever became of its order', () => {
    const desk = tomorrow(places(), rejected, acked);
    expect(desk.order()).toMatchObject({ status: 'rejected', reserved: 100 });
  });
  it('keeps kills, positions, session numbers, marks, breaks and unfinished work', () => {
    const { desk } = given(places(), acked, fills('E1', 40), fills('E1', 41));
    desk.say({ type: 'MarkObserved', symbol: 'ACME', price: 1_001 as never, markedAt: desk.now, source: 'mid' });
    desk.say({ type: 'KillRequested', clOrdId: 'k', scope: 'account', id: 'A1', reason: 'stop' });
    const next = desk.tomorrow();
    for (const what of ['kills', 'sessions', 'marks', 'breaks', 'works'] as const)
      expect([...next.state[what]], what).toEqual([...desk.state[what]]);
    expect(next.state.rates).toEqual(desk.state.rates);
    expect(next.state.positions.get('A1', 'ACME')).toEqual(desk.state.positions.get('A1', 'ACME'));
    givenDesk(next).when(places()).saying('OrderRefused', { check: 'killSwitch' });
  });
  it('numbers its orders and its messages anew, and never with an id that was used', () => {
    const desk = tomorrow(gtc, gtc);
    desk.place();
    const [first] = [...desk.state.orders].filter(({ orderId }) => orderId > O(2));
    expect(first?.children[0]?.sentId).toBe('T1M9B000100001');
    expect(types(desk.records.map(({ event }) => event)).filter((type) => type === 'CarriedOrder').length).toBe(2);
    expect(desk.state.sessions.get('ALPHA')?.lastSeqOut).toBe(3);
    checkDesk(desk);
  });
});

/** What must be known of a day when the next one begins, counted by hand. */
const essence = (state: State): unknown => ({
  open: [...state.live]
    .map((order: Order) =>
      canonical({
        ...order,
        terms: order.terms,
        children: order.children.map(({ executions, ...child }) => ({ ...child, executions: [...(executions ?? [])] })),
      }),
    )
    .sort(),
  exposure: [...state.exposure]
    .filter(({ orders }) => orders > 0)
    .map((open) => canonical(open))
    .sort(),
  positions: [...state.positions].map(({ fees, ...rest }) => canonical({ ...rest, fees: [...fees].sort() })),
  kills: [...state.kills].sort(),
  sessions: [...state.sessions.values()].map(canonical).sort(),
  breaks: [...state.breaks.values()].filter((found) => found.state !== 'closed').map(canonical),
  works: [...state.works.values()].map(canonical),
  timers: state.timers.list(),
});

describe('a roll, whatever the day was like', () => {
  const days = (claim: string, holds: (desk: Desk) => void): void =>
    it(claim, () => {
      fc.assert(
        fc.property(hostileActs(), (acts) => {
          holds(perform(new Desk(hostileConfig()), acts).desk);
        }),
      );
    });

  days(
    'carries over all that is open, unknown or pending, and every position, kill, session, break that is not closed, and timer',
    (desk) => {
      expect(essence(desk.tomorrow().state)).toEqual(essence(desk.state));
    },
  );
  days('keeps every ask in scope', (desk) => {
    const asks = (state: State): unknown =>
      [...state.asks].map(([account, byId]) => [account, [...byId].map(([id, memory]) => [id, canonical(memory)]).sort()]).sort();
    expect(asks(desk.tomorrow().state)).toEqual(asks(desk.state));
  });
  days('is a function of the state: from the journal, from a snapshot, done twice, it is the same', (desk) => {
    const rolled = rollOver(desk.state, NEXT).map(canonical);
    expect(rollOver(desk.state, NEXT).map(canonical)).toEqual(rolled);
    expect(rollOver(desk.replayed(), NEXT).map(canonical)).toEqual(rolled);
    expect(rollOver(restored(desk.state), NEXT).map(canonical)).toEqual(rolled);
    const again = rollOver(desk.tomorrow().state, NEXT).map(canonical);
    expect(again).toEqual(rolled);
  });
  it('leaves a desk that goes on as any other does', () => {
    fc.assert(
      fc.property(hostileActs(30), hostileActs(30), (before, after) => {
        const next = perform(new Desk(hostileConfig()), before).desk.tomorrow();
        checkDesk(perform(next, after).desk);
      }),
    );
  });
  it('does not grow with history: what is settled and old is gone', () => {
    const { desk } = given();
    for (let n = 1; n <= 20; n += 1) {
      desk.place();
      desk.hear('canceled', {}, n);
    }
    let day: Desk = desk;
    for (let n = 0; n < 6; n += 1) day = day.tomorrow();
    expect([...day.state.orders].length + day.state.asks.size).toBe(0);
    expect(day.now).toBe((desk.now + 6 * 86_400_000_000) as Micros);
  });
});
