import { describe, expect, it } from 'vitest';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { configTerms, Desk, O, OPENS, venueTerms } from '../../support/desk.ts';
import {
  acked,
  canceled,
  connects,
  disconnects,
  fills,
  given,
  givenDesk,
  hears,
  places,
  settles,
  strays as told,
  type Words,
} from '../given.ts';

type Report = Partial<Events['ExecutionReported']>;
/** It tells its fee, too. */
const strays = (over: Report = {}): Words => told({ fee: '0.12', feeCurrency: 'EUR', ...over });
const busts = (over: Report = {}): Words =>
  strays({ execType: 'tradeCancel', execId: 'E2', execRefId: 'E1', fee: undefined, ...over });
const corrects = (over: Report = {}): Words =>
  strays({ execType: 'tradeCorrect', execId: 'E2', execRefId: 'E1', lastQty: '30', lastPx: '9.99', fee: undefined, ...over });
const KEY = 'THEIRS/buy/E1/2026-11-21';
const assigns =
  (over: Partial<Events['StrayAssignRequested']> = {}, who = 'Ann'): Words =>
  (desk) =>
    desk.say(
      {
        type: 'StrayAssignRequested',
        clOrdId: `a${desk.state.position}`,
        venue: 'ALPHA',
        executionKey: KEY,
        reason: 'their desk called',
        ...over,
      },
      who,
    );
const toA1 = assigns({ toAccount: 'A1' });
const toOrder = assigns({ orderId: O(1) });
const held = (desk: Desk, account: string) => {
  const { qty, cost, realized, bought, sold, fees } = desk.state.positions.of(account, 'ACME');
  return { qty, cost, realized, bought, sold, fees: Object.fromEntries([...fees].filter(([, fee]) => fee !== 0n)) };
};
const NOTHING = { qty: 0, cost: 0n, realized: 0n, bought: 0, sold: 0, fees: {} };

describe('an execution in suspense that a person assigns', () => {
  it('moves to the account as it is: quantity, cost and fee', () => {
    const { desk } = given(strays())
      .when(toA1)
      .concludes('StrayAssigned', 'BreakClosed')
      .saying('StrayAssigned', { fromAccount: 'SUSPENSE', account: 'A1', lastQty: 40, by: 'Ann', reason: 'their desk called' })
      .saying('BreakClosed', { cause: 'it is assigned to A1' });
    const plain = given(
      places({ qty: '40' }),
      acked,
      hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', fee: '0.12', feeCurrency: 'EUR' }),
    );
    expect(held(desk, 'A1')).toEqual(held(plain.desk, 'A1'));
    expect(held(desk, 'SUSPENSE')).toEqual(NOTHING);
  });

  it('is followed by its bust and its correction, from whichever day', () => {
    const { desk } = given(strays(), toA1);
    const tomorrow = desk.tomorrow();
    givenDesk(desk)
      .when(corrects())
      .saying('StrayExecutionAmended', { account: 'A1', oldQty: 40, lastQty: 30 })
      .holds(30)
      .holds(0, 'SUSPENSE');
    givenDesk(tomorrow).when(busts()).concludes('StrayExecutionAmended').holds(0).holds(0, 'SUSPENSE');
    expect(held(tomorrow, 'A1').fees).toEqual({});
  });

  it('is not booked again when the venue says it again', () => {
    for (const where of [toA1, assigns({ orderId: O(1) })]) {
      const { desk } = given(places(), acked, strays(), where);
      givenDesk(desk)
        .when(strays({ possDup: true }), strays({ possResend: true }))
        .concludes()
        .holds(40);
      givenDesk(desk.tomorrow())
        .when(strays({ possDup: true }))
        .concludes()
        .holds(40);
    }
  });

  it('may be left where it is, and waits for nobody any more', () => {
    given(strays())
      .when(assigns({ toAccount: 'SUSPENSE' }))
      .concludes('StrayAssigned', 'BreakClosed')
      .holds(40, 'SUSPENSE');
  });

  it('may move on to another account, but not from an order', () => {
    const config = configTerms();
    const accounts = [...config.accounts, { account: 'A2', tradable: true, ordersPerSecond: 1, ordersBurst: 1 }];
    givenDesk(new Desk({ ...config, accounts }), strays(), toA1)
      .when(assigns({ toAccount: 'A2' }))
      .concludes('StrayAssigned')
      .holds(0)
      .holds(40, 'A2');
    given(places(), acked, strays(), toOrder)
      .when(toA1)
      .concludes('AskRefused')
      .saying('AskRefused', { ask: 'assign', check: 'alreadyAssigned' });
  });
});

