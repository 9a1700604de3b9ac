import { describe, expect, it } from 'vitest';
import type { Price, Qty } from '../../../src/domain/kernel/units.ts';
import type { Evidence } from '../../../src/domain/market/events.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { configTerms, Desk, evidenceAt } from '../../support/desk.ts';
import { canceled, cancels, expired, fills, given, givenDesk, hears, places, rejected, settles } from '../given.ts';

/** ALPHA 10.00 × 10.02, BETA 9.99 × 10.01, 100 a level; BETA's fee is the lower one. */
const best = (over: Partial<Events['NewOrderRequested']> = {}) =>
  places({ route: { strategy: 'best' }, price: '10.02', qty: '150', ...over });
const routes = (desk: Desk): readonly unknown[] =>
  desk.records.flatMap(({ event }) =>
    event.type === 'ChildRouted' ? [[event.venue, event.qty, event.price, event.timeInForce, event.because.attempt]] : [],
  );
const level = (price: number, qty: number) => ({ price: price as Price, qty: qty as Qty });
const books = (asks: readonly (readonly [string, number, number])[]): Partial<Evidence> => ({
  books: asks.map(([venue, price, qty]) => ({ venue, at: new Desk().now, bids: [level(990, 100)], asks: [level(price, qty)] })),
});

describe('a routed order', () => {
  it('goes where it is cheapest after fees, and says on what evidence', () => {
    const { desk } = given().when(best()).concludes('OrderAccepted', 'ChildRouted', 'ChildRouted');
    expect(routes(desk)).toEqual([
      ['BETA', 100, 1_001, 'ioc', 1],
      ['ALPHA', 50, 1_002, 'ioc', 1],
    ]);
    const because = desk.records.flatMap(({ event }) => (event.type === 'ChildRouted' ? [event.because] : []))[0];
    expect(because).toEqual({
      strategy: 'best',
      attempt: 1,
      expectedQty: 100,
      worstPrice: 1_001,
      evidenceAt: desk.records.find(({ event }) => event.type === 'NewOrderRequested')?.position,
    });
  });
  it('is what an order without a route gets', () => {
    const { desk } = given().when(places({ route: undefined, price: '10.02', qty: '150' }));
    expect(desk.order().children.length).toBe(2);
  });
  it('tries once more for what it missed, then rests where its side is best', () => {
    const { desk } = given(best(), fills('E1', 100, '10.01', 1));
    givenDesk(desk)
      .when(hears('canceled', {}, 2))
      .concludes('ChildClosed', 'EvidenceWanted')
      .leaves({ status: 'open', leavesQty: 50, reserved: 50 });
    givenDesk(desk)
      .when(
        settles(
          books([
            ['ALPHA', 1_001, 10],
            ['BETA', 1_003, 500],
          ]),
        ),
      )
      .concludes('ChildRouted');
    expect(routes(desk).at(-1)).toEqual(['ALPHA', 10, 1_001, 'ioc', 2]);
    givenDesk(desk)
      .when(hears('canceled', {}, 3))
      .concludes('ChildClosed', 'EvidenceWanted');
    givenDesk(desk).when(settles()).concludes('ChildRouted');
    expect(routes(desk).at(-1)).toEqual(['ALPHA', 50, 1_002, 'day', 3]);
    givenDesk(desk)
      .when(hears('expired', {}, 4))
      .concludes('ChildClosed', 'OrderClosed')
      .leaves({ ordStatus: 'expired', cumQty: 100 });
  });
  it('waits for all its children before it tries again', () => {
    given(best())
      .when(hears('canceled', {}, 1))
      .concludes('ChildClosed')
      .leaves({ status: 'open', reserved: 150 });
  });
  it('goes elsewhere when a venue refuses it', () => {
    const { desk } = given(best({ qty: '100', price: '10.01' }), rejected);
    givenDesk(desk)
      .when(settles(books([['ALPHA', 1_001, 100]])))
      .concludes('ChildRouted')
      .saying('ChildRouted', { venue: 'ALPHA' });
  });
  it('ends when it is for this moment and nothing is left to take', () => {
    const ioc = given(best({ timeInForce: 'ioc' }), hears('canceled', {}, 1), hears('canceled', {}, 2));
    givenDesk(ioc.desk)
      .when(settles(books([['ALPHA', 1_003, 100]])))
      .concludes('OrderClosed')
      .saying('OrderClosed', { as: 'canceled', reason: 'nothing more is for sale within the limit' })
      .leaves({ reserved: 0 });
  });
  it('is not tried again when it is fill or kill', () => {
    const { desk } = given()
      .when(best({ timeInForce: 'fok', qty: '100' }))
      .concludes('OrderAccepted', 'ChildRouted');
    givenDesk(desk).when(canceled).concludes('ChildClosed', 'OrderClosed').leaves({ ordStatus: 'canceled' });
    given()
      .when(best({ timeInForce: 'fok' }))
      .concludes('OrderAccepted', 'OrderClosed')
      .saying('OrderClosed', { reason: 'no venue shows the whole quantity within the limit' });
  });
  it('is looked at by risk each time, and ends when it may not go on', () => {
    const { desk } = given(best({ qty: '100', price: '10.01' }), rejected);
    givenDesk(desk)
      .when(settles({ reference: undefined }))
      .concludes('OrderClosed')
      .saying('OrderClosed', { as: 'rejected' })
      .leaves({ ordStatus: 'rejected', reserved: 0 });
    const partly = given(best({ qty: '100', price: '10.01' }), fills('E1', 10, '10.01'), expired);
    givenDesk(partly.desk)
      .when(settles({ reference: undefined }))
      .saying('OrderClosed', { as: 'canceled' })
      .leaves({ ordStatus: 'canceled', cumQty: 10 });
  });
  it('does not go out again once it is canceled', () => {
    const { desk } = given(best({ qty: '100', price: '10.01' }), rejected);
    givenDesk(desk).when(cancels()).concludes('CancelAccepted', 'OrderClosed').leaves({ ordStatus: 'canceled' });
    givenDesk(desk)
      .when((on) =>
        on.say({
          type: 'EvidenceGiven',
          orderId: on.order().orderId,
          purpose: 'route',
          wantedAt: 1,
          evidence: evidenceAt(on.now),
        }),
      )
      .concludes();
  });
  it('that fills up late while it looks for more is done', () => {
    const { desk } = given(best({ qty: '100', price: '10.01' }), rejected);
    givenDesk(desk)
      .when(fills('E1', 100, '10.01'))
      .concludes('ExecutionBooked', 'BreakRaised', 'OrderClosed')
      .leaves({ ordStatus: 'filled' });
  });
  it('goes to no dark venue, and to none whose session is down', () => {
    const dark = { venue: 'DARK', at: new Desk().now, bids: [], asks: [level(900, 500)] };
    const shown = evidenceAt(new Desk().now);
    const { desk } = given((on) => on.say({ type: 'SessionChanged', venue: 'BETA', session: 'BETA-1', state: 'down' })).when(
      best({ qty: '100', evidence: { ...shown, books: [dark, ...shown.books] } }),
    );
    expect(routes(desk)).toEqual([['ALPHA', 100, 1_002, 'ioc', 1]]);
  });
  it('is tried again as often as the desk says, and then it rests', () => {
    for (const routeAttemptsMax of [1, 3]) {
      const desk = new Desk(configTerms({ routeAttemptsMax }));
      best({ qty: '100', price: '10.01' })(desk);
      for (let n = 1; n <= routeAttemptsMax; n += 1) {
        desk.hear('canceled', {}, n);
        desk.settle();
      }
      expect(desk.child(routeAttemptsMax + 1).timeInForce).toBe('day');
      expect(desk.child(routeAttemptsMax).timeInForce).toBe('ioc');
    }
  });
});

