import { describe, expect, it } from 'vitest';
import { configTerms, Desk, OPENS, venueTerms } from '../../support/desk.ts';
import {
  acked,
  cancels,
  connects,
  disconnects,
  fills,
  given,
  givenDesk,
  hears,
  places,
  replaces,
  settles,
  waits,
} from '../given.ts';

const ENDS = ['canceled', 'rejected', 'expired', 'doneForDay'] as const;
/** The venue ends the order, and counts this much of it executed. */
const ends = (cumQty: string, as: (typeof ENDS)[number] = 'canceled', over = {}) => hears(as, { cumQty, ...over });

describe('an end that counts more executed than is booked', () => {
  it.each(ENDS)('%s: what is not heard of yet still counts, a person should know, and the venue is asked', (as) => {
    const { desk } = given(places(), acked, fills('E1', 10))
      .when(ends('40', as))
      .concludes('ChildClosed', 'BreakRaised', 'FillsAsked', 'OrderClosed')
      .saying('ChildClosed', { as, unheardQty: 30, endedQty: 60 })
      .saying('BreakRaised', {
        what: 'executionMissing',
        detail: 'ALPHA counts 40 of C-20261121-1 executed, and 10 are booked',
      })
      .saying('FillsAsked', { venue: 'ALPHA', since: OPENS })
      .leaves({ leavesQty: 0, cumQty: 10, reserved: 30 });
    expect(desk.state.live.size).toBe(1);
  });
  it('is told once', () => {
    given(places(), acked, ends('40')).when(ends('40')).concludes().leaves({ reserved: 40 });
  });
  it('counts nothing where the count agrees, is less, is absent or is no number', () => {
    for (const cumQty of ['10', '9', '0', 'some', '-5', '10.5'])
      given(places(), acked, fills('E1', 10))
        .when(ends(cumQty))
        .concludes('ChildClosed', 'OrderClosed')
        .saying('ChildClosed', { unheardQty: 0, endedQty: 90 })
        .leaves({ reserved: 0 });
    given(places(), acked, fills('E1', 10))
      .when(ends('11'))
      .saying('ChildClosed', { unheardQty: 1, endedQty: 89 })
      .leaves({ reserved: 1 });
  });
  it('counts no more than was ever asked for', () => {
    given(places(), acked).when(ends('100')).saying('ChildClosed', { unheardQty: 100, endedQty: 0 }).leaves({ reserved: 100 });
    given(places(), acked).when(ends('5000')).saying('ChildClosed', { unheardQty: 100, endedQty: 0 }).leaves({ reserved: 100 });
    given(places(), acked, fills('E1', 30))
      .when(ends('99999'))
      .saying('ChildClosed', { unheardQty: 70 })
      .leaves({ reserved: 70 });
  });
  it('may have been executed under the terms of a replace that is not answered', () => {
    given(places(), acked, replaces({ qty: '150' }))
      .when(ends('150'))
      .saying('ChildClosed', { unheardQty: 150, endedQty: 0 })
      .leaves({ reserved: 150 });
    given(places(), acked, replaces({ qty: '60' }))
      .when(ends('150'))
      .saying('ChildClosed', { unheardQty: 100 });
  });
  it('of an order that is not even acknowledged', () => {
    given(places()).when(ends('25')).saying('ChildClosed', { unheardQty: 25, endedQty: 75 }).leaves({ reserved: 25 });
  });
});

