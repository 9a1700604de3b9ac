import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { C, type Desk, O, OPENS } from '../../support/desk.ts';
import { acked, fills, given, givenDesk, hears, places, refuses, replaces, type Words } from '../given.ts';

const replaceIdOf = (desk: Desk, n = 1): string =>
  desk.child(n).requests.find(({ kind }) => kind === 'replace')?.sentId as string;
/** The venue accepts the replace that is on its way. */
const replaced =
  (over: Parameters<Desk['hear']>[1] = {}): Words =>
  (desk) =>
    desk.hear('replaced', { sentId: replaceIdOf(desk), ...over });

describe('new terms that nobody asked for', () => {
  it('hold at the venue all the same, and a person must look', () => {
    const { desk } = given(places(), acked)
      .when(hears('replaced', { orderQty: '80', price: '9.99' }))
      .concludes('ChildReplaced', 'BreakRaised', 'OrderRestated')
      .saying('BreakRaised', { what: 'unexpectedReplace' });
    expect(desk.child()).toMatchObject({ qty: 80, price: 999, status: 'working' });
    givenDesk(desk)
      .when(fills('E1', 80, '9.99'))
      .concludes('ExecutionBooked', 'OrderClosed')
      .leaves({ ordStatus: 'filled', cumQty: 80, leavesQty: 0 });
  });
  it('under an id that the venue had refused, or under the first one, hold too', () => {
    const refused = given(places(), acked, replaces({ qty: '150' }));
    const sentId = replaceIdOf(refused.desk);
    givenDesk(refused.desk, refuses())
      .when(hears('replaced', { sentId, orderQty: '150' }))
      .concludes('ChildReplaced', 'BreakRaised', 'OrderRestated', 'BreakExplained')
      .leaves({ qty: 150, reserved: 150 });
    const later = given(places(), acked, replaces({ qty: '150' }), replaced());
    givenDesk(later.desk)
      .when(hears('replaced', { sentId: later.desk.child().sentIds[0] as string, orderQty: '140' }))
      .concludes('ChildReplaced', 'BreakRaised', 'OrderRestated')
      .leaves({ qty: 140, reserved: 140 });
    expect(later.desk.child().qty).toBe(140);
  });
  it('are each a matter of their own', () => {
    const { desk } = given(places(), acked, hears('replaced', { orderQty: '80' }), hears('replaced', { orderQty: '90' })).when(
      hears('replaced', { orderQty: '90' }),
    );
    expect([...desk.state.breaks.values()].map(({ detail }) => detail)).toEqual([
      'ALPHA changed C-20261121-1 to 80 at 10.00 without being asked',
      'ALPHA changed C-20261121-1 to 90 at 10.00 without being asked',
    ]);
  });
  it('of a market order are told as such, and the break is about that order', () => {
    given(places({ ordType: 'market', price: undefined }), acked)
      .when(hears('replaced', { orderQty: '80' }))
      .saying('BreakRaised', {
        detail: 'ALPHA changed C-20261121-1 to 80 at the market without being asked',
        venue: 'ALPHA',
        orderId: O(1),
        childId: C(1),
      });
  });
  it('of the price alone hold too, and nothing is asked about them', () => {
    given(places(), acked)
      .when(hears('replaced', { price: '9.99' }))
      .concludes('ChildReplaced', 'BreakRaised', 'OrderRestated')
      .saying('OrderRestated', { qty: 100, price: 999, reason: 'replaced by the venue' });
    given(places(), acked)
      .when(hears('restated', { price: '9.99', restatementReason: 'repricing', text: 'pegged' }))
      .concludes('ChildRestated', 'OrderRestated')
      .saying('OrderRestated', { qty: 100, price: 999, reason: 'pegged' });
  });
  it('at a price of nothing are a price', () => {
    const { desk } = given(places(), acked).when(hears('replaced', { price: '0', text: 'by hand' }));
    expect(desk.child().price).toBe(0);
    expect(desk.order()).toMatchObject({ price: 0, qty: 100 });
  });
  it('carry the words of the venue, where it has some', () => {
    given(places(), acked)
      .when(hears('replaced', { orderQty: '80', text: 'by hand' }))
      .saying('OrderRestated', { reason: 'by hand' });
  });
  it('that cannot be read leave the order as it was, but for what was asked', () => {
    for (const orderQty of ['-5', 'many', '1.5'])
      given(places(), acked).when(hears('replaced', { orderQty })).concludes().leaves({ qty: 100, reserved: 100 });
  });
  it('for more count in exposure', () => {
    given(places(), acked)
      .when(hears('replaced', { orderQty: '180' }))
      .leaves({ qty: 180, reserved: 180 });
  });
  it('are no break where the venue says why: a verbal change, a partial decline (FIX E.1.c, E.1.d)', () => {
    given(places(), acked, fills('E1', 10))
      .when(hears('restated', { orderQty: '110', restatementReason: 'verbalChange' }))
      .concludes('ChildRestated', 'OrderRestated')
      .leaves({ qty: 110, cumQty: 10, leavesQty: 100, reserved: 100 });
    given(places(), acked, hears('restated', { orderQty: '90', restatementReason: 'partialDecline' }))
      .when(fills('E1', 90))
      .concludes('ExecutionBooked', 'OrderClosed')
      .leaves({ ordStatus: 'filled', qty: 90, cumQty: 90 });
  });
  it('scale what is executed after a split, for the same money (FIX H.1.b)', () => {
    const { desk } = given(places({ timeInForce: 'gtc' }), acked, fills('E1', 20))
      .when(hears('restated', { orderQty: '200', price: '5.00', cumQty: '40', restatementReason: 'gtCorporateAction' }))
      .concludes('ChildRestated', 'OrderRestated')
      .leaves({ qty: 200, cumQty: 40, leavesQty: 160, reserved: 160 });
    expect(desk.order().cumNotional).toBe(20_000n);
    givenDesk(desk)
      .when(fills('E2', 160, '5.00'))
      .leaves({ ordStatus: 'filled', cumQty: 200 });
  });
  it('scale what is executed alone, where the rest of the order stays', () => {
    given(places({ timeInForce: 'gtc' }), acked, fills('E1', 20))
      .when(hears('restated', { cumQty: '40', restatementReason: 'gtCorporateAction' }))
      .concludes('ChildRestated')
      .saying('ChildRestated', { qty: 100, cumQty: 40 })
      .leaves({ qty: 100, cumQty: 40, leavesQty: 60, reserved: 60 });
  });
  it('have a clock of their own: a word about status does not make them old', () => {
    const at = (seconds: number) => ({ transactTime: (OPENS + seconds * 1_000_000) as Micros });
    const restated = hears('restated', { orderQty: '50', restatementReason: 'partialDecline', ...at(2) });
    const { desk } = given(places(), hears('new', at(1)), hears('stopped', at(3)))
      .when(restated)
      .concludes('ChildRestated', 'OrderRestated')
      .leaves({ qty: 50, leavesQty: 50 });
    expect(desk.child().status).toBe('stopped');
    givenDesk(desk)
      .when(hears('restated', { orderQty: '70', restatementReason: 'partialDecline', ...at(1) }))
      .concludes();
  });
  it('of a venue that only repairs its own count of executions are not believed: fills come as fills', () => {
    given(places(), acked)
      .when(hears('restated', { cumQty: '40' }))
      .concludes('ChildRemarked')
      .leaves({ cumQty: 0 });
  });
});
