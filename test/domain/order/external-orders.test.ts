import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { OpenOrderRow } from '../../../src/domain/reconcile/query-events.ts';
import { C, configTerms, Desk, O, OPENS, venueTerms } from '../../support/desk.ts';
import { given, givenDesk, places, resolves, settles, type Words } from '../given.ts';

const ASOF = (OPENS + 1_000_000) as Micros;
const row = (over: Partial<OpenOrderRow> = {}): OpenOrderRow => ({
  sentId: 'SCREEN1',
  venueOrderId: 'V9',
  symbol: 'ACME',
  side: 'buy',
  ordStatus: 'new',
  qty: '100',
  price: '9.90',
  cumQty: '0',
  leavesQty: '100',
  ...over,
});
/** ALPHA connects, is asked what is open there, and lists these. */
const lists =
  (...rows: readonly OpenOrderRow[]): Words =>
  (desk) => {
    asks(desk);
    return answers(...rows)(desk);
  };
const asks: Words = (desk) => {
  desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'down' });
  return desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'up' });
};
const answers =
  (...rows: readonly OpenOrderRow[]): Words =>
  (desk) => {
    const queryId = desk.state.rounds.get('ALPHA')?.queryId ?? 0;
    const answer = { venue: 'ALPHA', session: 'ALPHA-1', queryId, asOf: ASOF, total: rows.length, part: 1, parts: 1 };
    return desk.say({ type: 'OpenOrdersReported', ...answer, rows: [...rows] });
  };
const told: Words = (desk) => {
  const queryId = desk.state.rounds.get('ALPHA')?.queryId ?? 0;
  return desk.say({
    type: 'FillsReported',
    venue: 'ALPHA',
    session: 'ALPHA-1',
    queryId,
    asOf: ASOF,
    total: 0,
    told: 0,
    since: OPENS,
  });
};
const at = (policy: 'adopt' | 'quarantine' | 'cancel'): Desk =>
  new Desk(configTerms({ venues: [venueTerms('ALPHA', { externalOrders: policy, listsOpenOrders: true }), venueTerms('BETA')] }));
const says =
  (over: Partial<Events['ExecutionReported']>): Words =>
  (desk) =>
    desk.say({
      type: 'ExecutionReported',
      venue: 'ALPHA',
      session: 'ALPHA-1',
      seqIn: 0,
      channel: 'dropCopy',
      execType: 'trade',
      sentId: 'SCREEN1',
      symbol: 'ACME',
      side: 'buy',
      lastPx: '9.90',
      ...over,
    });