describe('what is not heard of yet', () => {
  const ended = () => given(places(), acked, fills('E1', 10), ends('40'));

  it('counts less with every fill that comes, and then not at all', () => {
    const { desk } = ended().when(fills('E2', 10)).leaves({ cumQty: 20, reserved: 20 });
    expect(desk.state.live.size).toBe(1);
    givenDesk(desk).when(fills('E3', 19)).leaves({ cumQty: 39, reserved: 1 });
    givenDesk(desk).when(fills('E4', 1)).leaves({ ordStatus: 'canceled', cumQty: 40, leavesQty: 0, reserved: 0 }).holds(40);
    expect(desk.state.live.size).toBe(0);
  });
  it('does not count less with a fill that is known', () => {
    ended().when(fills('E1', 10)).concludes().leaves({ reserved: 30 });
    given(places(), acked, fills('E1', 10), ends('40'), fills('E2', 10))
      .when(fills('E2', 10))
      .concludes()
      .leaves({ reserved: 20 });
  });
  it('is never less than nothing, whatever else the venue executes', () => {
    ended().when(fills('E2', 80)).leaves({ cumQty: 90, reserved: 0 });
    given(places(), acked, fills('E1', 10), ends('40'), fills('E2', 80)).when(fills('E3', 5)).leaves({ cumQty: 95, reserved: 0 });
  });
  it('may be told by another channel, and by the correction of a fill that never came', () => {
    ended()
      .when(hears('trade', { channel: 'dropCopy', seqIn: 0, execId: 'E2', lastQty: '30', lastPx: '10.00' }))
      .leaves({ cumQty: 40, reserved: 0 });
    ended()
      .when(hears('tradeCorrect', { execId: 'E3', execRefId: 'E2', lastQty: '30', lastPx: '9.99' }))
      .leaves({ cumQty: 40, reserved: 0 });
  });
  it('makes an order filled when it was all of it', () => {
    given(places(), acked, ends('100')).when(fills('E1', 100)).leaves({ ordStatus: 'filled', cumQty: 100, reserved: 0 });
  });
  it('is asked for again when the session is up, and not while it is down', () => {
    given(places(), acked, disconnects())
      .when(ends('40', 'canceled', { channel: 'dropCopy' }))
      .concludes('ChildClosed', 'BreakRaised', 'OrderClosed', 'BreakExplained');
    const { desk } = given(places(), acked, disconnects(), ends('40', 'canceled', { channel: 'dropCopy' }))
      .when(connects(), settles())
      .concludes('WorkStarted', 'FillsAsked', 'WorkFinished');
    givenDesk(desk, hears('trade', { seqIn: 2, execId: 'E1', lastQty: '40', lastPx: '10.00' }), disconnects())
      .when(connects(), settles())
      .concludes();
  });
  it('is asked for again and again until it comes, ten times as patiently as for an answer', () => {
    const { desk } = ended().when(waits(9_999)).concludes();
    givenDesk(desk).when(waits(1)).concludes('FillsAsked');
    givenDesk(desk, fills('E2', 29)).when(waits(10_000)).concludes('FillsAsked');
    givenDesk(desk, fills('E3', 1)).when(waits(1_000_000)).concludes();
  });
  it('is counted anew by every later word of the venue, and not by an earlier one', () => {
    const over = (cumQty: string, transactTime: number) => ({ cumQty, transactTime: transactTime as never });
    const at = (cumQty: string, time: number) =>
      given(places(), acked, fills('E1', 10), hears('canceled', over(cumQty, time))).desk;
    givenDesk(at('10', 50))
      .when(hears('canceled', over('40', 51)))
      .concludes('UnheardCounted', 'FillsAsked')
      .saying('UnheardCounted', { unheardQty: 30 })
      .leaves({ reserved: 30 });
    givenDesk(at('10', 50))
      .when(hears('canceled', over('40', 50)))
      .leaves({ reserved: 30 });
    givenDesk(at('10', 50))
      .when(hears('canceled', over('40', 49)))
      .concludes()
      .leaves({ reserved: 0 });
    givenDesk(at('40', 50))
      .when(hears('canceled', over('40', 51)))
      .concludes()
      .leaves({ reserved: 30 });
    givenDesk(at('40', 50))
      .when(hears('canceled', over('10', 51)))
      .concludes('UnheardCounted', 'BreakClosed')
      .leaves({ reserved: 0 });
    givenDesk(at('40', 50))
      .when(hears('tradeCancel', { execId: 'X', execRefId: 'E2', ...over('10', 51) }))
      .leaves({ cumQty: 10, reserved: 0 });
    givenDesk(at('40', 50))
      .when(hears('trade', { execId: 'E2', lastQty: '10', lastPx: '10.00', ...over('60', 51) }))
      .leaves({ cumQty: 20, reserved: 40 });
    givenDesk(at('40', 50))
      .when(hears('tradeCorrect', { execId: 'E1b', execRefId: 'E1', lastQty: '40', lastPx: '10.00', ...over('40', 51) }))
      .leaves({ cumQty: 40, reserved: 0 });
  });
  it('stays over night, with an order that is closed, until it is heard of', () => {
    let desk = ended().desk;
    for (let n = 0; n < 6; n += 1) desk = desk.tomorrow();
    const order = [...desk.state.orders][0];
    expect(order).toMatchObject({ status: 'canceled', reserved: 30 });
    expect(desk.state.exposure.get('A1', 'ACME')).toMatchObject({ buy: 30, orders: 1 });
  });
  it('leaves no room for what would be too much with it', () => {
    const desk = new Desk();
    for (const n of [1, 2]) {
      desk.place({ qty: '500' });
      desk.hear('canceled', { cumQty: '500' }, n);
    }
    givenDesk(desk)
      .when(places({ qty: '1' }))
      .concludes('OrderRefused')
      .saying('OrderRefused', { check: 'positionLimit' });
    givenDesk(desk, places({ qty: '500', side: 'sell' })).when(hears('canceled', {}, 3));
    expect(desk.state.exposure.get('A1', 'ACME')).toMatchObject({ buy: 1_000, sell: 0, orders: 2 });
  });
  it('is forgotten when the venue turns out to work the order after all', () => {
    const { desk } = given(places(), acked, ends('40', 'rejected')).when(acked).leaves({ reserved: 100 });
    givenDesk(desk).when(ends('0')).saying('ChildClosed', { unheardQty: 0 }).leaves({ reserved: 0 });
  });
  it('of nothing is left when it never left', () => {
    given(places())
      .when((desk) =>
        desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId: desk.child().sentId, request: 'submit', reason: 'refused' }),
      )
      .saying('ChildClosed', { unheardQty: 0, endedQty: 100 });
  });
});

