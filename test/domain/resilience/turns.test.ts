import { describe, expect, it } from 'vitest';
import type { Event, Events } from '../../../src/domain/oms/catalogue.ts';
import type { VenueTerms } from '../../../src/domain/oms/events.ts';
import { configTerms, Desk, evidenceAt, types, venueTerms } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  fills,
  givenDesk,
  hears,
  places,
  refuses,
  replaces,
  session,
  settles,
  type Words,
  waits,
} from '../given.ts';
import { checkDesk } from '../invariants.ts';

/** ALPHA takes 5 messages a second and 5 at once, 4 of which may be orders. */
const slow = (over: Partial<VenueTerms> = {}): Desk =>
  new Desk(
    configTerms({
      venues: [
        venueTerms('ALPHA', { messagesPerSecond: 5, messagesBurst: 5, requestTimeoutMs: 60_000, ...over }),
        venueTerms('BETA'),
      ],
      limits: [{ ...(configTerms().limits[0] as Events['ConfigAdopted']['values']['limits'][number]), maxLong: '100000' }],
    }),
  );
const small = places({ qty: '1' });
const ofOrder =
  (n: number, words: (over: { orderId: Events['OrderHeld']['orderId'] }) => Words): Words =>
  (desk) =>
    words({ orderId: desk.order(n).orderId })(desk);
const kills: Words = (desk) => desk.say({ type: 'KillRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'out' });
const ackAll: Words = (desk) => [...desk.state.children].flatMap((_, n) => desk.hear('new', {}, n + 1));
const restarts: Words = (desk) =>
  desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: desk.state.epoch, writer: 'test' });
const sent = (events: readonly Event[], type: Event['type']): number => types(events).filter((one) => one === type).length;
const rateLimited = { rejectReason: 'rateLimited', leavesQty: '0', cumQty: '0' } as const;
/** Passes time in small steps, with a runtime that answers the desk in between. */
const passes =
  (ms: number): Words =>
  (desk) => {
    const events: Event[] = [];
    for (let n = 0; n < ms; n += 10) events.push(...desk.wait(10), ...desk.settle());
    return events;
  };

describe('a replace that the venue has no room for', () => {
  const fullVenue = (): Desk => {
    const desk = slow();
    for (let n = 0; n < 4; n += 1) desk.place({ qty: '10' });
    ackAll(desk);
    return desk;
  };
  it('takes from the budget like an order, and waits for its turn like one', () => {
    const desk = slow();
    for (let n = 0; n < 3; n += 1) small(desk);
    givenDesk(desk, ackAll)
      .when(replaces({ price: '9.99' }))
      .concludes('ReplaceAccepted', 'ChildReplaceSent');
    givenDesk(desk).when(small).concludes('OrderAccepted', 'OrderHeld');
    givenDesk(desk)
      .when(ofOrder(2, (of) => replaces({ ...of, price: '9.99' })))
      .concludes('ReplaceAccepted', 'RequestHeld')
      .leaves({ ordStatus: 'pendingReplace' }, 2);
  });
  it('goes when its turn comes, held against the market as it then is', () => {
    givenDesk(fullVenue(), replaces({ price: '9.99' }))
      .when(waits(250), settles())
      .concludes('EvidenceWanted', 'BudgetFreed', 'RequestReleased', 'ChildReplaceSent')
      .saying('EvidenceWanted', { purpose: 'change' });
  });
  it('fails when the market has left it behind, and the order is as it was', () => {
    givenDesk(fullVenue(), replaces({ price: '10.05' }))
      .when(waits(250), settles({ reference: { price: 900 as never, at: new Desk().now, source: 'mid' } }))
      .concludes('EvidenceWanted', 'BudgetFreed', 'AskFailed', 'RequestReleased')
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ ordStatus: 'new' });
  });
  it('never goes once a cancel is wanted: that takes its place in the line', () => {
    const { desk } = givenDesk(fullVenue(), replaces({ price: '9.99' }), ofOrder(2, cancels), ofOrder(3, cancels));
    givenDesk(desk).when(cancels()).concludes('CancelAccepted', 'RequestHeld').saying('RequestHeld', { request: 'cancel' });
    const { events } = givenDesk(desk).when(passes(2_000));
    expect([sent(events, 'ChildReplaceSent'), sent(events, 'ChildCancelSent')]).toEqual([0, 2]);
  });
  it('waits for the market and for nothing else when the cancel comes in between', () => {
    const { desk } = givenDesk(fullVenue(), replaces({ price: '9.99' }), waits(250), cancels());
    givenDesk(desk).when(settles(), passes(1_000)).concludes();
  });
  it('is forgotten when the order is filled meanwhile', () => {
    givenDesk(fullVenue(), replaces({ qty: '5' }), fills('E1', 10))
      .when(passes(1_000))
      .leaves({ status: 'filled' });
  });
});