describe('an order open at a venue that this desk did not send', () => {
  it('becomes an order of the suspense account, and counts at once', () => {
    const { desk } = givenDesk(at('adopt'))
      .when(lists(row()))
      .saying('ExternalOrderAdopted', { orderId: O(1), childId: C(1), sentId: 'SCREEN1', qty: 100, cumQty: 0, policy: 'adopt' })
      .saying('BreakRaised', { what: 'externalOrder', orderId: O(1) })
      .leaves({ status: 'open', qty: 100, reserved: 100 });
    expect(desk.state.exposure.get('SUSPENSE', 'ACME')).toMatchObject({ buy: 100 });
    givenDesk(desk, told, settles()).when(lists(row())).leaves({ reserved: 100 });
    expect([...desk.state.orders]).toHaveLength(1);
    expect(desk.tomorrow().state.exposure.get('SUSPENSE', 'ACME')).toMatchObject({ buy: 100 });
  });
  it('is one like any: its executions are booked, and its end ends it and the break', () => {
    const { desk } = givenDesk(at('adopt'), lists(row()))
      .when(says({ execId: 'E1', lastQty: '40', cumQty: '40', leavesQty: '60', transactTime: (ASOF + 1) as Micros }))
      .saying('ExecutionBooked', { orderId: O(1), lastQty: 40, account: 'SUSPENSE' })
      .leaves({ cumQty: 40, reserved: 60 })
      .holds(40, 'SUSPENSE');
    givenDesk(desk)
      .when(says({ execType: 'canceled', execId: 'X', cumQty: '40', leavesQty: '0', transactTime: (ASOF + 2) as Micros }))
      .saying('BreakClosed', { cause: 'C-20261121-1: it is canceled' })
      .leaves({ ordStatus: 'canceled', cumQty: 40, reserved: 0 });
  });
  it('had executed something before: that is no fill, unless the venue tells it, and then it is counted once', () => {
    const { desk } = givenDesk(at('adopt'))
      .when(lists(row({ cumQty: '30', leavesQty: '70', ordStatus: 'partiallyFilled' })))
      .leaves({ cumQty: 30, reserved: 70 })
      .holds(0, 'SUSPENSE');
    const early = says({ execId: 'E1', lastQty: '20', cumQty: '20', leavesQty: '80', transactTime: (ASOF - 5) as Micros });
    givenDesk(desk)
      .when(early)
      .saying('ExecutionBooked', { lastQty: 20, adoptedQty: 20 })
      .leaves({ cumQty: 30, reserved: 70 })
      .holds(20, 'SUSPENSE');
    givenDesk(desk)
      .when(says({ execId: 'E3', lastQty: '5', cumQty: '35', leavesQty: '65', transactTime: (ASOF + 5) as Micros }))
      .leaves({ cumQty: 35, reserved: 65 })
      .holds(25, 'SUSPENSE');
    givenDesk(desk).when(told).holds(25, 'SUSPENSE');
  });
  it('whose execution went to suspense before is not booked twice', () => {
    const stray = says({ execId: 'E1', lastQty: '30', cumQty: '30', leavesQty: '70', transactTime: (ASOF - 5) as Micros });
    const { desk } = givenDesk(at('adopt'), stray, lists(row({ cumQty: '30', leavesQty: '70' })))
      .when(stray)
      .leaves({ cumQty: 30, reserved: 70 })
      .holds(30, 'SUSPENSE');
    givenDesk(desk)
      .when(says({ execType: 'tradeCancel', execRefId: 'E1', execId: 'E2' }))
      .holds(0, 'SUSPENSE');
  });
  it('whose execution went to suspense while it was being listed: that is of it, and none is inferred beside it', () => {
    const early = says({ execId: 'E1', lastQty: '100', cumQty: '100', leavesQty: '0', transactTime: (ASOF + 5) as Micros });
    const counts = says({
      execType: 'orderStatus',
      ordStatus: 'filled',
      orderQty: '100',
      cumQty: '100',
      leavesQty: '0',
      transactTime: (ASOF + 9) as Micros,
    });
    const whole: Words = (desk) => {
      const answer = { venue: 'ALPHA', session: 'ALPHA-1', queryId: 0, asOf: (ASOF + 20) as Micros, since: OPENS };
      return desk.say({ type: 'FillsReported', ...answer, total: 1, told: 1 });
    };
    const { desk } = givenDesk(at('adopt'), asks, early, answers(row()), counts)
      .when(whole)
      .saying('StrayAssigned', { orderId: O(1), by: 'desk' })
      .saying('ExecutionBooked', { execId: 'E1', lastQty: 100, provisional: false })
      .leaves({ ordStatus: 'filled', cumQty: 100, reserved: 0 })
      .holds(100, 'SUSPENSE');
    givenDesk(desk).when(whole).concludes().holds(100, 'SUSPENSE');
    expect([...desk.state.breaks.values()].filter(({ state }) => state !== 'closed')).toEqual([]);
  });
  it('is cancelled at once where the configuration says so', () => {
    givenDesk(at('cancel'))
      .when(lists(row()))
      .saying('ChildCancelSent', { origSentId: 'SCREEN1', venue: 'ALPHA' })
      .leaves({ ordStatus: 'pendingCancel', reserved: 100 });
  });
  it('or by hand', () => {
    givenDesk(at('quarantine'), lists(row()))
      .when((desk) => desk.cancel({ account: 'SUSPENSE', orderId: O(1) }))
      .saying('ChildCancelSent', { origSentId: 'SCREEN1' });
  });
  it('that cannot be read is a break, and no more', () => {
    for (const over of [
      { symbol: 'NONE' },
      { qty: 'x' },
      { qty: '9007199254740991' },
      { cumQty: '-1' },
      { sentId: undefined, venueOrderId: undefined },
    ])
      givenDesk(at('adopt'))
        .when(lists(row(over)))
        .saying('BreakRaised', { what: 'unknownOrder' })
        .holds(0, 'SUSPENSE');
  });
  it('is known by the id of the venue where it has no other', () => {
    const { desk } = givenDesk(at('adopt'), lists(row({ sentId: undefined })), told).when(lists(row({ sentId: undefined })));
    expect([...desk.state.orders]).toHaveLength(1);
  });
});

describe('an instrument in quarantine', () => {
  const quarantined = (): Desk => {
    const desk = at('quarantine');
    for (const words of [lists(row()), told, settles()]) words(desk);
    return desk;
  };
  it('gets nothing new at that venue until a person has settled the break', () => {
    const { desk } = givenDesk(quarantined()).when(places()).saying('OrderHeld', { why: 'external', venue: 'ALPHA' });
    givenDesk(desk)
      .when(places({ route: { strategy: 'direct', venue: 'BETA' } }))
      .saying('ChildRouted', { venue: 'BETA' });
    givenDesk(desk)
      .when(resolves('close'), settles())
      .saying('ChildRouted', { orderId: O(2), venue: 'ALPHA' });
  });
  it('or until it is over', () => {
    givenDesk(quarantined(), places())
      .when(says({ execType: 'canceled', transactTime: (ASOF + 2) as Micros }), settles())
      .saying('ChildRouted', { orderId: O(2), venue: 'ALPHA' });
  });
  it('trades on where the configuration adopts', () => {
    givenDesk(at('adopt'), lists(row()), told, settles())
      .when(places())
      .saying('ChildRouted', { orderId: O(2) });
    given(places()).when(settles());
  });
});