describe('nothing is placed a second time for what is not heard of yet', () => {
  it('where a replace cancels first', () => {
    const desk = new Desk(configTerms({ venues: [venueTerms('ALPHA', { replace: 'cancelThenNew' })] }));
    givenDesk(desk, places(), acked, replaces({ qty: '150' }))
      .when(ends('40'))
      .leaves({ qty: 150, reserved: 150 });
    givenDesk(desk).when(settles()).concludes('ChildRouted').saying('ChildRouted', { qty: 110 }).leaves({ reserved: 150 });
    givenDesk(desk).when(fills('E1', 40)).leaves({ cumQty: 40, leavesQty: 110, reserved: 110 });
    givenDesk(desk)
      .when(hears('new', {}, 2), fills('E2', 110, '10.00', 2))
      .leaves({ ordStatus: 'filled', cumQty: 150, reserved: 0 });
  });
  it('where an order is routed on', () => {
    const routed = places({ route: { strategy: 'best' }, price: '10.01' });
    const { desk } = given(routed, acked, ends('40'))
      .when(settles())
      .saying('ChildRouted', { qty: 60 })
      .leaves({ reserved: 100 });
    givenDesk(desk).when(fills('E1', 40)).leaves({ cumQty: 40, reserved: 60 });
  });
  it('where that is all of it: the order waits for it, and wants nothing else', () => {
    const routed = places({ route: { strategy: 'best' }, price: '10.01' });
    const { desk } = given(routed, acked)
      .when(ends('100'), settles())
      .concludes('ChildClosed', 'BreakRaised', 'FillsAsked')
      .leaves({ status: 'open', reserved: 100 });
    givenDesk(desk).when(fills('E1', 100)).saying('OrderClosed', { as: 'filled' }).leaves({ ordStatus: 'filled', reserved: 0 });
  });
  it('where it is all of the rest', () => {
    const { desk } = given(places(), acked, fills('E1', 40))
      .when(ends('100'))
      .concludes('ChildClosed', 'BreakRaised', 'FillsAsked')
      .leaves({ status: 'open', reserved: 60 });
    givenDesk(desk).when(fills('E2', 60)).leaves({ ordStatus: 'filled', cumQty: 100, reserved: 0 });
  });
  it('and a cancel ends the order without waiting for it', () => {
    const routed = places({ route: { strategy: 'best' }, price: '10.01' });
    given(routed, acked, cancels())
      .when(ends('40'))
      .concludes('ChildClosed', 'BreakRaised', 'FillsAsked', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', reserved: 40 });
  });
  it('are not forgotten for an acknowledgement of the same moment that comes late', () => {
    const at = { transactTime: OPENS };
    given(places(), hears('canceled', { cumQty: '40', leavesQty: '0', ...at }))
      .when(hears('new', { cumQty: '0', leavesQty: '100', ...at }))
      .leaves({ status: 'canceled', reserved: 40 });
  });
});