describe('a mass cancel', () => {
  const ORDERS = 400;
  it('is paced: every cancel goes at the first moment at which the venue has room, and one timer calls them', () => {
    const desk = slow({ messagesPerSecond: 1_000, messagesBurst: 1_000 });
    for (let n = 0; n < ORDERS; n += 1) small(desk);
    ackAll(desk);
    const { events } = givenDesk(desk).when(kills, settles());
    expect(sent(events, 'ChildCancelSent')).toBe(ORDERS);
    const slower = slow({ messagesPerSecond: 200, messagesBurst: 40 });
    for (let n = 0; n < ORDERS; n += 1) small(slower);
    passes(20_000)(slower);
    ackAll(slower);
    passes(1_000)(slower);
    const from = slower.records.length;
    kills(slower);
    slower.settle();
    expect(slower.state.timers.list().filter(({ id }) => id.startsWith('call:'))).toHaveLength(1);
    passes(2_000)(slower);
    const moments = slower.records
      .slice(from)
      .flatMap(({ at, event }) => (event.type === 'ChildCancelSent' ? [at - desk.now] : []));
    expect(moments).toHaveLength(ORDERS);
    // 40 at once and 200 a second: (400 − 40) ÷ 200.
    expect((moments.at(-1) as number) - (moments[0] as number)).toBe(1_800_000);
    checkDesk(slower);
  });
  it('goes before the orders that wait, and a cancel of a held order never reaches the venue', () => {
    const desk = slow();
    for (let n = 0; n < 8; n += 1) small(desk);
    ackAll(desk);
    const { events } = givenDesk(desk).when(kills, settles(), passes(4_000));
    expect([sent(events, 'ChildCancelSent'), sent(events, 'ChildRouted')]).toEqual([4, 0]);
    expect(sent(events, 'OrderClosed')).toBe(4);
  });
  it('that a lost connection interrupts is taken up again when the session is up, at the same pace', () => {
    const desk = slow({ messagesPerSecond: 10, messagesBurst: 10, queryById: false });
    for (let n = 0; n < 20; n += 1) small(desk);
    passes(4_000)(desk);
    ackAll(desk);
    const { events } = givenDesk(desk, kills, settles(), session('down'), settles(), passes(3_000)).when(
      session('up'),
      settles(),
      passes(3_000),
    );
    expect(sent(events, 'ChildCancelSent')).toBe(20);
    expect(desk.state.budgets.get('ALPHA')?.line.isEmpty).toBe(true);
  });
  it('goes on after a restart', () => {
    const desk = slow();
    for (let n = 0; n < 4; n += 1) small(desk);
    ackAll(desk);
    const { events } = givenDesk(desk, kills, settles(), restarts, settles()).when(session('up'), settles(), passes(2_000));
    // Of the one that was on its way the venue is asked first.
    expect([sent(events, 'ChildCancelSent'), sent(events, 'ChildStatusAsked')]).toEqual([3, 1]);
  });
});

