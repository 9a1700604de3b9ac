import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../../src/domain/kernel/units.ts';
import type { BookUpdate } from '../../../../src/domain/ports/market.ts';
import { delta, type Quotes, snapshot } from '../../../support/market.ts';
import { type OpenVenue, openVenue } from '../../../support/simulated-venue.ts';

const started = (over: Parameters<typeof openVenue>[0] = {}): OpenVenue & { shows(bids: Quotes, asks: Quotes): void } => {
  const desk = openVenue(over);
  desk.connect();
  return { ...desk, shows: (bids, asks) => desk.venue.onBook(snapshot({ at: desk.clock.now(), bids, asks })) };
};
/** [quantity, price, liquidity] of each execution, in the order in which they happened. */
const executions = ({ venue }: OpenVenue) => venue.truth().executions.map(({ qty, price, liquidity }) => [qty, price, liquidity]);
const sent = (desk: OpenVenue, ticket: Parameters<OpenVenue['submit']>[0]): string => {
  const sentId = desk.submit(ticket);
  desk.settle();
  return sentId;
};

describe('an aggressive order', () => {
  it('takes the best levels first, each at its own price, and rests with what is left', () => {
    const desk = started();
    desk.shows(
      [[985, 10]],
      [
        [990, 30],
        [995, 40],
        [1_000, 20],
        [1_005, 500],
      ],
    );
    const sentId = sent(desk, { qty: 100, price: 1_000 });
    expect(executions(desk)).toEqual([
      [30, 990, 'removed'],
      [40, 995, 'removed'],
      [20, 1_000, 'removed'],
    ]);
    expect(desk.said(sentId)).toEqual(['new', 'trade', 'trade', 'trade']);
    expect(desk.about(sentId).at(-1)).toMatchObject({ cumQty: '90', leavesQty: '10', avgPx: '9.94444444' });
    expect(desk.venue.truth().executions.map(({ took }) => took)).toEqual([
      { price: 990, qty: 30 },
      { price: 995, qty: 40 },
      { price: 1_000, qty: 20 },
    ]);
  });

  it('never trades past its limit, nor a market order past what is shown; that one does not rest', () => {
    const desk = started();
    desk.shows([], [[1_005, 500]]);
    expect(desk.said(sent(desk, { timeInForce: 'ioc' }))).toEqual(['new', 'canceled']);
    const sentId = sent(desk, { ordType: 'market', qty: 600 });
    expect(desk.said(sentId)).toEqual(['new', 'trade', 'canceled']);
    expect(desk.about(sentId).at(-1)).toMatchObject({
      cumQty: '500',
      leavesQty: '0',
      text: 'nobody left to trade with within the limit',
    });
  });

  it('is filled whole or not at all as fill-or-kill', () => {
    const desk = started();
    desk.shows(
      [],
      [
        [995, 40],
        [1_000, 50],
      ],
    );
    expect(desk.said(sent(desk, { timeInForce: 'fok', qty: 100 }))).toEqual(['new', 'canceled']);
    expect(desk.said(sent(desk, { timeInForce: 'fok', qty: 90 }))).toEqual(['new', 'trade', 'trade']);
  });

  it('does not get the same displayed quantity twice', () => {
    const desk = started();
    desk.shows([], [[1_000, 70]]);
    sent(desk, { timeInForce: 'ioc' });
    expect(desk.said(sent(desk, { timeInForce: 'ioc' }))).toEqual(['new', 'canceled']);
    desk.shows([], [[1_000, 70]]); // The same again is no news.
    expect(desk.said(sent(desk, { timeInForce: 'ioc' }))).toEqual(['new', 'canceled']);
    desk.shows([], [[1_000, 80]]);
    expect(desk.about(sent(desk, { timeInForce: 'ioc' })).at(-1)).toMatchObject({ cumQty: '80' });
    desk.shows([], []);
    desk.shows([], [[1_000, 80]]); // It went and came back: somebody new.
    expect(desk.about(sent(desk, { timeInForce: 'ioc' })).at(-1)).toMatchObject({ cumQty: '80' });
    expect(desk.venue.truth().executions.map(({ took }) => took?.qty)).toEqual([70, 80, 80]);
  });

  it('meets the book and our own resting orders by price, the book first at one price, our own by time', () => {
    const desk = started({ selfTrades: 'match' });
    const [second, first, third] = [
      sent(desk, { side: 'sell', price: 1_000, qty: 20 }),
      sent(desk, { side: 'sell', price: 995, qty: 10 }),
      sent(desk, { side: 'sell', price: 1_000, qty: 30 }),
    ];
    desk.shows(
      [],
      [
        [1_000, 50],
        [1_005, 10],
      ],
    );
    sent(desk, { qty: 120, price: 1_005, timeInForce: 'ioc' });
    expect(executions(desk)).toEqual([
      [10, 995, 'removed'],
      [10, 995, 'added'],
      [50, 1_000, 'removed'],
      [20, 1_000, 'removed'],
      [20, 1_000, 'added'],
      [30, 1_000, 'removed'],
      [30, 1_000, 'added'],
      [10, 1_005, 'removed'],
    ]);
    for (const sentId of [first, second, third])
      expect(desk.about(sentId).at(-1)).toMatchObject({ execType: 'trade', leavesQty: '0' });
  });

  it('leaves a smaller book for everybody to see, no younger than its source made it', () => {
    const desk = started();
    const shown: BookUpdate[] = [];
    desk.venue.onShow((update) => shown.push(update));
    const at = desk.clock.now();
    desk.shows(
      [[990, 20]],
      [
        [1_000, 70],
        [1_005, 50],
      ],
    );
    sent(desk, { qty: 100, price: 1_005, timeInForce: 'ioc' });
    desk.venue.onBook(delta({ at: desk.clock.now(), asks: [[1_005, 50]] }));
    expect(shown).toEqual([
      snapshot({
        at,
        bids: [[990, 20]],
        asks: [
          [1_000, 70],
          [1_005, 50],
        ],
      }),
      delta({ at, asks: [[1_000, 0]] }),
      delta({ at, asks: [[1_005, 20]] }),
      delta({ at: desk.clock.now(), asks: [[1_005, 20]] }),
    ]);
  });

  it('does not trade with an order of our own: it takes what is before it and goes, whole or not at all as fill-or-kill', () => {
    const desk = started();
    const own = sent(desk, { side: 'sell', price: 1_000, qty: 20 });
    desk.shows(
      [],
      [
        [995, 30],
        [1_005, 100],
      ],
    );
    expect(desk.said(sent(desk, { timeInForce: 'fok', qty: 60, price: 1_005 }))).toEqual(['new', 'canceled']);
    const blocked = sent(desk, { qty: 60, price: 1_005 });
    expect(desk.about(blocked).at(-1)).toMatchObject({ execType: 'canceled', cumQty: '30', text: 'self-trade prevented' });
    expect(desk.said(own)).toEqual(['new']);
    expect(executions(desk)).toEqual([[30, 995, 'removed']]);
  });
});