describe('a routed market order', () => {
  const market = (over: Partial<Events['NewOrderRequested']> = {}) =>
    places({ route: { strategy: 'best' }, ordType: 'market', price: undefined, ...over });

  it('sweeps what the collar admits, and no more: that is what risk has counted', () => {
    const far = books([
      ['ALPHA', 1_050, 30],
      ['BETA', 1_051, 500],
    ]);
    const { desk } = given().when(market({ evidence: { ...evidenceAt(new Desk().now), ...far } }));
    expect(routes(desk)).toEqual([['ALPHA', 30, 1_050, 'ioc', 1]]);
  });
  it('sells down to the other end of the collar', () => {
    const at = new Desk().now;
    const bids = {
      ...evidenceAt(at),
      books: [{ venue: 'ALPHA', at, bids: [level(1_000, 10), level(950, 10), level(949, 500)], asks: [] }],
    };
    const { desk } = given().when(market({ side: 'sell', evidence: bids }));
    expect(routes(desk)).toEqual([['ALPHA', 20, 950, 'ioc', 1]]);
  });
  it('never rests', () => {
    const { desk } = given(market({ qty: '100' }));
    for (const n of [1, 2]) {
      desk.hear('canceled', {}, n);
      desk.settle();
    }
    expect(desk.order()).toMatchObject({ status: 'canceled', reserved: 0 });
    expect(desk.order().children.map(({ timeInForce }) => timeInForce)).toEqual(['ioc', 'ioc']);
  });
});