describe('questions', () => {
  it('are messages like any other: those of a whole book in doubt are put one after another', () => {
    const desk = slow();
    for (let n = 0; n < 10; n += 1) small(desk);
    passes(3_000)(desk);
    const { events } = givenDesk(desk, session('down'), settles()).when(session('up'), settles());
    const atOnce = sent(events, 'ChildStatusAsked');
    expect(atOnce).toBeLessThanOrEqual(4);
    const later = givenDesk(desk).when(passes(3_000)).events;
    expect(atOnce + sent(later, 'ChildStatusAsked')).toBe(10);
  });
  it('that waited and need no answer any more are not put', () => {
    const desk = slow();
    for (let n = 0; n < 6; n += 1) small(desk);
    passes(1_000)(desk);
    const { events } = givenDesk(desk, session('down'), settles(), session('up'), settles(), ackAll).when(passes(3_000));
    expect([sent(events, 'RequestReleased') > 0, sent(events, 'ChildStatusAsked')]).toEqual([true, 0]);
  });
  it('count at a venue where queries count', () => {
    const asked = (queriesCount: boolean): number => {
      const desk = slow({ queriesCount });
      givenDesk(desk, small, acked)
        .when(hears('canceled', { cumQty: '1' }))
        .saying('FillsAsked', {});
      return desk.state.budgets.get('ALPHA')?.spent.all as number;
    };
    expect(asked(true) - asked(false)).toBe(200_000);
  });
  it('so do those about open orders and executions, with which the desk becomes level', () => {
    const asked = (queriesCount: boolean): number => {
      const desk = slow({ queriesCount, listsOpenOrders: true });
      givenDesk(desk, session('down')).when(session('up')).saying('QuerySent', { query: 'openOrders' });
      return desk.state.budgets.get('ALPHA')?.spent.all as number;
    };
    expect([asked(true) > 0, asked(false)]).toEqual([true, 0]);
  });
});

describe('what the venue throws away for being one too many', () => {
  it('an order never existed there: it is held, and goes when the venue has recovered', () => {
    const { desk } = givenDesk(slow(), small)
      .when(hears('rejected', rateLimited))
      .concludes('VenueThrottled', 'ChildClosed', 'OrderHeld')
      .saying('VenueThrottled', { strikes: 1 })
      .saying('OrderHeld', { why: 'rate', venue: 'ALPHA' })
      .leaves({ status: 'held', ordStatus: 'pendingNew' });
    givenDesk(desk).when(waits(300)).concludes();
    givenDesk(desk).when(passes(600)).concludes('EvidenceWanted', 'BudgetFreed', 'OrderReleased', 'ChildRouted');
    expect(desk.child(2).sentId).not.toBe(desk.child(1).sentId);
  });
  it('an order for this moment is over', () => {
    givenDesk(slow(), places({ timeInForce: 'ioc' }))
      .when(hears('rejected', rateLimited))
      .concludes('VenueThrottled', 'ChildClosed', 'OrderClosed');
  });
  it('a cancel is sent again for as long as it is wanted, also after a restart', () => {
    const { desk } = givenDesk(slow(), small, acked, cancels())
      .when(refuses({ rejectReason: 'rateLimited' }))
      .concludes('VenueThrottled', 'ChildRequestRejected', 'RequestHeld')
      .leaves({ ordStatus: 'pendingCancel' });
    givenDesk(desk).when(passes(800)).concludes('RequestReleased', 'BudgetFreed', 'ChildCancelSent');
    givenDesk(desk, refuses({ rejectReason: 'rateLimited' }), restarts, settles())
      .when(session('up'), settles(), passes(3_000))
      .saying('ChildCancelSent', {});
    givenDesk(desk).when(canceled).leaves({ ordStatus: 'canceled' });
  });
  it('a replace waits, too, and its client is told nothing', () => {
    const { desk } = givenDesk(slow(), small, acked, replaces({ price: '9.99' }))
      .when(refuses({ rejectReason: 'rateLimited' }))
      .concludes('VenueThrottled', 'ChildRequestRejected', 'RequestHeld');
    givenDesk(desk).when(passes(800)).saying('ChildReplaceSent', { clOrdId: 'c2' });
  });
  it('makes a pause that doubles with each time in a row', () => {
    const desk = slow();
    const pauses: number[] = [];
    small(desk);
    for (let n = 1; n <= 4; n += 1) {
      desk.hear('rejected', rateLimited, n);
      pauses.push(((desk.state.budgets.get('ALPHA')?.throttledUntil ?? 0) - desk.now) / 1_000);
      passes(4_000)(desk);
    }
    expect(pauses).toEqual([400, 800, 1_600, 3_200]);
    desk.now = (desk.now + 60_000_000) as never;
    desk.hear('rejected', rateLimited, 5);
    expect(desk.state.budgets.get('ALPHA')?.strikes).toBe(1);
  });
});

