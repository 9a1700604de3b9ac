import { describe, expect, it } from 'vitest';
import type { Desk } from '../../support/desk.ts';
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
      .concludes('ChildReplaced', 'BreakRaised')
      .saying('BreakRaised', { what: 'unexpectedReplace' });
    expect(desk.child()).toMatchObject({ qty: 80, price: 999, status: 'working' });
    givenDesk(desk)
      .when(fills('E1', 80, '9.99'))
      .concludes('ExecutionBooked', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', cumQty: 80, leavesQty: 0 });
  });
  it('under an id that the venue had refused, or under the first one, hold too', () => {
    const refused = given(places(), acked, replaces({ qty: '150' }));
    const sentId = replaceIdOf(refused.desk);
    givenDesk(refused.desk, refuses())
      .when(hears('replaced', { sentId, orderQty: '150' }))
      .concludes('ChildReplaced', 'BreakRaised')
      .leaves({ qty: 100, reserved: 150 });
    const later = given(places(), acked, replaces({ qty: '150' }), replaced());
    givenDesk(later.desk)
      .when(hears('replaced', { sentId: later.desk.child().sentIds[0] as string, orderQty: '140' }))
      .concludes('ChildReplaced', 'BreakRaised')
      .leaves({ qty: 150, reserved: 150 });
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
  it('that cannot be read leave the order as it was, but for what was asked', () => {
    for (const orderQty of ['-5', 'many', '1.5'])
      given(places(), acked).when(hears('replaced', { orderQty })).concludes().leaves({ qty: 100, reserved: 100 });
  });
  it('for more count in exposure', () => {
    given(places(), acked)
      .when(hears('replaced', { orderQty: '180' }))
      .leaves({ qty: 100, reserved: 180 });
  });
});