describe('a resting order', () => {
  it('trades at its own price once the opposite best is at it or through it', () => {
    const desk = started();
    const sentId = sent(desk, { qty: 100, price: 1_000 });
    desk.shows([], [[1_005, 500]]);
    expect(executions(desk)).toEqual([]);
    desk.shows([], [[1_000, 40]]);
    desk.shows(
      [],
      [
        [990, 10],
        [995, 10],
        [1_005, 500],
      ],
    );
    expect(executions(desk)).toEqual([
      [40, 1_000, 'added'],
      [20, 1_000, 'added'],
    ]);
    desk.settle();
    expect(desk.about(sentId).at(-1)).toMatchObject({ cumQty: '60', leavesQty: '40', avgPx: '10', fee: '-0.004' });
  });

  it('takes what it meets from the book: an order behind it gets the rest', () => {
    const desk = started();
    sent(desk, { side: 'sell', price: 1_005, qty: 50 });
    sent(desk, { side: 'sell', price: 1_000, qty: 50 });
    sent(desk, { side: 'sell', price: 1_000, qty: 50 });
    desk.shows(
      [
        [1_005, 40],
        [1_000, 40],
      ],
      [],
    );
    expect(executions(desk)).toEqual([
      [50, 1_000, 'added'],
      [30, 1_000, 'added'],
    ]);
    desk.venue.onBook(
      delta({
        bids: [
          [1_005, 40],
          [1_000, 0],
        ],
      }),
    );
    expect(executions(desk)).toHaveLength(2);
    desk.venue.onBook(delta({ bids: [[1_005, 45]] }));
    expect(executions(desk).slice(2)).toEqual([
      [20, 1_000, 'added'],
      [25, 1_005, 'added'],
    ]);
  });

  it.each([
    ['keeps its place when it is made smaller', [{ qty: 40 }], [40, 20]],
    ['goes to the end of the queue when it is made larger', [{ qty: 60 }], [10, 50]],
    [
      'goes to the end of the queue when its price is changed and changed back',
      [
        { qty: 50, price: 995 },
        { qty: 50, price: 1_000 },
      ],
      [10, 50],
    ],
  ])('%s', (_, changes, executed) => {
    const desk = started();
    let first = sent(desk, { qty: 50 });
    sent(desk, { qty: 50 });
    for (const change of changes) {
      first = desk.replace(first, change);
      desk.settle();
    }
    desk.shows([], [[1_000, 60]]);
    expect(desk.venue.truth().orders.map(({ cumQty }) => cumQty)).toEqual(executed);
  });

  it('may be changed into an aggressive one', () => {
    const desk = started();
    desk.shows([], [[1_005, 30]]);
    const changed = desk.replace(sent(desk, { qty: 50 }), { qty: 50, price: 1_005 });
    desk.settle();
    expect(desk.said(changed)).toEqual(['replaced', 'trade']);
    expect(executions(desk)).toEqual([[30, 1_005, 'removed']]);
  });

  it('is filled by a change to what is already executed, or less', () => {
    const desk = started();
    const sentId = sent(desk, { qty: 100 });
    desk.shows([], [[1_000, 60]]);
    const changed = desk.replace(sentId, { qty: 50 });
    desk.settle();
    expect(desk.about(changed)).toMatchObject([{ execType: 'replaced', orderQty: '60', cumQty: '60', leavesQty: '0' }]);
    expect(desk.venue.truth().orders).toMatchObject([{ status: 'filled', qty: 60, sentIds: [sentId, changed] }]);
  });

  it('ends with the session if it is for the day, at its hour if it has one, and stays if it is good till cancelled', () => {
    const desk = started();
    const [day, gtc] = [sent(desk, { timeInForce: 'day' }), sent(desk, { timeInForce: 'gtc' })];
    const gtd = sent(desk, { timeInForce: 'gtd', expireTime: (desk.clock.now() + 50_000) as Micros });
    desk.settle(20_000);
    expect(desk.said(gtd)).toEqual(['new']);
    desk.settle(50_000);
    expect(desk.said(gtd)).toEqual(['new', 'expired']);
    desk.venue.closeSession();
    desk.shows([], [[1_000, 500]]);
    desk.settle();
    const changed = desk.replace(gtc, { qty: 500 });
    desk.settle();
    expect(desk.said(changed)).toEqual(['no: marketClosed']);
    expect([desk.said(day), desk.said(gtc)]).toEqual([['new', 'expired'], ['new']]);
    expect(desk.about(sent(desk, {}))).toMatchObject([{ execType: 'rejected', rejectReason: 'marketClosed' }]);
    desk.venue.openSession();
    desk.shows([], [[1_000, 500]]);
    desk.settle();
    expect(desk.said(gtc)).toEqual(['new', 'trade']);
  });
});