describe('what our own gate holds back', () => {
  const gated =
    (request: 'submit' | 'cancel' | 'replace'): Words =>
    (desk) => {
      const { sentIds } = desk.child();
      return desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId: sentIds.at(-1) as string, request, reason: 'rate' });
    };
  it('is held again, without a strike', () => {
    const { desk } = givenDesk(slow(), small)
      .when(gated('submit'))
      .concludes('VenueThrottled', 'ChildClosed', 'OrderHeld')
      .saying('VenueThrottled', { strikes: 0 });
    givenDesk(desk).when(passes(600)).saying('ChildRouted', {});
    givenDesk(slow(), small, acked, cancels())
      .when(gated('cancel'), passes(600))
      .concludes('VenueThrottled', 'ChildRequestRejected', 'RequestHeld', 'RequestReleased', 'BudgetFreed', 'ChildCancelSent');
    givenDesk(slow(), small, acked, replaces({ price: '9.99' }))
      .when(gated('replace'), passes(600))
      .saying('ChildReplaceSent', {});
  });
});

describe('those who wait at one venue', () => {
  it('go one of each strategy in turn, whoever asked for more', () => {
    const desk = slow();
    for (let n = 0; n < 4; n += 1) small(desk);
    for (let n = 0; n < 6; n += 1) desk.place({ qty: '1', strategy: 'greedy' });
    for (let n = 0; n < 2; n += 1) desk.place({ qty: '1', strategy: 'modest' });
    small(desk);
    passes(3_000)(desk);
    const routed = desk.records.flatMap(({ event }) => (event.type === 'ChildRouted' ? [event.orderId] : [])).slice(4);
    const who = routed.map((orderId) => desk.state.orders.get(orderId)?.terms.strategy ?? 'A1');
    expect(who).toEqual(['A1', 'greedy', 'modest', 'greedy', 'modest', 'greedy', 'greedy', 'greedy', 'greedy']);
  });
  it('are not overtaken by who comes new, even when there is room just then', () => {
    const desk = slow();
    for (let n = 0; n < 5; n += 1) small(desk);
    desk.now = (desk.now + 250_000) as never; // There is room, and the timer has not fired yet.
    givenDesk(desk).when(small).concludes('OrderAccepted', 'OrderHeld');
    givenDesk(desk).when(waits(0)).concludes('EvidenceWanted', 'BudgetFreed');
    // Called, and not gone yet.
    givenDesk(desk, waits(240)).when(small).concludes('OrderAccepted', 'OrderHeld');
    givenDesk(desk)
      .when((on) =>
        on.say({
          type: 'EvidenceGiven',
          orderId: on.order(5).orderId,
          purpose: 'release',
          wantedAt: 1,
          evidence: evidenceAt(on.now),
        }),
      )
      .concludes('OrderReleased', 'ChildRouted');
  });
  it('stand in the same line the next day', () => {
    const desk = slow();
    for (let n = 0; n < 4; n += 1) desk.place({ qty: '1', timeInForce: 'gtc' });
    for (let n = 0; n < 3; n += 1) desk.place({ qty: '1', timeInForce: 'gtc', strategy: 'S1' });
    givenDesk(desk, ackAll).when(
      cancels(),
      ofOrder(2, cancels),
      ofOrder(3, (of) => replaces({ ...of, price: '9.98' })),
    );
    const next = desk.tomorrow();
    checkDesk(next);
    const standing = (on: Desk): unknown => [...(on.state.budgets.get('ALPHA')?.line ?? [])];
    expect(standing(next)).toEqual(standing(desk));
  });
});