describe('an execution in suspense that is given to an order', () => {
  it('is an execution of it like any', () => {
    given(places(), acked, strays())
      .when(toOrder)
      .concludes('StrayAssigned', 'ExecutionBooked', 'BreakClosed')
      .saying('ExecutionBooked', { execId: 'E1', lastQty: 40, fee: '0.12', feeCurrency: 'EUR', provisional: false })
      .saying('BreakClosed', { cause: 'it is an execution of C-20261121-1' })
      .leaves({ ordStatus: 'partiallyFilled', cumQty: 40, reserved: 60 })
      .holds(40)
      .holds(0, 'SUSPENSE');
  });
  it('fills it, and the order is over', () => {
    given(places({ qty: '40' }), acked, strays())
      .when(toOrder)
      .leaves({ ordStatus: 'filled', cumQty: 40, reserved: 0 });
  });
  it('counts for one that is closed already', () => {
    given(places(), acked, canceled, strays()).when(toOrder).leaves({ ordStatus: 'canceled', cumQty: 40 }).holds(40);
  });
  it('may be more than it ever asked for, and that is said', () => {
    given(places({ qty: '30' }), acked, strays())
      .when(toOrder)
      .saying('BreakRaised', { what: 'overfill' })
      .leaves({ cumQty: 40 });
  });
  it('is followed there by its bust and its correction, though they name another order', () => {
    for (const over of [{}, { cumQty: '7', leavesQty: '3' }] as const) {
      given(places(), acked, strays(), toOrder)
        .when(busts(over))
        .concludes('ExecutionBusted')
        .leaves({ cumQty: 0, reserved: 100 })
        .holds(0);
      given(places(), acked, strays(), toOrder)
        .when(corrects(over))
        .saying('ExecutionCorrected', { oldQty: 40, lastQty: 30 })
        .leaves({ cumQty: 30 })
        .holds(30);
    }
    const tomorrow = given(places({ timeInForce: 'gtc' }), acked, strays(), toOrder).desk.tomorrow();
    givenDesk(tomorrow).when(busts()).concludes('ExecutionBusted').holds(0);
  });
  it('at a venue whose execution ids are unique by themselves, too', () => {
    const numbered = new Desk(configTerms({ venues: [venueTerms('ALPHA', { executionKey: 'venue' })] }));
    givenDesk(numbered, places(), acked, strays())
      .when(assigns({ orderId: O(1), executionKey: 'E1/2026-11-21' }))
      .leaves({ cumQty: 40 });
    givenDesk(numbered)
      .when(strays({ possDup: true }))
      .concludes();
    givenDesk(numbered)
      .when(busts({ sentId: undefined }))
      .concludes('ExecutionBusted')
      .holds(0);
  });
  it('ends what was missing there', () => {
    const counts = hears('canceled', { cumQty: '40', transactTime: OPENS });
    given(places(), acked, counts, strays())
      .when(toOrder)
      .saying('BreakClosed', { cause: 'C-20261121-1: 40 are booked, and ALPHA had counted 40' })
      .leaves({ ordStatus: 'canceled', cumQty: 40, reserved: 0 });
  });
});

describe('what does not fit is refused', () => {
  const refused = (check: string, words: Words, ...history: readonly Words[]): void =>
    void given(...history)
      .when(words)
      .concludes('AskRefused')
      .saying('AskRefused', { ask: 'assign', check });
  it('by a rule that names it', () => {
    refused('unknownExecution', assigns({ toAccount: 'A1', executionKey: 'X' }), strays());
    refused('unknownExecution', toA1);
    refused('nothingLeft', toA1, strays(), busts());
    refused('target', assigns(), strays());
    refused('target', assigns({ toAccount: 'A1', orderId: O(1) }), places(), strays());
    refused('unknownAccount', assigns({ toAccount: 'A9' }), strays());
    refused('alreadyAssigned', toA1, strays(), toA1);
    refused('unknownOrder', assigns({ orderId: O(9) }), strays());
    refused('doesNotFit', toOrder, places({ side: 'sell' }), acked, strays());
    refused('doesNotFit', toOrder, places({ route: { strategy: 'direct', venue: 'BETA' } }), strays());
    refused('executionKnown', toOrder, places(), acked, fills('E1', 10), strays());
    refused('reasonMissing', assigns({ toAccount: 'A1', reason: ' ' }), strays());
    refused('clOrdId', assigns({ toAccount: 'A1', clOrdId: '' }), strays());
  });
  it('and the same ask again changes nothing', () => {
    const once = assigns({ toAccount: 'A1', clOrdId: 'a1' });
    given(strays(), once).when(once).concludes('AskRepeated').holds(40);
    given(strays(), once)
      .when(assigns({ toAccount: 'SUSPENSE', clOrdId: 'a1' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'clOrdIdReused' });
  });
});

describe('a venue with executions in suspense', () => {
  const best = places({ route: { strategy: 'best' } });
  it('takes no new order until the last is assigned; cancels always go', () => {
    const { desk } = given(places(), acked, strays(), strays({ execId: 'E9' }))
      .when(places())
      .concludes('OrderAccepted', 'OrderHeld')
      .saying('OrderHeld', { why: 'strays', venue: 'ALPHA', until: undefined });
    givenDesk(desk)
      .when((it) => it.cancel())
      .saying('ChildCancelSent', { venue: 'ALPHA' });
    givenDesk(desk).when(toA1, settles()).leaves({ status: 'held' }, 2);
    givenDesk(desk)
      .when(assigns({ toAccount: 'A1', executionKey: 'THEIRS/buy/E9/2026-11-21' }), settles())
      .saying('OrderReleased', { orderId: O(2) })
      .saying('ChildRouted', { orderId: O(2), venue: 'ALPHA' });
  });
  it('ends at once what may not wait, and says why', () => {
    given(strays())
      .when(places({ timeInForce: 'ioc' }))
      .saying('OrderClosed', { reason: 'ALPHA takes no orders until its executions in suspense are assigned' });
  });
  it('is left out by the router, and found again when the venue takes the execution back', () => {
    const { desk } = given(strays({ venue: 'BETA', session: 'BETA-1' }))
      .when(best, settles())
      .saying('ChildRouted', { venue: 'ALPHA' });
    givenDesk(desk, strays(), best, settles())
      .when(busts(), settles())
      .saying('ChildRouted', { venue: 'ALPHA', orderId: O(2) });
  });
  it('still so after a night, and after its session broke', () => {
    const { desk } = given(strays(), disconnects(), connects());
    givenDesk(desk).when(places()).saying('OrderHeld', { why: 'strays' });
    givenDesk(desk.tomorrow()).when(places()).saying('OrderHeld', { why: 'strays' });
  });
  it('may be allowed to trade on', () => {
    const trusting = new Desk(configTerms({ venues: [venueTerms('ALPHA', { strays: 'allow' })] }));
    givenDesk(trusting, strays()).when(places()).concludes('OrderAccepted', 'ChildRouted');
  });
});
